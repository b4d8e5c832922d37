"""Writes a problem's parts: the instruction, the code, the code with a mistake in it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from textwrap import dedent
from typing import Any

from districtbot.problems.coding.family import Coding, GivenFile, Outcome, Setting, Twist
from districtbot.problems.coding.given import map_file, map_frame, shapes_file
from districtbot.problems.language.values import Text, Value

_WHO = {
    "clerk": (
        "I work in a county election office.",
        "This is for the canvass file of {state}.",
        "Our office has to hand this in by Friday.",
    ),
    "lawyer": (
        "I need this for an expert report on {state}.",
        "Opposing counsel will check the figure, so keep it reproducible.",
        "We are preparing an exhibit on {state}.",
    ),
    "journalist": (
        "I'm writing a story about {state}.",
        "For a data piece on {state}'s new maps:",
        "My editor wants a number I can defend.",
    ),
    "student": (
        "I'm stuck on an exercise with data from {state}.",
        "For my GIS class:",
        "This is part of my thesis on {state}.",
    ),
    "analyst": (
        "{state}, precinct level.",
        "Quick job on the {state} layer.",
        "Part of our {state} pipeline:",
    ),
    "teacher": (
        "I taught geography for thirty years and am new to Python.",
        "I am helping our civics club look at {state}.",
        "I'd like to show my old class how {state} is divided.",
    ),
    "organizer": (
        "Our group is getting ready for a hearing in {state}.",
        "We're volunteers working on {state}'s lines.",
        "For our testimony on {state}:",
    ),
}
_ANSWERS = (
    "Put {what} in `answer`.",
    "Leave {what} in a variable called `answer`.",
    "The result goes into `answer`: {what}.",
    "`answer` must be {what}.",
    "Store {what} in `answer`.",
    "At the end `answer` should hold {what}.",
    "Set `answer` to {what}.",
    "I expect `answer` to be {what}.",
    "Assign {what} to `answer`.",
    "When the script ends, `answer` is {what}.",
)
_COMMON = {"district", "districts", "plan", "enacted", "current", "proposed", "draft"}
_KINDS = {"kind", "kinds"}
"""Slots that say what a column holds, in plain words."""
_QUOTED_TWICE = re.compile(r'`"([^"`]*)"`')
_WHO_SHARE = 0.35


_DISTRACTORS = {1: 2, 2: 5, 3: 40}
"""How many columns that nobody asked about lie in a file, by level."""


def layer(setting: Setting, *columns: str, name: str = "", crs: str | None = None) -> GivenFile:
    """The map as a file, with the columns that are needed among others.

    Args:
        setting: Whose map.
        *columns: Those that are needed; empty ones are left out.
        name: Of the file; drawn by default.
        crs: CRS of the file; the map's own by default.
    """
    state = setting.made.state_name.lower().replace(" ", "_")
    names = ("precincts.gpkg", "vtds.gpkg", "units.gpkg", f"{state}.gpkg", f"{state}_vtd.gpkg")
    name = name or setting.rng.choice(names)
    if setting.level == 3:
        return map_file(setting, name, crs=crs)
    return shapes_file(name, map_frame(setting, columns=some_columns(setting, *columns), crs=crs))


def some_columns(setting: Setting, *columns: str) -> list[str]:
    """Columns of the map that are needed and some that are not, in file order."""
    frame = setting.made.frame
    others = [one for one in frame.columns if one not in {*columns, frame.geometry.name}]
    n = min(_DISTRACTORS[setting.level], len(others))
    wanted = {*columns, *setting.rng.sample(others, n)}
    return [one for one in frame.columns if one in wanted]


def code(template: str, **values: object) -> str:
    """Code with ``$name`` filled in; a value stands as it is, so quotes belong to the template."""
    text = dedent(template).strip() + "\n"
    return Template(text).substitute({name: str(value) for name, value in values.items()})


def told(
    setting: Setting,
    name: str,
    lines: Sequence[str],
    *,
    answer: str = "",
    more: Sequence[Sequence[str]] = (),
    **slots: Value | str | int,
) -> str:
    """An instruction in a person's words.

    Args:
        setting: Who speaks of what.
        name: Of the family.
        lines: The task itself, in several voices.
        answer: What `answer` must be, as a noun phrase; empty where a file is asked for.
        more: Sentences on top, such as what is wrong with the data, each in some wordings; slots
            are filled here too.
        **slots: What fills the slots; text and whole numbers stand as they are.
    """
    filled: dict[str, Value] = {
        key: Text(_plain(key, one)) if isinstance(one, str | int) else one
        for key, one in slots.items()
    }
    speaker, rng = setting.speaker, setting.rng
    parts = []
    if rng.random() < _WHO_SHARE:
        who = _WHO[speaker.voice]
        parts.append(
            speaker.fill(f"coding.who.{speaker.voice}", who, state=Text(setting.made.state_name))
        )
    parts.append(_closed(speaker.fill(f"coding.{name}", lines, **filled)))
    for number, wordings in enumerate(more):
        if wordings:
            parts.append(speaker.fill(f"coding.{name}.more{number}", wordings, **filled))
    if answer:
        what = speaker.fill(f"coding.{name}.answer", (answer,), **filled)
        parts.append(speaker.fill("coding.answer", _ANSWERS, what=Text(what)))
    return _QUOTED_TWICE.sub(r"`\1`", " ".join(parts).replace("\n ", "\n").strip())


def _plain(key: str, one: str | int) -> str:
    """A slot as text; a column that is called like a common word stands in quotes."""
    is_column = key not in _KINDS and str(one).lower() in _COMMON
    return f'"{one}"' if is_column else str(one)


def _closed(text: str) -> str:
    """A note ends in a line break, so that the next sentence does not run on from it."""
    return text if text.endswith((".", "?", "!", ":")) else f"{text}\n"


def problem(
    instruction: str,
    files: Sequence[GivenFile],
    solution: str,
    answer: Any,
    check: Callable[[Outcome], str],
    *wrongs: "Wrong",
    **params: Any,
) -> Coding:
    """A problem of its parts; see `Coding` and `twists`."""
    made = twists(solution, check, *wrongs)
    return Coding(instruction, tuple(files), solution, answer, check, made, params)


_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake that can be made in a solution.

    Attributes:
        kind: The mistake, in a few words.
        change: Pieces of the solution, each with what stands there instead.
        gives: The answer that it leads to, where that is known; a mistake whose answer the check
            would take is no mistake on this map, and is left out.
    """

    kind: str
    change: Mapping[str, str]
    gives: Any = field(default=_UNKNOWN)


def twists(solution: str, check: Callable[[Outcome], str], *wrongs: Wrong) -> tuple[Twist, ...]:
    """The solution with each mistake in it.

    Raises:
        ValueError: If a piece that should be changed is not in the solution.
    """
    made = []
    for wrong in wrongs:
        if wrong.gives is not _UNKNOWN and not check(Outcome(True, value=_carried(wrong.gives))):
            continue
        text = solution
        for old, new in wrong.change.items():
            if old not in text:
                raise ValueError(f"{wrong.kind}: {old!r} is not in the solution")
            text = text.replace(old, new)
        made.append(Twist(wrong.kind, text))
    return tuple(made)


def _carried(value: Any) -> Any:
    return json.loads(json.dumps(value))
