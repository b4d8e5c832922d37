"""The straight pieces of polygon borders, and which of them two units share exactly."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces of border, sorted so that equal ones stand together.

    Attributes:
        start: The end with the smaller x (then y), shape (k, 2).
        end: The other end, shape (k, 2).
        unit: The unit whose ring has this piece, shape (k,).
        place: The same number for equal pieces, ascending, shape (k,).
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    unit: NDArray[np.int64]
    place: NDArray[np.int64]

    @property
    def shared(self) -> NDArray[np.bool_]:
        """Whether another ring has exactly the same piece, shape (k,)."""
        return np.bincount(self.place)[self.place] > 1


@dataclass(frozen=True, slots=True)
class SharedSegments:
    """Pieces of border that two units have in common, to the last bit.

    Attributes:
        pairs: The two units, shape (k, 2), first < second.
        start: One end, shape (k, 2).
        end: The other end, shape (k, 2).
    """

    pairs: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def segments_of(polygons: Geometries) -> Segments:
    """All pieces of all rings of polygons and multipolygons, without those of no length."""
    parts, unit_of_part = shapely.get_parts(polygons, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    points += 0.0  # -0.0 becomes 0.0
    within = ring_of_point[1:] == ring_of_point[:-1]
    within &= (points[1:] != points[:-1]).any(axis=1)
    start, end = points[:-1][within], points[1:][within]
    unit = unit_of_part[part_of_ring[ring_of_point[:-1][within]]]
    turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[turned], end[turned] = end[turned], start[turned]
    order = np.lexsort((end[:, 1], end[:, 0], start[:, 1], start[:, 0]))
    start, end, unit = start[order], end[order], unit[order]
    new = (start[1:] != start[:-1]).any(axis=1) | (end[1:] != end[:-1]).any(axis=1)
    place = np.concatenate([np.zeros(min(len(start), 1), dtype=np.int64), np.cumsum(new)])
    return Segments(start, end, unit, place)


def shared_segments(segments: Segments) -> SharedSegments:
    """Every pair of different units with a piece in common, once for each such piece."""
    first: list[NDArray[np.int64]] = []
    second: list[NDArray[np.int64]] = []
    step = 1
    while True:
        equal = np.flatnonzero(segments.place[step:] == segments.place[:-step])
        if not len(equal):
            break
        first.append(equal)
        second.append(equal + step)
        step += 1
    rows = np.concatenate([*first, np.zeros(0, dtype=np.int64)])
    others = np.concatenate([*second, np.zeros(0, dtype=np.int64)])
    pairs = np.sort(np.column_stack([segments.unit[rows], segments.unit[others]]), axis=1)
    kept = pairs[:, 0] < pairs[:, 1]
    return SharedSegments(pairs[kept], segments.start[rows][kept], segments.end[rows][kept])
