"""The lines of a plan file gathered into the units of a map."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.blocks import Blocks, block_id, by_prefix, open_blocks
from districtbot.plans.formats.match import SCIENTIFIC, match_ids
from districtbot.plans.formats.path import PlanPath

VTD_MARK = "vtd:"
"""What Districtr writes before the ids of voting districts."""
_MANY = 0.5
"""Share of the unknown ids that must be blocks for a file to be one of blocks."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one district has of a unit.

    Attributes:
        district: Its label.
        lines: Blocks of the unit in it; 0 where shapes were compared.
        people: People in these blocks, or ``None`` where that is not known.
        share: Share of the unit, 0..1: of its people, else of its blocks, else of its area.
    """

    district: str
    lines: int
    people: float | None
    share: float


@dataclass(frozen=True, slots=True)
class SplitUnit:
    """A unit that a plan divides between districts.

    Attributes:
        unit: Its id.
        parts: The districts, the largest part first; ties by label.
    """

    unit: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """Where the lines of a file lie.

    Attributes:
        unit: Index of the unit of each line, -1 for none; shape (n_lines,).
        people: People in each line's block, shape (n_lines,); ``None`` where not known.
        blocks: Whether the lines are census blocks.
        notes: How they were found, one sentence each.
        repair: How ids were mended to fit the map's, a sentence; empty for not at all.
    """

    unit: NDArray[np.int32]
    people: NDArray[np.float64] | None
    blocks: bool
    notes: tuple[str, ...]
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The units' districts as far as a file says them.

    Attributes:
        labels: One a unit; empty for none, and where the unit is split.
        split: Units in several districts.
        notes: What was found, one sentence each.
    """

    labels: tuple[str, ...]
    split: tuple[SplitUnit, ...]
    notes: tuple[str, ...]


def locate(held: Assignments, state: StateMap, blocks: Blocks | None = None) -> Located:
    """Find the unit of each line of a plan file.

    Lines are units of the map; or census blocks, where ``blocks`` has them or the units' ids
    are the beginnings of theirs; or some of each, as Districtr writes them.

    Args:
        held: The lines.
        state: The map.
        blocks: The blocks of the map.

    Raises:
        AskError: If a plan without ids is of another number of units, or ids were cut off.
    """
    if not held.ids:
        return _in_order(held, state)
    known = state.unit_index
    ids = [text if text in known else text.removeprefix(VTD_MARK) for text in held.ids]
    notes: list[str] = []
    if ids != list(held.ids):
        notes.append(f"Ids were matched without the prefix {VTD_MARK} of the file.")
    unit = np.fromiter((known.get(text, -1) for text in ids), np.int32, len(ids))
    lost = np.flatnonzero(unit < 0)
    if not len(lost) or len(np.unique(unit[unit >= 0])) == state.n_units:
        return Located(unit, None, False, tuple(notes))
    found = _as_blocks(ids, lost, state, blocks, held.blocks_in)
    if found is not None:
        unit[lost] = found.unit
        people = None if found.people is None else np.zeros(len(ids))
        if people is not None and found.people is not None:
            people[lost] = found.people
        return Located(unit, people, True, (*notes, *found.notes))
    match = match_ids(ids, state)
    _refuse_lossy([text for text, at in zip(ids, match.unit, strict=True) if at < 0], held.source)
    repair = (match.repair,) if match.repair else ()
    return Located(match.unit, None, False, (*notes, *repair), match.repair)


def gather(held: Assignments, located: Located, state: StateMap) -> Gathered:
    """The district of each unit.

    Args:
        held: The lines of a file.
        located: Where they lie.
        state: The map.

    Raises:
        AskError: If a unit that is one line has several districts.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    people: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    doubled: Counter[int] = Counter()
    blank = 0
    for line, (unit, label) in enumerate(zip(located.unit.tolist(), held.labels, strict=True)):
        if unit < 0:
            continue
        doubled[unit] += 1
        if not label:
            blank += 1
            continue
        counts[unit][label] += 1
        if located.people is not None:
            people[unit][label] += located.people[line]
    notes: list[str] = []
    if not located.blocks:
        _refuse_doubled(doubled, counts, state, held.source)
        repeated = sum(times > 1 for times in doubled.values())
        if repeated:
            notes.append(f"{counted(repeated, 'unit')} came more than once, always the same.")
    elif blank:
        notes.append(f"{counted(blank, 'block')} of the file had no district.")
    cut = _cut_units(held)
    split = [
        _split(state.unit_ids[unit], counts[unit], people.get(unit))
        for unit in sorted(counts)
        if len(counts[unit]) > 1
    ]
    labels = [""] * state.n_units
    for unit, districts in counts.items():
        if len(districts) == 1 and state.unit_ids[unit] not in cut:
            labels[unit] = next(iter(districts))
    every = sorted([*split, *cut.values()], key=lambda each: state.unit_index[each.unit])
    return Gathered(tuple(labels), tuple(every), tuple(notes))


def _in_order(held: Assignments, state: StateMap) -> Located:
    if len(held.labels) != state.n_units:
        raise AskError(
            f"{held.source} has no ids and {len(held.labels):,} districts; the map has "
            f"{state.n_units:,} units.",
            "Open the map that the plan was drawn on.",
        )
    return Located(np.arange(state.n_units, dtype=np.int32), None, False, ())


def _as_blocks(
    ids: list[str],
    lost: NDArray[np.intp],
    state: StateMap,
    blocks: Blocks | None,
    blocks_in: PlanPath | None,
) -> Located | None:
    """The units of the lines that are no units, if most of them are blocks of the map."""
    named = [block_id(ids[line]) for line in lost.tolist()]
    known = [block for block in named if block is not None]
    if len(known) < _MANY * len(named):
        return None
    unit = np.full(len(named), -1, dtype=np.int32)
    at = np.array([place for place, block in enumerate(named) if block is not None], dtype=np.intp)
    if blocks is None:
        placed = by_prefix(known, state)
        if placed is not None:
            unit[at] = placed[0]
            return Located(unit, None, True, (placed[1],))
        if blocks_in is None:
            return None
        blocks = open_blocks(blocks_in, state)
    places = np.fromiter((blocks.place.get(block, -1) for block in known), np.intp, len(known))
    unit[at] = np.where(places >= 0, blocks.unit[places], -1)
    inside = int((unit >= 0).sum())
    if not inside:
        return None
    people = None
    if blocks.people is not None:
        people = np.zeros(len(named))
        people[at] = np.where(places >= 0, blocks.people[places], 0.0)
    note = f"{counted(inside, 'census block')} were gathered into units."
    absent = len(set(np.flatnonzero(blocks.unit >= 0).tolist()) - set(places.tolist()))
    more = (f"{counted(absent, 'block')} of the map are not in the file.",) if absent else ()
    return Located(unit, people, True, (*blocks.notes, note, *more))


def _split(unit: str, counts: Counter[str], people: dict[str, float] | None) -> SplitUnit:
    weight: Mapping[str, float] = counts
    if people is not None and sum(people.values()) > 0:
        weight = people
    total = sum(weight.values())
    parts = [
        Part(
            district,
            counts[district],
            people[district] if people is not None else None,
            weight[district] / total,
        )
        for district in sorted(counts, key=lambda each: (-weight[each], len(each), each))
    ]
    return SplitUnit(unit, tuple(parts))


def _cut_units(held: Assignments) -> dict[str, SplitUnit]:
    return {
        cut.unit: SplitUnit(
            cut.unit, tuple(Part(district, 0, None, share) for district, share in cut.parts)
        )
        for cut in held.cut
    }


def _refuse_doubled(
    doubled: Counter[int], counts: dict[int, Counter[str]], state: StateMap, source: str
) -> None:
    bad = [unit for unit, times in doubled.items() if times > 1 and len(counts[unit]) > 1]
    if bad:
        names = some_of(state.unit_ids[unit] for unit in sorted(bad))
        raise AskError(
            f"{source} has {counted(len(bad), 'unit')} more than once: {names}.",
            "Keep one line for each unit.",
        )


def _refuse_lossy(unknown: list[str], source: str) -> None:
    lossy = [text for text in unknown if SCIENTIFIC.fullmatch(text)]
    if lossy:
        raise AskError(
            f"{source} has {counted(len(lossy), 'id')} in scientific notation, such as "
            f"{lossy[0]}: a spreadsheet has cut off their digits.",
            "Export the plan again with its id column as text.",
        )
