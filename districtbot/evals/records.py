"""What came of each item of an exam: a line of a results file each, written as it is done."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from districtbot.ground.errors import AskError

Category = Literal[
    "wrong number",
    "wrong column, contest or group",
    "wrong place",
    "wrong sense of a bound",
    "missed constraint",
    "invented constraint",
    "wrong tool",
    "should have asked",
    "asked for nothing",
    "should have declined",
    "declined for nothing",
    "unneeded redraw",
    "not redrawn",
    "plan misses a target",
    "wrong name of a version",
    "fact not told",
    "ungrounded number",
    "too long",
    "repeated",
    "broken call",
    "no answer",
    "time",
    "no code",
    "code failed",
    "wrong result",
    "other",
]
"""Kinds of errors."""
Call = tuple[str, dict[str, Any]]
Heard = Literal["seen", "held out"]
"""Whether something is in the training split too, or in this one alone."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnRecord(_Data):
    """What a model did with a message after the right history.

    Attributes:
        turn: Which message, from 1.
        ok: Whether all that came of it is right.
        part: What was wrong first; see `districtbot.problems.dialogues.grading`.
        reason: The same in words.
        category: The kind of error; ``None`` where it was right.
        right_tool: Whether the tools that did something are those of the ideal agent, in order.
        right_args: Whether what they were told comes to the same, in whatever form.
        exact: Whether the calls are the same one by one, the words of questions aside.
        asked_ok: Whether exactly the same is asked of a plan.
        asks: Whether the turn changes what is asked, rightly or not.
        facts: Facts that the reply had to hold, and how many it held.
        ending: How the turn should end, and how it did.
        unsolvable: Whether what was asked cannot be met, and whether that was found.
        draws: Whether a plan had to be drawn or judged.
        message: What the person said.
        want: The ideal agent's calls.
        calls: The model's calls that were carried out.
        ideal: The ideal reply.
        reply: What the person was told.
        own: The model's own last words.
        unused: What it wrote last, where nothing could be made of that.
        rebuilt: Whether the program answered from results in the model's place.
        confidence: The model's own probability (0..1) that it is right, the least of the turn.
        mean_logprob: Mean log-probability of its tokens, the least of the turn.
        answers: Answers of the model.
        seconds: Wall-clock seconds of the turn.
        model_seconds: Of these, those of the model.
    """

    turn: int
    ok: bool
    part: str | None = None
    reason: str = ""
    category: Category | None = None
    right_tool: bool
    right_args: bool
    exact: bool
    asked_ok: bool
    asks: bool
    facts: tuple[int, int]
    ending: tuple[str, str]
    unsolvable: tuple[bool, bool]
    draws: bool
    message: str
    want: tuple[Call, ...]
    calls: tuple[Call, ...]
    ideal: str
    reply: str
    own: str
    unused: str = ""
    rebuilt: bool = False
    confidence: float | None = None
    mean_logprob: float | None = None
    answers: int
    seconds: float
    model_seconds: float


class Record(_Data):
    """What a model did with an item.

    Attributes:
        id: The item.
        kind: ``coding`` or ``dialogue``.
        family: Its family.
        topic: Where the family belongs.
        level: How hard it is, from 1 to 3.
        phrases: Whether its words are those of the training split, or some are held out.
        map_words: The same of how its map's columns are called.
        new_family: Whether no other split has its family.
        sample: Which try, from 0.
        ok: Whether it is right from end to end.
        wrong_turn: The first turn that was wrong end to end, from 1; 0 where none was.
        category: The kind of error; ``None`` where it is right.
        reason: What was wrong.
        turns: Each message after the right history; empty for coding.
        message: What was asked; of a dialogue its first wrong turn.
        found: What was answered; the code, or the reply.
        seconds: Wall-clock seconds.
    """

    id: str
    kind: Literal["coding", "dialogue"]
    family: str
    topic: str
    level: int
    phrases: Heard
    map_words: Heard
    new_family: bool
    sample: int = 0
    ok: bool
    wrong_turn: int = 0
    category: Category | None = None
    reason: str = ""
    turns: tuple[TurnRecord, ...] = ()
    message: str = ""
    found: str = ""
    seconds: float

    @property
    def all_seen(self) -> bool:
        """Whether its family, its phrases and its map's words are those of the training split."""
        return self.phrases == self.map_words == "seen" and not self.new_family

    @property
    def key(self) -> tuple[str, int]:
        """What no other record of the same model shares."""
        return self.id, self.sample


def file_of(folder: Path, model: str) -> Path:
    """The results file of a model: its name in letters that every file system takes."""
    from hashlib import sha256

    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", model).strip("-.")[:60] or "model"
    return folder / f"results.{slug}.{sha256(model.encode()).hexdigest()[:8]}.jsonl"


def append(path: Path, records: list[Record]) -> None:
    """Write records behind those that are there."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{one.model_dump_json()}\n" for one in records)


def read(path: Path) -> list[Record]:
    """The records of a file, each once; none where there is no file.

    A line that a kill cut off is left out of the file, and so done again.

    Raises:
        AskError: If another line is none.
    """
    if not path.exists():
        return []
    lines = path.read_text("utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        path.write_text("".join(lines[:-1]), "utf-8")
        lines = lines[:-1]
    found = {one.key: one for one in _records(path, lines)}
    return sorted(found.values(), key=lambda one: one.key)


def _records(path: Path, lines: list[str]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        try:
            yield Record.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise AskError(
                f"Line {number} of {path} is no result of an exam of this version.",
                "Name another folder with --out, or remove that file.",
            ) from error
