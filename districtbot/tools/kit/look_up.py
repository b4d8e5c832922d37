"""The tool that looks things up: people, voters, groups and votes of a place, and rankings."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.tools.amounts import amount_of, names_of_amounts, sum_over
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.naming import DistrictName, district_number
from districtbot.tools.kit.places import Place, find_place, place_label
from districtbot.tools.kit.ranking import By, Order, Ranked, Row, ranked
from districtbot.tools.kit.sums import Units, Votes, summed
from districtbot.tools.kit.wording import capital, districts_named, shown_number
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

_KINDS: dict[Ranked, frozenset[str]] = {
    "counties": frozenset({"counties", "county", "parishes"}),
    "towns": frozenset({"towns", "town", "municipalities", "cities"}),
    "units": frozenset({"units", "unit", "precincts", "precinct", "vtds"}),
    "districts": frozenset({"districts"}),
}
"""Words for places that are counted rather than added up."""
MOST_PLANS = 3
"""A place is looked up in so many plan columns of the map."""


class LookUp(Arguments):
    """Arguments of `look_up`."""

    place: Annotated[str | None, Known("place", description="a county or town")] = None
    unit: Annotated[str | None, Known("unit", description="one unit by its id")] = None
    district: DistrictName | None = None
    what: Annotated[
        str | None,
        Known("amount", description="what to add up: people, a contest, a group or a column"),
    ] = None
    rank: Annotated[Ranked | None, Field(description="list these in order")] = None
    by: Annotated[By, Field(description="order of the list")] = "number"
    fewest: Annotated[bool, Field(description="the fewest first")] = False
    top: Annotated[int, Field(ge=1, le=20, description="how many to list")] = 5


class Looked(Result):
    """What was looked up.

    Attributes:
        where: The place, district or the whole map.
        what: What was added up.
        n_units: Units added up.
        people: People who live there.
        number: The sum; ``None`` for a contest or a list.
        percent: The sum as a part of the whole, 0 to 100, if it is a part of anything.
        votes: The votes, where a contest was asked for.
        rows: The list, where one was asked for.
        n_ranked: How many there are to list.
        sentences: The same in words.
    """

    where: str
    what: str
    n_units: int
    people: float
    number: float | None = None
    percent: float | None = None
    votes: Votes | None = None
    rows: tuple[Row, ...] = ()
    n_ranked: int = 0
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Area:
    """Where things are added up.

    Attributes:
        name: What to call it.
        units: Its units; ``None`` for all.
        place: The place, if it is one.
    """

    name: str
    units: Units | None
    place: Place | None = None


def look_up(desk: Desk, asked: LookUp, work: Work) -> Looked:
    """Add something up over a place, a district or the map, or list places in order.

    Raises:
        AskError: If a name is not on the map, or there is no plan for what needs one.
    """
    del work
    asked = _meant(desk, asked)
    state = desk.state
    area = _area(desk, asked)
    amount = amount_of(state, asked.what)
    n_units = state.n_units if area.units is None else len(area.units)
    people = sum_over(state, state.columns.population, area.units)
    if asked.rank is not None:
        order = Order(asked.rank, asked.by, asked.fewest, asked.top)
        rows, n_ranked, said = ranked(desk, order, amount, area.units, area.name)
        return Looked(
            where=area.name,
            what=amount.name,
            n_units=n_units,
            people=round(people, 2),
            rows=rows,
            n_ranked=n_ranked,
            sentences=(said,),
        )
    found = summed(state, amount, area.units)
    living = f"{shown_number(round(people, 2))} people in {n_units:,} "
    living = f"{capital(area.name)} has {living}{'unit' if n_units == 1 else 'units'}."
    sentences = [] if amount.column == state.columns.population else [
        f"{capital(amount.name)} in {area.name}: {found.text}."
    ]  # fmt: skip
    sentences.append(living)
    if area.place is not None:
        sentences += _districts_of(desk, area.place)
    return Looked(
        where=area.name,
        what=amount.name,
        n_units=n_units,
        people=round(people, 2),
        number=found.number,
        percent=found.percent,
        votes=found.votes,
        sentences=tuple(sentences),
    )


def _meant(desk: Desk, asked: LookUp) -> LookUp:
    """What is asked, where what is to be counted are places: these are listed."""
    word = "" if asked.what is None else asked.what.strip().casefold()
    kind = next((kind for kind, words in _KINDS.items() if word in words), None)
    if kind is None or asked.rank is not None or asked.what in desk.state.units.columns:
        return asked
    if word in (name.casefold() for name in names_of_amounts(desk.state)):
        return asked
    return asked.model_copy(update={"rank": kind, "what": None})


def _area(desk: Desk, asked: LookUp) -> Area:
    """The place, the unit or the district; where two are named, what lies in both."""
    areas = []
    if asked.place is not None:
        areas.append(_area_of(find_place(desk.state, asked.place)))
    if asked.unit is not None:
        areas.append(_area_of(find_place(desk.state, asked.unit, "unit")))
    if asked.district is not None:
        plan = desk.a_plan
        number = district_number(plan, asked.district)
        name = f"district {plain(plan.names[number - 1], 20)}"
        areas.append(Area(name, np.flatnonzero(plan.district == number)))
    if not areas:
        return Area("the whole map", None)
    if len(areas) == 1:
        return areas[0]
    names = [area.name for area in areas]
    units = np.arange(desk.state.n_units)
    for area in areas:
        units = np.intersect1d(units, area.units if area.units is not None else units)
    if not len(units):
        raise AskError(f"No unit lies in {' and '.join(names)}.", "Name one of them.")
    return Area(f"the part of {' in '.join(names)}", units)


def _area_of(place: Place) -> Area:
    return Area(place_label(place), np.array(place.units, dtype=np.int64), place)


def _districts_of(desk: Desk, place: Place) -> list[str]:
    """In which districts a place lies, in the plan and in the first plan columns of the map."""
    units = np.array(place.units, dtype=np.int64)
    said = []
    if desk.plan is not None:
        numbers = np.unique(desk.plan.district[units]).tolist()
        names = [desk.plan.names[number - 1] for number in numbers]
        said.append(f"In the plan it lies in {districts_named(names)}.")
    for column in desk.state.columns.plans[:MOST_PLANS]:
        names = [str(name) for name in np.unique(desk.state.labels(column)[units]) if name]
        names.sort(key=lambda name: (len(name), name))
        said.append(f"In the plan column {plain(column)} it lies in {districts_named(names)}.")
    return said


TOOLS = (
    Tool(
        "look_up",
        "Look up people, voters, groups or votes of a place, district or the map, or list places "
        "in order.",
        LookUp,
        look_up,
    ),
)
