"""A plan of a map from any format, with a report of what did not match."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.blocks import BLOCK, Blocks
from districtbot.plans.formats.columns import MOST_DISTRICTS
from districtbot.plans.formats.fill import filled_labels
from districtbot.plans.formats.gather import SplitUnit, gather, locate
from districtbot.plans.formats.read import read_assignments
from districtbot.plans.plan import Plan, plan_of

Missing = Literal["refuse", "fill-empty", "fill", "leave"]
"""What becomes of units without a district: an error; those without people take the district
around them; all do; or they stay without."""
Split = Literal["refuse", "majority"]
"""What becomes of a unit in several districts: an error, or the one with most of it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A plan beside the map: what matched, what did not, what was mended.

    Attributes:
        held: The lines of the file.
        unit_ids: The map's units.
        labels: The district of each unit; empty for none.
        unit_of: Index of the unit of each line, -1 for none.
        blocks: Whether the lines are census blocks.
        unknown: Ids of the file that the map lacks, in file order.
        missing: Units without a district, in map order.
        split: Units that the file divides between districts.
        filled: Units without a line that took the district around them.
        notes: What was found and done, one sentence each.
    """

    held: Assignments
    unit_ids: tuple[str, ...]
    labels: tuple[str, ...]
    unit_of: tuple[int, ...]
    blocks: bool
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    split: tuple[SplitUnit, ...]
    filled: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def n_lines(self) -> int:
        """Lines of the file."""
        return len(self.held.labels)

    @property
    def n_matched(self) -> int:
        """Lines of the file that belong to a unit of the map."""
        return self.n_lines - len(self.unknown)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, with every id."""
        return {
            "source": self.held.source,
            "format": self.held.format,
            "recognised_by": self.held.why,
            "level": "blocks" if self.blocks else "units",
            "lines": self.n_lines,
            "lines_matched": self.n_matched,
            "units": len(self.unit_ids),
            "units_assigned": sum(map(bool, self.labels)),
            "unknown_ids": list(self.unknown),
            "units_without_district": list(self.missing),
            "units_filled": list(self.filled),
            "units_split": [
                {
                    "unit": each.unit,
                    "parts": [
                        {
                            "district": part.district,
                            "blocks": part.lines,
                            "people": part.people,
                            "share": round(part.share, 6),
                        }
                        for part in each.parts
                    ],
                }
                for each in self.split
            ],
            "notes": list(self.notes),
        }

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The report as a table with a header: what, id, district, detail."""
        rows = [("what", "id", "district", "detail")]
        rows += [("id that the map lacks", text, "", "") for text in self.unknown]
        rows += [("unit without a district", unit, "", "") for unit in self.missing]
        label = dict(zip(self.unit_ids, self.labels, strict=True))
        rows += [("filled from around it", unit, label[unit], "") for unit in self.filled]
        rows += [("split unit", each.unit, label[each.unit], _parts(each)) for each in self.split]
        return rows


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan and how it was read.

    Attributes:
        plan: The plan.
        notes: What was done to make it fit the map, one sentence each.
        matched: The whole report.
    """

    plan: Plan
    notes: tuple[str, ...]
    matched: Matched


def read_plan(source: str | Path, state: StateMap) -> Plan:
    """Read a plan of a map; see `open_plan`, which also says how it was read."""
    return open_plan(source, state).plan


def open_plan(
    source: str | Path,
    state: StateMap,
    *,
    blocks: Blocks | None = None,
    missing: Missing = "refuse",
    split: Split = "refuse",
) -> PlanFile:
    """Read a plan from a file of any format, or from a column of the map by its name.

    docs/formats.md lists the formats. Census blocks are gathered into the map's units where
    the units' ids are the beginnings of the blocks', or where ``blocks`` says which unit a
    block is in.

    Args:
        source: A file, the folder of a run or an ensemble, or the name of a column; ``#`` and
            which part of it is meant may follow, such as ``plans.bendl#12``.
        state: The map.
        blocks: The blocks of the map (`districtbot.plans.formats.blocks.open_blocks`).
        missing: What becomes of units without a district; not ``leave``.
        split: What becomes of units that the file divides between districts.

    Raises:
        AskError: If there is no such source, or it does not give each unit one district.
    """
    matched = match_plan(source, state, blocks=blocks, missing=missing, split=split)
    return PlanFile(plan_of_match(matched), matched.notes, matched)


def match_plan(
    source: str | Path,
    state: StateMap,
    *,
    blocks: Blocks | None = None,
    missing: Missing = "refuse",
    split: Split = "refuse",
) -> Matched:
    """Read a plan and match it to a map; see `open_plan`.

    Raises:
        AskError: If there is no such source, it is of another map, or what did not match is
            to be refused.
    """
    found = report_on(read_assignments(source, state), state, blocks)
    return settle(found, state, missing=missing, split=split)


def report_on(held: Assignments, state: StateMap, blocks: Blocks | None = None) -> Matched:
    """Match the lines of a file to a map; nothing is refused but a plan of another map.

    Raises:
        AskError: If it is of another map, or no plan.
    """
    if not held.labels:
        raise AskError(f"{held.source} has no lines.", "Give a plan with an id and a district.")
    located = locate(held, state, blocks)
    ids = held.ids or state.unit_ids
    unit_of = tuple(located.unit.tolist())
    unknown = tuple(text for text, unit in zip(ids, unit_of, strict=True) if unit < 0)
    n_found = len(set(unit_of) - {-1})
    if n_found == 0 or (n_found < state.n_units / 2 and len(unknown) > len(ids) / 2):
        raise _of_another_map(held, ids, n_found, state)
    inside = [label for label, unit in zip(held.labels, unit_of, strict=True) if unit >= 0]
    _refuse_many(inside, held.source, state)
    gathered = gather(held, located, state)
    split_ids = {each.unit for each in gathered.split}
    missing = [
        unit_id
        for unit_id, label in zip(state.unit_ids, gathered.labels, strict=True)
        if not label and unit_id not in split_ids
    ]
    notes = [*held.notes, *located.notes, *gathered.notes]
    if unknown:
        notes.append(
            f"{counted(len(unknown), 'id')} of the file {'is' if len(unknown) == 1 else 'are'} "
            f"not in the map and {'was' if len(unknown) == 1 else 'were'} left out: "
            f"{some_of(unknown)}."
        )
    return Matched(
        held, state.unit_ids, gathered.labels, unit_of, located.blocks, unknown, tuple(missing),
        gathered.split, (), tuple(notes),
    )  # fmt: skip


def settle(matched: Matched, state: StateMap, *, missing: Missing, split: Split) -> Matched:
    """Give split units and those without a district what was asked for.

    Raises:
        AskError: If there are any and they are to be refused; lists them.
    """
    if matched.split:
        matched = _settle_split(matched, state, split)
    if matched.missing:
        matched = _settle_missing(matched, state, missing)
    return matched


def plan_of_match(matched: Matched) -> Plan:
    """The plan, if every unit has a district.

    Raises:
        AskError: Otherwise.
    """
    return plan_of(matched.unit_ids, np.array(matched.labels, dtype=np.str_))


def _settle_split(matched: Matched, state: StateMap, split: Split) -> Matched:
    n = len(matched.split)
    shown = "; ".join(f"{each.unit} ({_parts(each)})" for each in matched.split[:3])
    more = f"; and {n - 3:,} more" if n > 3 else ""
    whose = "census blocks that divides" if matched.blocks else "other shapes, which cut"
    if split == "refuse":
        raise AskError(
            f"{matched.held.source} is a plan of {whose} {counted(n, 'unit')} of this map between "
            f"districts: {shown}{more}.",
            "Use a map of smaller units, or give each to the district with most of it: "
            "districtbot convert ... --split majority.",
        )
    labels = list(matched.labels)
    for each in matched.split:
        labels[state.unit_index[each.unit]] = each.parts[0].district
    measure = "area"
    if matched.blocks:
        known = any(part.people is not None for each in matched.split for part in each.parts)
        measure = "people" if known else "blocks"
    note = (
        f"{counted(n, 'unit')} that the plan divides went to the district with most of "
        f"{'its' if n == 1 else 'their'} {measure}: {some_of(each.unit for each in matched.split)}."
    )
    return replace(matched, labels=tuple(labels), notes=(*matched.notes, note))


def _settle_missing(matched: Matched, state: StateMap, missing: Missing) -> Matched:
    empty = [unit for unit in matched.missing if state.population[state.unit_index[unit]] == 0]
    if missing == "leave":
        note = (
            f"{counted(len(matched.missing), 'unit')} stayed without a district: "
            f"{some_of(matched.missing)}."
        )
        return replace(matched, notes=(*matched.notes, note))
    if missing == "refuse" or (missing == "fill-empty" and len(empty) < len(matched.missing)):
        raise _incomplete(matched, state, len(empty), missing)
    labels = filled_labels(matched.labels, state)
    note = (
        f"{counted(len(matched.missing), 'unit')} without a line took the district around "
        f"{'it' if len(matched.missing) == 1 else 'them'}: {some_of(matched.missing)}."
    )
    return replace(
        matched, labels=labels, missing=(), filled=matched.missing, notes=(*matched.notes, note)
    )


def _incomplete(matched: Matched, state: StateMap, n_empty: int, missing: Missing) -> AskError:
    source, lost = matched.held.source, matched.missing
    n = len(lost)
    people = sum(state.population[state.unit_index[unit]] for unit in lost)
    where = {matched.unit_ids[unit] for unit in matched.unit_of if unit >= 0}
    bare = [unit for unit in lost if unit not in where]
    told = []
    if bare:
        told.append(f"it lacks {counted(len(bare), 'unit')} of the map: {some_of(bare)}")
    if n > len(bare):
        blank = [unit for unit in lost if unit in where]
        told.append(f"No district for {counted(len(blank), 'unit')}: {some_of(blank)}")
    if matched.unknown:
        told.append(
            f"it has {counted(len(matched.unknown), 'id')} that the map lacks: "
            f"{some_of(matched.unknown)}"
        )
    living = "nobody lives in them" if people == 0 else f"{people:,.0f} people live in them"
    todo = "Give each unit of the map one line with its id and district"
    if n_empty == n:
        todo += ", or let them take the district around them: "
        todo += "districtbot convert ... --missing fill-empty."
    elif missing == "fill-empty":
        todo += ", or fill those with people too: --missing fill."
    else:
        todo += "; districtbot convert ... --missing fill gives them the district around them."
    return AskError(f"{source} does not fit the map: {'; '.join(told)} ({living}).", todo)


def _of_another_map(
    held: Assignments, ids: Iterable[str], n_found: int, state: StateMap
) -> AskError:
    texts = list(ids)
    matched = f"Only {n_found:,} units of the map are" if n_found else "No id"
    where = f"in {held.source}" + ("" if n_found else " is a unit of the map")
    hint = ""
    if sum(bool(BLOCK.fullmatch(text)) for text in texts) > len(texts) / 2:
        hint = (
            " Its ids are census blocks; the ids of this map's units are not the beginnings of "
            "theirs."
        )
    todo = (
        "Use a plan that was drawn on this map, or take it through census blocks: "
        "`districtbot convert` writes and reads them."
    )
    if hint:
        todo = (
            "Say which unit each block is in: districtbot convert ... --blocks FILE, with the "
            "Census file of voting districts or the shapes of the blocks."
        )
    return AskError(
        f"{matched} {where}: the file has {len(texts):,} such as {some_of(texts, 3)}; the map has "
        f"{state.n_units:,} such as {some_of(state.unit_ids[:3], 3)}.{hint}",
        todo,
    )


def _refuse_many(labels: list[str], source: str, state: StateMap) -> None:
    n_labels = len(set(labels) - {""})
    if n_labels > MOST_DISTRICTS or (n_labels == state.n_units and n_labels > 2):
        raise AskError(
            f"{source} has {n_labels:,} different districts for {state.n_units:,} units: it is "
            "not a plan.",
            f"Name a plan of at most {MOST_DISTRICTS} districts.",
        )


def _parts(each: SplitUnit) -> str:
    """Who has how much of a unit: ``3: 80%, 4: 20%``."""
    return ", ".join(f"{part.district}: {part.share:.0%}" for part in each.parts)
