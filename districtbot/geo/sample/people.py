"""Who lives in each precinct: groups that cluster as they do in real states."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.sample.land import Land
from districtbot.geo.sample.noise import Points, smooth_surface
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.split import core_of, deal, scatter
from districtbot.geo.sample.towns import Town

Group = Literal["white", "black", "hispanic", "asian", "native", "other"]
GROUPS: tuple[Group, ...] = ("white", "black", "hispanic", "asian", "native", "other")
ADULTS = (0.80, 0.755, 0.68, 0.79, 0.72, 0.62)  # share of each group that is 18 or older


@dataclass(frozen=True, slots=True)
class Site:
    """Where the precincts lie, as far as their people care.

    Attributes:
        middle: A point inside each precinct, shape (n, 2), metres.
        urban: 0 in empty country, 1 downtown, from people per km², shape (n,).
    """

    middle: Points
    urban: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class People:
    """Whole people of each group, in the order of `GROUPS`; groups add up to the total.

    Attributes:
        population: Everyone, shape (n, 6).
        adults: Those of voting age, shape (n, 6).
    """

    population: NDArray[np.int64]
    adults: NDArray[np.int64]


def site_of(middle: Points, people: NDArray[np.int64], area: NDArray[np.float64]) -> Site:
    """The sites of precincts with these points inside, inhabitants and areas (m²)."""
    per_km2 = (people + 1) / (area / 1e6)
    return Site(middle, ((np.log10(per_km2) - 0.9) / 2.7).clip(0.0, 1.0))


def make_people(
    spec: StateSpec,
    land: Land,
    towns: tuple[Town, ...],
    site: Site,
    people: NDArray[np.int64],
) -> People:
    """Share the inhabitants of each precinct out among the groups."""
    rng = spec.rng("groups")
    wanted = np.array([0.0, spec.black, spec.hispanic, 0.035, 0.008, 0.035])
    wanted[0] = 1.0 - wanted.sum()
    pull = np.exp(_scores(spec, rng, land, towns, site))
    for _ in range(60):
        shares = pull / pull.sum(axis=1, keepdims=True)
        pull *= wanted / np.average(shares, axis=0, weights=people)
    shares = pull / pull.sum(axis=1, keepdims=True)
    population = np.array(
        [deal(int(n), own, least=0) for n, own in zip(people, shares, strict=True)]
    )
    rates = np.array(ADULTS) + rng.normal(0.0, 0.02, (len(people), 1))
    adults = np.floor(population * rates + rng.random(population.shape)).astype(np.int64)
    return People(population, np.minimum(adults, population))


def _scores(
    spec: StateSpec, rng: np.random.Generator, land: Land, towns: tuple[Town, ...], site: Site
) -> NDArray[np.float64]:
    """Log weight of each group in each precinct beside its statewide share, shape (n, 6)."""
    size = float(np.sqrt(spec.area))
    urban, middle = site.urban, site.middle
    belts = (_belt(rng, land, size, site) for _ in range(2))
    quarters = (_quarters(rng, own, site) for own in (towns, towns, towns[:1]))
    scores: dict[Group, NDArray[np.float64]] = {
        "white": np.zeros(len(middle)),
        "black": 2.9 * next(belts) + 3.2 * next(quarters) + 0.7 * urban,
        "hispanic": 1.9 * next(belts) + 3.0 * next(quarters) + 0.5 * urban,
        "asian": 1.1 * next(quarters) + 2.0 * urban,
        "native": 5.0 * _homeland(rng, land, size, site),
        "other": 0.4 * urban,
    }
    for group in GROUPS[1:]:
        scores[group] += 0.55 * smooth_surface(rng, 0.1 * size)(middle)
        scores[group] += 0.3 * smooth_surface(rng, 0.012 * size)(middle)
        scores[group] += rng.normal(0.0, 0.22, len(middle))
    return np.column_stack([scores[group] for group in GROUPS])


def _belt(rng: np.random.Generator, land: Land, size: float, site: Site) -> NDArray[np.float64]:
    """1 along a curved belt across the countryside, falling to 0 beside it."""
    core = core_of(land.mainland, 0.08 * size)
    start, end = scatter(rng, core, 2)
    while np.hypot(*(end - start)) < 0.45 * size:
        start, end = scatter(rng, core, 2)
    along = (end - start) / np.hypot(*(end - start))
    across = np.array([-along[1], along[0]])
    bend = 0.06 * size * smooth_surface(rng, 0.3 * size)(site.middle)
    away = (site.middle - start) @ across + bend
    reach = (site.middle - start) @ along
    beyond = np.maximum(np.maximum(-reach, reach - np.hypot(*(end - start))), 0.0)
    belt: NDArray[np.float64] = np.exp(-((away**2 + beyond**2) / (2 * (0.085 * size) ** 2)))
    return belt


def _quarters(rng: np.random.Generator, towns: tuple[Town, ...], site: Site) -> NDArray[np.float64]:
    """1 in one quarter of each city, reaching past its limits, falling to 0 on its far side."""
    quarters = np.zeros(len(site.middle))
    for town in towns:
        if town.kind == "suburb":
            continue
        angle = rng.uniform(0.0, 2 * np.pi)
        outward = np.array([np.cos(angle), np.sin(angle)])
        reach = town.radius * (1.5 if town.kind == "metropolis" else 1.0)
        offset = (site.middle - (town.x, town.y)) / reach
        x, y = offset @ outward, offset @ (-outward[1], outward[0])
        quarters = np.maximum(quarters, np.exp(-(((x - 0.75) / 0.9) ** 2) - (y / 0.6) ** 2))
    return quarters


def _homeland(rng: np.random.Generator, land: Land, size: float, site: Site) -> NDArray[np.float64]:
    """1 in one remote spot, falling to 0 around it."""
    places = scatter(rng, land.mainland, 40)
    away = np.hypot(*(site.middle - places[:, None, :]).transpose(2, 0, 1))
    near = np.exp(-away / (0.05 * size)) + 1e-12
    crowding = near @ site.urban / near.sum(axis=1)
    homeland: NDArray[np.float64] = np.exp(-((away[int(crowding.argmin())] / (0.06 * size)) ** 2))
    return homeland
