"""Maps made by hand from drawn grids, without reading a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from districtbot.geo.statemap import Bridge, ColumnRoles, DualGraph, Election, MapSource, StateMap
from districtbot.plans.plan import Plan, plan_of

StateOf = Callable[..., StateMap]
PlanFor = Callable[[StateMap, str], Plan]


def _state_of(
    frame: gpd.GeoDataFrame,
    *,
    bridges: tuple[Bridge, ...] = (),
    shapes: bool = True,
    **roles: Any,
) -> StateMap:
    units = frame.geometry.to_numpy()
    a, b = shapely.STRtree(units).query(units, predicate="intersects")
    a, b = a[a < b], b[a < b]
    metres = shapely.length(shapely.intersection(units[a], units[b]))
    order = np.lexsort((b, a))
    order = order[metres[order] > 0]
    edges = np.stack([a, b], axis=1)[order].astype(np.int32)
    metres = metres[order] if shapes else np.full(len(order), np.nan)
    graph = DualGraph(len(frame), edges, metres, bridges, "rook")
    elections = roles.pop("elections", _elections(frame))
    columns = ColumnRoles("GEOID", "TOTPOP", elections=elections, **roles)
    return StateMap(
        MapSource(Path("drawn by hand"), "", "", "EPSG:5070", "drawn"),
        pd.DataFrame(frame.drop(columns="geometry")).reset_index(drop=True),
        tuple(frame["GEOID"].astype(str)),
        frame.geometry.reset_index(drop=True) if shapes else None,
        shapely.area(units) if shapes else None,
        shapely.length(units) if shapes else None,
        graph,
        columns,
    )


def _elections(frame: gpd.GeoDataFrame) -> tuple[Election, ...]:
    """``PRES20D`` and ``PRES20R`` as one contest, where the frame has them."""
    if {"PRES20D", "PRES20R"} <= set(frame.columns):
        return (Election("PRES20", "PRES20D", "PRES20R"),)
    return ()


def _plan_for(state: StateMap, drawing: str) -> Plan:
    return plan_of(state.unit_ids, np.array(drawing.split()))


@pytest.fixture(scope="session")
def state_of() -> StateOf:
    """``state_of(frame, county="COUNTY")``: the map of a frame of `grid_frame`, by roles."""
    return _state_of


@pytest.fixture(scope="session")
def plan_for() -> PlanFor:
    """``plan_for(state, "1 1 2 2")``: a plan drawn in reading order."""
    return _plan_for
