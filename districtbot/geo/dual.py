"""Which units touch, along how much border, and what joins the parts that do not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.bridges import add_bridges, bridge_notes
from districtbot.geo.cache import Arrays, load_arrays, save_arrays
from districtbot.geo.crs import metres_per_unit, projector
from districtbot.geo.options import MapOptions
from districtbot.geo.segments import Geometries, segments_of, shared_segments
from districtbot.geo.shapes import Shapes
from districtbot.geo.statemap import DualGraph

_GAP_METRES = 1.0
"""Gaps narrower than this are counted as faults of the drawing."""
_POLYGON = 3


@dataclass(frozen=True, slots=True)
class Borders:
    """What the shapes alone say about the dual graph.

    Attributes:
        edges: Pairs of touching units, shape (m, 2), int32, first < second, sorted.
        shared_perimeter: Metres of shared border for each edge, shape (m,).
        n_misfits: Units that overlap another or leave a gap of under a metre.
        overlap: Square metres of the largest overlap of two units.
    """

    edges: NDArray[np.int32]
    shared_perimeter: NDArray[np.float64]
    n_misfits: int
    overlap: float


def dual_graph(
    shapes: Shapes,
    county: NDArray[np.int32] | None,
    unit_ids: Sequence[str],
    options: MapOptions,
    cache_key: str | None,
) -> tuple[DualGraph, tuple[str, ...]]:
    """The dual graph of a map with shapes, bridges included, and what there is to say about it.

    Args:
        shapes: The units' shapes.
        county: County code of each unit, shape (n,), or ``None``.
        unit_ids: The id of each unit.
        options: ``adjacency``, ``bridge`` and ``use_cache``.
        cache_key: Hash of the map file and of whatever else its shapes depend on; ``None`` to
            keep the cache out of it.

    Raises:
        AskError: If the map has separate parts and ``options.bridge`` is off.
    """
    borders = _cached_borders(shapes, options, cache_key)
    n_units = len(unit_ids)
    bridges = add_bridges(n_units, borders.edges, shapes.projected, county, unit_ids, options)
    graph = DualGraph(n_units, borders.edges, borders.shared_perimeter, bridges, options.adjacency)
    notes = (*_misfit_notes(borders, options), *bridge_notes(bridges, county, unit_ids))
    return graph, notes


def borders_of(shapes: Shapes, adjacency: str) -> Borders:
    """Find the pairs of units that touch, as GEOS decides it in the file's own CRS.

    Two units with a piece of border equal to the last bit touch along a line. Only pairs
    without such a piece are intersected, and pairs whose borders do not fit each other exactly.
    The shared border is measured in the equal-area CRS; where two units overlap it is half the
    way around the overlap.

    Args:
        shapes: The units' shapes.
        adjacency: ``rook`` (a shared line) or ``queen`` (a shared point is enough).
    """
    polygons: Geometries = np.asarray(shapes.native.array, dtype=object)
    n_units = len(polygons)
    project = projector(shapes.native.crs, shapes.projected.crs)
    pieces = shared_segments(segments_of(polygons))
    codes = pieces.pairs[:, 0] * n_units + pieces.pairs[:, 1]
    fitting, edge_of_piece = np.unique(codes, return_inverse=True)
    steps = project(pieces.end) - project(pieces.start)
    metres = np.bincount(edge_of_piece, np.hypot(steps[:, 0], steps[:, 1]), minlength=len(fitting))
    misfit = _misfits(polygons, _GAP_METRES / metres_per_unit(shapes.native.crs))
    loose = np.flatnonzero(misfit[fitting // n_units] & misfit[fitting % n_units])
    touching = _touching(polygons, fitting)
    codes = np.concatenate([fitting[loose], touching])
    common = shapely.intersection(polygons[codes // n_units], polygons[codes % n_units])
    lines, overlaps = _border_in(shapely.transform(common, project))
    metres[loose] = lines[: len(loose)]
    found = shapely.length(common[len(loose) :]) > 0 if adjacency == "rook" else slice(None)
    every = np.concatenate([fitting, touching[found]])
    order = np.argsort(every)
    return Borders(
        edges=np.column_stack([every // n_units, every % n_units])[order].astype(np.int32),
        shared_perimeter=np.concatenate([metres, lines[len(loose) :][found]])[order],
        n_misfits=int(misfit.sum()),
        overlap=float(overlaps.max(initial=0.0)),
    )


def _misfits(polygons: Geometries, gap: float) -> NDArray[np.bool_]:
    """Units that overlap another one, or face it across a narrow gap, or touch it unevenly.

    A narrow inlet of a single unit is no fault.
    """
    faults = shapely.coverage_invalid_edges(polygons, gap_width=gap)
    units = np.flatnonzero(~shapely.is_empty(faults))
    lines = faults[units]
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=gap)
    result = np.zeros(len(polygons), dtype=bool)
    result[units[first[first != second]]] = True
    return result


def _touching(polygons: Geometries, known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs that have a point in common and are not known yet, coded as first * n + second."""
    n_units = len(polygons)
    first, second = shapely.STRtree(polygons).query(polygons)
    once = first < second
    codes = np.setdiff1d(first[once] * n_units + second[once], known, assume_unique=True)
    shapely.prepare(polygons)
    met = shapely.intersects(polygons[codes // n_units], polygons[codes % n_units])
    shapely.destroy_prepared(polygons)
    touching: NDArray[np.int64] = codes[met]
    return touching


def _border_in(common: Geometries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Length of border and area of overlap of each projected intersection, metres and m2."""
    parts, index = shapely.get_parts(common, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    index = index[inner]
    ways = np.where(shapely.get_type_id(parts) == _POLYGON, 0.5, 1.0)
    lengths = np.zeros(len(common))
    np.add.at(lengths, index, ways * shapely.length(parts))
    return lengths, shapely.area(common)


def _cached_borders(shapes: Shapes, options: MapOptions, cache_key: str | None) -> Borders:
    if cache_key is None or not options.use_cache:
        return borders_of(shapes, options.adjacency)
    key = _key(shapes, options, cache_key)
    arrays = load_arrays(key)
    borders = None if arrays is None else _from_arrays(arrays, len(shapes.native))
    if borders is None:
        borders = borders_of(shapes, options.adjacency)
        save_arrays(key, _to_arrays(borders))
    return borders


def _key(shapes: Shapes, options: MapOptions, cache_key: str) -> str:
    """Names the file in the cache by all that the borders depend on."""
    _, points, offsets = shapely.to_ragged_array(np.asarray(shapes.native.array, dtype=object))
    digest = hashlib.blake2b(digest_size=20)
    crs = (shapes.native.crs.to_wkt(), shapes.projected.crs.to_wkt())
    digest.update("\x1f".join((cache_key, options.adjacency, *crs)).encode())
    for array in (points, *offsets):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _to_arrays(borders: Borders) -> dict[str, NDArray[Any]]:
    return {
        "edges": borders.edges,
        "shared_perimeter": borders.shared_perimeter,
        "misfits": np.array([borders.n_misfits, borders.overlap]),
    }


def _from_arrays(arrays: Arrays, n_units: int) -> Borders | None:
    """Borders from the cache, or ``None`` where they cannot be right."""
    edges, metres = arrays.get("edges"), arrays.get("shared_perimeter")
    misfits = arrays.get("misfits")
    if edges is None or metres is None or misfits is None or misfits.shape != (2,):
        return None
    if edges.ndim != 2 or edges.shape[1] != 2 or edges.dtype != np.int32:
        return None
    if metres.shape != (len(edges),) or metres.dtype != np.float64 or not (metres >= 0).all():
        return None
    codes = edges[:, 0].astype(np.int64) * n_units + edges[:, 1]
    ordered = (np.diff(codes) > 0).all() and (edges[:, 0] < edges[:, 1]).all()
    if not ordered or (edges < 0).any() or (edges >= n_units).any():
        return None
    return Borders(edges, metres, int(misfits[0]), float(misfits[1]))


def _misfit_notes(borders: Borders, options: MapOptions) -> tuple[str, ...]:
    if not borders.n_misfits:
        return ()
    units = "1 unit does" if borders.n_misfits == 1 else f"{borders.n_misfits:,} units do"
    area = f"; the largest overlap has {borders.overlap:,.0f} m2" if borders.overlap >= 1 else ""
    hint = "" if options.repair else "; --repair mends this"
    return (
        f"{units} not fit the neighbours exactly (overlaps, or gaps of under a metre{area}){hint}.",
    )
