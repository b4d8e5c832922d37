"""Cutting a polygon into a given number of pieces."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import MultiPoint, MultiPolygon, Polygon

from districtbot.geo.sample.noise import Points

GRID = 1.0  # metres; every vertex of a sample state lies on a grid this fine
FAR = 5e6  # metres; beyond any state
Weight = Callable[[Points], NDArray[np.float64]]


def scatter(
    rng: np.random.Generator, region: shapely.Geometry, n_points: int, weight: Weight | None = None
) -> Points:
    """Random points in a region, more of them where the weight is high.

    Args:
        rng: Random stream.
        region: Polygon or MultiPolygon with area.
        n_points: Number of points.
        weight: Points, shape (n, 2), to positive weights, shape (n,); even if ``None``.
    """
    low, high = np.array(region.bounds).reshape(2, 2)
    wanted = n_points if weight is None else 4 * n_points
    found = np.empty((0, 2))
    shapely.prepare(region)
    while len(found) < wanted:
        points = rng.uniform(low, high, (2 * wanted, 2))
        found = np.concatenate([found, points[shapely.contains_xy(region, *points.T)]])
    found = found[:wanted]
    if weight is None:
        return found
    chances = weight(found)
    return found[rng.choice(wanted, n_points, p=chances / chances.sum())]


def overlap(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """The area that two shapes share, on the grid; empty where they only touch."""
    return _areal(shapely.intersection(one, other, grid_size=GRID))


def remainder(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """The area of one shape outside another, on the grid."""
    return _areal(shapely.difference(one, other, grid_size=GRID))


def union(*shapes: shapely.Geometry) -> shapely.Geometry:
    """The area that shapes cover together, on the grid."""
    return _areal(shapely.union_all(shapes, grid_size=GRID))


def _areal(geometry: shapely.Geometry) -> shapely.Geometry:
    """Without the points and lines that an overlay leaves where shapes only touch."""
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    return MultiPolygon([part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)])


def core_of(shape: Polygon, distance: float) -> shapely.Geometry:
    """The part of a shape at least about this far from its border; all of it where none is."""
    core = shape.simplify(distance / 10).buffer(-distance)
    return shape if core.is_empty else core


def tidy(pieces: Sequence[shapely.Geometry]) -> list[Polygon]:
    """Make each piece one polygon: the bits cut off from it go to the piece beside them.

    Args:
        pieces: Parts of one region; together they cover it. None may be empty.
    """
    parts = [
        sorted(_polygons(piece), key=lambda part: (part.area, part.bounds)) for piece in pieces
    ]
    kept = [own[-1] for own in parts]
    bits = sorted((bit for own in parts for bit in own[:-1]), key=lambda bit: bit.bounds)
    waiting = [bit for bit in bits if bit.area > GRID**2]
    while waiting:
        later = []
        for bit in waiting:
            touching = shapely.area(shapely.intersection(bit.buffer(2 * GRID), np.array(kept)))
            best = int(np.argmax(touching))
            if touching[best] > 0:
                kept[best] = _one(union(kept[best], bit))
            else:
                later.append(bit)
        if len(later) == len(waiting):
            break
        waiting = later
    return kept


def rows(
    rng: np.random.Generator, region: Polygon, points: Points, n: int, snap: float
) -> list[Polygon]:
    """Cut into ``n`` rectangles in rows, like the counties of Iowa, by straight survey lines.

    Args:
        rng: Random stream; the rows of an uneven number are dealt by chance.
        region: What to cut.
        points: Points in the region, shape (m, 2); each piece gets about as many.
        n: Number of pieces.
        snap: Lines lie on multiples of this many metres where no piece would be lost by it.
    """
    width, height = np.ptp(points, axis=0) + 1.0
    n_rows = int(np.clip(round(np.sqrt(n * height / width)), 1, n))
    in_row = np.full(n_rows, n // n_rows)
    in_row[rng.permutation(n_rows)[: n % n_rows]] += 1
    bands = _bands(region, points, in_row, 1, snap)
    pieces: list[shapely.Geometry] = []
    for (band, inside), n_columns in zip(bands, in_row, strict=True):
        ones = np.ones(n_columns, dtype=np.int64)
        pieces.extend(piece for piece, _ in _bands(band, inside, ones, 0, snap))
    return tidy(pieces)


def _bands(
    region: shapely.Geometry, points: Points, shares: NDArray[np.int64], axis: int, snap: float
) -> list[tuple[shapely.Geometry, Points]]:
    """Cut across one axis, each band with its share of the points."""
    values = np.sort(points[:, axis])
    at = (np.cumsum(shares)[:-1] / shares.sum() * len(values)).astype(int)
    exact = (values[at - 1] + values[at]) / 2
    lines = snap * np.round(exact / snap)
    counts = (
        np.histogram(values, np.concatenate([[-np.inf], lines, [np.inf]]))[0]
        if np.all(np.diff(lines) > 0)
        else np.zeros(1)
    )
    expected = len(values) * shares / shares.sum()
    if len(counts) != len(shares) or np.any(counts < 0.6 * expected):
        lines = exact
    edges = np.concatenate([[-FAR], np.round(lines), [FAR]])
    bands = []
    for low, high in pairwise(edges):
        box = shapely.box(-FAR, low, FAR, high) if axis else shapely.box(low, -FAR, high, FAR)
        inside = (points[:, axis] >= low) & (points[:, axis] < high)
        bands.append((overlap(region, box), points[inside]))
    return bands


def cells(
    rng: np.random.Generator, region: Polygon, points: Points, n: int, rounds: int
) -> list[Polygon]:
    """Cut into ``n`` cells of a Voronoi diagram, relaxed so that they share the points evenly.

    Args:
        rng: Random stream.
        region: What to cut.
        points: Points in the region, shape (m, 2), m >= n.
        n: Number of cells.
        rounds: Rounds of Lloyd's relaxation; few leave cells uneven, many make hexagons.
    """
    if n == 1:
        return [region]
    seeds = points[rng.choice(len(points), n, replace=False)]
    for _ in range(rounds):
        nearest = cKDTree(seeds).query(points)[1]
        counts = np.maximum(np.bincount(nearest, minlength=n), 1)
        sums = np.column_stack(
            [np.bincount(nearest, points[:, side], minlength=n) for side in (0, 1)]
        )
        seeds = np.where(sums != 0, sums / counts[:, None], seeds)
        seeds = points[cKDTree(points).query(seeds)[1]]
    seeds = np.unique(np.round(seeds), axis=0)
    while len(seeds) < n:
        extra = points[rng.choice(len(points), n - len(seeds), replace=False)]
        seeds = np.unique(np.concatenate([seeds, np.round(extra)]), axis=0)
    diagram = shapely.voronoi_polygons(
        MultiPoint(seeds), extend_to=region.buffer(1000.0).envelope, ordered=True
    )
    return tidy([overlap(cell, region) for cell in shapely.get_parts(diagram)])


def blocks(
    rng: np.random.Generator, region: shapely.Geometry, points: Points, n: int, angle: float
) -> list[Polygon]:
    """Cut into ``n`` blocks by halving again and again along the streets of a town.

    Args:
        rng: Random stream.
        region: What to cut.
        points: Points in the region, shape (m, 2), m >= n; each block gets about as many.
        n: Number of blocks.
        angle: Direction of the streets, radians from the x axis.
    """
    return tidy(_halve(rng, region, points, n, lambda _: angle))


def tracts(
    rng: np.random.Generator, region: shapely.Geometry, points: Points, n: int
) -> list[Polygon]:
    """Cut into ``n`` tracts by halving again and again, each time about across the long way.

    Args:
        rng: Random stream.
        region: What to cut.
        points: Points in the region, shape (m, 2), m >= n; each tract gets about as many.
        n: Number of tracts.
    """

    def lie(own: Points) -> float:
        (xx, xy), (_, yy) = np.cov(own.T) if len(own) > 2 else np.eye(2)
        return float(0.5 * np.arctan2(2 * xy, xx - yy) + rng.normal(0.0, 0.17))

    return tidy(_halve(rng, region, points, n, lie))


def _halve(
    rng: np.random.Generator,
    region: shapely.Geometry,
    points: Points,
    n: int,
    angle_fn: Callable[[Points], float],
) -> list[shapely.Geometry]:
    """Halve by a line across the longer side of the points' box turned by an angle."""
    if n == 1:
        return [region]
    angle = angle_fn(points)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = points @ turn.T
    axis = int(np.argmax(np.ptp(turned, axis=0) * rng.uniform(0.8, 1.25, 2)))
    n_low = n // 2 if rng.random() < 0.5 else n - n // 2
    order = np.argsort(turned[:, axis], kind="stable")
    at = int(np.clip(round(len(points) * n_low / n), n_low, len(points) - (n - n_low)))
    line = (turned[order[at - 1], axis] + turned[order[at], axis]) / 2
    corners = np.array([[-FAR, -FAR], [line, -FAR], [line, FAR], [-FAR, FAR]])
    half = Polygon((corners if axis == 0 else corners[:, ::-1]) @ turn)
    low = _halve(rng, overlap(region, half), points[order[:at]], n_low, angle_fn)
    high = _halve(rng, remainder(region, half), points[order[at:]], n - n_low, angle_fn)
    return low + high


def deal(n: int, weights: NDArray[np.float64], least: int = 1) -> NDArray[np.int64]:
    """Share out ``n`` things by weight, by largest remainders, at least ``least`` to each.

    Args:
        n: How many there are; at least ``least * len(weights)``.
        weights: Weights, shape (m,), not negative.
        least: The smallest share.
    """
    shares = np.full(len(weights), least, dtype=np.int64)
    spare = n - int(shares.sum())
    if spare < 0:
        raise ValueError(f"{n} things cannot be shared out, {least} to each of {len(weights)}")
    exact = weights / max(float(weights.sum()), 1e-300) * n - least
    exact = exact.clip(0.0)
    total = float(exact.sum())
    exact = exact / total * spare if total > 0 else np.full(len(weights), spare / len(weights))
    whole = np.floor(exact).astype(np.int64)
    rest = np.argsort(-(exact - whole), kind="stable")[: spare - int(whole.sum())]
    whole[rest] += 1
    return shares + whole


def _polygons(geometry: shapely.Geometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)] or [geometry]


def _one(geometry: shapely.Geometry) -> Polygon:
    """The largest polygon of a union whose other parts are hairlines."""
    if isinstance(geometry, MultiPolygon):
        return max(geometry.geoms, key=lambda part: part.area)
    return geometry
