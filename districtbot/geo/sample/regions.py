"""City limits and countryside: the regions that are cut into precincts."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.ops import split

from districtbot.geo.sample.counties import Counties
from districtbot.geo.sample.land import Land
from districtbot.geo.sample.noise import Surface, smooth_surface
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.split import GRID, overlap, remainder, scatter, tidy, union
from districtbot.geo.sample.towns import Town


@dataclass(frozen=True, slots=True)
class Region:
    """A city, a stretch of countryside or an island; never across a county line.

    Attributes:
        shape: Its polygon.
        county: Index of its county.
        town: Index of its town, or ``None`` in the countryside.
        people: Inhabitants, about.
        angle: Direction of its streets, radians.
        straight: Whether its land was surveyed in squares.
        island: Whether it lies off the coast.
    """

    shape: Polygon
    county: int
    town: int | None
    people: float
    angle: float
    straight: bool
    island: bool = False


def make_regions(
    spec: StateSpec,
    land: Land,
    counties: Counties,
    towns: tuple[Town, ...],
    density: Surface,
) -> tuple[Region, ...]:
    """Draw the city limits in each county; the countryside is what they leave."""
    rng = spec.rng("regions")
    chartered = _chartered(spec, towns)
    drafts: list[Region] = []
    for index, shape in enumerate(counties.shapes):
        own = [(number, towns[number]) for number in chartered if towns[number].county == index]
        straight = counties.surveyed[index]
        angle = 0.0 if straight else float(rng.uniform(-0.7, 0.7))
        limits = _limits(rng, spec, shape, [town for _, town in own], angle)
        drafts.extend(
            Region(limit, index, number, town.people, angle, straight)
            for limit, (number, town) in zip(limits[1:], own, strict=True)
            if not limit.is_empty
        )
        drafts.extend(
            Region(part, index, None, 0.0, angle, straight)
            for part in _countryside(spec, land, limits[0])
        )
    for island in land.islands:
        county = int(np.argmin([island.distance(shape) for shape in counties.shapes]))
        drafts.append(Region(island, county, None, 0.0, 0.0, straight=False, island=True))
    return _peopled(spec, drafts, density)


def _chartered(spec: StateSpec, towns: tuple[Town, ...]) -> list[int]:
    """Towns with people enough for a precinct of their own, within what the counts allow."""
    average = spec.n_people / spec.n_units
    room = max(0, (spec.n_units - spec.n_counties - 3 * spec.n_islands) // 3)
    return [number for number, town in enumerate(towns) if town.people > 0.8 * average][:room]


def _limits(
    rng: np.random.Generator, spec: StateSpec, county: Polygon, towns: list[Town], angle: float
) -> list[shapely.Geometry]:
    """The countryside of a county (first), then the land inside each town's limits.

    Limits follow the squares of a lattice, as after a century of annexations.
    """
    if not towns:
        return [county]
    radii = np.array([town.radius for town in towns])
    places = np.array([(town.x, town.y) for town in towns])
    discs = shapely.buffer(shapely.points(places), radii)
    shares = shapely.area(shapely.intersection(discs, county)) / shapely.area(discs)
    radii /= np.sqrt(shares.clip(0.3, 1.0))
    side = float(np.clip(radii.min() / 2.2, 300.0, 1609.0))
    squares = _lattice(county, side, angle, places, radii)
    middles = shapely.get_coordinates(shapely.point_on_surface(squares))
    away = np.hypot(*(middles[:, None, :] - places).transpose(2, 0, 1)) / radii
    away *= 1 + 0.22 * smooth_surface(rng, 2.5 * side)(middles)[:, None]
    owner = np.where(away.min(axis=1) < 1.0, away.argmin(axis=1) + 1, 0)
    limits = [union(*squares[owner == number + 1]) for number in range(len(towns))]
    countryside = remainder(county, union(*limits))
    if countryside.is_empty:
        farthest = int(np.argmax(away.min(axis=1)))
        limits = [remainder(limit, squares[farthest]) for limit in limits]
        countryside = squares[farthest]
    return _settled(spec, [countryside, *limits])


def _lattice(
    county: Polygon,
    side: float,
    angle: float,
    places: NDArray[np.float64],
    radii: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Squares of a county around its towns, cut off at the county line."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = places @ turn.T
    low = np.floor((turned - 1.6 * radii[:, None]).min(axis=0) / side)
    high = np.ceil((turned + 1.6 * radii[:, None]).max(axis=0) / side)
    steps = np.stack(
        np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1])), axis=-1
    ).reshape(-1, 2)
    away = np.hypot(*((steps + 0.5)[:, None, :] * side - turned).transpose(2, 0, 1))
    steps = steps[(away < 1.6 * radii + side).any(axis=1)]
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    squares = shapely.polygons(np.round((steps[:, None, :] + corners) * side @ turn))
    inside = [overlap(square, county) for square in squares[shapely.intersects(squares, county)]]
    return np.array([square for square in inside if square.area > GRID], dtype=np.object_)


def _settled(spec: StateSpec, pieces: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Give enclaves, and corners of countryside too small for a precinct, to a town."""
    least = 0.12 * spec.unit_side**2
    parts = sorted(shapely.get_parts(pieces[0]), key=lambda part: -part.area)
    open_land = [part for part in parts if part.area >= least] or parts[:1]
    corners = [part for part in parts if not any(part is other for other in open_land)]
    named = [index for index, piece in enumerate(pieces) if index and not piece.is_empty]
    loose = shapely.MultiPolygon(corners) if corners else shapely.Polygon()
    towns = [union(pieces[named[0]], loose), *(pieces[index] for index in named[1:])]
    settled = tidy([*open_land, *towns])
    result: list[shapely.Geometry] = [shapely.Polygon()] * len(pieces)
    result[0] = union(*settled[: len(open_land)])
    for index, shape in zip(named, settled[len(open_land) :], strict=True):
        result[index] = shape
    return result


def _countryside(spec: StateSpec, land: Land, shape: shapely.Geometry) -> list[Polygon]:
    """The parts of a county's countryside; its two banks are parts of their own."""
    least = 1.2 * spec.unit_side**2
    found: list[Polygon] = []
    for part in shapely.get_parts(shape):
        banks = _banks(part, land.river)
        large = [bank for bank in banks if bank.area > least]
        if len(large) < 2:
            found.append(part)
            continue
        rest = [bank for bank in banks if bank.area <= least]
        found.extend(tidy([shapely.MultiPolygon([large[0], *rest]), *large[1:]]))
    return found


def _banks(part: Polygon, river: LineString | None) -> list[Polygon]:
    if river is None or not river.crosses(part):
        return [part]
    return list(split(part, river).geoms)


def _peopled(spec: StateSpec, drafts: list[Region], density: Surface) -> tuple[Region, ...]:
    """Spread those who live in no chartered town over the countryside."""
    rng = spec.rng("countryside")
    weights = np.zeros(len(drafts))
    for index, region in enumerate(drafts):
        if region.town is None:
            crowding = np.minimum(density(scatter(rng, region.shape, 60)), 12.0).mean()
            weights[index] = region.shape.area * crowding
    rest = spec.n_people - sum(region.people for region in drafts)
    shares = rest * weights / weights.sum()
    return tuple(
        replace(region, people=region.people + float(share))
        for region, share in zip(drafts, shares, strict=True)
    )
