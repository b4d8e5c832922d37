"""Small hand-drawn maps."""

from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import box

from districtbot.geo.statemap import Bridge, ColumnRoles, DualGraph, Election, MapSource, StateMap
from districtbot.plans.plan import Plan, plan_of

SIDE = 1000.0
"""Metres along one side of a unit."""
TOP = 1_800_000.0
"""Northing of the upper border in EPSG:5070: the grids lie in Kansas."""


class GridFrame(Protocol):
    """The `grid_frame` fixture: a function that draws a grid of square units."""

    def __call__(self, rows: int, cols: int, **columns: Any) -> gpd.GeoDataFrame: ...


def grid_frame(rows: int, cols: int, **columns: Any) -> gpd.GeoDataFrame:
    """A grid of square units of 1 km, in reading order, in EPSG:5070 (metres).

    ``grid_frame(2, 3)``, each with 100 people::

        00101 00102 00103
        00104 00105 00106

    Args:
        rows: Rows from the top down.
        cols: Columns from left to right.
        **columns: More columns, or other values for ``GEOID`` and ``TOTPOP``: one value for
            all units or a list of rows * cols values; ``None`` leaves the column out.
    """
    n_units = rows * cols
    data: dict[str, Any] = {
        "GEOID": [f"{100 + index:05d}" for index in range(1, n_units + 1)],
        "TOTPOP": 100,
        **columns,
    }
    squares = [
        box(col * SIDE, TOP - (row + 1) * SIDE, (col + 1) * SIDE, TOP - row * SIDE)
        for row in range(rows)
        for col in range(cols)
    ]
    kept = {name: _spread(values, n_units) for name, values in data.items() if values is not None}
    return gpd.GeoDataFrame(kept, geometry=squares, crs="EPSG:5070")


def _spread(values: Any, n_units: int) -> list[Any]:
    if isinstance(values, str) or not hasattr(values, "__len__"):
        return [values] * n_units
    return list(values)


def state_of(
    frame: gpd.GeoDataFrame,
    *,
    bridges: tuple[Bridge, ...] = (),
    shapes: bool = True,
    **roles: Any,
) -> StateMap:
    """The map of a frame of `grid_frame`, its columns by role, without reading a file."""
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


def plan_for(state: StateMap, drawing: str) -> Plan:
    """A plan drawn in reading order, such as ``"1 1 2 2"``."""
    return plan_of(state.unit_ids, np.array(drawing.split()))


def four_counties() -> StateMap:
    """Six rows of eight units, with four counties, two groups and an election::

    N N N N E E E E
    N N N N E E E E     ...
    W W W W S S S S
    """
    row, column = np.divmod(np.arange(48), 8)
    county = np.where(row < 3, np.where(column < 4, "N", "E"), np.where(column < 4, "W", "S"))
    people = 100 + (np.arange(48) * 7) % 11
    dem = (people * (0.3 + 0.05 * column)).round()
    frame = grid_frame(
        6,
        8,
        TOTPOP=people,
        COUNTY=county,
        PRES20D=dem,
        PRES20R=people - dem,
        VAP=people - 9,
        BVAP=(np.arange(48) * 5) % 31,
    )
    return state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"})


def four_units() -> StateMap:
    """Four units ``01001``, ``01003``, ``01005``, ``0100A`` in a row, and an old plan."""
    frame = grid_frame(
        1,
        4,
        GEOID=["01001", "01003", "01005", "0100A"],
        NAME=["Ash", "Bay", "Cob", "Dew"],
        OLD=[2, 2, 1, 1],
        HALF=[1, 1, None, 2],
    )
    return state_of(frame, plans=("OLD",))
