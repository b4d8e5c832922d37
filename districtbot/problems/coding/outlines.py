"""Shapes of a map by their corners alone: a way to the truth that no geometry library takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from districtbot.problems.maps.made import MadeMap

Corner = tuple[float, float]
Pair = tuple[int, int]
SQ_MILE = 2_589_988.110336
"""Square metres of a square mile."""
MILE = 1609.344
"""Metres of a mile."""


def shapes_in(made: MadeMap, crs: str) -> list[BaseGeometry]:
    """Each unit's shape in a CRS, every corner moved by itself."""
    frame = made.frame
    if frame.crs == crs:
        return list(frame.geometry)
    move = Transformer.from_crs(frame.crs, crs, always_xy=True)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(points[:, 0], points[:, 1]))

    return list(shapely.transform(frame.geometry.to_numpy(), moved))


def rings_of(shape: BaseGeometry) -> list[list[Corner]]:
    """The corners of each ring of a shape, the first one again at the end."""
    return [
        [(float(x), float(y)) for x, y in np.asarray(ring.coords)[:, :2]]
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    ]


def area_of(shape: BaseGeometry) -> float:
    """Area by the shoelace formula, holes taken off; of the CRS's unit of length squared."""
    found = 0.0
    for part in shapely.get_parts(shape):
        found += abs(_shoelace(part.exterior))
        found -= sum(abs(_shoelace(hole)) for hole in part.interiors)
    return found


def _shoelace(ring: BaseGeometry) -> float:
    points = np.asarray(ring.coords)[:, :2]
    x, y = (points - points[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


@lru_cache(maxsize=32)
def _ends(key: str) -> Mapping[frozenset[Corner], tuple[int, ...]]:
    frame = gpd.read_file(key)
    found: dict[frozenset[Corner], list[int]] = defaultdict(list)
    for unit, shape in enumerate(frame.geometry):
        for ring in rings_of(shape):
            for a, b in pairwise(ring):
                found[frozenset((a, b))].append(unit)
    return {ends: tuple(units) for ends, units in found.items()}


def segments_of(made: MadeMap) -> Mapping[frozenset[Corner], tuple[int, ...]]:
    """Each stretch of border between two corners, with the one or two units beside it."""
    return _ends(str(made.path))


def sides(made: MadeMap) -> set[Pair]:
    """Units that share a line."""
    found = segments_of(made).values()
    return {(min(pair), max(pair)) for pair in found if len(pair) == 2}


def corners(made: MadeMap) -> set[Pair]:
    """Units that share a corner and no line."""
    at: dict[Corner, set[int]] = defaultdict(set)
    for ends, units in segments_of(made).items():
        for corner in ends:
            at[corner].update(units)
    touching = {(a, b) for units in at.values() for a in units for b in units if a < b}
    return touching - sides(made)


def with_corners(made: MadeMap) -> bool:
    """Whether two units of the map meet in a point alone."""
    return bool(made.names) and bool(corners(made))


def border_lengths(
    made: MadeMap, labels: Sequence[object], crs: str
) -> dict[tuple[str, str], float]:
    """Length of the border between each two labels of neighbours, in units of the CRS.

    What lies outside of the map has the label that is empty.
    """
    where = _moved(made, crs)
    found: dict[tuple[str, str], float] = defaultdict(float)
    for ends, units in segments_of(made).items():
        a = str(labels[units[0]])
        b = str(labels[units[1]]) if len(units) == 2 else ""
        if a != b:
            p, q = (where[corner] for corner in sorted(ends))
            found[min(a, b), max(a, b)] += float(np.hypot(p[0] - q[0], p[1] - q[1]))
    return dict(found)


def perimeters(lengths: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Length of the border around each label, from that between each two."""
    found: dict[str, float] = defaultdict(float)
    for pair, length in lengths.items():
        for label in pair:
            if label:
                found[label] += length
    return dict(sorted(found.items()))


def _moved(made: MadeMap, crs: str) -> Mapping[Corner, Corner]:
    known = sorted({corner for ends in segments_of(made) for corner in ends})
    points = np.array(known)
    move = Transformer.from_crs(made.frame.crs, crs, always_xy=True)
    moved = np.column_stack(move.transform(points[:, 0], points[:, 1]))
    return {corner: (float(x), float(y)) for corner, (x, y) in zip(known, moved, strict=True)}


def parts(nodes: Iterable[int], pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected parts of some nodes under some pairs, largest first, then by first node."""
    inside = sorted(set(nodes))
    head = {node: node for node in inside}

    def top(node: int) -> int:
        while head[node] != node:
            head[node] = head[head[node]]
            node = head[node]
        return node

    for a, b in pairs:
        if a in head and b in head:
            head[top(a)] = top(b)
    found: dict[int, list[int]] = defaultdict(list)
    for node in inside:
        found[top(node)].append(node)
    return sorted(found.values(), key=lambda part: (-len(part), part[0]))
