"""How many pieces each district of a plan is in, which they are, and what holds the rest."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans.joints import Areas, Joint, joints_of
from districtbot.plans.pieces import Piece, pieces_by_size
from districtbot.plans.plan import Plan


@dataclass(frozen=True, slots=True)
class TornDistrict:
    """A district in more than one piece.

    Attributes:
        district: The district, 1..k.
        pieces: Its pieces, most people first.
    """

    district: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """An added bridge that holds a district together.

    Attributes:
        district: The district, 1..k.
        a: Id of the unit at one end.
        b: Id of the unit at the other end.
        metres: Distance between the two units; ``None`` where the map has no shapes.
        reason: Why the bridge was added, in words.
    """

    district: int
    a: str
    b: str
    metres: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class ContiguityScore:
    """Whether the districts hang together.

    Attributes:
        contiguous: Whether every district is one piece, bridges counted.
        pieces: Pieces of each district, bridges counted.
        pieces_without_bridges: Pieces of each district over touching units alone.
        districts_on_bridges: Districts (1..k) that fall into more pieces without the bridges.
        torn: The districts in more than one piece, with their pieces.
        crossings: The bridges that hold together the districts on bridges.
        joints: Districts that only units of several separate parts hold together; empty too
            on a map without shapes.
    """

    contiguous: bool
    pieces: tuple[int, ...]
    pieces_without_bridges: tuple[int, ...]
    districts_on_bridges: tuple[int, ...]
    torn: tuple[TornDistrict, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    joints: tuple[Joint, ...] = ()


def score_contiguity(state: StateMap, plan: Plan) -> ContiguityScore:
    """Count the pieces of each district on the dual graph, without telling which they are.

    Args:
        state: The map.
        plan: A plan of its units.
    """
    k = plan.n_districts
    linked = pieces_of(plan.district, state.graph.links, k)
    touching = pieces_of(plan.district, state.graph.edges, k)
    return ContiguityScore(
        contiguous=bool((linked == 1).all()),
        pieces=tuple(linked.tolist()),
        pieces_without_bridges=tuple(touching.tolist()),
        districts_on_bridges=tuple((np.flatnonzero(touching > linked) + 1).tolist()),
    )


def told_contiguity(state: StateMap, plan: Plan, areas: Areas | None) -> ContiguityScore:
    """As `score_contiguity`, and which pieces, bridges and units of several parts there are.

    Args:
        state: The map.
        plan: A plan of its units.
        areas: The separate parts of the map's units; ``None`` without shapes.
    """
    counted = score_contiguity(state, plan)
    linked = _components(state, plan, state.graph.links)
    torn = [place + 1 for place, n_pieces in enumerate(counted.pieces) if n_pieces > 1]
    return replace(
        counted,
        torn=tuple(
            TornDistrict(number, pieces_by_size(state, linked, plan.district == number))
            for number in torn
        ),
        crossings=_crossings(state, plan, counted.districts_on_bridges),
        joints=() if areas is None else joints_of(state, plan, areas, linked),
    )


def pieces_of(
    district: NDArray[np.int32], pairs: NDArray[np.int32], n_districts: int
) -> NDArray[np.int64]:
    """Connected pieces of each district, shape (n_districts,); 0 for a district without units.

    Args:
        district: District of each unit, 1..n_districts.
        pairs: Pairs of connected units, shape (m, 2).
        n_districts: Number of districts.
    """
    inside = district[pairs[:, 0]] == district[pairs[:, 1]]
    piece = components_of(len(district), pairs[inside])
    _, first = np.unique(piece, return_index=True)
    return np.bincount(district[first] - 1, minlength=n_districts)


def _components(state: StateMap, plan: Plan, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    inside = plan.district[pairs[:, 0]] == plan.district[pairs[:, 1]]
    return components_of(state.n_units, pairs[inside])


def _crossings(state: StateMap, plan: Plan, districts: tuple[int, ...]) -> tuple[Crossing, ...]:
    """The bridges whose ends lie in different pieces of a district without bridges."""
    touching = _components(state, plan, state.graph.edges)
    found = []
    for bridge in state.graph.bridges:
        number = int(plan.district[bridge.a])
        if number not in districts or plan.district[bridge.b] != number:
            continue
        if touching[bridge.a] != touching[bridge.b]:
            metres = bridge.metres if np.isfinite(bridge.metres) else None
            ends = state.unit_ids[bridge.a], state.unit_ids[bridge.b]
            found.append(Crossing(number, *ends, metres, bridge.reason))
    return tuple(sorted(found, key=lambda one: (one.district, one.a, one.b)))
