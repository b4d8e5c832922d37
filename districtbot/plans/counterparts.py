"""What became of each district and county of one plan in another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.plans.change import Change
from districtbot.plans.overlap import Floats, overlap_of
from districtbot.plans.plan import Plan

Became = Literal["split", "whole", ""]


@dataclass(frozen=True, slots=True)
class Pair:
    """A district of the reference and the district of a plan that follows it.

    Attributes:
        old: Its number in the reference, 1..k; ``None`` for a district that follows none.
        new: The number, in the plan's own numbering, of the district that follows it; ``None``
            where none does.
        stayed: People who are in both.
        came: People of the new district who were not in the old one.
        left: People of the old district who are not in the new one.
        units_came: Units of the new district that were not in the old one.
        units_left: Units of the old district that are not in the new one.
    """

    old: int | None
    new: int | None
    stayed: float
    came: float
    left: float
    units_came: int
    units_left: int


@dataclass(frozen=True, slots=True)
class RegionChange:
    """A county or town whose people are divided between districts in another way than before.

    Attributes:
        name: Its name.
        old: Its districts in the reference, by name, in their order.
        new: Its districts in the plan, under the names of the districts they follow.
        people_moved: Its people who change districts.
        units_moved: Its units that change districts.
        became: ``split`` where it was whole, ``whole`` where it was split, else empty.
    """

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    people_moved: float
    units_moved: int
    became: Became


def with_own_names(change: Change, plan: Plan, reference: Plan) -> Change:
    """The change with the districts that follow none called ``new`` and their own name.

    Args:
        change: The change from the reference to the plan.
        plan: The plan, in its own numbering.
        reference: The plan it is compared with.
    """
    followed = set(reference.names)
    own = _own_number(plan, change.relabelled)
    names = {
        name: name if name in followed else f"new {plan.names[own[place] - 1]}"
        for place, name in enumerate(change.relabelled.names)
    }
    moves = tuple(replace(move, to_district=names[move.to_district]) for move in change.moves)
    relabelled = replace(change.relabelled, names=tuple(names.values()))
    return replace(change, relabelled=relabelled, moves=moves)


def pairs_of(state: StateMap, plan: Plan, reference: Plan, change: Change) -> tuple[Pair, ...]:
    """Each district of the reference with the one that follows it, then those that follow none.

    Args:
        state: The map.
        plan: The plan, in its own numbering.
        reference: The plan it is compared with.
        change: What `districtbot.plans.change.change_between` says of the two.
    """
    own = _own_number(plan, change.relabelled)
    people = overlap_of(change.relabelled, reference, state.population)
    units = overlap_of(change.relabelled, reference, np.ones(state.n_units))
    places = {name: place for place, name in enumerate(change.relabelled.names)}
    found = [
        _pair(place, places.get(name), own, people, units)
        for place, name in enumerate(reference.names)
    ]
    followers = set(reference.names)
    found += [
        _pair(None, place, own, people, units)
        for place, name in enumerate(change.relabelled.names)
        if name not in followers
    ]
    return tuple(found)


def _own_number(plan: Plan, relabelled: Plan) -> NDArray[np.int32]:
    """The number each district of the relabelled plan has in the plan itself."""
    _, first = np.unique(relabelled.district, return_index=True)
    return plan.district[first]


def _pair(
    old: int | None, new: int | None, own: NDArray[np.int32], people: Floats, units: Floats
) -> Pair:
    """One pair; places count from 0, rows of the tables are the new districts."""
    both = old is not None and new is not None
    stayed, stayed_units = (float(table[new, old]) if both else 0.0 for table in (people, units))
    came, units_came = (
        float(table[new].sum()) if new is not None else 0.0 for table in (people, units)
    )
    left, units_left = (
        float(table[:, old].sum()) if old is not None else 0.0 for table in (people, units)
    )
    return Pair(
        old=None if old is None else old + 1,
        new=None if new is None else int(own[new]),
        stayed=stayed,
        came=max(0.0, came - stayed),
        left=max(0.0, left - stayed),
        units_came=round(units_came - stayed_units),
        units_left=round(units_left - stayed_units),
    )


def region_changes(
    state: StateMap, plan: Plan, reference: Plan, column: str
) -> tuple[RegionChange, ...]:
    """The regions with units in another district than in the reference, most people first.

    Args:
        state: The map.
        plan: The plan, its districts named after those they follow (`Change.relabelled`).
        reference: The plan it is compared with.
        column: A column of regions; units with an empty label belong to none.
    """
    found = _changed_regions(state, plan, reference, column)
    return tuple(sorted(found, key=lambda one: (-one.people_moved, -one.units_moved, one.name)))


def _changed_regions(
    state: StateMap, plan: Plan, reference: Plan, column: str
) -> Iterator[RegionChange]:
    codes, labels = state.codes(column)
    moved = (
        np.array(plan.names)[plan.district - 1] != np.array(reference.names)[reference.district - 1]
    )
    for code in np.unique(codes[moved]).tolist():
        if not labels[code]:
            continue
        inside = codes == code
        old, new = _districts(reference, inside), _districts(plan, inside)
        became: Became = ""
        if (len(old) > 1) != (len(new) > 1):
            became = "split" if len(new) > 1 else "whole"
        people = float(state.population[inside & moved].sum())
        yield RegionChange(labels[code], old, new, people, int((inside & moved).sum()), became)


def _districts(plan: Plan, inside: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(plan.names[number - 1] for number in np.unique(plan.district[inside]).tolist())
