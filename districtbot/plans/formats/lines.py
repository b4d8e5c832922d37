"""The lines of a plan to be written: units or blocks with districts, names or numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.blocks import Blocks, block_id
from districtbot.plans.formats.columns import MOST_DISTRICTS
from districtbot.plans.plan import plan_of


@dataclass(frozen=True, slots=True)
class Lines:
    """What a table of a plan says.

    Attributes:
        ids: Units or blocks.
        labels: The district of each; empty for none.
        blocks: Whether they are census blocks.
        notes: What was done, one sentence each.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    blocks: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """Districts as whole numbers.

    Attributes:
        numbers: One a line; ``None`` for no district.
        notes: Which number is which district, where that had to be decided.
    """

    numbers: tuple[int | None, ...]
    notes: tuple[str, ...] = ()


def lines_of_units(state: StateMap, labels: Sequence[str]) -> Lines:
    """One line for each unit; they are blocks where all ids are those of blocks."""
    blocks = all(len(unit) == 15 and unit.isdecimal() for unit in state.unit_ids)
    return Lines(state.unit_ids, tuple(labels), blocks)


def lines_of_blocks(state: StateMap, labels: Sequence[str], blocks: Blocks) -> Lines:
    """One line for each block of the map, with the district of its unit.

    Args:
        state: The map.
        labels: The district of each unit; empty for none.
        blocks: The blocks; those outside the map are left out.

    Raises:
        AskError: If units with a district have no block.
    """
    inside = np.flatnonzero(blocks.unit >= 0)
    held = set(blocks.unit[inside].tolist())
    bare = [unit for at, unit in enumerate(state.unit_ids) if at not in held and labels[at]]
    if bare:
        raise AskError(
            f"{counted(len(bare), 'unit')} of the map {'has' if len(bare) == 1 else 'have'} no "
            f"block: {some_of(bare)}.",
            "Give a file with the blocks of the whole map.",
        )
    ids = tuple(blocks.ids[at] for at in inside.tolist())
    texts = tuple(labels[unit] for unit in blocks.unit[inside].tolist())
    notes = [*blocks.notes, f"The plan was written for {counted(len(ids), 'block')}."]
    if len(inside) < len(blocks.ids):
        outside = len(blocks.ids) - len(inside)
        notes.append(f"{counted(outside, 'block')} outside the map were left out.")
    return Lines(ids, texts, True, tuple(notes))


def lines_as_read(ids: Sequence[str], labels: Sequence[str]) -> Lines:
    """The lines of a file of blocks as they are, ids with 15 digits."""
    kept = [(block_id(text) or text, label) for text, label in zip(ids, labels, strict=True)]
    return Lines(tuple(text for text, _ in kept), tuple(label for _, label in kept), True)


def numbered(labels: Sequence[str], *, consecutive: bool = False) -> Numbered:
    """Districts as numbers: their labels where these are numbers, else their natural order.

    Args:
        labels: The district of each line; empty for none.
        consecutive: Whether they must be 1..k without a gap.
    """
    names = sorted({label for label in labels if label})
    plain = all(_is_number(name) for name in names)
    values = {name: int(name) for name in names} if plain else {}
    if plain and consecutive:
        plain = sorted(values.values()) == list(range(1, len(names) + 1))
    if not plain:
        order = plan_of(tuple(names), np.array(names, dtype=np.str_)).names if names else ()
        values = {name: number for number, name in enumerate(order, 1)}
    shown = some_of([f"{number} is {name}" for name, number in values.items()], 8)
    notes = () if plain else (f"Districts were numbered: {shown}.",)
    return Numbered(tuple(values.get(label) for label in labels), notes)


def _is_number(name: str) -> bool:
    return name.isdecimal() and name.isascii() and name[0] != "0" and int(name) <= MOST_DISTRICTS
