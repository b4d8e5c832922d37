"""A plan as files that other programs read: CSV, GeoJSON and a GerryChain dual graph."""

import io
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from districtbot.geo.statemap import ColumnRoles, StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.needs import needed_columns
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import NO_SHAPES, check_plan
from districtbot.plans.targets import Targets

RESERVED = frozenset(
    {"id", "unit", "district", "population", "geometry"}
    | {"area", "boundary_node", "boundary_perim"}
)
"""Names the exported files use themselves, whatever the case."""


def exported_name(column: str) -> str:
    """The name of a map's column in exported files: its own, unless the files use that."""
    return f"map_{column}" if column.casefold() in RESERVED else column


def exported_columns(state: StateMap, targets: Targets | None = None) -> tuple[str, ...]:
    """The columns of the map that exported files carry: those with a role or a target."""
    roles = state.columns
    needed = needed_columns(state, targets) if targets is not None else ()
    named = [*numeric_columns(roles), roles.county, roles.municipality, *roles.plans, *needed]
    return tuple(dict.fromkeys(column for column in named if column and column != roles.unit_id))


def numeric_columns(roles: ColumnRoles) -> tuple[str, ...]:
    """The columns that hold counts: people, groups, votes."""
    votes = [column for one in roles.elections for column in (one.dem_col, one.rep_col)]
    groups = [roles.group_pop, roles.group_vap, roles.group_cvap]
    named = [roles.population, roles.vap, roles.cvap]
    named += [column for group in groups for column in group.values()]
    return tuple(dict.fromkeys(column for column in [*named, *votes] if column))


def plan_geojson(state: StateMap, plan: Plan, targets: Targets | None = None) -> gpd.GeoDataFrame:
    """The units with their districts, in EPSG:4326 (longitude, latitude).

    Columns: ``unit``, ``district`` (1..k), ``population`` and those of `exported_columns`.

    Args:
        state: The map.
        plan: A plan of its units.
        targets: Their columns are carried too.

    Raises:
        AskError: If the map has no geometry.
    """
    if state.geometry is None:
        raise AskError(NO_SHAPES, "Open the precinct polygons instead of the graph file.")
    check_plan(state, plan)
    people = _plain(state.population.tolist())
    table = {"unit": state.unit_ids, "population": people, **_table(state, plan, targets)}
    frame = gpd.GeoDataFrame(
        pd.DataFrame(table), geometry=state.geometry.to_numpy(), crs=state.geometry.crs
    )
    return frame.to_crs("EPSG:4326")


def dual_graph_json(
    state: StateMap, plan: Plan | None, targets: Targets | None = None
) -> dict[str, Any]:
    """The dual graph as GerryChain and NetworkX read it (``adjacency_data``).

    Nodes are named by their unit ids and carry ``district`` (1..k) and the columns of
    `exported_columns`, on a map with geometry also ``area`` (square metres),
    ``boundary_node`` and ``boundary_perim`` (metres). Edges carry ``bridge``, true for those
    added between units that do not touch, and ``shared_perim`` (metres) where known.

    Args:
        state: The map.
        plan: A plan of its units; ``None`` for the graph alone, without ``district``.
        targets: Their columns are carried too.
    """
    if plan is not None:
        check_plan(state, plan)
    table = _table(state, plan, targets)
    if state.area is not None:
        outer = state.outer_perimeter
        table["area"] = state.area.tolist()
        table["boundary_node"] = (outer > 0).tolist()
        table["boundary_perim"] = outer.tolist()
    rows = zip(*table.values(), strict=True)
    nodes = [
        {**dict(zip(table, row, strict=True)), "id": unit_id}
        for unit_id, row in zip(state.unit_ids, rows, strict=True)
    ]
    return {
        "directed": False,
        "multigraph": False,
        "graph": [],
        "nodes": nodes,
        "adjacency": _adjacency(state),
    }


def write_plan(folder: Path, state: StateMap, plan: Plan, targets: Targets | None = None) -> None:
    """Write ``plan.csv``, ``graph.json`` and, where the map has geometry, ``plan.geojson``.

    Args:
        folder: A folder that exists.
        state: The map.
        plan: A plan of its units.
        targets: Their columns are carried too.
    """
    (folder / "plan.csv").write_text(plan.csv(), encoding="utf-8", newline="")
    graph = json.dumps(dual_graph_json(state, plan, targets), allow_nan=False)
    (folder / "graph.json").write_text(graph, encoding="utf-8")
    if state.geometry is not None:
        frame = plan_geojson(state, plan, targets)
        content = io.BytesIO()  # GDAL does not always notice a full disk
        frame.to_file(content, layer="plan", driver="GeoJSON", engine="pyogrio")
        (folder / "plan.geojson").write_bytes(content.getvalue())


def _table(state: StateMap, plan: Plan | None, targets: Targets | None) -> dict[str, list[Any]]:
    """``district``, where there is a plan, and the exported columns, one value a unit."""
    columns = exported_columns(state, targets)
    district = {"district": plan.district.tolist()} if plan is not None else {}
    return {**district, **{exported_name(column): _values(state, column) for column in columns}}


def _values(state: StateMap, column: str) -> list[Any]:
    """A column as JSON values: counts as numbers, everything else as text labels."""
    is_number = pd.api.types.is_numeric_dtype(state.units[column])
    if is_number and column not in _label_columns(state.columns):
        return _plain(state.numbers(column).tolist())
    labels: list[Any] = state.labels(column).tolist()
    return labels


def _label_columns(roles: ColumnRoles) -> set[str | None]:
    return {roles.county, roles.municipality, *roles.plans}


def _plain(values: Iterable[float]) -> list[int | float | None]:
    """Whole numbers without a point; ``None`` for what is not a number."""
    return [
        None if not math.isfinite(value) else int(value) if value.is_integer() else value
        for value in values
    ]


def _adjacency(state: StateMap) -> list[list[dict[str, Any]]]:
    lists: list[list[dict[str, Any]]] = [[] for _ in range(state.n_units)]
    border = state.graph.shared_perimeter
    edges = [
        (a, b, {"bridge": False} | ({} if np.isnan(metres) else {"shared_perim": metres}))
        for (a, b), metres in zip(state.graph.edges.tolist(), border.tolist(), strict=True)
    ]
    edges.extend(
        (bridge.a, bridge.b, {"bridge": True, "shared_perim": 0.0})
        for bridge in state.graph.bridges
    )
    for a, b, facts in sorted(edges, key=lambda edge: edge[:2]):
        lists[a].append({**facts, "id": state.unit_ids[b]})
        lists[b].append({**facts, "id": state.unit_ids[a]})
    return lists
