"""Arguments that name places, units, districts and plans, and what they mean on a desk."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.plan import Plan
from districtbot.plans.text import people
from districtbot.tools.kit.places import Place, find_places, place_label
from districtbot.tools.tool import Known

MOST_NAMED = 2000
"""So many places can be named in one call."""
MOST_SAID = 5
"""So many places are said by name."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_texts(value: object) -> object:
    listed = _listed(_as_text(value))
    return [_as_text(item) for item in listed] if isinstance(listed, list | tuple) else listed


PlaceNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_texts),
    Field(max_length=MOST_NAMED),
    Known("place", description="counties or towns by name"),
]
UnitNames = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_texts),
    Field(max_length=MOST_NAMED),
    Known("unit", description="units by id"),
]
DistrictName = Annotated[
    str, BeforeValidator(_as_text), Known("district", description="a district of the plan")
]
AnyDistrict = Annotated[
    str, BeforeValidator(_as_text), Field(description="the district's name or number")
]
"""A district of a plan that need not be the one on the desk."""
PlanName = Annotated[
    str,
    BeforeValidator(_as_text),
    Known("plan", description="current, a version or a plan of the map"),
]


def named_places(
    state: StateMap, places: Sequence[str], units: Sequence[str] = ()
) -> tuple[Place, ...]:
    """The places that arguments name, each once.

    Args:
        state: The map.
        places: Counties, towns or units, by name.
        units: Units by id or name.

    Raises:
        AskError: If none is named, or one is not on the map.
    """
    if not places and not units:
        raise AskError("Which places?", "Name counties, towns or units.")
    both = (*find_places(state, places), *find_places(state, units, "unit"))
    return tuple({place.units: place for place in both}.values())


def units_of(places: Sequence[Place]) -> NDArray[np.int64]:
    """Indices of the units of some places, each once, ascending."""
    return np.unique(np.concatenate([np.array(place.units, dtype=np.int64) for place in places]))


def called(places: Sequence[Place]) -> str:
    """What to call several places: the first few by name, the rest counted."""
    return some_of((plain(place_label(place), 60) for place in places), MOST_SAID)


def sized(state: StateMap, units: NDArray[np.int64]) -> str:
    """``3 units, 12,345 people``."""
    return f"{counted(len(units), 'unit')}, {people(float(state.population[units].sum()))}"


def district_number(plan: Plan, name: str) -> int:
    """The number 1..k of a district by its name or number; ``District 3`` works too.

    A number alone means the one name with that number in it, such as ``02`` or ``CD2``.

    Raises:
        AskError: If the plan has no such district.
    """
    wanted = name.strip().casefold().removeprefix("district").strip()
    names = [label.casefold() for label in plan.names]
    if wanted in names:
        return names.index(wanted) + 1
    number = wanted.lstrip("0") if wanted.isdecimal() else ""
    alike = [n for n, label in enumerate(names, 1) if number and _digits(label) == number]
    if len(alike) == 1:
        return alike[0]
    raise AskError(
        f"The plan has no district {plain(name, 40)!r}.",
        f"Its districts are {some_of((plain(label, 20) for label in plan.names), 12)}.",
    )


def _digits(name: str) -> str:
    """The number in a name, without leading zeros."""
    return "".join(letter for letter in name if letter.isdecimal()).lstrip("0")
