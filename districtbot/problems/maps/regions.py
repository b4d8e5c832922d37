"""Counties and towns of a map: whose names are clear, which fit into a district, which touch."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx
import numpy as np

from districtbot.geo.gazetteer import Gazetteer, Place, folded, without_kind
from districtbot.problems.maps.made import MadeMap

RegionKind = Literal["county", "town"]
ROLES: dict[RegionKind, str] = {"county": "county", "town": "municipality"}
"""The region word of targets for each kind of place, which is also the column's role."""
FITS = 0.7
"""A place with at most this share (0..1) of a district's people lies in one without trouble."""
FIT_TOGETHER = 0.55
"""The same for several places together."""
_MOST_ALONE = 4
"""Counties that are a district by themselves at most."""
_NEAR = 0.03
"""How far, as a share of the ideal, such a district's people are from it at most."""
ALLOWED = 1.05
"""Times the ideal population that a district may have where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Region:
    """A county or town with a name that means it alone.

    Attributes:
        kind: Which of the two.
        name: The name.
        units: Indices of its units.
        people: People who live there.
    """

    kind: RegionKind
    name: str
    units: tuple[int, ...]
    people: float


def ideal_people(made: MadeMap, districts: int) -> float:
    """People of a district if all are alike."""
    return float(made.state.population.sum()) / districts


def n_counties(made: MadeMap) -> int:
    """Number of counties; 0 where the map does not say."""
    return len(made.state.gazetteer.of("county"))


def n_towns(made: MadeMap) -> int:
    """Number of towns; 0 where no column of the map names them."""
    if made.state.columns.municipality is None:
        return 0
    return len(made.state.gazetteer.of("town"))


def n_too_large(made: MadeMap, districts: int) -> int:
    """Number of counties with more people than a district may have: they must be split."""
    most = ALLOWED * ideal_people(made, districts)
    people = made.state.population
    places = made.state.gazetteer.of("county")
    return sum(float(people[list(place.units)].sum()) > most for place in places)


def fewest_pieces(made: MadeMap, districts: int) -> int:
    """County pieces that no plan can do without, by the people of each county alone."""
    most = ALLOWED * ideal_people(made, districts)
    people = made.state.population
    sums = [float(people[list(place.units)].sum()) for place in made.state.gazetteer.of("county")]
    return sum(max(1, int(np.ceil(one / most))) for one in sums)


def regions(made: MadeMap, kind: RegionKind) -> list[Region]:
    """The counties or towns whose names nothing else on the map has, in the map's order."""
    state = made.state
    if getattr(state.columns, ROLES[kind]) is None:
        return []
    book = state.gazetteer
    return [
        Region(kind, name, place.units, float(state.population[list(place.units)].sum()))
        for name, place in zip(book.names(kind), book.of(kind), strict=True)
        if _is_clear(book, name, place)
    ]


def fitting(made: MadeMap, kind: RegionKind, districts: int) -> list[Region]:
    """Those that one district can hold."""
    most = FITS * ideal_people(made, districts)
    return [one for one in regions(made, kind) if one.people <= most]


def side_by_side(
    rng: random.Random, made: MadeMap, kind: RegionKind, districts: int, n: int
) -> tuple[Region, ...]:
    """So many places, each touching one before it, that one district can hold; or none."""
    able = fitting(made, kind, districts)
    most = FIT_TOGETHER * ideal_people(made, districts)
    rng.shuffle(able)
    for first in able[:6]:
        chosen = [first]
        while len(chosen) < n:
            left = most - sum(one.people for one in chosen)
            near = [one for one in _touching(made, chosen, able) if one.people <= left]
            if not near:
                break
            chosen.append(rng.choice(near))
        if len(chosen) == n:
            rng.shuffle(chosen)
            return tuple(chosen)
    return ()


def whole_district(rng: random.Random, made: MadeMap, districts: int) -> tuple[Region, ...]:
    """Up to four touching counties with the people of a district; none where none are found.

    What is left of the map hangs together.
    """
    able = regions(made, "county")
    ideal = ideal_people(made, districts)
    rng.shuffle(able)
    for first in able:
        chosen = [first]
        while len(chosen) < _MOST_ALONE:
            people = sum(one.people for one in chosen)
            if abs(people - ideal) <= _NEAR * ideal:
                break
            near = [
                one
                for one in _touching(made, chosen, able)
                if one.people + people <= (1 + _NEAR) * ideal
            ]
            if not near:
                break
            chosen.append(rng.choice(near))
        people = sum(one.people for one in chosen)
        if abs(people - ideal) <= _NEAR * ideal and _both_hang_together(made, chosen):
            return tuple(chosen)
    return ()


def anywhere(
    rng: random.Random, made: MadeMap, kind: RegionKind, districts: int, n: int
) -> tuple[Region, ...]:
    """So many places, wherever they lie, each of which a district can hold; or none."""
    able = fitting(made, kind, districts)
    return tuple(rng.sample(able, n)) if len(able) >= n else ()


def _touching(made: MadeMap, chosen: Sequence[Region], able: Sequence[Region]) -> list[Region]:
    """Those of some places that share a border with those chosen, and are none of them."""
    inside = np.zeros(made.state.n_units, dtype=bool)
    for one in chosen:
        inside[list(one.units)] = True
    links = made.state.graph.links
    a, b = inside[links[:, 0]], inside[links[:, 1]]
    border = set(links[b & ~a, 0].tolist()) | set(links[a & ~b, 1].tolist())
    return [one for one in able if one not in chosen and border.intersection(one.units)]


def _both_hang_together(made: MadeMap, chosen: Sequence[Region]) -> bool:
    """Whether some places, and what is left of the map, are each in one piece."""
    inside = {unit for one in chosen for unit in one.units}
    graph = nx.Graph(made.state.graph.links.tolist())
    graph.add_nodes_from(range(made.state.n_units))
    rest = graph.subgraph(set(graph) - inside)
    return bool(nx.is_connected(rest) and nx.is_connected(graph.subgraph(inside)))


def _is_clear(book: Gazetteer, name: str, place: Place) -> bool:
    """Whether a name means this place alone, and reads like one."""
    word = folded(name)
    if "(" in name or "," in name or word.startswith("unincorporated") or name.isdecimal():
        return False
    found = {*book.by_alias.get(word, ()), *book.by_bare.get(without_kind(word), ())}
    return {book.places[n].units for n in found} == {place.units}
