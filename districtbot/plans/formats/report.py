"""What matched between a plan file and a map, and what did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.blocks import BLOCK, Blocks
from districtbot.plans.formats.cells import refuse_faults
from districtbot.plans.formats.columns import MOST_DISTRICTS
from districtbot.plans.formats.gather import SplitUnit, gather, locate


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
        repair: How ids were mended to fit the map's, a sentence; empty for not at all.
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
    repair: str = ""

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
        rows += [
            ("split unit", each.unit, label[each.unit], said_parts(each)) for each in self.split
        ]
        return rows


def report_on(held: Assignments, state: StateMap, blocks: Blocks | None = None) -> Matched:
    """Match the lines of a file to a map; nothing is refused but a plan of another map.

    Raises:
        AskError: If it is of another map, or no plan.
    """
    if not held.labels:
        raise AskError(f"{held.source} has no lines.", "Give a plan with an id and a district.")
    refuse_faults(held.ids, held.labels, held.source)
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
        gathered.split, (), tuple(notes), located.repair,
    )  # fmt: skip


def said_parts(each: SplitUnit) -> str:
    """Who has how much of a unit: ``3: 80%, 4: 20%``."""
    return ", ".join(f"{part.district}: {part.share:.0%}" for part in each.parts)


def _of_another_map(
    held: Assignments, ids: Sequence[str], n_found: int, state: StateMap
) -> AskError:
    matched = f"Only {n_found:,} units of the map are" if n_found else "No id"
    where = f"in {held.source}" + ("" if n_found else " is a unit of the map")
    hint = ""
    if sum(bool(BLOCK.fullmatch(text)) for text in ids) > len(ids) / 2:
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
        f"{matched} {where}: the file has {len(ids):,} such as {some_of(ids, 3)}; the map has "
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
