"""Where a sample state ends: its outline, its river and its islands."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Point, Polygon

from districtbot.geo.sample.noise import Points, fractal_line, meander
from districtbot.geo.sample.spec import Side, StateSpec

OUTWARD = ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))  # north, east, south, west


@dataclass(frozen=True, slots=True)
class Land:
    """The land of a state in a plane of metres, x to the east and y to the north.

    Attributes:
        mainland: The state without its islands; bays are cut out.
        islands: Islands, off the coast.
        river: The river's course from its spring or the border to its mouth, in the direction
            of flow; it may leave the mainland at both ends. ``None`` without a river.
        coast: The shore of the mainland; empty for an inland state.
    """

    mainland: Polygon
    islands: tuple[Polygon, ...]
    river: LineString | None
    coast: shapely.Geometry

    @property
    def natural_lines(self) -> shapely.Geometry:
        """The outline and the river: lines that are as rough as they are to be."""
        rivers = [] if self.river is None else [self.river]
        lines = shapely.union_all([self.mainland.exterior, *rivers])
        shapely.prepare(lines)
        return lines


def make_land(spec: StateSpec) -> Land:
    """Draw the outline, the river with its estuary, and the islands.

    There is no estuary where it would cut a large part of the land off, and no river where
    chance would lead it past the land.
    """
    sides = _side_lines(spec)
    mainland = largest(shapely.make_valid(Polygon(np.concatenate([side[:-1] for side in sides]))))
    river = _river(spec, sides) if spec.river else None
    shores = [
        LineString(line) for line, side in zip(sides, spec.sides, strict=True) if side == "coast"
    ]
    if river is not None and not river.crosses(mainland):
        river = None
    if river is not None and shores:
        bay = _estuary(spec, river, mainland)
        rest = largest(mainland.difference(bay))
        if rest.area > 0.9 * mainland.area and river.crosses(rest):
            mainland = rest
            shores.append(bay.boundary)
    near = shapely.union_all(shores).simplify(spec.detail).buffer(2 * spec.detail, quad_segs=1)
    coast = mainland.exterior.intersection(near)
    return Land(mainland, _islands(spec, mainland), river, coast)


def largest(geometry: shapely.Geometry) -> Polygon:
    """The polygon with the most area among the parts of ``geometry``, its holes filled."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return Polygon(max(parts, key=lambda part: part.area).exterior)


def mouth_of(river: LineString, land: Polygon) -> Point:
    """Where a river leaves the land for good."""
    ends = shapely.points(shapely.get_coordinates(land.exterior.intersection(river)))
    mouth: Point = ends[int(shapely.line_locate_point(river, ends).argmax())]
    return mouth


def _side_lines(spec: StateSpec) -> list[Points]:
    rng = spec.rng("outline")
    half_width = 0.5 * np.sqrt(spec.area * spec.aspect)
    half_height = 0.5 * np.sqrt(spec.area / spec.aspect)
    corners = np.array([(-1, 1), (1, 1), (1, -1), (-1, -1)]) * (half_width, half_height)
    corners += rng.uniform(-0.14, 0.14, (4, 2)) * (half_width, half_height)
    lines = []
    for index, side in enumerate(spec.sides):
        start, end = corners[index], corners[(index + 1) % 4]
        lines.append(_side_line(spec, rng, side, start, end, along_x=index % 2 == 0))
    return lines


def _side_line(
    spec: StateSpec,
    rng: np.random.Generator,
    side: Side,
    start: Points,
    end: Points,
    *,
    along_x: bool,
) -> Points:
    """One side of the state from corner to corner, clockwise."""
    if side == "survey":
        at = start + rng.uniform(0.25, 0.75) * (end - start)
        jog = (
            [(at[0], start[1]), (at[0], end[1])]
            if along_x
            else [(start[0], at[1]), (end[0], at[1])]
        )
        return np.array([start, *jog, end])
    straight = np.array([start, end])
    length = float(np.hypot(*(end - start)))
    if side == "river":
        valley = fractal_line(rng, straight, roughness=0.1, step=length / 14)
        return meander(rng, valley, wavelength=length / 22, swing=0.14, step=spec.detail / 2)
    if side == "ridge":
        return fractal_line(rng, straight, roughness=0.09, step=spec.detail, hurst=0.85)
    bulge = (start + end) / 2 + rng.uniform(0.0, 0.16) * np.array(
        [-(end - start)[1], (end - start)[0]]
    )
    return fractal_line(
        rng, np.array([start, bulge, end]), roughness=0.15, step=spec.detail, hurst=0.82
    )


def _river(spec: StateSpec, sides: list[Points]) -> LineString:
    """A course from the far side of the state to its coast, or to the opposite border."""
    rng = spec.rng("river")
    coasts = [index for index, side in enumerate(spec.sides) if side == "coast"]
    mouth_side = coasts[int(rng.integers(len(coasts)))] if coasts else 2
    spring_side = (mouth_side + int(rng.choice([2, 1, 3], p=[0.5, 0.25, 0.25]))) % 4
    if spec.sides[spring_side] == "coast":
        spring_side = (mouth_side + 2) % 4
    beyond = np.sqrt(spec.area) * np.array(OUTWARD)
    mouth = _along(sides[mouth_side], rng.uniform(0.35, 0.65)) + 0.06 * beyond[mouth_side]
    spring = _along(sides[spring_side], rng.uniform(0.3, 0.7)) + 0.03 * beyond[spring_side]
    length = float(np.hypot(*(mouth - spring)))
    for swing in (0.16, 0.1, 0.05, 0.0):
        valley = fractal_line(rng, np.array([spring, mouth]), roughness=0.13, step=length / 14)
        course = meander(rng, valley, wavelength=length / 26, swing=swing, step=spec.detail / 2)
        if LineString(course).is_simple:
            break
    return LineString(course)


def _along(line: Points, share: float) -> NDArray[np.float64]:
    point = LineString(line).interpolate(share, normalized=True)
    return np.array([point.x, point.y])


def _estuary(spec: StateSpec, river: LineString, outline: Polygon) -> shapely.Geometry:
    """The drowned mouth of the river: wide at the sea, narrowing inland."""
    rng = spec.rng("estuary")
    reach = 0.2 * np.sqrt(spec.area)
    width = rng.uniform(0.13, 0.2) * reach
    length = river.length - river.project(mouth_of(river, outline)) + reach
    along = np.linspace(0.0, length, 60)
    discs = shapely.buffer(
        [river.interpolate(river.length - length + at) for at in along],
        width
        * (0.04 + 0.96 * (along / reach).clip(0.0, 1.0) ** 1.4)
        * (1 + 0.35 * _wobble(rng, along / length)),
        quad_segs=5,
    )
    hulls = [shapely.convex_hull(MultiPolygon([a, b])) for a, b in pairwise(discs)]
    bay = shapely.unary_union(hulls)
    return _rough_ring(rng, largest(bay), spec)


def _wobble(rng: np.random.Generator, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bends of a line over 0..1, between -1.5 and 1.5."""
    knots = rng.normal(0.0, 1.0, 14).clip(-1.5, 1.5)
    bends: NDArray[np.float64] = np.interp(at, np.linspace(0.0, 1.0, 14), knots)
    return bends


def _rough_ring(rng: np.random.Generator, shape: Polygon, spec: StateSpec) -> Polygon:
    ring = np.asarray(shape.simplify(2 * spec.detail).exterior.coords)
    return largest(
        shapely.make_valid(Polygon(fractal_line(rng, ring, roughness=0.14, step=spec.detail)))
    )


def _islands(spec: StateSpec, mainland: Polygon) -> tuple[Polygon, ...]:
    rng = spec.rng("islands")
    coasts = [index for index, side in enumerate(spec.sides) if side == "coast"]
    islands: list[Polygon] = []
    size = 0.55 * spec.unit_side
    apart = 0.012 * np.sqrt(spec.area)
    corners = np.array(mainland.bounds).reshape(2, 2)
    while len(islands) < spec.n_islands:
        outward = np.array(OUTWARD[coasts[int(rng.integers(len(coasts)))]])
        seen = corners[0] + rng.uniform(0.15, 0.85, 2) * (corners[1] - corners[0])
        ray = LineString([seen, seen + 2 * outward * np.sqrt(spec.area)])
        shore = mainland.exterior.intersection(ray)
        if shore.is_empty:
            continue
        last = max(shapely.get_coordinates(shore), key=lambda point: float(point @ outward))
        middle = last + outward * rng.uniform(1.2, 2.6) * (apart + size)
        island = _island(rng, spec, middle, outward, size * rng.uniform(0.8, 1.3))
        others = shapely.union_all([mainland, *islands])
        if island.distance(others) > apart:
            islands.append(island)
        else:
            apart *= 0.98
    return tuple(islands)


def _island(
    rng: np.random.Generator, spec: StateSpec, middle: Points, outward: Points, size: float
) -> Polygon:
    """A rough oval that lies along the coast."""
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False) + rng.uniform(-0.2, 0.2, 12)
    radii = size * rng.uniform(0.75, 1.2, 12)
    along = np.array([-outward[1], outward[0]])
    ring = (
        middle
        + 1.5 * (radii * np.cos(angles))[:, None] * along
        + 0.62 * (radii * np.sin(angles))[:, None] * outward
    )
    return _rough_ring(rng, Polygon(ring), spec)
