"""The made-up maps of a set: which ones there are, and how each is made."""

import random
from dataclasses import dataclass
from typing import Literal

from districtbot.geo.sample import StateSpec
from districtbot.geo.sample.spec import Side
from districtbot.ground.seeds import rng_of, seed_of
from districtbot.problems.maps.naming import Style, contests_for, dated, styles_of
from districtbot.problems.maps.places import state_name
from districtbot.problems.split import Split

UnitKind = Literal["precincts", "counties", "towns"]
Part = Literal[
    "pop groups", "vap", "cvap", "county names", "county codes", "counties", "towns", "old plan"
]
OWN_STYLES = 0.5
"""Share (0..1) of dev's and test's maps that have a style of their own."""
_CRS = (
    "EPSG:4269", "EPSG:4269", "EPSG:4326", "EPSG:5070", "EPSG:3857", "EPSG:26920", "EPSG:32620",
)  # fmt: skip
_FIPS = ("03", "07", "14", "43", "52", "81", "91")
"""Codes that no state has."""


@dataclass(frozen=True, slots=True)
class MapDraw:
    """A map that is to be made, determined by these values.

    Attributes:
        split: The split whose names of places it has.
        spec: The state.
        style: What its columns are called.
        units: What its units are.
        contests: Offices and years (two digits) of its contests.
        parts: What it holds besides ids, population, votes and a plan.
        county_form: What a county's name looks like in its column.
    """

    split: Split
    spec: StateSpec
    style: str
    units: UnitKind
    contests: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    county_form: str


def drawn_map(set_name: str, split: Split, index: int) -> MapDraw:
    """One map of a set, as it is to be made.

    Args:
        set_name: Name of the set with its seed.
        split: Of which split; no two share a map.
        index: Which one.
    """
    rng = rng_of("problems", set_name, split, "map", index)
    seed = seed_of("problems", set_name, split, "map", index) % 2**31
    units = _units(rng)
    style = _style(rng, split)
    return MapDraw(
        split,
        _state(rng, seed, units),
        style.name,
        units,
        _contests(rng, style),
        _parts(rng, style, units),
        rng.choice(("{}", "{}", "{}", "{} County", "{} County", "{} Co.")),
    )


def _units(rng: random.Random) -> UnitKind:
    """What the units are; mostly precincts."""
    kind = rng.random()
    return "counties" if kind < 0.08 else "towns" if kind < 0.16 else "precincts"


def _style(rng: random.Random, split: Split) -> Style:
    """How columns are called: in dev and test half of the time as in no other split."""
    own = split == "train" or rng.random() < OWN_STYLES
    return rng.choice(styles_of(split if own else "train"))


def _contests(rng: random.Random, style: Style) -> tuple[tuple[str, str], ...]:
    """None to four contests; of each office one where the columns say no year."""
    if rng.random() < 0.07:
        return ()
    choice = list(contests_for(style.votes))
    if style.votes == "party":
        return (rng.choice(choice),)
    rng.shuffle(choice)
    if rng.random() < 0.8:
        choice.sort(key=lambda one: one[0] != "PRES")
        choice = choice[: rng.randint(1, 2)] + [one for one in choice if one[0] != "PRES"]
    if not dated(style.votes):
        choice = list({office: (office, year) for office, year in choice}.values())
    n_contests = rng.choices((1, 2, 3, 4), (3, 4, 2, 1))[0]
    return tuple(sorted(dict.fromkeys(choice[:n_contests]), key=lambda one: (one[1], one[0])))


def _parts(rng: random.Random, style: Style, units: UnitKind) -> tuple[Part, ...]:
    """What a map holds; groups are counted of all people, of adults, of both or not at all."""
    parts: list[Part] = []
    counted = rng.random()
    if counted < 0.92:
        if counted < 0.6:
            parts.append("pop groups")
        if counted >= 0.07:
            parts.append("vap")
            if "cvap" in style.fields and rng.random() < 0.5:
                parts.append("cvap")
    told = rng.random()
    if units == "precincts":
        parts.append("counties")
        if told < 0.94:
            parts.append("county names")
        if told >= 0.94 or rng.random() < 0.6:
            parts.append("county codes")
        if rng.random() < 0.85:
            parts.append("towns")
    elif units == "towns" and told < 0.5:
        parts += ["counties", "county names"]
    if rng.random() < 0.35:
        parts.append("old plan")
    return tuple(parts)


def _state(rng: random.Random, seed: int, units: UnitKind) -> StateSpec:
    """The state: its size, coasts, people, groups and votes."""
    n_units = rng.choice((48, 60, 72, 90, 110, 140, 180, 240))
    if units != "precincts":
        n_units = min(n_units, 90)
    n_counties = max(5, n_units // rng.randint(6, 14))
    kinds: tuple[Side, ...] = ("coast", "river", "ridge", "survey")
    north, east, south, west = (rng.choice(kinds) for _ in range(4))
    sides = (north, east, south, west)
    islands = rng.choice((0, 0, 0, 1)) if "coast" in sides and units == "precincts" else 0
    n_districts = rng.randint(3, 8 if n_units >= 72 else 5)
    people = rng.choice((761_000, 761_000, 220_000, 60_000, 18_000))
    return StateSpec(
        name=state_name(rng),
        seed=seed,
        n_units=n_units,
        n_counties=n_units if units == "counties" else n_counties,
        n_districts=n_districts,
        people=people * n_districts + rng.randint(0, people // 3),
        sides=sides,
        n_islands=islands,
        surveyed=rng.choice((0.0, 0.3, 0.6)),
        aspect=rng.choice((0.7, 0.9, 1.2, 1.6)),
        black=rng.choice((0.05, 0.12, 0.2, 0.3)),
        hispanic=rng.choice((0.05, 0.1, 0.2, 0.3)),
        lean=rng.choice((0.42, 0.47, 0.49, 0.51, 0.53, 0.57)),
        crs=rng.choice(_CRS),
        state_fips=rng.choice(_FIPS),
    )
