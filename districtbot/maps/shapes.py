"""Districts and counties as shapes to draw, from the units' polygons."""

from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.path import Path as DrawnPath
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Metres = NDArray[np.float64]

_SLIT_SHARE = 1 / 4000
_MOST_PIECES = 8


@dataclass(frozen=True, slots=True)
class LabelSpot:
    """A place for a name: the centre of the largest circle inside a piece.

    Attributes:
        x: Across, in the shape's own unit.
        y: Up.
        radius: Distance from there to the piece's border.
        piece: Left, lower, right and upper end of the piece.
    """

    x: float
    y: float
    radius: float
    piece: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def dissolve(units: Shapes, codes: NDArray[np.integer], n_groups: int) -> Shapes:
    """The units of each group as one shape.

    A clean coverage is dissolved exactly. Where units overlap or leave gaps, hairline gaps
    inside a group, too narrow to be seen, are closed.

    Args:
        units: Polygons, shape (n,).
        codes: Group of each unit, 0..n_groups-1, shape (n,).
        n_groups: Number of groups.

    Returns:
        Polygons and multipolygons, shape (n_groups,); empty for a group without units.
    """
    members = [units[codes == group] for group in range(n_groups)]
    dissolved = np.empty(n_groups, dtype=object)
    if shapely.coverage_is_valid(units):
        dissolved[:] = [
            shapely.coverage_union_all(group) if len(group) else shapely.Polygon()
            for group in members
        ]
        return dissolved
    left, bottom, right, top = shapely.total_bounds(units)
    width = max(right - left, top - bottom) * _SLIT_SHARE
    dissolved[:] = [_without_slits(shapely.union_all(group), width) for group in members]
    return dissolved


def lighter(shapes: Shapes, tolerance: float) -> Shapes:
    """The same shapes with fewer corners; borders move by about ``tolerance`` at most.

    Neighbours stay flush where they were flush.
    """
    if shapely.coverage_is_valid(shapes):
        return np.asarray(shapely.coverage_simplify(shapes, tolerance), dtype=object)
    return np.asarray(shapely.simplify(shapes, tolerance / 2), dtype=object)


def label_spots(shape: shapely.Geometry) -> tuple[LabelSpot, ...]:
    """The centre of the largest circle inside each sizeable piece, the roomiest first.

    A piece is sizeable if its circle is at least a third as wide as the largest one. An empty
    shape has one spot without room.
    """
    pieces = shapely.get_parts(shape)
    pieces = pieces[shapely.area(pieces) > 0]
    pieces = pieces[np.argsort(-shapely.area(pieces), kind="stable")][:_MOST_PIECES]
    spots = [_roomiest(piece) for piece in pieces]
    if not spots:
        return (LabelSpot(0.0, 0.0, 0.0),)
    spots.sort(key=lambda spot: (-spot.radius, spot.x, spot.y))
    return tuple(spot for spot in spots if spot.radius >= spots[0].radius / 3)


def _roomiest(piece: shapely.Geometry) -> LabelSpot:
    left, bottom, right, top = shapely.bounds(piece).tolist()
    tolerance = max(right - left, top - bottom) / 200
    circle = shapely.maximum_inscribed_circle(piece, tolerance=tolerance)
    (x, y), (rim_x, rim_y) = shapely.get_coordinates(circle)
    radius = float(np.hypot(rim_x - x, rim_y - y))
    return LabelSpot(float(x), float(y), radius, (left, bottom, right, top))


def outline(shape: shapely.Geometry) -> DrawnPath:
    """A shape as a path to fill or stroke; holes stay open."""
    rings = shapely.get_rings(shapely.get_parts(shapely.normalize(shape)))
    if len(rings) == 0:
        return DrawnPath(np.empty((0, 2)))
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), DrawnPath.LINETO, dtype=DrawnPath.code_type)
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    codes[starts] = DrawnPath.MOVETO
    codes[np.append(starts[1:], len(points)) - 1] = DrawnPath.CLOSEPOLY
    return DrawnPath(points, codes)


def placed(shapes: Shapes, scale: float, x: float, y: float) -> Shapes:
    """The shapes scaled about the origin and then moved by (x, y)."""
    moved = shapely.transform(shapes, lambda points: points * scale + np.array([x, y]))
    return np.asarray(moved, dtype=object)


def _without_slits(shape: shapely.Geometry, width: float) -> shapely.Geometry:
    """The shape with gaps narrower than twice ``width`` closed, and so its pinholes."""
    wide = shapely.buffer(shape, width, join_style="mitre", mitre_limit=2.0)
    return shapely.buffer(wide, -width, join_style="mitre", mitre_limit=2.0)
