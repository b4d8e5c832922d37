"""Tools that move places from district to district by hand."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.contiguity import pieces_of
from districtbot.plans.groups import units_with
from districtbot.plans.judging.places import number_of
from districtbot.plans.plan import Plan
from districtbot.plans.targets import Locked
from districtbot.plans.text import people, signed_percent
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.naming import (
    DistrictName,
    PlaceNames,
    UnitNames,
    called,
    district_number,
    named_places,
    units_of,
)
from districtbot.tools.kit.now import Now, now_on, told
from districtbot.tools.tool import Arguments, Result, Tool, Work

MOST_TOLD = 8
"""So many districts are told of one by one."""


class Moving(Arguments):
    """Arguments of `move`."""

    places: PlaceNames = ()
    units: UnitNames = ()
    to_district: Annotated[DistrictName, Field(description="district that they go to")]


class Swapping(Arguments):
    """Arguments of `swap`."""

    places: Annotated[PlaceNames, Field(min_length=1)]
    with_places: Annotated[PlaceNames, Field(min_length=1)]


class Touched(BaseModel):
    """A district that lost or gained units.

    Attributes:
        district: Its name.
        people: People in it now.
        deviation_percent: (people - ideal) / ideal in percent now, positive for too many.
        deviation_before_percent: The same before.
        pieces: Connected pieces now.
        pieces_before: The same before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    district: str
    people: float
    deviation_percent: float
    deviation_before_percent: float
    pieces: int
    pieces_before: int

    @property
    def text(self) -> str:
        """The deviation before and now, and how many pieces where that is not one."""
        before, now = (
            signed_percent(value / 100)
            for value in (self.deviation_before_percent, self.deviation_percent)
        )
        torn = f", in {self.pieces} pieces" if self.pieces > 1 else ""
        was = (
            f" ({self.pieces_before} before)" if self.pieces != self.pieces_before and torn else ""
        )
        return f"district {self.district} {before} before, {now} now{torn}{was}"


class Moved(Result):
    """What a move did.

    Attributes:
        moved: What was moved, in words.
        units: How many units changed district.
        people: How many people.
        touched: The districts that lost or gained units.
        now_met: Targets that were missed before and are met now.
        now_missed: Targets that were met before and are missed now.
        now: What is on the desk.
    """

    moved: str
    units: int
    people: float
    touched: tuple[Touched, ...]
    now_met: tuple[str, ...]
    now_missed: tuple[str, ...]
    now: Now

    @property
    def text(self) -> str:
        """What moved, the districts touched, what is met and missed now."""
        size = f"{counted(self.units, 'unit')}, {people(self.people)}"
        said = [f"Moved {self.moved} ({size})."]
        shown = [one.text for one in self.touched[:MOST_TOLD]]
        left = len(self.touched) - len(shown)
        more = f"; and {left} more districts" if left else ""
        said.append(f"Population deviation: {'; '.join(shown)}{more} (+ is too many people).")
        torn = [one.district for one in self.touched if one.pieces > max(1, one.pieces_before)]
        if torn:
            named = some_of(torn, 8)
            said.append(f"This tore {'district' if len(torn) == 1 else 'districts'} {named}.")
        said += [f"Met now: {one}." for one in self.now_met]
        said += [f"Missed now, met before: {one}." for one in self.now_missed]
        return " ".join([*said, self.now.text_without(self.now_missed)])


def move(desk: Desk, asked: Moving, work: Work) -> Moved:
    """Move places into a district.

    Raises:
        AskError: If a place or the district is not there, nothing would move, or a district
            would be left empty.
    """
    del work
    plan = desk.a_plan
    number = district_number(plan, asked.to_district)
    places = named_places(desk.state, asked.places, asked.units)
    units = units_of(places)
    district = plan.district.copy()
    district[units] = number
    name = plan.names[number - 1]
    if (district == plan.district).all():
        raise AskError(
            f"{called(places)}: all of it is in district {name} already.",
            "Name another district or other places.",
        )
    return _put(desk, plan, district, f"{called(places)} to district {name}")


def swap(desk: Desk, asked: Swapping, work: Work) -> Moved:
    """Let places of two districts change sides.

    Raises:
        AskError: If either side lies in several districts, or both in the same.
    """
    del work
    plan = desk.a_plan
    sides = [named_places(desk.state, names) for names in (asked.places, asked.with_places)]
    homes = []
    for side in sides:
        found = np.unique(plan.district[units_of(side)]).tolist()
        if len(found) > 1:
            raise AskError(
                f"{called(side)} lies in several districts: "
                f"{some_of(plan.names[home - 1] for home in found)}.",
                "Move its parts one by one.",
            )
        homes.append(found[0])
    if homes[0] == homes[1]:
        raise AskError(
            f"All of it is in district {plan.names[homes[0] - 1]}.", "Name places of two districts."
        )
    district = plan.district.copy()
    for side, home in zip(sides, reversed(homes), strict=True):
        district[units_of(side)] = home
    return _put(desk, plan, district, f"{called(sides[0])} and {called(sides[1])}, swapped")


def _put(desk: Desk, plan: Plan, district: NDArray[np.int32], moved: str) -> Moved:
    """Put a changed plan on the desk and tell what came of it."""
    _check_unlocked(desk, plan, district, moved)
    _check_none_empty(plan, district, moved)
    before = desk.verdicts()
    after_plan = Plan(plan.unit_ids, district, plan.names)
    desk.put(f"moved {moved}", plan=after_plan)
    after = desk.verdicts()
    flipped = district != plan.district
    return Moved(
        moved=moved,
        units=int(flipped.sum()),
        people=round(float(desk.state.population[flipped].sum()), 2),
        touched=_touched(desk, plan, after_plan),
        now_met=_turned(before, after, met=True),
        now_missed=_turned(before, after, met=False),
        now=now_on(desk),
    )


def _check_unlocked(desk: Desk, plan: Plan, district: NDArray[np.int32], moved: str) -> None:
    """Refuse a move that breaks a lock; one that brings places to where they are locked is none.

    Raises:
        AskError: With what to unlock.
    """
    for one in desk.asked.target:
        if not isinstance(one, Locked) or one.wished:
            continue
        held = units_with(desk.state, one.column, one.values) >= 0
        number = number_of(plan, one.district)
        before, after = (
            (homes == number) == held if one.alone else ~held | (homes == number)
            for homes in (plan.district, district)
        )
        if (before & ~after).any():
            what = f"district {one.district}"
            if one.alone:
                raise AskError(
                    f"Moving {moved} would change {what}, which is locked as it is.",
                    f"Unlock {what} first.",
                )
            name = plain(one.name, 160) or f"{counted(int(held.sum()), 'unit')}"
            raise AskError(
                f"Moving {moved} would take places out of {what} that are locked there: {name}.",
                "Unlock them first.",
            )


def _check_none_empty(plan: Plan, district: NDArray[np.int32], moved: str) -> None:
    counts = np.bincount(district, minlength=plan.n_districts + 1)[1:]
    empty = [plan.names[place] for place in np.flatnonzero(counts == 0)]
    if empty:
        which = "district" if len(empty) == 1 else "districts"
        raise AskError(
            f"Moving {moved} would leave {which} {some_of(empty)} without a unit.",
            "Move something else into it first, or ask for fewer districts and a new plan.",
        )


def _touched(desk: Desk, before: Plan, after: Plan) -> tuple[Touched, ...]:
    state, k = desk.state, after.n_districts
    flipped = before.district != after.district
    numbers = np.unique(np.concatenate([before.district[flipped], after.district[flipped]]))
    people_of = [np.bincount(one.district - 1, state.population, k) for one in (before, after)]
    pieces = [pieces_of(one.district, state.graph.links, k) for one in (before, after)]
    ideal = float(state.population.sum()) / k
    off = [100 * (each / ideal - 1) if ideal > 0 else np.zeros(k) for each in people_of]
    return tuple(
        Touched(
            district=after.names[number - 1],
            people=round(float(people_of[1][number - 1]), 2),
            deviation_percent=round(float(off[1][number - 1]), 4),
            deviation_before_percent=round(float(off[0][number - 1]), 4),
            pieces=int(pieces[1][number - 1]),
            pieces_before=int(pieces[0][number - 1]),
        )
        for number in numbers.tolist()
    )


def _turned(
    before: tuple[Verdict, ...], after: tuple[Verdict, ...], *, met: bool
) -> tuple[str, ...]:
    """The targets that are met, or missed, after and were not before."""
    return tuple(
        told(now)
        for was, now in zip(before, after, strict=True)
        if now.met == met and was.met != met
    )


TOOLS = (
    Tool("move", "Move counties, towns or units to a district.", Moving, move, changes=True),
    Tool("swap", "Let places of two districts change sides.", Swapping, swap, changes=True),
)
