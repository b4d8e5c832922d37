"""What a map holds, for whoever has to work on it without seeing it."""

from dataclasses import asdict
from typing import Any

from districtbot.problems.maps.made import MadeMap

MOST_NAMES = 60
"""So many counties, and so many towns, are named."""


def told_of(made: MadeMap) -> dict[str, Any]:
    """A map as JSON data: its units, its columns with their roles, groups, contests, places.

    The same for the same map on every machine.
    """
    state, roles = made.state, made.state.columns
    book = state.gazetteer
    return {
        "key": made.key,
        "state": made.state_name,
        "file": made.path.name,
        "format": state.source.format,
        "crs": state.source.crs,
        "units": state.n_units,
        "people": int(state.population.sum()),
        "columns": [
            {"column": one.column, "role": one.role, "detail": one.detail} for one in roles.evidence
        ],
        "groups": sorted({**roles.group_vap, **roles.group_cvap, **roles.group_pop}),
        "contests": [asdict(one) for one in roles.elections],
        "counties": list(book.names("county"))[:MOST_NAMES],
        "towns": list(book.names("town"))[:MOST_NAMES],
        "plans": list(roles.plans),
        "parts": int(state.graph.components(bridged=False).max()) + 1,
        "digest": made.digest,
    }


def in_short(told: dict[str, Any]) -> str:
    """The same in a few lines, for a prompt."""
    roles = [f"{one['column']} ({_role(one)})" for one in told["columns"] if one["role"] != "other"]
    lines = [
        f"Map: {told['file']} of {told['state']}, {told['units']:,} units, "
        f"{told['people']:,} people{', CRS ' + told['crs'] if told['crs'] else ''}.",
        f"Columns: {', '.join(roles)}.",
    ]
    words = ("groups", "counties", "towns", "plans")
    lines += [f"{one.capitalize()}: {', '.join(told[one])}." for one in words if told[one]]
    if told["contests"]:
        lines.append(f"Contests: {', '.join(one['name'] for one in told['contests'])}.")
    return "\n".join(lines)


def _role(column: dict[str, str]) -> str:
    """What a column is used for, in words."""
    role = column["role"].replace("_", " ")
    return f"{role}: {column['detail']}" if column["detail"] else role
