"""Where the people of a sample state live: a metropolis, cities, towns and countryside."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from districtbot.geo.sample.counties import Counties
from districtbot.geo.sample.land import Land, mouth_of
from districtbot.geo.sample.noise import Points, Surface, smooth_surface
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.split import core_of, scatter

Kind = Literal["metropolis", "suburb", "city", "seat"]


@dataclass(frozen=True, slots=True)
class Town:
    """A place where people live close together.

    Attributes:
        x: East of the state's middle, metres.
        y: North of the state's middle, metres.
        county: Index of its county.
        people: Inhabitants, about.
        kind: The metropolis, one of its suburbs, another city or a small county seat.
    """

    x: float
    y: float
    county: int
    people: float
    kind: Kind

    @property
    def area(self) -> float:
        """Area it needs, square metres: larger towns are denser."""
        per_km2 = 250 + 900 * np.sqrt(self.people / 100_000)
        return float(1e6 * self.people / per_km2)

    @property
    def radius(self) -> float:
        """Radius of a disc of that area, metres."""
        return float(np.sqrt(self.area / np.pi))


def make_towns(spec: StateSpec, land: Land, counties: Counties) -> tuple[Town, ...]:
    """Found the towns, the largest first; one metropolis, and at least one in each county."""
    rng = spec.rng("towns")
    n_cities = int(np.clip(round(spec.n_counties / 4), 1, 14))
    sites = _sites(spec, land, n_cities)
    n_suburbs = int(np.clip(round(spec.n_units / 75), 1, 24))
    sizes: list[tuple[Kind, float, Points]] = [
        ("metropolis" if rank == 0 else "city", 1.0 if rank == 0 else 0.45 * rank**-0.85, site)
        for rank, site in enumerate(sites)
    ]
    metropolis = spec.urban * spec.n_people / (2.0 + 0.095 * n_suburbs + 0.025 * spec.n_counties)
    reach = 1.3 * Town(0, 0, 0, metropolis * (1 + 0.12 * n_suburbs), "metropolis").radius
    sizes.extend(
        ("suburb", 0.08 * float(rng.lognormal(0.0, 0.6)), site)
        for site in _ring(rng, land, sites[0], n_suburbs, reach)
    )
    homes = _county_of(np.array([site for _, _, site in sizes]), counties)
    for index, shape in enumerate(counties.shapes):
        if index not in homes:
            site = _seat(rng, land, shape)
            sizes.append(("seat", 0.018 * float(rng.lognormal(0.0, 0.7)), site))
    total = sum(size for _, size, _ in sizes)
    places = np.array([site for _, _, site in sizes])
    towns = [
        Town(float(x), float(y), int(county), spec.urban * spec.n_people * size / total, kind)
        for (kind, size, _), (x, y), county in zip(
            sizes, places, _county_of(places, counties), strict=True
        )
    ]
    return tuple(sorted(towns, key=lambda town: (town.kind != "metropolis", -town.people)))


def _county_of(points: Points, counties: Counties) -> NDArray[np.int64]:
    shapes = shapely.points(points)
    away = np.array([shapely.distance(shapes, shape) for shape in counties.shapes])
    nearest: NDArray[np.int64] = away.argmin(axis=0)
    return nearest


def _sites(spec: StateSpec, land: Land, n: int) -> list[Points]:
    """Good sites for cities: by the river and the coast, far from each other."""
    rng = spec.rng("sites")
    inner = core_of(land.mainland, 0.03 * float(np.sqrt(spec.area)))
    points = scatter(rng, inner, 60 * n + 300)
    shapes = shapely.points(points)
    reach = 0.05 * np.sqrt(spec.area)
    lure = rng.uniform(0.0, 0.8, len(points))
    if land.river is not None:
        lure += np.exp(-shapely.distance(shapes, land.river) / reach)
    if not land.coast.is_empty:
        lure += 0.7 * np.exp(-shapely.distance(shapes, land.coast) / reach)
    first = lure.copy()
    if land.river is not None and not land.coast.is_empty:
        mouth = mouth_of(land.river, land.mainland)
        first += 2.0 * np.exp(-shapely.distance(shapes, mouth) / reach)
    sites = [points[int(np.argmax(first))]]
    spread = 0.9 * np.sqrt(spec.area / n)
    for _ in range(n - 1):
        away = np.min([np.hypot(*(points - site).T) for site in sites], axis=0)
        sites.append(points[int(np.argmax(lure + 2.0 * np.minimum(away / spread, 1.0)))])
    return sites


def _ring(
    rng: np.random.Generator, land: Land, middle: Points, n: int, reach: float
) -> list[Points]:
    """Sites for suburbs around the metropolis, denser toward it."""
    disc = Point(*middle).buffer(reach).intersection(land.mainland)
    points = scatter(rng, disc, 40 * n + 50)
    away = np.hypot(*(points - middle).T)
    points = points[away >= min(0.35 * reach, float(np.median(away)))]
    sites: list[Points] = []
    apart = 1.3 * reach / np.sqrt(n + 1)
    while len(sites) < n:
        for point in points:
            if len(sites) < n and all(np.hypot(*(point - site)) > apart for site in sites):
                sites.append(point)
        apart *= 0.9
    return sites


def _seat(rng: np.random.Generator, land: Land, county: shapely.Polygon) -> Points:
    """A site near the middle of a county, on the river where one runs there."""
    core = core_of(county, 0.2 * float(np.sqrt(county.area)))
    point: Points = scatter(rng, core, 1)[0]
    if land.river is not None and land.river.intersects(core):
        reach = land.river.intersection(core)
        near = reach.interpolate(reach.project(Point(*point)))
        return np.array([near.x, near.y])
    return point


def density_surface(spec: StateSpec, towns: tuple[Town, ...]) -> Surface:
    """How densely people live, in no particular unit: 1 in the deep countryside."""
    noise = smooth_surface(spec.rng("density"), 0.12 * np.sqrt(spec.area))
    places = np.array([(town.x, town.y) for town in towns])
    radii = np.array([town.radius for town in towns])
    peaks = np.array([5.0 + 20.0 * np.sqrt(town.people / 200_000) for town in towns])

    def density(points: Points) -> NDArray[np.float64]:
        values: NDArray[np.float64] = np.exp(0.3 * noise(points))
        for place, radius, peak in zip(places, radii, peaks, strict=True):
            away = np.hypot(*(points - place).T)
            downtown = np.exp(-away / (0.75 * radius))
            outskirts = np.exp(-away / (2.5 * radius + 3000.0))
            values += peak * (downtown + 0.12 * outskirts)
        return values

    return density
