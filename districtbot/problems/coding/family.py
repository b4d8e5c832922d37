"""What a family of coding problems is, and what it makes."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap, any_map

Topic = Literal[
    "files",
    "crs and areas",
    "spatial joins",
    "overlay and proration",
    "dual graphs",
    "contiguity",
    "tallies",
    "elections",
    "partitions",
    "seeds",
    "proposals",
    "constraints",
    "acceptance",
    "optimizers",
    "updaters",
    "compactness",
    "splits",
    "ensembles",
    "plan formats",
    "maps and plots",
]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the code finds in its folder.

    Attributes:
        name: Its name, such as ``precincts.gpkg``.
        write_fn: Writes it to a path.
        about: What it holds, for whoever has to solve the problem: layers, CRS, columns with
            their types and an example each.
    """

    name: str
    write_fn: Callable[[Path], None]
    about: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What code came to.

    Attributes:
        ok: Whether it ran to its end.
        error: What went wrong.
        value: Value of ``answer``, as JSON would carry it; NaN and infinity are ``None``.
        files: The files it left in its folder, by name.
        stdout: What it printed.
    """

    ok: bool
    error: str = ""
    value: Any = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    stdout: str = ""

    @property
    def fault(self) -> str:
        """Why it did not run to its end; empty where it did."""
        return "" if self.ok else self.error or "the code did not run to its end"


@dataclass(frozen=True, slots=True)
class Twist:
    """The reference solution with one mistake in it; its outcome must be refused.

    Attributes:
        kind: The mistake, such as ``other column``, ``off by one``, ``other CRS``, ``degrees``.
        code: The code.
    """

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a problem is made from.

    Attributes:
        made: The map.
        level: How hard it shall be: 1, 2 or 3.
        rng: The only randomness there is.
        speaker: Words for the instruction.
    """

    made: MadeMap
    level: int
    rng: random.Random
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Coding:
    """A coding problem.

    The code runs in a folder with `files` and leaves its result in the variable ``answer``, in a
    file, or both, as the instruction says.

    Attributes:
        instruction: What is wanted, in a person's words, with the form of the answer.
        files: What lies in the folder.
        solution: The reference solution: modern, plain, typed where it helps.
        answer: The truth as JSON would carry it, worked out without the solution's code; ``None``
            where many answers are right.
        check: Says what is wrong with an outcome; empty where it is right. Judges by `answer`,
            or by the properties that were asked for.
        twists: Wrong solutions, at least two of different kinds.
        params: What was drawn, for statistics and near relatives.
    """

    instruction: str
    files: tuple[GivenFile, ...]
    solution: str
    answer: Any
    check: Callable[[Outcome], str]
    twists: tuple[Twist, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodingFamily:
    """A family: problems that ask the same of other maps, numbers and words.

    Attributes:
        name: That of its module.
        title: What it asks, in a few words.
        topic: Where it belongs.
        version: Goes up when the same draw gives another problem.
        make: Makes a problem.
        needs: Whether a map will do.
        held_out: Whether only the test split has it.
    """

    name: str
    title: str
    topic: Topic
    version: int
    make: Callable[[Setting], Coding]
    needs: Callable[[MadeMap], bool] = any_map
    held_out: bool = False
