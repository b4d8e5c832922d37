"""Spanning trees of districts: how many ways there are to hold a district together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, diags_array

from districtbot.geo.statemap import components_of
from districtbot.ground.errors import some_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


@dataclass(frozen=True, slots=True)
class TreeScore:
    """Logarithms of the numbers of spanning trees, natural ones; a tree alone is 0.

    Attributes:
        by_district: For each district that of its part of the dual graph, bridges not counted;
            ``None`` for one that touching units do not hold together: it has no spanning tree.
        total: Their sum: the logarithm of the number of forests with one tree a district.
            ``None`` where a district has none.
        undefined: Why there is no total; empty where there is one.
    """

    by_district: tuple[float | None, ...]
    total: float | None
    undefined: str


def score_trees(scoring: Scoring, plan: Plan) -> TreeScore:
    """Count the spanning trees of each district.

    Source: McCartan and Imai (2023), Annals of Applied Statistics 17, 3300,
    doi:10.1214/23-AOAS1763, where more trees mean a more compact district of as many units;
    redistmetrics' ``comp_log_st`` without counties.

    Args:
        scoring: The map.
        plan: A plan of it.
    """
    edges = scoring.state.graph.edges
    place = _places(plan)
    within = edges[plan.district[edges[:, 0]] == plan.district[edges[:, 1]]]
    home = plan.district[within[:, 0]]
    order = np.argsort(home, kind="stable")
    starts = np.searchsorted(home[order], np.arange(1, plan.n_districts + 2))
    sizes = np.bincount(plan.district, minlength=plan.n_districts + 1)[1:]
    counts = tuple(
        log_spanning_trees(int(size), place[within[order[start:stop]]])
        for size, start, stop in zip(sizes, starts[:-1], starts[1:], strict=True)
    )
    torn = [name for name, count in zip(plan.names, counts, strict=True) if count is None]
    if torn:
        many = f"{'s' if len(torn) > 1 else ''} {some_of(torn)}"
        return TreeScore(counts, None, f"touching units alone do not join district{many}")
    return TreeScore(counts, float(sum(count for count in counts if count is not None)), "")


def log_spanning_trees(n_nodes: int, edges: NDArray[np.int32]) -> float | None:
    """Natural logarithm of the number of spanning trees of a graph, by Kirchhoff's theorem.

    Args:
        n_nodes: Nodes 0..n_nodes - 1.
        edges: Pairs of nodes, shape (m, 2), each pair once.

    Returns:
        ``None`` for a graph in more than one piece: it has no spanning tree.
    """
    if components_of(n_nodes, edges).any():
        return None
    if n_nodes == 1:
        return 0.0
    from scipy.sparse.linalg import splu

    ones = np.ones(len(edges))
    half = coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(n_nodes, n_nodes))
    adjacency = half + half.T
    laplacian = diags_array(adjacency.sum(axis=1)) - adjacency
    minor = csc_array(csc_array(laplacian)[1:, 1:])
    # Without one row and column it is positive definite: no pivoting is needed.
    factors = splu(minor, "MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return float(np.log(factors.U.diagonal()).sum())


def _places(plan: Plan) -> NDArray[np.int32]:
    """The place of each unit among those of its district, from 0."""
    order = np.argsort(plan.district, kind="stable")
    sizes = np.bincount(plan.district, minlength=plan.n_districts + 1)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order)) - starts[plan.district[order]]
    return place
