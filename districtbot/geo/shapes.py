"""The polygons of a map: checked, made valid, measured in an equal-area CRS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from districtbot.geo.crs import (
    crs_name,
    equal_area_crs,
    out_of_use,
    place_of,
    projector,
    source_crs,
)
from districtbot.geo.options import MapOptions
from districtbot.geo.repair import made_valid, percent_of, polygons_only, repair_borders
from districtbot.geo.segments import Geometries
from districtbot.ground.errors import AskError, some_of

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a map's units, all valid polygons or multipolygons without height.

    Attributes:
        native: In the file's own CRS; who touches whom is decided here.
        projected: In an equal-area CRS, metres.
        area: Square metres of each unit, shape (n,).
        perimeter: Metres around each unit, all rings, shape (n,).
        source_crs: The file's CRS in words.
        notes: What was found and done, one sentence each.
    """

    native: gpd.GeoSeries
    projected: gpd.GeoSeries
    area: NDArray[np.float64]
    perimeter: NDArray[np.float64]
    source_crs: str
    notes: tuple[str, ...]


def prepare_shapes(
    shapes: gpd.GeoSeries, unit_ids: Sequence[str], options: MapOptions, say: Callable[[str], None]
) -> Shapes:
    """Check, mend and measure the shapes of a map.

    Args:
        shapes: One shape for each unit, in the file's CRS.
        unit_ids: The id of each unit, same order.
        options: ``crs``, ``repair`` and ``repair_seconds``.
        say: Told about work that may take long.

    Raises:
        AskError: If a unit has no polygon or no area, or the CRS is missing or cannot be right.
    """
    given: Geometries = np.asarray(shapes.array, dtype=object)
    polygons, reduced = _polygons(given, unit_ids)
    crs = source_crs(shapes.crs, shapely.total_bounds(polygons), options.crs)
    place = place_of(shapely.bounds(polygons), crs)
    polygons, mended = _mended(polygons, unit_ids)
    notes = [_override(shapes.crs, crs), out_of_use(place, crs), reduced, mended]
    if options.repair:
        repair = repair_borders(polygons, options.repair_seconds, say)
        polygons = repair.polygons
        notes.append(repair.note)
    target = equal_area_crs(place)
    projected = shapely.transform(polygons, projector(crs, target))
    bent = ~shapely.is_valid(projected)
    projected[bent] = made_valid(projected[bent])
    return Shapes(
        native=gpd.GeoSeries(polygons, crs=crs),
        projected=gpd.GeoSeries(projected, crs=target),
        area=shapely.area(projected),
        perimeter=shapely.length(projected),
        source_crs=crs_name(crs),
        notes=tuple(note for note in notes if note),
    )


def _polygons(given: Geometries, unit_ids: Sequence[str]) -> tuple[Geometries, str]:
    """The shapes as flat polygons, and a note where other parts were left out."""
    _refuse(
        shapely.is_missing(given) | shapely.is_empty(given),
        unit_ids,
        "have no geometry",
        "Remove these rows from the file or give them their polygons.",
    )
    flat = shapely.force_2d(given)
    kinds = shapely.get_type_id(flat)
    collections = kinds == _COLLECTION
    flat[collections] = polygons_only(flat[collections])
    others = ~np.isin(kinds, (_POLYGON, _MULTIPOLYGON, _COLLECTION)) | shapely.is_empty(flat)
    _refuse(
        others,
        unit_ids,
        f"hold no polygon but {_kinds_of(given[others])}",
        "Hand over the layer with the precincts' areas.",
    )
    points, unit = shapely.get_coordinates(flat, return_index=True)
    broken = np.zeros(len(flat), dtype=bool)
    broken[unit[~np.isfinite(points).all(axis=1)]] = True
    _refuse(
        broken,
        unit_ids,
        "have coordinates that are not numbers",
        "Export these units again or remove them.",
    )
    n_reduced = int(collections.sum())
    if not n_reduced:
        return flat, ""
    return flat, f"Stray lines and points were left out of {n_reduced:,} unit(s)."


def _mended(polygons: Geometries, unit_ids: Sequence[str]) -> tuple[Geometries, str]:
    """The polygons made valid, and a note with how many were not."""
    invalid = ~shapely.is_valid(polygons)
    n_invalid = int(invalid.sum())
    result = polygons.copy()
    result[invalid] = made_valid(polygons[invalid])
    area = shapely.area(result)
    _refuse(
        ~(area > 0),
        unit_ids,
        "have no area",
        "Their polygons are mere lines: draw them again or remove these rows.",
    )
    if not n_invalid:
        return result, ""
    changed = float(np.abs(area - shapely.area(polygons)).sum() / area.sum())
    units = "1 invalid polygon was" if n_invalid == 1 else f"{n_invalid:,} invalid polygons were"
    return result, f"{units} repaired (no more than {percent_of(changed)} of the area changed)."


def _override(declared: CRS | None, crs: CRS) -> str:
    if declared is None or declared == crs:
        return ""
    return f"The file says {crs_name(declared)}; {crs_name(crs)} was used instead, as asked."


def _kinds_of(geometries: Geometries) -> str:
    names = sorted({str(geometry.geom_type) for geometry in geometries})
    return some_of(names)


def _refuse(bad: NDArray[np.bool_], unit_ids: Sequence[str], fault: str, todo: str) -> None:
    """Refuse a map with faulty units.

    Raises:
        AskError: If any of ``bad`` is set; names the units and their rows, counted from 1.
    """
    rows = np.flatnonzero(bad)
    if len(rows):
        shown = some_of(f"{unit_ids[row]} (row {row + 1:,})" for row in rows.tolist())
        raise AskError(f"{len(rows):,} unit(s) {fault}: {shown}.", todo)
