"""Pieces that share their borders exactly, and wiggles drawn once for each shared border."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.strtree import STRtree

from districtbot.geo.sample.noise import fractal_line
from districtbot.geo.sample.split import GRID

Vertex = tuple[float, float]
Arc = tuple[Vertex, ...]
Shapes = NDArray[np.object_]

LOOSE, NOBODY = -2, -1  # owners of faces that are no piece's


@dataclass(frozen=True, slots=True)
class Border:
    """A line between two pieces, or between a piece and the outside.

    Attributes:
        arc: Its vertices from node to node.
        sides: Indices of the pieces on its sides: one or two, sorted.
    """

    arc: Arc
    sides: tuple[int, ...]

    def follows(self, lines: shapely.Geometry) -> bool:
        """Whether its middle lies on any of these lines, to a few metres."""
        middle = LineString(self.arc).interpolate(0.5, normalized=True)
        return bool(shapely.dwithin(lines, middle, 5 * GRID))


def fit_together(pieces: Sequence[shapely.Geometry]) -> list[Polygon]:
    """Rebuild pieces from one net of lines, so that neighbours share vertices exactly.

    Gaps and overlaps of a few metres disappear; vertices land on a grid of one metre.

    Args:
        pieces: Polygons that cover a region up to hairlines, in any order.

    Returns:
        One polygon for each piece in the same order; together a valid coverage.
    """
    net = shapely.unary_union([piece.boundary for piece in pieces], grid_size=GRID)
    faces: Shapes = np.array(shapely.get_parts(shapely.polygonize([net])))
    points = shapely.point_on_surface(faces)
    owner = _owners(faces, points, pieces)
    for index in range(len(pieces)):
        own = np.flatnonzero(owner == index)
        owner[own[~shapely.contains(_largest_union(faces[own]), points[own])]] = LOOSE
    _adopt(faces, owner)
    return [_largest_union(faces[owner == index]) for index in range(len(pieces))]


def _owners(faces: Shapes, points: Shapes, pieces: Sequence[shapely.Geometry]) -> NDArray[np.int64]:
    """The first piece that each face lies in, `LOOSE` for hairlines, `NOBODY` for the rest."""
    face, piece = STRtree(np.array(pieces)).query(points, predicate="intersects")
    owner = np.full(len(faces), len(pieces), dtype=np.int64)
    np.minimum.at(owner, face, piece)
    homeless = owner == len(pieces)
    thin = shapely.area(faces) < 2 * GRID * shapely.length(faces)
    owner[homeless] = np.where(thin[homeless], LOOSE, NOBODY)
    return owner


def _largest_union(faces: Shapes) -> Polygon:
    parts = shapely.get_parts(shapely.coverage_union_all(faces))
    return max(parts, key=lambda part: (part.area, part.bounds))


def _adopt(faces: Shapes, owner: NDArray[np.int64]) -> None:
    """Give each loose face to the owner of the face it shares most border with, in place."""
    tree = STRtree(faces)
    loose = np.flatnonzero(owner == LOOSE).tolist()
    while loose:
        left = []
        for face in loose:
            near = [int(other) for other in tree.query(faces[face]) if owner[other] >= 0]
            shared = shapely.length(
                shapely.intersection(faces[face].boundary, shapely.boundary(faces[near]))
            )
            if near and shared.max() > 0:
                owner[face] = owner[near[int(np.argmax(shared))]]
            else:
                left.append(face)
        if len(left) == len(loose):
            return
        loose = left


def borders(pieces: Sequence[Polygon]) -> list[Border]:
    """All borders of a coverage, sorted."""
    sides: dict[Arc, set[int]] = {}
    for index, chains in enumerate(_chains(pieces)):
        for ring in chains:
            for arc in ring:
                sides.setdefault(_canonical(arc), set()).add(index)
    return [Border(arc, tuple(sorted(sides[arc]))) for arc in sorted(sides)]


def wiggle(
    pieces: Sequence[Polygon],
    roughness: Callable[[Border], float],
    rng: np.random.Generator,
    step: float,
) -> list[Polygon]:
    """Redraw each border of a coverage once, as rough as asked, so that neighbours agree.

    Where two redrawn borders would cross, they are drawn again half as rough.

    Args:
        pieces: A valid coverage with shared vertices.
        roughness: How rough a border is to be (see `fractal_line`); 0 leaves it as it is.
        rng: Random stream.
        step: Length of the finest segment, metres.

    Returns:
        The coverage with new borders, in the same order.
    """
    old = borders(pieces)
    rough = np.array([roughness(border) for border in old])
    seeds = rng.integers(0, 2**63, len(old))
    drawn: list[Arc] = [border.arc for border in old]
    to_draw = np.flatnonzero(rough > 0)
    while len(to_draw):
        for index in to_draw:
            drawn[index] = _redrawn(old[index].arc, float(rough[index]), int(seeds[index]), step)
        to_draw = np.array([i for i in _crossing(drawn) if rough[i] > 0], dtype=np.int64)
        rough[to_draw] *= 0.5
        rough[rough < 0.01] = 0.0
    new = {border.arc: arc for border, arc in zip(old, drawn, strict=True)}
    return [_rebuilt(chains, new) for chains in _chains(pieces)]


def subdivided(pieces: Sequence[Polygon], longest: float) -> list[Polygon]:
    """The same coverage with vertices added so that no segment is longer than ``longest``.

    Straight lines then stay where they are, to centimetres, in another projection.
    """
    drawn: dict[Arc, Arc] = {}
    for border in borders(pieces):
        line = shapely.segmentize(LineString(border.arc), longest)
        drawn[border.arc] = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))
    return [_rebuilt(chains, drawn) for chains in _chains(pieces)]


def _redrawn(arc: Arc, roughness: float, seed: int, step: float) -> Arc:
    if roughness == 0.0:
        return arc
    line = fractal_line(np.random.default_rng(seed), np.array(arc), roughness=roughness, step=step)
    return tuple((float(x), float(y)) for x, y in np.round(line))


def _crossing(arcs: Sequence[Arc]) -> list[int]:
    """Indices of arcs that meet themselves or another arc elsewhere than at shared ends."""
    shapes = np.array([LineString(arc) for arc in arcs])
    bad = set(np.flatnonzero(~shapely.is_simple(shapes)).tolist())
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    meeting = shapely.intersection(shapes[first], shapes[second])
    points, pair = shapely.get_coordinates(meeting, return_index=True)
    ends = np.array([(arc[0], arc[-1]) for arc in arcs])
    at_end = np.ones(len(points), dtype=bool)
    for side in (first, second):
        own = ends[side[pair]]
        at_end &= (own == points[:, None, :]).all(axis=2).any(axis=1)
    for index in np.unique(pair[~at_end]):
        bad.update((int(first[index]), int(second[index])))
    return sorted(bad)


def _rebuilt(chains: list[list[Arc]], new: dict[Arc, Arc]) -> Polygon:
    rings = []
    for ring in chains:
        vertices: list[Vertex] = []
        for arc in ring:
            key = _canonical(arc)
            drawn = new[key]
            vertices.extend((drawn if key == arc else drawn[::-1])[:-1])
        rings.append(vertices)
    return Polygon(rings[0], rings[1:])


def _canonical(arc: Arc) -> Arc:
    return min(arc, arc[::-1])


def _chains(pieces: Sequence[Polygon]) -> list[list[list[Arc]]]:
    """For each piece, its rings (the outer one first), each cut at the nodes into arcs."""
    rings = [[_vertices(ring) for ring in (piece.exterior, *piece.interiors)] for piece in pieces]
    neighbours: dict[Vertex, set[Vertex]] = {}
    for own in rings:
        for ring in own:
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                neighbours.setdefault(a, set()).add(b)
                neighbours.setdefault(b, set()).add(a)
    nodes = {vertex for vertex, near in neighbours.items() if len(near) > 2}
    return [[_cut(ring, nodes) for ring in own] for own in rings]


def _vertices(ring: shapely.LinearRing) -> list[Vertex]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)[:-1]]


def _cut(ring: list[Vertex], nodes: set[Vertex]) -> list[Arc]:
    at = [index for index, vertex in enumerate(ring) if vertex in nodes]
    start = at[0] if at else ring.index(min(ring))
    ring = ring[start:] + ring[:start]
    stops = [index - start for index in at[1:]] + [len(ring)]
    closed = [*ring, ring[0]]
    begins = [0, *stops[:-1]]
    return [tuple(closed[a : b + 1]) for a, b in zip(begins, stops, strict=True)]
