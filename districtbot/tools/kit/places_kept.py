"""Tools that keep places together, apart, or locked in a district."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.groups import units_with
from districtbot.plans.targets import Apart, Locked, Target, Together
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.asking import asked_with, asked_without, asked_without_places
from districtbot.tools.kit.naming import (
    DistrictName,
    PlaceNames,
    UnitNames,
    called,
    district_number,
    named_places,
    sized,
    units_of,
)
from districtbot.tools.kit.now import Done, now_on
from districtbot.tools.kit.places import Place
from districtbot.tools.tool import Arguments, Tool, Work

MOST_LETTERS = 200
"""Letters of what places are called in a target."""


class Keeping(Arguments):
    """Arguments of `keep_together` and `keep_apart`."""

    places: PlaceNames = ()
    units: UnitNames = ()


class Locking(Arguments):
    """Arguments of `lock`: places, or a district, or places and the district that they go in."""

    places: PlaceNames = ()
    units: UnitNames = ()
    district: DistrictName | None = None

    @model_validator(mode="after")
    def _something(self) -> "Locking":
        if not self.places and not self.units and self.district is None:
            raise ValueError("name a district, or places")
        return self


class Unlocking(Arguments):
    """Arguments of `unlock`: with none of them every lock is opened."""

    places: PlaceNames = ()
    units: UnitNames = ()
    district: DistrictName | None = None


def keep_together(desk: Desk, asked: Keeping, work: Work) -> Done:
    """Ask that places lie in one district, whole."""
    del work
    places = named_places(desk.state, asked.places, asked.units)
    column, values = _shared(desk, places)
    target = Together(column=column, values=values, name=_name(places))
    size = sized(desk.state, units_of(places))
    desk.put(f"keep {called(places)} together", asked=asked_with(desk.asked, target))
    return Done(
        done=f"To be kept together in one district: {called(places)} ({size}).", now=now_on(desk)
    )


def keep_apart(desk: Desk, asked: Keeping, work: Work) -> Done:
    """Ask that no two of some places share a district.

    Raises:
        AskError: If it is one place, or they are of kinds that one target cannot name.
    """
    del work
    places = named_places(desk.state, asked.places, asked.units)
    if len(places) < 2:
        raise AskError(
            f"Only {called(places)} is named, and one place cannot be kept apart.",
            "Name two places or more.",
        )
    column, values = _apart(desk, places)
    target = Apart(column=column, values=values, name=_name(places))
    desk.put(f"keep {called(places)} apart", asked=asked_with(desk.asked, target))
    return Done(
        done=f"To be kept apart, no two in one district: {called(places)}.", now=now_on(desk)
    )


def lock(desk: Desk, asked: Locking, work: Work) -> Done:
    """Keep a district exactly as it is, or places in the district where they are or are to be.

    Raises:
        AskError: If there is no plan to take it from, places lie in several districts, or what is
            asked contradicts another lock.
    """
    del work
    if not asked.places and not asked.units and asked.district is not None:
        return _lock_district(desk, asked.district)
    places = named_places(desk.state, asked.places, asked.units)
    number = _home(desk, places, asked.district)
    _check_free(desk, places, number)
    column, values = _shared(desk, places)
    target = Locked(column=column, values=values, district=number, name=_name(places))
    desk.put(f"lock {called(places)} in district {number}", asked=asked_with(desk.asked, target))
    size = sized(desk.state, units_of(places))
    return Done(done=f"Locked in district {number}: {called(places)} ({size}).", now=now_on(desk))


def unlock(desk: Desk, asked: Unlocking, work: Work) -> Done:
    """Open locks: of a district, of places, or all of them.

    Raises:
        AskError: If there is no such lock.
    """
    del work
    locks = [one for one in desk.asked.target if isinstance(one, Locked)]
    if not locks:
        raise AskError("Nothing is locked.", "There is nothing to unlock.")
    if asked.places or asked.units:
        places = named_places(desk.state, asked.places, asked.units)
        after, what = _unlocked_places(desk, locks, places), called(places)
    else:
        number = None if asked.district is None else _home(desk, (), asked.district)
        wanted = [one for one in locks if number in (None, one.district)]
        after = asked_without(desk.asked, *wanted)
        what = "everything" if number is None else f"district {number}"
    if after == desk.asked:
        raise AskError(
            f"Nothing is locked there: {what}.",
            f"Locked: {some_of(_told(desk, one) for one in locks)}.",
        )
    desk.put(f"unlock {what}", asked=after)
    return Done(done=f"Unlocked: {what}.", now=now_on(desk))


def _lock_district(desk: Desk, name: str) -> Done:
    plan = desk.a_plan
    number = district_number(plan, name)
    units = np.flatnonzero(plan.district == number)
    ids = tuple(desk.state.unit_ids[unit] for unit in units.tolist())
    target = Locked(column=desk.state.columns.unit_id, values=ids, district=number, alone=True)
    if target in desk.asked.target:
        raise AskError(f"District {number} is locked as it is already.", "Go on.")
    mine = [one for one in desk.asked.target if isinstance(one, Locked) and one.district == number]
    whole = [one for one in mine if one.alone or _inside(desk, one, units)]
    desk.put(
        f"lock district {number} as it is",
        asked=asked_with(asked_without(desk.asked, *whole), target),
    )
    size = sized(desk.state, units)
    return Done(done=f"District {number} stays as it is ({size}).", now=now_on(desk))


def _home(desk: Desk, places: Sequence[Place], district: str | None) -> int:
    """The district that places are to be locked in: the one named, or where all of them are."""
    plan = desk.plan
    if district is not None:
        if plan is not None:
            return district_number(plan, district)
        most = desk.asked.districts
        if district.isdecimal() and 1 <= int(district[:9]) <= (most or 10**9):
            return int(district)
        raise AskError(
            f"There is no district {district!r}.",
            f"Name one from 1 to {most}." if most else "Name it by its number.",
        )
    found = np.unique(desk.a_plan.district[units_of(places)]).tolist()
    if len(found) > 1:
        raise AskError(
            f"{called(places)} lies in districts {some_of(found, 8)}.",
            "Say which district, or lock what lies in one.",
        )
    return int(found[0])


def _check_free(desk: Desk, places: Sequence[Place], number: int) -> None:
    """Refuse places that a lock of a whole district keeps elsewhere, or keeps out.

    Raises:
        AskError: With the lock that is in the way.
    """
    units = units_of(places)
    for one in desk.asked.target:
        if not isinstance(one, Locked) or not one.alone:
            continue
        inside = _units(desk, one)[units]
        if inside.any() if one.district != number else not inside.all():
            raise AskError(
                f"District {one.district} is locked as it is, which does not go with "
                f"{called(places)} in district {number}.",
                f"Unlock district {one.district} first.",
            )


def _unlocked_places(desk: Desk, locks: Sequence[Locked], places: Sequence[Place]) -> Asked:
    units = units_of(places)
    asked = desk.asked
    for one in locks:
        held = _units(desk, one)
        if not held[units].any():
            continue
        if one.alone:
            raise AskError(
                f"{called(places)} belongs to district {one.district}, which is locked as it is.",
                f"Unlock district {one.district}.",
            )
        if not np.setdiff1d(np.flatnonzero(held), units).size:
            asked = asked_without(asked, one)
            continue
        for place in places:
            left = asked_without_places(asked, place.column, place.values, ("locked",))
            if left == asked:
                raise AskError(
                    f"{called([place])} is a part of what is locked: {_told(desk, one)}.",
                    f"Unlock district {one.district}, then lock the rest.",
                )
            asked = left
    return asked


def _shared(desk: Desk, places: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    """One column and the values of it that are these places; unit ids where no other serves."""
    columns = {place.column for place in places}
    if len(columns) == 1:
        return places[0].column, _values(places)
    ids = desk.state.unit_ids
    return desk.state.columns.unit_id, tuple(ids[unit] for unit in units_of(places).tolist())


def _apart(desk: Desk, places: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    """As `_shared`, where each place must be one value.

    Raises:
        AskError: If it is not.
    """
    unit_id, ids = desk.state.columns.unit_id, desk.state.unit_ids
    if len({place.column for place in places}) == 1 and all(
        len(place.values) == 1 for place in places
    ):
        return places[0].column, _values(places)
    if all(len(place.units) == 1 for place in places):
        return unit_id, tuple(ids[place.units[0]] for place in places)
    raise AskError(
        f"{called(places)} are not all of one kind, and cannot be kept apart together.",
        "Name counties only, towns only, or single units only.",
    )


def _values(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for place in places for value in place.values))


def _name(places: Sequence[Place]) -> str:
    return called(places)[:MOST_LETTERS]


def _units(desk: Desk, target: Locked) -> NDArray[np.bool_]:
    """Whether a lock holds each unit, shape (n_units,)."""
    return units_with(desk.state, target.column, target.values) >= 0


def _inside(desk: Desk, target: Locked, units: NDArray[np.int64]) -> bool:
    """Whether all that a lock holds is among some units."""
    return not np.setdiff1d(np.flatnonzero(_units(desk, target)), units).size


def _told(desk: Desk, target: Target) -> str:
    """What a lock is called."""
    if not isinstance(target, Locked):
        return target.measure
    if target.alone:
        return f"district {target.district} as it is"
    held = target.name or f"{int(_units(desk, target).sum())} units"
    return f"{held} in district {target.district}"


TOOLS = (
    Tool(
        "keep_together",
        "Ask that places lie in one district, each of them whole.",
        Keeping,
        keep_together,
        changes=True,
    ),
    Tool(
        "keep_apart",
        "Ask that no two of some places share a district.",
        Keeping,
        keep_apart,
        changes=True,
    ),
    Tool(
        "lock",
        "Keep a district exactly as it is, or places in a district, in later searches.",
        Locking,
        lock,
        changes=True,
    ),
    Tool(
        "unlock", "Open locks: of a district, of places, or all.", Unlocking, unlock, changes=True
    ),
)
