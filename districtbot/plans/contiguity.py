"""How many pieces each district of a plan is in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans.plan import Plan


@dataclass(frozen=True, slots=True)
class ContiguityScore:
    """Whether the districts hang together.

    Attributes:
        contiguous: Whether every district is one piece, bridges counted.
        pieces: Pieces of each district, bridges counted.
        pieces_without_bridges: Pieces of each district over touching units alone.
        districts_on_bridges: Districts (1..k) that fall into more pieces without the bridges.
    """

    contiguous: bool
    pieces: tuple[int, ...]
    pieces_without_bridges: tuple[int, ...]
    districts_on_bridges: tuple[int, ...]


def score_contiguity(state: StateMap, plan: Plan) -> ContiguityScore:
    """Count the pieces of each district on the dual graph.

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
