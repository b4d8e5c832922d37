"""Where a report's numbers come from: the file, how it was read, what was added to its graph."""

import re
from collections.abc import Callable, Mapping

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.maps.parts import ReportTable
from districtbot.plans.plan import Plan

_UNIT_NAMES = re.compile(
    r"(name(lsad)?|(precinct|pct|prec|vtd|ward|unit|place)_?(name|nm)|precinct)_?(\d\d){0,2}",
    re.IGNORECASE,
)
_MOST_BRIDGES = 200


def reading_tables(state: StateMap) -> tuple[ReportTable, ...]:
    """Which column was taken for what, and the edges that were added."""
    tables = (_columns(state), _bridges(state))
    return tuple(table for table in tables if table is not None)


def unit_names(state: StateMap) -> Callable[[int], str]:
    """What people call each unit: its name and its id where the map has names, else its id."""
    column = _name_column(state)
    if column is None:
        return lambda index: state.unit_ids[index]
    names = state.labels(column)

    def named(index: int) -> str:
        name, unit_id = str(names[index]).strip(), state.unit_ids[index]
        return f"{name} ({unit_id})" if name and name != unit_id else unit_id

    return named


def provenance(
    state: StateMap, plan: Plan, facts: tuple[tuple[str, str], ...], versions: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Label and value: the map, the plan, what made it.

    Args:
        state: The map.
        plan: The plan.
        facts: Label and value of what made the plan.
        versions: Packages and their versions.
    """
    source = state.source
    member = f", {source.member}" if source.member else ""
    found = [
        ("Map", f"{source.path.name}{member} ({source.format})"),
        ("Map SHA-256", source.sha256),
        ("Units", f"{state.n_units:,}, identified by {state.columns.unit_id}"),
        ("Population", f"{state.population.sum():,.0f} people, from {state.columns.population}"),
    ]
    if source.crs:
        found.append(("Coordinates", source.crs))
    adjacency = f"{len(state.graph.edges):,} edges, {state.graph.adjacency} adjacency"
    if state.graph.bridges:
        adjacency += f", and {len(state.graph.bridges):,} added between units that do not touch"
    found += [("Dual graph", adjacency), ("Plan SHA-256", plan.sha256), *facts]
    if versions:
        said = ", ".join(f"{name} {version}" for name, version in versions.items())
        found.append(("Versions", said))
    return tuple((label, value) for label, value in found if value)


def _name_column(state: StateMap) -> str | None:
    """The first column of names, different for most units, that has no other role."""
    roles = state.columns
    for column in map(str, state.units.columns):
        if column in (roles.unit_id, roles.county, roles.municipality):
            continue
        if not _UNIT_NAMES.fullmatch(column):
            continue
        names = set(state.labels(column).tolist())
        if len(names) > state.n_units / 2 and any(map(str.isalpha, "".join(names))):
            return column
    return None


def _columns(state: StateMap) -> ReportTable | None:
    used = [item for item in state.columns.evidence if item.role != "other"]
    if not used:
        return None
    n_other = len(state.columns.evidence) - len(used)
    return ReportTable(
        "Which column was taken for what, and why",
        ("Column", "Taken for", "Evidence"),
        tuple(
            (item.column, f"{item.role.replace('_', ' ')} {item.detail}".strip(), item.why)
            for item in used
        ),
        f"{n_other:,} other columns were left alone." if n_other else "",
        words=(1, 2),
    )


def _bridges(state: StateMap) -> ReportTable | None:
    bridges = state.graph.bridges
    if not bridges:
        return None
    name = unit_names(state)
    left_out = len(bridges) - _MOST_BRIDGES
    return ReportTable(
        "Edges added between units that do not touch",
        ("Unit", "Unit joined to it", "Kilometres apart", "Why this pair"),
        tuple(
            (name(bridge.a), name(bridge.b), _kilometres(bridge), bridge.reason)
            for bridge in bridges[:_MOST_BRIDGES]
        ),
        "Contiguity counts them; cut edges and perimeters do not."
        + (f" {left_out:,} more are not listed." if left_out > 0 else ""),
        words=(1, 3),
    )


def _kilometres(bridge: Bridge) -> str:
    return "–" if bridge.metres != bridge.metres else f"{bridge.metres / 1000:,.2f}"
