"""The units of a map as a family reckons with them: columns by what they hold, plain arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.statemap import Election
from districtbot.problems.maps.made import MadeMap


@dataclass(frozen=True, slots=True)
class Units:
    """What the columns of a map are, as they stand in its file.

    Attributes:
        made: The map.
        ids: The id of each unit, in file order.
        id: Column of ids.
        pop: Column of people.
        county: Column of counties; empty where the file has none.
        town: Column of municipalities; empty where there is none.
        vap: Column of people of voting age; empty where there is none.
        groups: Group to its column of people of voting age, largest group first.
        contests: Contests, newest first.
        plan: Column of a plan with whole numbers; empty where there is none.
    """

    made: MadeMap
    ids: tuple[str, ...]
    id: str
    pop: str
    county: str
    town: str
    vap: str
    groups: Mapping[str, str]
    contests: tuple[Election, ...]
    plan: str

    def numbers(self, column: str) -> NDArray[np.int64]:
        """A column of whole numbers, shape (n,)."""
        return np.rint(self.made.state.numbers(column)).astype(np.int64)

    def labels(self, column: str) -> list[str]:
        """A column as text, by unit."""
        return [str(one) for one in self.made.state.labels(column)]

    @property
    def people(self) -> NDArray[np.int64]:
        """People of each unit, shape (n,)."""
        return self.numbers(self.pop)

    @property
    def districts(self) -> NDArray[np.int64]:
        """District of each unit in the plan column, shape (n,)."""
        return self.numbers(self.plan)

    @property
    def counties(self) -> list[str]:
        """County of each unit."""
        return self.labels(self.county)

    def minority(self) -> str:
        """The largest group but one, by people of voting age."""
        return list(self.groups)[1]


def units_of(made: MadeMap) -> Units:
    """The columns of a map."""
    state, frame = made.state, made.frame
    roles = state.columns

    def there(column: str | None) -> str:
        return column if column and column in frame.columns else ""

    sizes = {name: state.numbers(column).sum() for name, column in roles.group_vap.items()}
    ranked = sorted(sizes, key=lambda name: (-sizes[name], name))
    plans = [one for one in roles.plans if there(one) and pd.api.types.is_integer_dtype(frame[one])]
    return Units(
        made=made,
        ids=state.unit_ids,
        id=there(roles.unit_id),
        pop=there(roles.population),
        county=there(roles.county),
        town=there(roles.municipality),
        vap=there(roles.vap),
        groups={name: roles.group_vap[name] for name in ranked},
        contests=roles.elections,
        plan=plans[0] if plans else "",
    )


def plain(made: MadeMap) -> bool:
    """Whether ids are text, people whole numbers and the shapes are there."""
    found = units_of(made)
    if not found.id or not found.pop or made.state.geometry is None:
        return False
    frame = made.frame
    whole = pd.api.types.is_integer_dtype(frame[found.pop])
    return whole and isinstance(frame[found.id].iloc[0], str)


def with_counties(made: MadeMap) -> bool:
    """Whether a column of text tells at least three counties apart."""
    found = units_of(made)
    return plain(made) and bool(found.county) and len(set(found.counties)) >= 3


def with_plan(made: MadeMap) -> bool:
    """Whether there is a column with a plan."""
    return plain(made) and bool(units_of(made).plan)


def with_contest(made: MadeMap) -> bool:
    """Whether there is a contest at least, and counties and a plan."""
    return with_counties(made) and with_plan(made) and bool(units_of(made).contests)


def with_contests(made: MadeMap) -> bool:
    """Whether there are two contests at least, and counties and a plan."""
    return with_contest(made) and len(units_of(made).contests) > 1


def with_turnout(made: MadeMap) -> bool:
    """Whether there is a contest, and people of voting age, counties and a plan."""
    return with_contest(made) and bool(units_of(made).vap)


def with_votes(made: MadeMap) -> bool:
    """Whether there are two contests at least, counties, a plan and people of voting age."""
    return with_contests(made) and bool(units_of(made).vap)


def with_groups(made: MadeMap) -> bool:
    """Whether groups of people of voting age are counted, and there is a plan."""
    found = units_of(made)
    return with_plan(made) and bool(found.vap) and len(found.groups) > 1


def clean(made: MadeMap) -> bool:
    """Whether neighbours share each corner of their border, as on every map of the house."""
    return with_counties(made) and with_plan(made) and bool(made.names)


def total(
    labels: Sequence[object], values: Sequence[float] | NDArray[np.generic]
) -> dict[str, int]:
    """Sums of whole numbers by label, labels as text, in order."""
    found: dict[str, int] = {}
    for label, value in zip(labels, values, strict=True):
        found[str(label)] = found.get(str(label), 0) + int(value)
    return dict(sorted(found.items()))


def added(
    labels: Sequence[object], values: Sequence[float] | NDArray[np.generic]
) -> dict[str, float]:
    """Sums by label, labels as text, in order."""
    found: dict[str, float] = {}
    for label, value in zip(labels, values, strict=True):
        found[str(label)] = found.get(str(label), 0.0) + float(value)
    return dict(sorted(found.items()))
