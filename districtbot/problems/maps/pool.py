"""The made-up maps of a set: which ones there are, and how each is made."""

import random

from districtbot.geo.sample import StateSpec, columns_of
from districtbot.geo.sample.spec import Convention
from districtbot.ground.seeds import rng_of, seed_of
from districtbot.problems.split import Split

_CONVENTIONS: tuple[Convention, ...] = ("MGGG", "VEST", "DRA", "ALARM", "census")


def spec_of(set_name: str, split: Split, index: int) -> StateSpec:
    """The specification of one map of a set.

    Args:
        set_name: Name of the set with its seed.
        split: Of which split; no two share a map.
        index: Which one.
    """
    rng = rng_of("problems", set_name, split, "map", index)
    return _drawn(rng, seed_of("problems", set_name, split, "map", index) % 2**31)


def _drawn(rng: random.Random, seed: int) -> StateSpec:
    n_units = rng.choice((48, 60, 72, 90, 110, 140, 180, 240))
    n_counties = max(4, n_units // rng.randint(6, 14))
    sides = tuple(rng.choice(("coast", "river", "ridge", "survey")) for _ in range(4))
    islands = rng.choice((0, 0, 1, 2)) if "coast" in sides else 0
    return StateSpec(
        name=rng.choice(("Ardmere", "Tanasqua", "Kelvane", "Orrin", "Wenlock", "Sabine")),
        seed=seed,
        n_units=n_units,
        n_counties=n_counties,
        n_districts=rng.randint(3, 8),
        sides=sides,  # type: ignore[arg-type]
        n_islands=islands,
        surveyed=rng.choice((0.0, 0.3, 0.6)),
        aspect=rng.choice((0.7, 0.9, 1.2, 1.6)),
        black=rng.choice((0.05, 0.12, 0.2, 0.3)),
        hispanic=rng.choice((0.05, 0.1, 0.2)),
        lean=rng.choice((0.42, 0.47, 0.5, 0.53, 0.57)),
        convention=rng.choice(_CONVENTIONS),
        crs=rng.choice(("EPSG:4269", "EPSG:4326", "EPSG:5070", "EPSG:3857")),
    )


def names_of(spec: StateSpec) -> dict[str, str]:
    """Field to column name of a map."""
    return columns_of(spec.convention)
