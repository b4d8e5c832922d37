"""Shapes of districts, dissolved anew with Shapely."""

import math
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

CLOSING = 1e-5
"""Metres: gaps narrower than twice this may be rounding of coordinates."""

Floats = NDArray[np.float64]


class Outlines:
    """The dissolved districts of a plan.

    Args:
        units: Shapes of the units in metres, shape (n,).
        district: District of each unit, 1..k, shape (n,).
    """

    def __init__(self, units: Any, district: Any) -> None:
        self._units = units
        self._district = district
        self._numbers = range(1, int(district.max()) + 1)

    @cached_property
    def dissolved(self) -> Any:
        """The shape of each district, shape (k,)."""
        return np.array(
            [shapely.union_all(self._units[self._district == n]) for n in self._numbers]
        )

    @cached_property
    def polsby_popper(self) -> list[float]:
        """4 pi area / perimeter^2 of each district, all rings counted."""
        return _polsby_popper(self.dissolved, shapely.length(self.dissolved))

    @cached_property
    def reock(self) -> list[float]:
        """Area / area of the smallest enclosing circle of each district."""
        radius = shapely.minimum_bounding_radius(self.dissolved)
        return list((shapely.area(self.dissolved) / (math.pi * radius**2)).tolist())

    @cached_property
    def polsby_popper_between(self) -> tuple[list[float], list[float]]:
        """The least and the most that rounding of coordinates leaves open for each district.

        Where the borders of two units of a district do not have the same corners, rounding
        may open a gap of nanometres between them, and both sides then count as perimeter; or
        close it. On a clean layer no border is in doubt, and the two are the same.
        """
        wider = shapely.buffer(self.dissolved, CLOSING, join_style="mitre")
        closed = shapely.buffer(wider, -CLOSING, join_style="mitre")
        around = shapely.length(closed)
        return (
            _polsby_popper(closed, around + 2 * self._in_doubt()),
            _polsby_popper(closed, around),
        )

    def _in_doubt(self) -> Floats:
        """Metres of border within each district that nearly but not exactly coincide."""
        a, b = shapely.STRtree(self._units).query(
            self._units, predicate="dwithin", distance=CLOSING
        )
        inside = (a < b) & (self._district[a] == self._district[b])
        a, b = a[inside], b[inside]
        border, other = shapely.boundary(self._units[a]), shapely.boundary(self._units[b])
        near = shapely.intersection(border, shapely.buffer(self._units[b], CLOSING))
        exact = shapely.intersection(border, other)
        metres = np.maximum(0.0, shapely.length(near) - shapely.length(exact))
        sums = np.bincount(self._district[a] - 1, weights=metres, minlength=len(self._numbers))
        return np.asarray(sums, dtype=np.float64)


def _polsby_popper(outlines: Any, around: Any) -> list[float]:
    return list((4 * math.pi * shapely.area(outlines) / around**2).tolist())
