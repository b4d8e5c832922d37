"""What becomes of units that a plan file divides or leaves without a district."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.fill import filled_labels
from districtbot.plans.formats.report import Matched, said_parts

Missing = Literal["refuse", "fill-empty", "fill", "leave"]
"""What becomes of units without a district: an error; those without people take the district
around them; all do; or they stay without."""
Split = Literal["refuse", "majority"]
"""What becomes of a unit in several districts: an error, or the one with most of it."""


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


def _settle_split(matched: Matched, state: StateMap, split: Split) -> Matched:
    n = len(matched.split)
    shown = "; ".join(f"{each.unit} ({said_parts(each)})" for each in matched.split[:3])
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
    where = {matched.unit_ids[unit] for unit in matched.unit_of if unit >= 0}
    bare = [unit for unit in lost if unit not in where]
    told = []
    if bare:
        told.append(
            f"it lacks {counted(len(bare), 'unit')} of the map: {some_of(bare)} "
            f"({_living(bare, state)})"
        )
    if n > len(bare):
        blank = [unit for unit in lost if unit in where]
        told.append(
            f"No district for {counted(len(blank), 'unit')}: {some_of(blank)} "
            f"({_living(blank, state)})"
        )
    if matched.unknown:
        told.append(
            f"it has {counted(len(matched.unknown), 'id')} that the map lacks: "
            f"{some_of(matched.unknown)}"
        )
    mended = f" {matched.repair}" if matched.repair else ""
    todo = "Give each unit of the map one line with its id and district"
    if n_empty == n:
        todo += ", or let them take the district around them: "
        todo += "districtbot convert ... --missing fill-empty."
    elif missing == "fill-empty":
        todo += ", or fill those with people too: --missing fill."
    else:
        todo += "; districtbot convert ... --missing fill gives them the district around them."
    return AskError(f"{source} does not fit the map: {'; '.join(told)}.{mended}", todo)


def _living(units: Sequence[str], state: StateMap) -> str:
    """How many people live in units, in words."""
    people = sum(state.population[state.unit_index[unit]] for unit in units)
    where = "it" if len(units) == 1 else "them"
    if people == 0:
        return f"nobody lives in {where}"
    return f"{people:,.0f} {'person lives' if people == 1 else 'people live'} in {where}"
