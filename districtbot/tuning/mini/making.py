"""Makes the rows that `mini` learns from: parallel, resumable, the same bytes every time."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of
from districtbot.problems.families import dialogue_families
from districtbot.problems.source import Source
from districtbot.problems.split import Split
from districtbot.problems.workers import Workers
from districtbot.tuning.mini.rows import (
    Drawn,
    Row,
    read_rows,
    rows_of_dialogue,
    rows_of_messages,
    rows_of_requests,
    write_rows,
)

DIALOGUES = 250
"""Conversations of one part."""
ALONE = 1_000
"""Requests or whole messages of one part."""
ON_A_MAP = 100
"""Of these on one map."""


@dataclass(frozen=True, slots=True)
class RowsSpec:
    """Which rows; the same spec gives the same rows.

    Attributes:
        name: Name of the source, as a problem set with its seed.
        n_dialogues: Conversations of each split.
        n_requests: Requests of each split.
        n_messages: Whole messages of each split.
        edition: Of the bank of phrases.
    """

    name: str
    n_dialogues: dict[Split, int]
    n_requests: dict[Split, int]
    n_messages: dict[Split, int] = field(default_factory=dict)
    edition: int = 1

    @property
    def source(self) -> Source:
        """From what the rows are drawn."""
        return Source(self.name, edition=self.edition)

    def parts(self) -> Iterator["Part"]:
        """The pieces in which rows are made."""
        for split, n in self.n_dialogues.items():
            for start in range(0, n, DIALOGUES):
                yield Part(self.source, "dialogues", split, start, min(DIALOGUES, n - start))
        for kind, counts in (("requests", self.n_requests), ("messages", self.n_messages)):
            for split, n in counts.items():
                for start in range(0, n, ALONE):
                    yield Part(self.source, kind, split, start, min(ALONE, n - start))


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are made in one go.

    Attributes:
        source: From what it is drawn.
        kind: ``dialogues``, ``requests`` or ``messages``.
        split: Of which split.
        start: The first of its items.
        n: How many items.
    """

    source: Source
    kind: str
    split: Split
    start: int
    n: int

    def path(self, folder: Path) -> Path:
        """Where its rows are kept."""
        return folder / f"{self.split}.{self.kind}-{self.start:07d}.jsonl.gz"


def make_rows(
    spec: RowsSpec,
    folder: Path,
    *,
    jobs: int,
    budget: Budget,
    show: Callable[[int, int], None],
) -> None:
    """Make all rows that are not there yet.

    Args:
        spec: Which rows.
        folder: Where they are kept; a broken-off making is gone on with.
        jobs: Processes side by side.
        budget: Ctrl-C ends it; finished parts stay.
        show: Told how many parts are done, and of how many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = list(spec.parts())
    left = [part for part in parts if not part.path(folder).exists()]
    done = len(parts) - len(left)
    with Workers(jobs, budget) as workers:
        for _ in workers.each(partial(_make, folder), left):
            done += 1
            show(done, len(parts))


def all_rows(spec: RowsSpec, folder: Path, split: Split) -> Iterator[Row]:
    """The rows of a split, in the order of their parts."""
    for part in spec.parts():
        if part.split == split:
            yield from read_rows(part.path(folder))


def digest(spec: RowsSpec, folder: Path, split: Split) -> str:
    """SHA-256 of the rows of a split, in hexadecimal."""
    found = hashlib.sha256()
    for part in spec.parts():
        if part.split == split:
            with gzip.open(part.path(folder), "rb") as file:
                found.update(file.read())
    return found.hexdigest()


def left_out(spec: RowsSpec, folder: Path) -> Counter[str]:
    """Why rows are not there, and how many of each reason."""
    total: Counter[str] = Counter()
    for part in spec.parts():
        total.update(json.loads(_notes(part.path(folder)).read_text(encoding="utf-8")))
    return total


def _make(folder: Path, part: Part) -> None:
    """Make the rows of a part and write them."""
    drawn = Drawn()
    for more in _dialogues(part) if part.kind == "dialogues" else _alone(part):
        drawn.rows += more.rows
        drawn.left_out += more.left_out
    path = part.path(folder)
    _notes(path).write_text(json.dumps(dict(sorted(drawn.left_out.items()))), encoding="utf-8")
    unfinished = path.with_suffix(".part")
    write_rows(unfinished, drawn.rows)
    unfinished.replace(path)


def _dialogues(part: Part) -> Iterator[Drawn]:
    """Conversations of families as often as their weights say."""
    able = [one for one in dialogue_families() if part.split == "test" or not one.held_out]
    weights = [one.weight for one in able]
    for index in range(part.start, part.start + part.n):
        rng = rng_of("rows", part.source.set_name, part.split, index)
        (family,) = rng.choices(able, weights)
        yield rows_of_dialogue(part.source, part.split, family, index)


def _alone(part: Part) -> Iterator[Drawn]:
    """Requests and messages, so many on each map."""
    rows_fn = rows_of_requests if part.kind == "requests" else rows_of_messages
    for start in range(part.start, part.start + part.n, ON_A_MAP):
        n = min(ON_A_MAP, part.start + part.n - start)
        yield rows_fn(part.source, part.split, start, n)


def _notes(path: Path) -> Path:
    """Where it is kept why rows of a part are not there."""
    return path.with_suffix("").with_suffix(".left_out.json")
