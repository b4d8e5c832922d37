"""The projection a map is drawn in: made for the place, true to shape, north up."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

_LOWEST_LATITUDE = 4.0
_HIGHEST_LATITUDE = 80.0
_WIDEST_DEGREES = 60.0


@dataclass(frozen=True, slots=True)
class Projected:
    """A map laid flat for drawing.

    Attributes:
        geometry: The units, in metres.
        note: The projection in words, for the foot of the map.
        scale_known: Whether a unit of the plane is a metre on the ground, near enough for a
            scale bar.
    """

    geometry: gpd.GeoSeries
    note: str
    scale_known: bool


def project(geometry: gpd.GeoSeries) -> Projected:
    """Lay the units flat in a Lambert conformal conic projection made for them.

    Its parallels lie a sixth of the height in from the north and south ends, its meridian in
    the middle, so that north is up and shapes are true. Places around the equator or a pole
    get an azimuthal equal-area projection of their own; a map whose CRS has no link to the
    globe is drawn as it is.

    Args:
        geometry: Units in any CRS, or none.
    """
    crs = CRS.from_user_input(geometry.crs) if geometry.crs is not None else None
    if crs is None or crs.geodetic_crs is None or crs.is_bound:
        return Projected(geometry, "Drawn in the file's own plane coordinates.", False)
    place = _place(geometry, crs)
    if place is None:
        return Projected(geometry, "Drawn in the file's own plane coordinates.", False)
    longitude, south, north = place
    definition, note = _definition(longitude, south, north)
    return Projected(geometry.to_crs(CRS.from_user_input(definition)), note, True)


def _place(geometry: gpd.GeoSeries, crs: CRS) -> tuple[float, float, float] | None:
    """Middle longitude and southernmost and northernmost latitude, in degrees."""
    left, bottom, right, top = (float(value) for value in geometry.total_bounds)
    along = np.linspace(0, 1, 21)
    across = left + along * (right - left)
    up = bottom + along * (top - bottom)
    xs = np.concatenate([across, across, np.full(21, left), np.full(21, right)])
    ys = np.concatenate([np.full(21, bottom), np.full(21, top), up, up])
    try:
        lonlat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        _, latitudes = lonlat.transform(xs, ys)
        longitude, _ = lonlat.transform((left + right) / 2, (bottom + top) / 2)
    except ProjError:
        return None
    if not (np.isfinite(latitudes).all() and np.isfinite(longitude)):
        return None
    return float(longitude), float(latitudes.min()), float(latitudes.max())


def _definition(longitude: float, south: float, north: float) -> tuple[str, str]:
    """The PROJ string for a place, and its name in words."""
    inset = (north - south) / 6
    low, high, middle = south + inset, north - inset, (south + north) / 2
    near_equator = min(abs(south), abs(north)) < _LOWEST_LATITUDE or south * north < 0
    near_pole = max(abs(south), abs(north)) > _HIGHEST_LATITUDE
    if near_equator or near_pole or north - south > _WIDEST_DEGREES:
        definition = f"+proj=laea +lat_0={middle:.4f} +lon_0={longitude:.4f} +datum=NAD83 +units=m"
        return definition, f"Lambert azimuthal equal-area projection centred at {_degrees(middle)}."
    definition = (
        f"+proj=lcc +lat_1={low:.4f} +lat_2={high:.4f} +lat_0={middle:.4f} "
        f"+lon_0={longitude:.4f} +datum=NAD83 +units=m"
    )
    meridian = f"{abs(longitude):.1f}° {'W' if longitude < 0 else 'E'}"
    return definition, (
        f"Lambert conformal conic projection, standard parallels {_degrees(low)} and "
        f"{_degrees(high)}, central meridian {meridian}."
    )


def _degrees(latitude: float) -> str:
    return f"{abs(latitude):.1f}° {'N' if latitude >= 0 else 'S'}"
