"""Verifies a set: draws every item anew, runs its reference, puts wrong answers to its check."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.seeds import rng_of
from districtbot.problems.chunks import CHUNK, runner
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.ordeal import try_problem
from districtbot.problems.dialogues.ordeal import try_dialogue
from districtbot.problems.dialogues.played import Answer, answers_of
from districtbot.problems.drawing import redrawn_coding, redrawn_dialogue
from districtbot.problems.generate import ShowFn
from districtbot.problems.item import CodingItem, DialogueItem, Item
from districtbot.problems.shelf import item_of, line_of, read_items, read_manifest
from districtbot.problems.source import Source
from districtbot.problems.spec import Kind, SetSpec
from districtbot.problems.split import Split
from districtbot.problems.trial import Trial
from districtbot.problems.workers import Workers

ABSOLUTE = ("empty", "sibling", "everything")
"""Wrong answers of which none may pass."""
OFTEN = 0.01
"""Mistakes that are a smaller share (0..1) of all are told of together."""
MOST_FAULTS = 200
"""Faults that are kept."""


@dataclass(slots=True)
class Verified:
    """What came of it.

    Attributes:
        items: Items looked at.
        faulty: Items that are not as they should be.
        faults: What is wrong, item by item.
        trial: Wrong answers that were refused and that passed, by kind.
        finished: Whether all items were looked at.
        seconds: Wall-clock seconds.
    """

    items: int = 0
    faulty: int = 0
    faults: list[str] = field(default_factory=list)
    trial: Trial = field(default_factory=Trial)
    finished: bool = False
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every item is verified, and enough wrong answers were refused."""
        absolute = any(self.trial.survived.get(kind, 0) for kind in ABSOLUTE)
        return self.finished and not self.faulty and not absolute and self.mutants_killed >= 0.95

    @property
    def mutants_killed(self) -> float:
        """Share (0..1) of the answers with one mistake that were refused; 1 for none at all."""
        killed = sum(n for kind, n in self.trial.killed.items() if kind not in ABSOLUTE)
        survived = sum(n for kind, n in self.trial.survived.items() if kind not in ABSOLUTE)
        return killed / (killed + survived) if killed + survived else 1.0

    @property
    def told(self) -> str:
        """The outcome in a sentence or two."""
        rate = 60 * self.items / self.seconds if self.seconds else 0.0
        passed = self.items - self.faulty
        n_same = sum(self.trial.same.values())
        return (
            f"{passed:,} of {self.items:,} items verified"
            f"{'' if self.finished else ' (interrupted)'}; "
            f"{100 * self.mutants_killed:.1f}% of the answers with one mistake were refused "
            f"({n_same:,} that came to a right answer all the same are not counted). "
            f"{rate:,.0f} items a minute."
        )

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Kind of wrong answer, refused, passed, refused in percent, and how many were right.

        Rare mistakes are in one row.
        """
        counts = Counter(self.trial.killed) + Counter(self.trial.survived)
        often = {kind for kind, n in counts.items() if n >= OFTEN * counts.total()}
        rare = sorted(set(counts) - often - set(ABSOLUTE))
        shown = sorted(set(counts) - set(rare), key=lambda kind: (kind not in ABSOLUTE, kind))
        rows = [self._row(kind, (kind,)) for kind in shown]
        return [*rows, self._row(f"{len(rare)} others", rare)] if rare else rows

    def _row(self, title: str, kinds: Sequence[str]) -> tuple[str, str, str, str, str]:
        """Some kinds of wrong answers under a title."""
        killed = sum(self.trial.killed.get(kind, 0) for kind in kinds)
        survived = sum(self.trial.survived.get(kind, 0) for kind in kinds)
        share = 100 * killed / (killed + survived)
        same = sum(self.trial.same.get(kind, 0) for kind in kinds)
        return title, f"{killed:,}", f"{survived:,}", f"{share:.1f}", f"{same:,}"

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "ok": self.ok,
            "items": self.items,
            "faulty": self.faulty,
            "faults": self.faults,
            "refused": dict(sorted(self.trial.killed.items())),
            "passed": dict(sorted(self.trial.survived.items())),
            "right_all_the_same": dict(sorted(self.trial.same.items())),
            "mutants_refused_percent": round(100 * self.mutants_killed, 2),
            "finished": self.finished,
            "seconds": round(self.seconds, 1),
        }


def verify_set(
    path: Path,
    kind: Kind | None,
    split: Split | None,
    sample: int | None,
    maps: Sequence[Path],
    n_jobs: int,
    budget: Budget,
    show: ShowFn,
) -> Verified:
    """Verify a set, or a part of it.

    Args:
        path: Its folder, or a file of it.
        kind: Only these.
        split: Only these.
        sample: Only so many of each kind, at random.
        maps: The real maps it was made on, if it was.
        n_jobs: Processes side by side.
        budget: Ctrl-C stops it.
        show: Told of progress.

    Raises:
        AskError: If it cannot be read.
    """
    source = source_of(read_manifest(path), maps)
    items = _sampled(list(read_items(path, kind, split)), sample)
    pieces = list(_pieces(items))
    found = Verified()
    with Workers(n_jobs, budget) as workers:
        for piece, trials in workers.each(partial(verified_lines, source), pieces):
            for line, trial in zip(piece, trials, strict=True):
                _add(found, line["id"], trial)
            show("Verifying", found.items, len(items))
    found.finished = found.items == len(items)
    found.seconds = budget.spent
    found.faults.sort()
    return found


def source_of(manifest: dict[str, Any], maps: Sequence[Path] = ()) -> Source:
    """Where the items of a set came from.

    Raises:
        AskError: If it was made on real maps, and others were named or none.
    """
    named = manifest["real_maps"]
    if sorted(path.name for path in maps) != sorted(named):
        raise AskError(
            f"This set was made on the maps {some_of(named) or 'that it made up'}.",
            "Name exactly these with --map.",
        )
    in_order = tuple(next(one for one in maps if one.name == name) for name in named)
    name, seed = manifest["name"], manifest["seed"]
    return SetSpec(name, seed, n_maps=manifest["n_maps"], real_maps=in_order).source


def _sampled(items: list[Item], sample: int | None) -> list[Item]:
    if sample is None:
        return items
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    return [
        item
        for kind, some in sorted(by_kind.items())
        for item in rng_of("sample", kind).sample(some, min(sample, len(some)))
    ]


def _pieces(items: list[Item]) -> Iterator[list[dict[str, Any]]]:
    """Items of one family at a time, so that each has a sibling beside it."""
    order = sorted(items, key=lambda item: (item.kind, item.family, item.split, item.index))
    for first in range(0, len(order), CHUNK):
        yield [line_of(item) for item in order[first : first + CHUNK]]


def _add(found: Verified, name: str, trial: Trial) -> None:
    found.items += 1
    found.faulty += bool(trial.faults)
    if trial.faults and len(found.faults) < MOST_FAULTS:
        found.faults.append(f"{name}: {'; '.join(trial.faults)}")
    found.trial.add(trial)


def verified_lines(source: Source, lines: list[dict[str, Any]]) -> list[Trial]:
    """Put some lines of a set to the test, each item beside the one before it."""
    trials: list[Trial] = []
    outcome: Outcome | None = None
    answers: tuple[Answer, ...] | None = None
    for line in lines:
        item = item_of(line)
        if isinstance(item, CodingItem):
            trial, outcome = _try_coding(source, item, outcome)
        else:
            trial, answers = _try_dialogue(source, item, answers)
        trials.append(trial)
    return trials


def _try_coding(
    source: Source, item: CodingItem, sibling: Outcome | None
) -> tuple[Trial, Outcome | None]:
    found = redrawn_coding(source, item)
    if found is None:
        return Trial(["it cannot be drawn anew"]), sibling
    drawn, problem = found
    rng = rng_of("ordeal", source.set_name, item.id)
    trial, outcome = try_problem(problem, runner(), rng, sibling)
    trial.faults += _changes(item, drawn)
    return trial, outcome


def _try_dialogue(
    source: Source, item: DialogueItem, sibling: tuple[Answer, ...] | None
) -> tuple[Trial, tuple[Answer, ...]]:
    found = redrawn_dialogue(source, item)
    answers = answers_of(item)
    if found is None:
        return Trial(["it cannot be drawn anew"]), answers
    drawn, talk = found
    if len(drawn.turns) != len(item.turns):
        return Trial(_changes(item, drawn)), answers
    rng = rng_of("ordeal", source.set_name, item.id)
    trial = try_dialogue(item, talk.made, rng, sibling, ideal=talk.states)
    trial.faults += _changes(item, drawn)
    return trial, answers


def _changes(item: Item, drawn: Item) -> list[str]:
    """Where an item that is drawn anew is another; the words of one that was reworded may be."""
    if item.version != drawn.version:
        return [
            f"it was made by version {item.version} of its family, and this is {drawn.version}: "
            "generate the set anew"
        ]
    old, new = line_of(item), line_of(drawn)
    free = {"paraphrased", "instruction"} if item.paraphrased else set()
    if item.paraphrased and "turns" in old:
        for turn, fresh in zip(old["turns"], new["turns"], strict=False):
            fresh["user"] = turn["user"]
    other = [name for name in old if name not in free and old[name] != new.get(name)]
    return [f"drawn anew it has another {', '.join(other)}"] if other else []
