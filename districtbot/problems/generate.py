"""Makes the items of a set: on maps of its own, side by side, without near-duplicates."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.ground.paths import write_whole
from districtbot.problems.chunks import CHUNK, Chunk, MadeItem, make_chunk
from districtbot.problems.item import ITEM, Item
from districtbot.problems.leaks import Runs, Seen, is_kept_out, runs_of
from districtbot.problems.maps.told import told_of
from districtbot.problems.source import Source
from districtbot.problems.spec import KINDS, SHARES, Kind, SetSpec
from districtbot.problems.split import SPLITS, Split
from districtbot.problems.stamp import stamp
from districtbot.problems.workers import Workers

PARTS = ".parts"
"""Folder of what is done so far; a run that was broken off goes on from there."""
ROUNDS = 6
"""So often items are drawn in place of refused ones."""
MORE = 1.08
"""Drawn at once for each item wanted, since some are refused."""
MOST_FAULTS = 50
"""Faults that are kept."""
FAULTS_TOLD = 5
ShowFn = Callable[[str, int, int], None]
"""Told of the stage, how much is done and of how much."""


@dataclass(slots=True)
class Made:
    """What was made.

    Attributes:
        finished: Whether all of it was; else what there is waits for the next run.
        items: The items of each kind and split.
        maps: What each map in use holds.
        refused: Why items were refused, and how many for each reason.
        faults: The first few items whose verification failed, and what was wrong.
        short: Families of which fewer could be made than wanted: how many are missing.
    """

    finished: bool = False
    items: dict[tuple[Kind, Split], list[Item]] = field(default_factory=dict)
    maps: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    short: dict[str, int] = field(default_factory=dict)

    @property
    def told(self) -> list[str]:
        """How many there are of what, and what went wrong, in sentences."""
        lines = []
        for kind in KINDS:
            numbers = {split: len(self.items.get((kind, split), ())) for split in SPLITS}
            told = ", ".join(f"{n:,} {split}" for split, n in numbers.items())
            word = "Coding problems" if kind == "coding" else "Dialogues"
            lines.append(f"{word}: {sum(numbers.values()):,} ({told}).")
        if self.refused:
            told = ", ".join(f"{n:,} {reason}" for reason, n in sorted(self.refused.items()))
            lines.append(f"Drawn again because refused: {told}.")
        lines += [f"Not verified: {fault}" for fault in self.faults[:FAULTS_TOLD]]
        return lines + [
            f"{family}: {n:,} fewer than wanted; its maps and phrases give no more."
            for family, n in sorted(self.short.items())
        ]


def generate(spec: SetSpec, out: Path, n_jobs: int, budget: Budget, show: ShowFn) -> Made:
    """Make the items of a set.

    Args:
        spec: What it shall be.
        out: Its folder; what is done so far lies there in `PARTS`.
        n_jobs: Processes side by side.
        budget: Ctrl-C stops it; what is done is kept for the next run.
        show: Told of progress.
    """
    parts = out / PARTS / _mark(spec)
    parts.mkdir(parents=True, exist_ok=True)
    made = Made()
    with Workers(n_jobs, budget) as workers:
        maps = _maps(spec.source, workers, show)
        seen = {kind: Seen() for kind in KINDS}
        for split in SHARES:
            _fill(spec, split, parts, workers, made, seen, show)
    if budget.interrupted:
        return made
    used = {item.map for items in made.items.values() for item in items}
    made.maps = [one for one in maps if one["key"] in used]
    made.finished = True
    return made


def clear_parts(out: Path) -> None:
    """Remove what a finished run does not need any more."""
    shutil.rmtree(out / PARTS, ignore_errors=True)


def _mark(spec: SetSpec) -> str:
    """What parts of the same items are called: spec, code and versions."""
    source = spec.source
    told = [source.set_name, source.n_maps, [str(one) for one in source.real_maps], stamp()]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _maps(source: Source, workers: Workers, show: ShowFn) -> list[dict[str, Any]]:
    """Make the maps of the set and say what they hold."""
    splits = SPLITS[:1] if source.real_maps else SPLITS
    wanted = [(split, number) for split in splits for number in source.keys(split)]
    found: dict[tuple[Split, int], dict[str, Any]] = {}
    for key, told in workers.each(partial(_told, source), wanted):
        found[key] = told
        show("Making maps", len(found), len(wanted))
    return [found[key] for key in wanted if key in found]


def _told(source: Source, key: tuple[Split, int]) -> dict[str, Any]:
    return told_of(source.map(*key))


@dataclass(slots=True)
class _Line:
    """The items of one family in one split while they are made.

    Attributes:
        kind: Coding problems or dialogues.
        family: Its name.
        wanted: How many.
        taken: Those that were accepted.
        next_index: The first index that was not drawn yet.
        over: Whether no map will do.
    """

    kind: Kind
    family: str
    wanted: int
    taken: list[Item] = field(default_factory=list)
    next_index: int = 0
    over: bool = False

    def chunks(self, split: Split) -> Iterator[Chunk]:
        """What to draw next."""
        missing = 0 if self.over else self.wanted - len(self.taken)
        n = int(missing * MORE) + 1 if missing else 0
        while n > 0:
            yield Chunk(split, self.family, self.next_index, min(n, CHUNK))
            self.next_index += min(n, CHUNK)
            n -= CHUNK


def _fill(
    spec: SetSpec,
    split: Split,
    parts: Path,
    workers: Workers,
    made: Made,
    seen: dict[Kind, Seen],
    show: ShowFn,
) -> None:
    """Make the items of a split."""
    lines = [
        _Line(kind, family, n)
        for kind in KINDS
        for family, n in sorted(spec.quotas(kind, split).items())
    ]
    own: dict[Kind, dict[Runs, str]] = {kind: {} for kind in KINDS}
    for _ in range(ROUNDS):
        wanted = [(line, list(line.chunks(split))) for line in lines]
        chunks = [one for _, some in wanted for one in some]
        found = _drawn(spec.source, chunks, parts, workers, show)
        if found is None:
            return
        for line, some in wanted:
            for chunk in some:
                for one in found[chunk]:
                    _take(one, line, made, seen[line.kind], own[line.kind])
        if all(line.over or len(line.taken) >= line.wanted for line in lines):
            break
    for line in lines:
        made.items.setdefault((line.kind, split), []).extend(line.taken)
        if len(line.taken) < line.wanted:
            made.short[f"{split}/{line.family}"] = line.wanted - len(line.taken)
    for kind, questions in own.items():
        for runs, name in questions.items():
            seen[kind].add(name, runs)


def _take(one: MadeItem, line: _Line, made: Made, seen: Seen, own: dict[Runs, str]) -> None:
    """Accept an item, or say why not; ``own`` has the ids of the split's questions."""
    if one.item is None and not one.fault:
        line.over = True
        return
    if len(line.taken) >= line.wanted:
        return
    if one.item is None or one.fault:
        made.refused["not verified"] = made.refused.get("not verified", 0) + 1
        if len(made.faults) < MOST_FAULTS:
            made.faults.append(one.fault if one.item is None else f"{one.item.id}: {one.fault}")
        return
    runs = runs_of(one.item.question)
    reason = _refused(one.item, runs, seen, own)
    if reason:
        made.refused[reason] = made.refused.get(reason, 0) + 1
        return
    own[runs] = one.item.id
    line.taken.append(one.item)


def _refused(item: Item, runs: Runs, seen: Seen, own: dict[Runs, str]) -> str:
    """Why an item is not taken; empty where it is."""
    if runs in own:
        return "twice in its split"
    if seen.like(runs) is not None:
        return "near-duplicate of another split"
    return "near-duplicate of an exam" if is_kept_out(item.messages) else ""


def _drawn(
    source: Source, chunks: Sequence[Chunk], parts: Path, workers: Workers, show: ShowFn
) -> dict[Chunk, list[MadeItem]] | None:
    """Draw chunks, or find them drawn; ``None`` where this was broken off."""
    found = {chunk: part for chunk in chunks if (part := _read(parts, chunk)) is not None}
    todo = [chunk for chunk in chunks if chunk not in found]
    total = sum(chunk.n for chunk in chunks)
    done = sum(chunk.n for chunk in found)
    for chunk, items in workers.each(partial(make_chunk, source), todo):
        _write(parts, chunk, items)
        found[chunk] = items
        done += chunk.n
        show(f"Making {chunk.split}", done, total)
    return found if len(found) == len(chunks) else None


def _write(parts: Path, chunk: Chunk, items: Sequence[MadeItem]) -> None:
    rows = [
        {"item": one.item and one.item.model_dump(mode="json"), "fault": one.fault} for one in items
    ]
    write_whole(parts / f"{chunk.name}.json", json.dumps(rows))


def _read(parts: Path, chunk: Chunk) -> list[MadeItem] | None:
    path = parts / f"{chunk.name}.json"
    if not path.exists():
        return None
    return [
        MadeItem(row["item"] and ITEM.validate_python(row["item"]), row["fault"])
        for row in json.loads(path.read_text("utf-8"))
    ]
