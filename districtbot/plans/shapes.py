"""Shapes of the districts of many plans of one map, by gerrytools' scoring engine."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.field import scoring_engine
from districtbot.plans.plan import Plan

Floats = NDArray[np.float64]
NO_SHAPES = "The map is a graph file without shapes, so compactness cannot be measured."
MOST_OUTLINES = 4096
_MEASURES = ("polsby_popper", "reock", "schwartzberg", "convex_hull_ratio")


@dataclass(frozen=True, slots=True)
class ShapeValues:
    """Shapes of dissolved districts, each array of shape (k,).

    Attributes:
        polsby_popper: 4 pi area / perimeter^2, all rings counted.
        reock: Area / area of the smallest enclosing circle.
        schwartzberg: Perimeter / perimeter of a circle of the same area.
        convex_hull: Area / area of the convex hull.
        area: Square metres.
    """

    polsby_popper: Floats
    reock: Floats
    schwartzberg: Floats
    convex_hull: Floats
    area: Floats

    @property
    def perimeter(self) -> Floats:
        """Metres around each district, all rings counted."""
        return np.asarray(2 * self.schwartzberg * np.sqrt(np.pi * self.area))


class Shapes:
    """Measures the districts of plans of one map.

    Each district is dissolved once, and gerrytools' engine measures the outlines: what it
    would give for the units themselves, but it takes layers with overlaps too and is spared
    to look for them. What does not depend on the plan is prepared on first use and kept.

    Args:
        state: The map.

    Raises:
        AskError: If the map has no geometry.
    """

    def __init__(self, state: StateMap) -> None:
        if state.geometry is None:
            raise AskError(NO_SHAPES, "Open the precinct polygons instead of the graph file.")
        self._units: Any = state.geometry.to_numpy()
        self._crs = state.geometry.crs
        self._outlines: dict[bytes, tuple[float, ...]] = {}

    def measure(self, plan: Plan) -> ShapeValues:
        """The shape of each district.

        Args:
            plan: A plan of this map, each district with at least one unit.
        """
        polsby_popper, reock, schwartzberg, convex_hull, area = np.array(self._dissolved(plan)).T
        return ShapeValues(polsby_popper, reock, schwartzberg, convex_hull, area)

    def population_polygon(self, plan: Plan, population: Floats) -> Floats:
        """People of each district / people of all units that touch its convex hull.

        A unit that meets the hull counts with all its people, however small the part inside,
        as gerrytools' ``PopulationPolygon`` has it (which refuses layers with overlaps).

        Args:
            plan: A plan of this map.
            population: People in each unit, shape (n,).

        Returns:
            Shares, shape (k,); NaN where nobody lives in the units that touch the hull.
        """
        corners, unit = self._corners
        order = np.argsort(plan.district[unit], kind="stable")
        groups = shapely.multipoints(corners[order], indices=plan.district[unit][order] - 1)
        hulls = shapely.convex_hull(groups)
        district, met = self._tree.query(hulls, predicate="intersects")
        inside = np.bincount(district, population[met], plan.n_districts)
        people = np.bincount(plan.district - 1, population, plan.n_districts)
        shares = np.full(plan.n_districts, np.nan)
        np.divide(people, inside, out=shares, where=inside > 0)
        return shares

    def outlines(self, plan: Plan) -> Any:
        """The districts dissolved, shape (k,): polygons or multipolygons.

        Args:
            plan: A plan of this map, each district with at least one unit.
        """
        numbers = range(1, plan.n_districts + 1)
        return np.array([self._outline(plan.district == number) for number in numbers])

    @cached_property
    def land(self) -> Any:
        """All units dissolved: a polygon or multipolygon."""
        return self._outline(np.ones(len(self._units), dtype=np.bool_))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._units)

    @cached_property
    def _corners(self) -> tuple[Floats, NDArray[np.intp]]:
        """Corners of the units' convex hulls, shape (m, 2), and the unit of each."""
        corners, unit = shapely.get_coordinates(shapely.convex_hull(self._units), return_index=True)
        return corners, unit

    @cached_property
    def _fits(self) -> NDArray[np.bool_]:
        """Whether each unit shares its borders with its neighbours to the last corner."""
        return np.asarray(shapely.is_empty(shapely.coverage_invalid_edges(self._units)))

    def _dissolved(self, plan: Plan) -> list[tuple[float, ...]]:
        """The measures of each district dissolved; remembered, as chains repeat them."""
        inside = [plan.district == number for number in range(1, plan.n_districts + 1)]
        keys = [np.packbits(units).tobytes() for units in inside]
        new = [place for place, key in enumerate(keys) if key not in self._outlines]
        if len(self._outlines) + len(new) > MOST_OUTLINES:
            self._outlines.clear()
            new = list(range(len(keys)))
        if new:
            outlines = np.array([self._outline(inside[place]) for place in new])
            for place, values in zip(new, self._alone(outlines), strict=True):
                self._outlines[keys[place]] = values
        return [self._outlines[key] for key in keys]

    def _outline(self, inside: NDArray[np.bool_]) -> Any:
        """Some units dissolved: those that fit each other at once, the rest one by one."""
        try:
            whole = shapely.coverage_union_all(self._units[inside & self._fits])
        except shapely.GEOSException:
            return shapely.union_all(self._units[inside])
        rest = self._units[inside & ~self._fits]
        return shapely.union_all([whole, *rest]) if len(rest) else whole

    def _alone(self, outlines: Any) -> list[tuple[float, ...]]:
        """The measures of outlines that may overlap: they are moved apart first."""
        bounds = shapely.bounds(outlines)
        gap = 1.0
        left = np.concatenate([[0.0], np.cumsum(bounds[:, 2] - bounds[:, 0] + gap)[:-1]])
        shift = np.stack([left - bounds[:, 0], -bounds[:, 1]], axis=1)
        each = np.repeat(shift, shapely.get_num_coordinates(outlines), axis=0)
        apart = shapely.set_coordinates(outlines.copy(), shapely.get_coordinates(outlines) + each)
        engine, graph = scoring_engine(), nx.empty_graph(len(apart))
        frame = gpd.GeoDataFrame(geometry=list(apart), crs=self._crs)
        evaluator = engine.PlanEvaluator(graph, geometry=frame).add_metrics(
            engine.PolsbyPopper(), engine.Reock(), engine.Schwartzberg(), engine.ConvexHullRatio()
        )
        found = evaluator.evaluate(list(range(len(apart))))
        table = [found.array(name)[0].tolist() for name in _MEASURES]
        return list(zip(*table, shapely.area(outlines).tolist(), strict=True))
