"""Regions become precincts: how many each gets, and where their lines run."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from districtbot.geo.sample.land import Land
from districtbot.geo.sample.mesh import Border, fit_together, subdivided, wiggle
from districtbot.geo.sample.noise import Points, Surface
from districtbot.geo.sample.regions import Region
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.split import blocks, deal, rows, scatter, tracts

SECTION = 1609.0  # metres: one mile, the side of a surveyed section
LONGEST = 2500.0  # metres; a longer segment would bend visibly in another projection


@dataclass(frozen=True, slots=True)
class Precincts:
    """The precincts of a state.

    Attributes:
        shapes: One polygon each; neighbours share vertices exactly.
        region: Index of the region of each, shape (n,).
        people: Inhabitants of each, whole numbers, shape (n,).
    """

    shapes: tuple[Polygon, ...]
    region: NDArray[np.int64]
    people: NDArray[np.int64]


def make_precincts(
    spec: StateSpec, land: Land, regions: tuple[Region, ...], density: Surface
) -> Precincts:
    """Cut each region into precincts of about the same number of people."""
    counts = _counts(spec, regions)
    pieces: list[Polygon] = []
    for index, (region, n) in enumerate(zip(regions, counts, strict=True)):
        pieces.extend(_pieces(spec, index, region, int(n), density))
    owner = np.repeat(np.arange(len(regions)), counts)
    shapes = fit_together(pieces)
    rng = spec.rng("lines")
    step = float(np.clip(0.07 * spec.unit_side, 60.0, 700.0))
    shapes = wiggle(shapes, _roughness(rng, land, regions, owner), rng, step)
    shapes = fit_together(subdivided(shapes, LONGEST))
    return Precincts(tuple(shapes), owner, _people(spec, regions, owner))


def _counts(spec: StateSpec, regions: tuple[Region, ...]) -> NDArray[np.int64]:
    """Precincts of each region: countryside ones hold fewer people than those of cities."""
    rng = spec.rng("counts")
    islands = [index for index, region in enumerate(regions) if region.island]
    counts = np.zeros(len(regions), dtype=np.int64)
    counts[islands] = rng.integers(1, 4, len(islands)) if spec.n_units >= 60 else 1
    weights = np.array(
        [region.people / (1.35 if region.town is not None else 0.8) for region in regions]
    )
    mainland = np.flatnonzero(counts == 0)
    counts[mainland] = deal(spec.n_units - int(counts.sum()), weights[mainland])
    return counts


def _pieces(spec: StateSpec, index: int, region: Region, n: int, density: Surface) -> list[Polygon]:
    if n == 1:
        return [region.shape]
    rng = spec.rng("precincts", index)

    def weight(points: Points) -> NDArray[np.float64]:
        values: NDArray[np.float64] = density(points) ** 0.8
        return values

    points = scatter(rng, region.shape, 40 * n + 200, weight)
    if region.town is not None:
        return blocks(rng, region.shape, points, n, region.angle)
    if region.straight:
        return rows(rng, region.shape, points, n, SECTION)
    return tracts(rng, region.shape, points, n)


def _people(
    spec: StateSpec, regions: tuple[Region, ...], owner: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Whole people for each precinct, summing to ``spec.n_people``."""
    rng = spec.rng("people")
    size = rng.lognormal(0.0, 0.25, len(owner))
    in_region = np.bincount(owner, size, minlength=len(regions))
    people = np.array([region.people for region in regions])
    return deal(spec.n_people, people[owner] * size / in_region[owner])


def _roughness(
    rng: np.random.Generator,
    land: Land,
    regions: tuple[Region, ...],
    owner: NDArray[np.int64],
) -> Callable[[Border], float]:
    """Streets and survey lines are straight; country roads and creeks are not."""
    natural = land.natural_lines

    def roughness(border: Border) -> float:
        sides = [regions[owner[side]] for side in border.sides]
        draw = float(rng.random())
        in_town = any(region.town is not None for region in sides)
        if len(sides) == 1 or in_town or border.follows(natural):
            return 0.0
        if any(region.straight for region in sides):
            return 0.12 if draw < 0.1 else 0.0
        return 0.04 if draw < 0.3 else 0.1 + 0.1 * draw

    return roughness
