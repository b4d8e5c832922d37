"""What a person moved by hand, and what a later search made of it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import some_of
from districtbot.plans.plan import Plan
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.history import Moment
from districtbot.tools.kit.naming import named_places
from districtbot.tools.kit.places import Place, place_label

TOOLS_BY_HAND = ("move", "swap")
MOST_TOLD = 6
"""So many places are told of one by one."""


def taken_back(desk: Desk, before: Moment, after: Plan) -> tuple[str, ...]:
    """Places that were moved by hand since the last search and are elsewhere in a later plan.

    Args:
        desk: The desk.
        before: The moment whose plan a search went on from.
        after: What it found, its districts numbered like those of that plan.

    Returns:
        ``Linn County from 3 to 1`` for each place, or how many of its units.
    """
    plan = desk.plan_of(before)
    if plan is None:
        return ()
    moved, places = np.zeros(len(plan.district), dtype=bool), dict[tuple[int, ...], Place]()
    for moment, earlier, later in _by_hand(desk, before):
        moved |= earlier.district != later.district
        places |= {place.units: place for place in _places(desk, moment)}
    gone = moved & (after.district != plan.district)
    told = [_told(place, gone, plan, after) for place in places.values()]
    return tuple(one for one in told if one)


def said_of_taken_back(places: tuple[str, ...]) -> tuple[str, ...]:
    """One sentence where there is something to tell."""
    if not places:
        return ()
    named = some_of(places, MOST_TOLD)
    return (f"This took back what was moved by hand: {named}. Lock places to keep them.",)


def _by_hand(desk: Desk, moment: Moment) -> Iterator[tuple[Moment, Plan, Plan]]:
    """The moves by hand that a moment's plan comes from, back to the last search, newest first."""
    line = desk.history.line(moment)
    for earlier, later in zip(reversed(line[:-1]), reversed(line), strict=False):
        if later.plan == earlier.plan or later.made is None:
            continue
        if later.made.tool not in TOOLS_BY_HAND:
            return
        plans = desk.plan_of(earlier), desk.plan_of(later)
        if plans[0] is not None and plans[1] is not None:
            yield later, plans[0], plans[1]


def _places(desk: Desk, moment: Moment) -> tuple[Place, ...]:
    given = {} if moment.made is None else moment.made.arguments
    names = [*given.get("places", ()), *given.get("with_places", ())]
    return named_places(desk.state, names, given.get("units", ()))


def _told(place: Place, gone: NDArray[np.bool_], before: Plan, after: Plan) -> str:
    """What became of a place; empty where nothing did."""
    units = np.array(place.units, dtype=np.int64)
    away = units[gone[units]]
    if not len(away):
        return ""
    part = "" if len(away) == len(units) else f"{len(away):,} of {len(units):,} units of "
    homes = (_names(plan, away) for plan in (before, after))
    return f"{part}{place_label(place)} from {' to '.join(homes)}"


def _names(plan: Plan, units: NDArray[np.int64]) -> str:
    return " and ".join(plan.names[number - 1] for number in np.unique(plan.district[units]))
