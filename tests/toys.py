"""Small hand-drawn maps."""

from typing import Any, Protocol

import geopandas as gpd
from shapely.geometry import box

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
