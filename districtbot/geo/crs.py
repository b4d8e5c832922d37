"""Coordinate reference systems: the file's own, checked, and an equal-area one for the place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from districtbot.ground.errors import AskError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A box on the globe in degrees; across the 180th meridian ``east`` is above 180."""

    west: float
    south: float
    east: float
    north: float

    def within(self, other: "Place") -> bool:
        """Whether the whole box lies in the other."""
        return (
            other.south <= self.south
            and self.north <= other.north
            and any(
                other.west <= self.west + turn and self.east + turn <= other.east for turn in _TURNS
            )
        )

    def meets(self, other: "Place") -> bool:
        """Whether the two boxes have a point in common."""
        return (
            other.south <= self.north
            and self.south <= other.north
            and any(
                other.west <= self.east + turn and self.west + turn <= other.east for turn in _TURNS
            )
        )


_TURNS = (-360.0, 0.0, 360.0)
_REGIONS = {
    "EPSG:5070": Place(-125.5, 24.0, -66.0, 50.0),  # the contiguous United States
    "ESRI:102007": Place(-179.0, 18.0, -154.0, 29.0),  # Hawaii
    "EPSG:3338": Place(170.0, 50.5, 231.0, 72.0),  # Alaska
}


def source_crs(declared: CRS | None, bounds: Floats, option: str | None) -> CRS:
    """The CRS of a file's coordinates, checked against the coordinates.

    Args:
        declared: What the file says, or ``None``.
        bounds: West, south, east and north of all coordinates, in the file's units.
        option: What the user says (``--crs``); it goes before what the file says.

    Raises:
        AskError: If neither says a CRS, the option names none, or the coordinates cannot be
            in it: degrees that are none, or metres that are degrees.
    """
    crs = declared if option is None else _parsed(option)
    if crs is None:
        raise AskError(
            f"The file does not say its CRS; its coordinates run {_range(bounds)}: "
            f"{_guess(bounds)}.",
            f"Give it with --crs, such as --crs {_example(bounds)}.",
        )
    _check(crs, bounds)
    return crs


def crs_name(crs: CRS) -> str:
    """A CRS in words: ``EPSG:4269`` where it carries its code, else its name."""
    code = crs.to_json_dict().get("id")
    if isinstance(code, dict):
        return f"{code['authority']}:{code['code']}"
    return str(crs.name)


def place_of(boxes: Floats, crs: CRS) -> Place:
    """Where on the globe a map lies.

    Args:
        boxes: Bounds of each unit (west, south, east, north), shape (n, 4), in ``crs``.
        crs: The map's CRS.

    Raises:
        AskError: If the coordinates lie outside what ``crs`` can express.
    """
    longitude, latitude = _lonlat(boxes, crs)
    around = np.unique((longitude + 180) % 360 - 180)
    gaps = np.diff(around, append=around[0] + 360)
    widest = int(np.argmax(gaps))
    west = float(around[(widest + 1) % len(around)])
    east = west + 360 - float(gaps[widest])
    return Place(west, float(latitude.min()), east, float(latitude.max()))


def equal_area_crs(place: Place) -> CRS:
    """An equal-area CRS in metres for a place.

    EPSG:5070 for the contiguous United States, ESRI:102007 for Hawaii, EPSG:3338 for Alaska;
    elsewhere a Lambert azimuthal equal-area projection around the middle.
    """
    for code, region in _REGIONS.items():
        if place.within(region):
            return CRS.from_user_input(code)
    latitude = round((place.south + place.north) / 2, 2)
    longitude = round(((place.west + place.east) / 2 + 180) % 360 - 180, 2)
    return CRS.from_proj4(
        f"+proj=laea +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m +type=crs"
    )


def out_of_use(place: Place, crs: CRS) -> str:
    """A sentence for a map that lies wholly outside the area its CRS is made for, or nothing."""
    use = crs.area_of_use
    if use is None:
        return ""
    east = use.east if use.west <= use.east else use.east + 360
    if place.meets(Place(use.west, use.south, east, use.north)):
        return ""
    return f"The map lies outside the area that {crs_name(crs)} is made for: check its CRS."


def projector(source: CRS, target: CRS) -> Callable[[Floats], Floats]:
    """A function from coordinates in ``source`` to coordinates in ``target``, shape (n, 2)."""
    transformer = _transformer(source, target)

    def project(points: Floats) -> Floats:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return project


@lru_cache(maxsize=64)
def _transformer(source: CRS, target: CRS) -> Transformer:
    """What changes coordinates; safe in several threads, and slow to make."""
    return Transformer.from_crs(source, target, always_xy=True)


def metres_per_unit(crs: CRS) -> float:
    """Metres in one unit of a CRS; for degrees, along a meridian."""
    if crs.is_geographic:
        return 111_320.0
    return float(crs.axis_info[0].unit_conversion_factor) if crs.axis_info else 1.0


def _parsed(option: str) -> CRS:
    try:
        return CRS.from_user_input(option)
    except CRSError as error:
        raise AskError(
            f"--crs {option!r} is no coordinate reference system.",
            "Give a code such as EPSG:4269 (NAD83 degrees) or EPSG:26915 (UTM zone 15N).",
        ) from error


def _check(crs: CRS, bounds: Floats) -> None:
    west, south, east, north = bounds
    wide, tall = max(-west, east), max(-south, north)
    name = crs_name(crs)
    todo = "Give the CRS of the coordinates with --crs."
    if crs.is_geographic:
        if wide > 360.5 or tall > 90.5:
            swapped = wide <= 90.5 and tall <= 180.5
            seen = "latitude before longitude" if swapped else "not degrees"
            raise AskError(
                f"{name} is in degrees, but the coordinates run {_range(bounds)}: {seen}.",
                "Write the file with longitude first." if swapped else todo,
            )
    elif crs.is_projected:
        if _looks_american(bounds):
            raise AskError(
                f"{name} is a projected CRS, but the coordinates run {_range(bounds)}: "
                "they look like degrees.",
                "Give the CRS of the coordinates with --crs, such as --crs EPSG:4269.",
            )
    else:
        raise AskError(f"{name} is neither geographic nor projected.", todo)


def _range(bounds: Floats) -> str:
    west, south, east, north = map(_coordinate, bounds.tolist())
    return f"from {west} to {east} (x) and from {south} to {north} (y)"


def _coordinate(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e12 else f"{value:.6g}"


def _guess(bounds: Floats) -> str:
    if _in_degrees(bounds):
        return "they look like degrees, probably EPSG:4269 (NAD83) or EPSG:4326 (WGS 84)"
    return "they look like metres or feet of a projection, which the publisher of the file names"


def _example(bounds: Floats) -> str:
    return "EPSG:4269" if _in_degrees(bounds) else "EPSG:26915 (UTM zone 15N)"


def _in_degrees(bounds: Floats) -> bool:
    west, south, east, north = bounds
    return bool(max(-west, east) <= 180.5 and max(-south, north) <= 90.5)


def _looks_american(bounds: Floats) -> bool:
    """Whether a box of coordinates would lie in the United States if it were in degrees."""
    west, south, east, north = bounds
    return bool(west >= -180.5 and east <= -60 and south >= 13 and north <= 73)


def _lonlat(boxes: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Longitude and latitude of the four corners of each box, degrees."""
    x = boxes[:, [0, 0, 2, 2]].ravel()
    y = boxes[:, [1, 3, 1, 3]].ravel()
    if not crs.is_geographic:
        try:
            to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except ProjError as error:
            raise AskError(
                f"The CRS of the file ({crs_name(crs)}) is damaged: it leads nowhere on Earth.",
                "Give the CRS of the coordinates with --crs.",
            ) from error
        x, y = to_degrees.transform(x, y)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        bounds = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        raise AskError(
            f"The coordinates run {_range(bounds)}, which is outside of {crs_name(crs)}.",
            "Give the CRS of the coordinates with --crs.",
        )
    return x, y
