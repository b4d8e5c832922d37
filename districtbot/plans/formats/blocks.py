"""Census blocks and the units of a map that they make up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.file import open_file
from districtbot.plans.formats.match import match_texts
from districtbot.plans.formats.path import PlanPath
from districtbot.plans.formats.table import rows_of

BLOCK = re.compile(r"(\d{14,15})(\.0+|-\d+)?")
"""A block's id; without its leading zero, spoilt by a spreadsheet, or with the number of a part."""
PREFIXES_OF_BLOCKS = {2: "states", 5: "counties", 11: "tracts", 12: "block groups"}
ENOUGH = 0.95
"""Share of the units, or of the blocks, that must fit before ids count as beginnings of blocks'."""


@dataclass(frozen=True)
class Blocks:
    """The blocks of a map.

    Attributes:
        ids: Their ids, 15 digits each, different, sorted.
        unit: Index of the unit that each is in, -1 for none; shape (n_blocks,).
        people: People in each, shape (n_blocks,), or ``None`` where the file does not say.
        notes: How they were placed, one sentence each.
    """

    ids: tuple[str, ...]
    unit: NDArray[np.int32]
    people: NDArray[np.float64] | None
    notes: tuple[str, ...] = ()

    @cached_property
    def place(self) -> dict[str, int]:
        """Place of each block by its id."""
        return {block: place for place, block in enumerate(self.ids)}


def block_id(text: str) -> str | None:
    """A block's id as 15 digits, ``None`` for what is no block."""
    found = BLOCK.fullmatch(text)
    return found[1].zfill(15) if found else None


def blocks_of(
    ids: Sequence[str],
    unit: NDArray[np.int32],
    people: NDArray[np.float64] | None,
    notes: tuple[str, ...],
) -> Blocks:
    """Blocks in the order of their ids.

    Raises:
        AskError: If a block is in two units.
    """
    names, first, inverse = np.unique(
        np.asarray(ids, dtype=np.str_), return_index=True, return_inverse=True
    )
    twice = np.flatnonzero(unit != unit[first][inverse])
    if len(twice):
        names_of_twice = some_of(ids[at] for at in twice.tolist())
        raise AskError(
            f"The file of blocks puts some into two units: {names_of_twice}.",
            "Give a file that has each block once.",
        )
    kept = None if people is None else people[first]
    return Blocks(tuple(names.tolist()), unit[first], kept, notes)


def by_prefix(blocks: Sequence[str], state: StateMap) -> tuple[NDArray[np.int32], str] | None:
    """The unit of each block, where the units' ids are the beginnings of the blocks'.

    Args:
        blocks: Ids of 15 digits.
        state: The map.

    Returns:
        The unit of each, -1 for none, and a sentence; ``None`` where ids of the units are of
        another kind.
    """
    lengths = {len(unit_id) for unit_id in state.unit_ids}
    length = min(lengths)
    if len(lengths) != 1 or length not in PREFIXES_OF_BLOCKS or not blocks:
        return None
    places = np.fromiter(
        (state.unit_index.get(block[:length], -1) for block in blocks), np.int32, len(blocks)
    )
    share_of_units = len(np.unique(places[places >= 0])) / state.n_units
    if max(share_of_units, (places >= 0).mean()) < ENOUGH:
        return None
    inside = int((places >= 0).sum())
    note = f"{counted(inside, 'census block')} were gathered into {PREFIXES_OF_BLOCKS[length]}."
    return places, note


def open_blocks(source: str | Path | PlanPath, state: StateMap) -> Blocks:
    """The blocks of a map, from a file of their shapes or one that lists them.

    A list is a Census file of voting districts (``BLOCKID|COUNTYFP|DISTRICT``, alone or in its
    zip), a table with a column of blocks and one of units, or any list of blocks whose ids
    begin with those of the units. Shapes are placed by the largest area (maup).

    Args:
        source: A file.
        state: The map.

    Raises:
        AskError: If it is neither, or its blocks are not in the units of the map.
    """
    path = source if isinstance(source, PlanPath) else PlanPath.of(source)
    file = open_file(path)
    if file.kind == "shapes":
        from districtbot.plans.formats.areas import blocks_of_shapes

        return blocks_of_shapes(path, state)
    if file.kind not in ("text", "census"):
        raise AskError(
            f"{file.name} is no file of blocks.",
            "Give their shapes, or a list of blocks and the units they are in.",
        )
    return listed_blocks(file.text(prefer="VTD"), file.name, state)


def listed_blocks(text: str, name: str, state: StateMap) -> Blocks:
    """The blocks of a map from a table; see `open_blocks`.

    Raises:
        AskError: If there is no column of blocks, or they are not in the units of the map.
    """
    rows = rows_of(text, PurePath(name).name)
    headed = not any(block_id(cell) for cell in rows[0])
    body = rows[1:] if headed else rows
    places = [
        at for at in range(len(rows[0])) if body and all(block_id(row[at]) for row in body[:100])
    ]
    if not places:
        raise AskError(
            f"{name} has no column of census blocks.", "Their ids have 15 digits; check the file."
        )
    at = places[0]
    blocks = [block_id(row[at]) for row in body]
    if None in blocks:
        wrong = some_of(row[at] for row, block in zip(body, blocks, strict=True) if block is None)
        raise AskError(f"{name} has lines that are no blocks: {wrong}.", "Check the file.")
    known = [block for block in blocks if block is not None]
    header = [cell.upper() for cell in rows[0]] if headed else []
    others = [[row[other] for row in body] for other in range(len(rows[0])) if other != at]
    if {"COUNTYFP", "DISTRICT"} <= set(header):
        county, vtd = header.index("COUNTYFP"), header.index("DISTRICT")
        codes = [(row[county], row[vtd]) for row in body]
        pairs = zip(known, codes, strict=True)
        others.insert(
            0, [block[:2] + county + vtd if vtd else "" for block, (county, vtd) in pairs]
        )
    unit, note = _units(known, others, state, name)
    return blocks_of(known, unit, None, (note,))


def _units(
    blocks: list[str], others: list[list[str]], state: StateMap, name: str
) -> tuple[NDArray[np.int32], str]:
    """The unit of each block: by a column of the file, or by the beginnings of the ids."""
    for column in others:
        values = [value for value in dict.fromkeys(column) if value]
        found = match_texts(values, state.unit_ids)
        if found.n_units >= ENOUGH * state.n_units:
            place = dict(zip(values, found.unit.tolist(), strict=True))
            units = np.fromiter((place.get(value, -1) for value in column), np.int32, len(column))
            return units, " ".join(
                filter(None, [f"{name} says the unit of each block.", found.repair])
            )
    placed = by_prefix(blocks, state)
    if placed is None:
        raise AskError(
            f"{name} does not say which unit of the map its blocks are in: no column has the ids "
            f"of the units, such as {some_of(state.unit_ids, 3)}, and the blocks' ids do not "
            "begin with them.",
            "Give the Census file of voting districts (BlockAssign_..._VTD.txt), or the shapes of "
            "the blocks.",
        )
    return placed
