"""What the compiled chains count of a map: columns, regions and outlines of nodes."""

from collections.abc import Hashable
from typing import TypeVar

import numpy as np
import shapely

from districtbot.chains.circle import Circles
from districtbot.chains.graph import Floats, Graph, Ints, Level, graph_of
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.plans.problem import Problem
from districtbot.plans.scoring import NO_SHAPES

Values = TypeVar("Values")

_WORD_BITS = 51
"""Bits of the sum of all nodes' random numbers, which must be exact as a float."""


class Arrays:
    """Collects columns and levels as targets ask for them, each once.

    Args:
        problem: The map.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._columns: dict[Hashable, Floats] = {}
        self._levels: dict[Hashable, Level] = {}

    def column(self, name: Hashable, units: Floats) -> int:
        """Place of a column; it sums a number of each unit, shape (n_units,)."""
        if name not in self._columns:
            nodes = np.bincount(self._problem.node_of, units, self._problem.n_nodes)
            self._columns[name] = nodes.astype(np.float64)
        return list(self._columns).index(name)

    def number(self, *names: str) -> int:
        """Place of a column of the map, or of several added up."""
        numbers = [self._problem.state.numbers(name) for name in names]
        return self.column(names, np.sum(numbers, axis=0))

    def area(self) -> int:
        """Place of the column of areas, square metres.

        Raises:
            AskError: If the map has no shapes.
        """
        return self.column("area", _shapes(self._problem.state.area))

    def perimeter(self) -> int:
        """Place of the column of perimeters of nodes, metres: borders inside a node left out.

        Raises:
            AskError: If the map has no shapes.
        """
        units = _shapes(self._problem.state.perimeter).copy()
        graph, node_of = self._problem.state.graph, self._problem.node_of
        ends = node_of[graph.edges]
        inner = ends[:, 0] == ends[:, 1]
        np.subtract.at(units, graph.edges[inner, 0], 2 * graph.shared_perimeter[inner])
        return self.column("perimeter", units)

    def word(self) -> int:
        """Place of a column of random numbers: districts of the same sum are the same."""
        name, n = "word", self._problem.n_nodes
        if name not in self._columns:
            bits = _WORD_BITS - n.bit_length()
            rng = rng_of("objective", "word")
            self._columns[name] = np.array([float(rng.getrandbits(bits) | 1) for _ in range(n)])
        return list(self._columns).index(name)

    def regions(self, column: str, *, named: bool) -> tuple[int, int]:
        """Place of the level of a column's values, and how many values it has.

        Args:
            column: A column of the map.
            named: Leave out units where it is empty.
        """
        codes, n_regions = region_codes(self._problem.state, column, named=named)
        left_out = bool((codes < 0).any())
        return self.level((column, left_out), codes, n_regions), n_regions

    def level(self, name: Hashable, codes: Ints, n_regions: int) -> int:
        """Place of a level; ``codes`` is the region of each unit, -1 for none."""
        if name not in self._levels:
            self._levels[name] = _level(self._problem, codes, n_regions)
        return list(self._levels).index(name)

    def graph(self) -> Graph:
        """The graph with everything collected so far."""
        problem = self._problem
        touching, shared = _borders(problem)
        columns = np.zeros((problem.n_nodes, 0))
        if self._columns:
            columns = np.stack(list(self._columns.values()), axis=1)
        return graph_of(
            problem.links,
            problem.population,
            columns=columns,
            touching=touching,
            shared=shared,
            levels=tuple(self._levels.values()),
        )

    def circles(self) -> Circles:
        """Convex hulls of the nodes, metres from the middle of the map.

        Raises:
            AskError: If the map has no shapes.
        """
        units = _shapes(self._problem.state.geometry)
        n, node_of = self._problem.n_nodes, self._problem.node_of
        points, unit = shapely.get_coordinates(
            shapely.convex_hull(units.to_numpy()), return_index=True
        )
        order = np.argsort(node_of[unit], kind="stable")
        nodes = shapely.multipoints(points[order], indices=node_of[unit][order])
        hulls = shapely.convex_hull(nodes)
        points, node = shapely.get_coordinates(hulls, return_index=True)
        points -= points.mean(axis=0).round()
        start = np.searchsorted(node, np.arange(n + 1)).astype(np.int32)
        low = np.minimum.reduceat(points, start[:-1])
        high = np.maximum.reduceat(points, start[:-1])
        middle = (low + high) / 2
        reach = np.sqrt(((points - middle[node]) ** 2).sum(axis=1))
        return Circles(
            start,
            np.ascontiguousarray(points),
            middle,
            np.maximum.reduceat(reach, start[:-1]) * (1 + 1e-12),
            np.zeros((4, 2)),
        )


def no_circles() -> Circles:
    """No outlines, for targets that need none."""
    return Circles(
        np.zeros(1, np.int32), np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros((4, 2))
    )


def _shapes(values: Values | None) -> Values:
    if values is None:
        raise AskError(NO_SHAPES, "Open the precinct polygons, or ask for cut edges instead.")
    return values


def region_codes(state: StateMap, column: str, *, named: bool) -> tuple[Ints, int]:
    """The number of each unit's region, shape (n_units,), and how many regions there are.

    Args:
        state: The map.
        column: A column of the map.
        named: Units where it is empty are in no region and get -1.
    """
    codes, names = state.codes(column)
    left_out = named and names[0] == ""
    return codes - np.int32(left_out), len(names) - left_out


def _level(problem: Problem, codes: Ints, n_regions: int) -> Level:
    """Units and people of each node in each region."""
    units = np.flatnonzero(codes >= 0)
    cell = problem.node_of[units].astype(np.int64) * n_regions + codes[units]
    cells, place = np.unique(cell, return_inverse=True)
    return Level(
        (cells // n_regions).astype(np.int32),
        (cells % n_regions).astype(np.int32),
        np.bincount(place, minlength=len(cells)).astype(np.int32),
        np.bincount(place, problem.state.population[units], len(cells)).astype(np.float64),
        n_regions,
    )


def _borders(problem: Problem) -> tuple[Ints, Floats]:
    """Pairs of touching units and metres of border between them, for each link of nodes."""
    graph, n, m = problem.state.graph, problem.n_nodes, len(problem.links)
    ends = np.sort(problem.node_of[graph.edges].astype(np.int64), axis=1)
    outer = ends[:, 0] != ends[:, 1]
    links = problem.links.astype(np.int64)
    keys = links[:, 0] * n + links[:, 1]
    place = np.searchsorted(keys, ends[outer, 0] * n + ends[outer, 1])
    shared = np.nan_to_num(graph.shared_perimeter[outer])
    touching = np.bincount(place, minlength=m).astype(np.int32)
    return touching, np.bincount(place, shared, m).astype(np.float64)
