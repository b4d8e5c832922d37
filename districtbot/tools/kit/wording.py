"""Numbers, districts and regions in the words that tools show."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from districtbot.geo.gazetteer import PlaceKind
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans.plan import Plan
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.places import place_label

MOST_DISTRICTS = 12
"""So many districts are named."""


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


AnyDistrict = Annotated[str, BeforeValidator(_as_text)]
"""A district of any plan by its name; a whole number will do."""


def shown_number(number: float) -> str:
    """``1,204``; fractions to two places."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def district_names(plan: Plan, numbers: list[int]) -> str:
    """``district 3``, or ``3 districts: 1, 2, 5``."""
    names = [plain(plan.names[number - 1], 20) for number in numbers]
    if len(names) == 1:
        return f"district {names[0]}"
    return f"{len(names)} districts: {some_of(names, MOST_DISTRICTS)}"


def region_names(state: StateMap, role: Literal["county", "municipality"]) -> dict[str, str]:
    """What to call each value of the column of counties or towns."""
    column: str | None = getattr(state.columns, role)
    if column is None:
        return {}
    labels = state.labels(column)
    kind: PlaceKind = "county" if role == "county" else "town"
    return {str(labels[one.units[0]]): place_label(one) for one in state.gazetteer.of(kind)}


def plan_label(name: str) -> str:
    """What to call a plan at the beginning of a sentence."""
    return "The plan" if name.strip().casefold() == CURRENT else f"The plan {plain(name, 60)}"
