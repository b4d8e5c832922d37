"""Places drawn on a map: schools, homes, polling places; where they lie is known from the draw."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from districtbot.problems.coding.outlines import Corner
from districtbot.problems.maps.made import MadeMap

_SURNAMES = tuple(
    """Abbott Barros Chen Dalton Espinoza Foster Garrity Hollis Iverson Jarvis Kessler Lindqvist
    Marsh Nakamura Ortega Pruitt Quade Ramsey Sorensen Tillman Ulrich Vance Whitaker Yancey Zamora
    Aldrich Boone Crane Duarte Ellison""".split()  # noqa: SIM905
)
_FIRST_NAMES = tuple(
    """Ana Ben Carla Dev Elena Frank Grace Hugh Ines Jon Kim Lee Maria Noah Olga Paul Rosa Sam Tess
    Victor""".split()  # noqa: SIM905
)
_MARGIN = 0.03
"""How far a place is from any border at least, as a share of the square root of the area."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a map.

    Attributes:
        name: What it is called.
        unit: Index of the unit it lies in; -1 outside of the map.
        where: Its coordinates in the file's CRS.
    """

    name: str
    unit: int
    where: Corner


def place_in(shape: BaseGeometry, rng: random.Random) -> Corner:
    """A point well inside a shape."""
    x0, y0, x1, y1 = shape.bounds
    margin = _MARGIN * shape.area**0.5
    for _ in range(200):
        point = shapely.Point(rng.uniform(x0, x1), rng.uniform(y0, y1))
        if shape.contains(point) and shape.boundary.distance(point) > margin:
            return point.x, point.y
    inside = shape.representative_point()
    return inside.x, inside.y


def drawn_places(
    made: MadeMap, rng: random.Random, names: Sequence[str], *, outside: int = 0
) -> list[Place]:
    """Places by name, the last ones outside of the map."""
    shapes = list(made.frame.geometry)
    found = []
    for name in names[: len(names) - outside]:
        unit = rng.randrange(len(shapes))
        found.append(Place(name, unit, place_in(shapes[unit], rng)))
    x0, y0, x1, y1 = made.frame.total_bounds
    width = x1 - x0
    for name in names[len(names) - outside :]:
        x = rng.choice((x0 - width * rng.uniform(0.03, 0.1), x1 + width * rng.uniform(0.03, 0.1)))
        found.append(Place(name, -1, (float(x), rng.uniform(y0, y1))))
    rng.shuffle(found)
    return found


def people_names(rng: random.Random, n: int) -> list[str]:
    """Names of people, no surname twice as long as they last."""
    surnames = [_SURNAMES[i % len(_SURNAMES)] for i in range(n)]
    rng.shuffle(surnames)
    return [f"{rng.choice(_FIRST_NAMES)} {one}" for one in surnames]


def moved(places: Sequence[Place], made: MadeMap, crs: str) -> list[Corner]:
    """Where places are in another CRS."""
    move = Transformer.from_crs(made.frame.crs, crs, always_xy=True)
    x, y = move.transform([one.where[0] for one in places], [one.where[1] for one in places])
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True)]


def lonlat_table(places: Sequence[Place], made: MadeMap, column: str) -> pd.DataFrame:
    """A table of places with longitude and latitude, six decimals."""
    points = np.round(np.array(moved(places, made, "EPSG:4326")), 6)
    return pd.DataFrame(
        {column: [one.name for one in places], "lon": points[:, 0], "lat": points[:, 1]}
    )
