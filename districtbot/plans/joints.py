"""Districts that hang together only through a unit of several separate parts.

On the dual graph a unit is one node, whatever it looks like: a precinct of water, say, that
lies on both sides of a river's mouth joins what it touches on either side. Here every part is
a node of its own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans.pieces import Piece, piece_of
from districtbot.plans.plan import Plan

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Joint:
    """Areas of a district that only units of several parts join.

    Attributes:
        district: The district, 1..k.
        units: Ids of the units whose separate parts lie in more than one of the areas.
        areas: The areas, most people first. Each has a unit that is wholly in it, and counts
            such units alone.
    """

    district: int
    units: tuple[str, ...]
    areas: tuple[Piece, ...]


@dataclass(frozen=True)
class Areas:
    """The separate parts of a map's units, and which of them hang together.

    Attributes:
        unit: The unit of each part, shape (number of parts,), ascending.
        pairs: Pairs of connected parts of different units, bridges included, shape (m, 2).
    """

    unit: Ints
    pairs: Ints


def areas_of(state: StateMap) -> Areas | None:
    """The parts of a map's units; ``None`` without shapes or where every unit is one part.

    Parts of two units are connected where they touch as the map's adjacency has it. Of two
    units that are neighbours though no parts of theirs touch (a bridge, a gap within the
    tolerance), the two nearest parts are.
    """
    if state.geometry is None:
        return None
    parts, unit = shapely.get_parts(state.geometry.to_numpy(), return_index=True)
    n_parts = np.bincount(unit, minlength=state.n_units)
    if (n_parts == 1).all():
        return None
    first = np.searchsorted(unit, np.arange(state.n_units))
    links = state.graph.links
    several = (n_parts[links] > 1).any(axis=1)
    plain = first[links[~several]]
    found = _touching(parts, unit, links[several], rook=state.graph.adjacency == "rook")
    joined = {(unit[a], unit[b]) for a, b in found}
    left = [pair for pair in links[several].tolist() if tuple(pair) not in joined]
    nearest = [_nearest(parts, first, n_parts, a, b) for a, b in left]
    pairs = [plain, np.array(found, dtype=np.intp).reshape(-1, 2)]
    pairs.append(np.array(nearest, dtype=np.intp).reshape(-1, 2))
    return Areas(unit, np.concatenate(pairs))


def joints_of(
    state: StateMap, plan: Plan, areas: Areas, linked: NDArray[np.int32]
) -> tuple[Joint, ...]:
    """The districts that only units of several parts hold together.

    Args:
        state: The map.
        plan: A plan of its units.
        areas: The parts of its units.
        linked: The piece of its district that each unit is in, shape (n,).
    """
    home = plan.district[areas.unit]
    inside = home[areas.pairs[:, 0]] == home[areas.pairs[:, 1]]
    area = components_of(len(areas.unit), areas.pairs[inside].astype(np.int32))
    # Parts are sorted by unit: the least and the most area number of a unit agree if it is whole.
    first = np.searchsorted(areas.unit, np.arange(state.n_units))
    low, high = np.minimum.reduceat(area, first), np.maximum.reduceat(area, first)
    whole = low == high
    pieces = np.unique(np.stack([linked[whole], low[whole]], axis=1), axis=0)
    numbers, counts = np.unique(pieces[:, 0], return_counts=True)
    found = []
    for piece in numbers[counts > 1]:
        apart = pieces[pieces[:, 0] == piece][:, 1]
        members = np.flatnonzero((linked == piece) & ~whole)
        joining = [
            state.unit_ids[index]
            for index in members
            if np.isin(apart, area[areas.unit == index]).sum() > 1
        ]
        told = [piece_of(state, whole & (low == number)) for number in apart]
        told.sort(key=lambda one: (-one.people, -one.n_units, one.units))
        district = int(plan.district[np.flatnonzero(linked == piece)[0]])
        found.append(Joint(district, tuple(joining), tuple(told)))
    return tuple(sorted(found, key=lambda one: (one.district, one.units)))


def _touching(parts: Any, unit: Ints, links: NDArray[np.int32], *, rook: bool) -> list[Any]:
    """Pairs of touching parts of neighbouring units, units ascending."""
    wanted = np.isin(unit, np.unique(links))
    places = np.flatnonzero(wanted)
    a, b = shapely.STRtree(parts[places]).query(parts[places], predicate="intersects")
    a, b = places[a], places[b]
    n_units = int(unit[-1]) + 1
    key = unit[a].astype(np.int64) * n_units + unit[b]
    near = np.isin(key, links[:, 0].astype(np.int64) * n_units + links[:, 1])
    a, b = a[near], b[near]
    if rook:
        shared = shapely.intersection(parts[a], parts[b])
        line = (shapely.length(shared) > 0) | (shapely.area(shared) > 0)
        a, b = a[line], b[line]
    return np.stack([a, b], axis=1).tolist()  # type: ignore[no-any-return]


def _nearest(parts: Any, first: Ints, n_parts: Ints, a: int, b: int) -> tuple[int, int]:
    """The nearest two parts of two units."""
    ours = np.arange(first[a], first[a] + n_parts[a])
    theirs = np.arange(first[b], first[b] + n_parts[b])
    metres = shapely.distance(parts[ours][:, None], parts[theirs][None, :])
    place = int(metres.argmin())
    return int(ours[place // len(theirs)]), int(theirs[place % len(theirs)])
