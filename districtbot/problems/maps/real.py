"""A real map that a person named, as problems need it."""

from functools import lru_cache
from pathlib import Path

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.problems.maps.made import MadeMap


@lru_cache(maxsize=8)
def real_map(path: Path) -> MadeMap:
    """A map of a person's own.

    Args:
        path: Any file that districtbot opens.

    Raises:
        AskError: If it cannot be opened.
    """
    state = open_map(path)
    stem = path.name.split(".")[0]
    return MadeMap(path.name, path, stem.replace("_", " "), fields_of(state))


def fields_of(state: StateMap) -> dict[str, str]:
    """Field (see `districtbot.geo.sample.FIELDS`) to column, for the roles that were found."""
    roles = state.columns
    found = {
        "id": roles.unit_id,
        "pop": roles.population,
        "vap": roles.vap,
        "county": roles.county,
        "municipality": roles.municipality,
        "plan": next(iter(roles.plans), None),
        **{f"pop_{group}": column for group, column in roles.group_pop.items()},
        **{f"vap_{group}": column for group, column in roles.group_vap.items()},
    }
    return {field: column for field, column in found.items() if column is not None}
