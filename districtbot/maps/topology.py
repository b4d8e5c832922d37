"""Borders that neighbours share, each kept once: the geometry of the interactive map.

Areas of a coverage are cut into arcs, lines between two places where three areas meet, as in
TopoJSON (M. Bostock, 2013). Every shape put together from the areas is then a few rings of arcs.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.maps.shapes import Shapes, lighter

CELLS = 2**17
"""Grid cells along the longer side of a map; a corner lies at most half a cell off."""
_FINEST = 1 / 40_000
"""How far simplifying may move a border, as a share of the longer side."""
_MOST_POINTS = 80_000

Arc = NDArray[np.int32]
Ring = tuple[int, ...]
"""Arcs that follow each other around an area; ``~i`` is arc ``i`` backwards."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The borders of areas on a grid whose first row is the northernmost.

    Attributes:
        left: Where the grid begins, in the plane of the shapes.
        top: Its upper end, in the same plane.
        cell: Side of a cell, in the unit of that plane.
        width: Cells across.
        height: Cells down.
        arcs: Corners of each arc as (column, row), shape (m, 2).
        sides: Area on the left and on the right of each arc, seen along it with north up; -1 where
            there is none. Shape (number of arcs, 2).
    """

    left: float
    top: float
    cell: float
    width: int
    height: int
    arcs: tuple[Arc, ...]
    sides: NDArray[np.int32]

    def rings(self, group: NDArray[np.integer], n_groups: int) -> tuple[tuple[Ring, ...], ...]:
        """The rings around each group of areas, holes among them, without a direction of its own.

        Args:
            group: Group of each area, 0..n_groups-1.
            n_groups: Number of groups.
        """
        ways: list[list[int]] = [[] for _ in range(n_groups)]
        for arc, (left, right) in enumerate(self._grouped(group).tolist()):
            if left != right:
                if left >= 0:
                    ways[left].append(arc)
                if right >= 0:
                    ways[right].append(~arc)
        return tuple(self._joined(each) for each in ways)

    def borders(self, group: NDArray[np.integer]) -> tuple[int, ...]:
        """The arcs between two different groups of areas, and those at the map's edge."""
        sides = self._grouped(group)
        return tuple(np.flatnonzero(sides[:, 0] != sides[:, 1]).tolist())

    def _grouped(self, group: NDArray[np.integer]) -> NDArray[np.int64]:
        """The group to the left and to the right of each arc."""
        codes = np.append(np.asarray(group, dtype=np.int64), -1)
        grouped: NDArray[np.int64] = codes[self.sides]
        return grouped

    def _joined(self, ways: list[int]) -> tuple[Ring, ...]:
        """Arcs end to end, until each walk is back where it began."""
        starting: dict[tuple[int, int], list[int]] = defaultdict(list)
        for way in reversed(ways):
            starting[self._end(~way)].append(way)
        left = set(ways)
        rings = []
        for first in ways:
            if first not in left:
                continue
            ring, way = [], first
            while True:
                left.discard(way)
                ring.append(way)
                onward = starting[self._end(way)]
                while onward and onward[-1] not in left:
                    onward.pop()
                if self._end(way) == self._end(~first) or not onward:
                    break
                way = onward.pop()
            rings.append(tuple(ring))
        return tuple(rings)

    def _end(self, way: int) -> tuple[int, int]:
        """Where an arc ends; one backwards ends where the arc begins."""
        x, y = (self.arcs[way][-1] if way >= 0 else self.arcs[~way][0]).tolist()
        return x, y


def topology_of(areas: Shapes) -> Topology:
    """The shared borders of a coverage, with as many corners as an interactive map needs.

    Where areas overlap or leave gaps, they have borders of their own there.

    Args:
        areas: Polygons and multipolygons in one plane, shape (n,).
    """
    left, bottom, right, top = shapely.total_bounds(areas).tolist()
    span = max(right - left, top - bottom)
    share = _FINEST
    while True:
        light = lighter(areas, span * share)
        if shapely.get_num_coordinates(light).sum() <= 2 * _MOST_POINTS or share > 1 / 500:
            break
        share *= 2
    cell = span / CELLS
    edges, sides, points = _edges(light, left, top, cell)
    arcs, beside = _arcs(edges, sides)
    return Topology(
        left,
        top,
        cell,
        max(1, round((right - left) / cell)),
        max(1, round((top - bottom) / cell)),
        tuple(points[arc] for arc in arcs),
        beside,
    )


def _edges(
    areas: Shapes, left: float, top: float, cell: float
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Each line between two neighbouring corners once, with the area on either side.

    Returns:
        Ends as numbers of points, shape (n, 2), first < second; areas to the left and to the
        right, -1 for none, shape (n, 2); the points as (column, row).
    """
    parts, area_of_part = shapely.get_parts(areas, return_index=True)
    rings, part_of_ring = shapely.get_rings(
        shapely.orient_polygons(parts, exterior_cw=False), return_index=True
    )
    places, ring_of = shapely.get_coordinates(rings, return_index=True)
    grid = np.round((places - [left, top]) / [cell, -cell]).astype(np.int32)
    points, node = np.unique(grid, axis=0, return_inverse=True)
    node = node.reshape(-1)
    follows = (ring_of[1:] == ring_of[:-1]) & (node[1:] != node[:-1])
    start, end = node[:-1][follows], node[1:][follows]
    area = area_of_part[part_of_ring[ring_of[1:][follows]]]
    forward = start < end
    ends = np.stack([np.minimum(start, end), np.maximum(start, end)], axis=1)
    edges, edge_of = np.unique(ends, axis=0, return_inverse=True)
    sides = np.full((len(edges), 2), -1, dtype=np.int32)
    sides[edge_of.reshape(-1), np.where(forward, 0, 1)] = area
    kept = sides[:, 0] != sides[:, 1]
    return edges[kept], sides[kept], points


def _arcs(
    edges: NDArray[np.int64], sides: NDArray[np.int32]
) -> tuple[list[list[int]], NDArray[np.int32]]:
    """Edges in chains that end where other areas begin, and the areas beside each chain."""
    at: dict[int, list[int]] = defaultdict(list)
    for edge, (a, b) in enumerate(edges.tolist()):
        at[a].append(edge)
        at[b].append(edge)
    pairs = [tuple(sorted(pair)) for pair in sides.tolist()]
    crossings = sorted(
        node for node, near in at.items() if len(near) != 2 or pairs[near[0]] != pairs[near[1]]
    )
    stops, ends = set(crossings), edges.tolist()
    used = bytearray(len(ends))
    arcs: list[list[int]] = []
    beside: list[tuple[int, int]] = []
    for node in (*crossings, *sorted(at)):
        for first in at[node]:
            if used[first]:
                continue
            arc, here, edge = [node], node, first
            left, right = sides[first].tolist()
            beside.append((left, right) if ends[first][0] == node else (right, left))
            while True:
                used[edge] = 1
                a, b = ends[edge]
                here = b if here == a else a
                arc.append(here)
                onward = [other for other in at[here] if not used[other]]
                if here in stops or not onward:
                    break
                edge = onward[0]
            arcs.append(arc)
    return arcs, np.array(beside, dtype=np.int32).reshape(-1, 2)
