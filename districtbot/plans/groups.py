"""The columns behind the words of a target: regions, groups, elections, named units."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import ColumnRoles, StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.targets import Universe

REGION_ROLES = ("county", "municipality")


def region_column(state: StateMap, region: str) -> str:
    """The column that ``county``, ``municipality`` or any other region word stands for.

    Raises:
        AskError: If the map has no such region.
    """
    if region in REGION_ROLES:
        column: str | None = getattr(state.columns, region)
        if column is None:
            raise AskError(
                f"The map has no {region} column.",
                f"Name it with --{region} COLUMN; `districtbot inspect` lists the columns.",
            )
        return column
    state.labels(region)
    return region


def universe_column(state: StateMap, universe: Universe) -> str:
    """The column of all people in a universe: VAP, CVAP or total population.

    Raises:
        AskError: If the map has no such column.
    """
    column: str | None = getattr(state.columns, universe)
    if column is None:
        raise AskError(
            f"The map has no {universe.upper()} column.",
            f"Name it with --{universe} COLUMN, or ask for shares of another population.",
        )
    return column


def group_columns(state: StateMap, groups: Sequence[str], universe: Universe) -> tuple[str, ...]:
    """The column of each group, by the group's name or the column's own.

    Raises:
        AskError: If a name is neither; lists the groups of the map.
    """
    by_name = group_roles(state.columns, universe)
    columns = []
    for group in groups:
        column = by_name.get(group.casefold())
        if column is None and group in state.units.columns:
            column = group
        if column is None:
            known = some_of(sorted(by_name), 20) or "none"
            raise AskError(
                f"The map has no group {group!r} in its {universe}.",
                f"Groups it has there: {known}; a column name works too.",
            )
        columns.append(column)
    return tuple(columns)


def group_roles(columns: ColumnRoles, universe: Universe) -> dict[str, str]:
    """Group names and their columns within a universe."""
    by_universe = {
        "vap": columns.group_vap,
        "cvap": columns.group_cvap,
        "population": columns.group_pop,
    }
    return by_universe[universe]


def units_with(state: StateMap, column: str, values: Sequence[str]) -> NDArray[np.int32]:
    """For each unit the place of its value among ``values``, or -1; shape (n,), int32.

    Values match a column's labels whatever their case; a county may leave out ``County``.

    Raises:
        AskError: If the column or one of the values does not exist.
    """
    name = region_column(state, column) if column in REGION_ROLES else column
    labels = state.labels(name)
    folded = np.char.lower(np.char.strip(labels))
    place = np.full(len(labels), -1, dtype=np.int32)
    missing = []
    for number, value in enumerate(values):
        word = value.strip().casefold()
        hits = folded == word
        for suffix in (" county", " parish", " city"):
            if not hits.any():
                hits = folded == word + suffix
        if not hits.any():
            missing.append(value)
        place[hits] = number
    if missing:
        known = some_of(np.unique(labels).tolist(), 8)
        raise AskError(
            f"Column {name} has no unit with {some_of(map(repr, missing))}.",
            f"It holds values such as {known}.",
        )
    return place
