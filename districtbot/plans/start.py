"""A first plan that always exists: connected districts, population as even as one tree allows."""

import random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from districtbot.geo.statemap import components_of
from districtbot.plans.plan import Plan
from districtbot.plans.problem import Problem

N_TREES = 8


def rough_plan(problem: Problem, rng: random.Random) -> NDArray[np.int32]:
    """Cut random spanning trees, each time at the edge that balances best.

    Quick and without a tolerance, so it cannot fail on a connected graph with at least as
    many nodes as districts.

    Args:
        problem: A problem whose links connect every node.
        rng: Weights of the trees.

    Returns:
        District of each node, 0..k-1, shape (n_nodes,).
    """
    district = np.zeros(problem.n_nodes, dtype=np.int32)
    waiting = [(np.arange(problem.n_nodes), 0, problem.n_districts)]
    while waiting:
        nodes, first, k = waiting.pop()
        district[nodes] = first
        if k > 1:
            part, k_part = _best_cut(problem, nodes, k, rng)
            rest = np.setdiff1d(nodes, part, assume_unique=True)
            waiting.append((part, first, k_part))
            waiting.append((rest, first + k_part, k - k_part))
    return district


def nodes_of(problem: Problem, plan: Plan) -> NDArray[np.int32] | None:
    """A plan as a place to start from: units that must stay together go where most of them are.

    Most people decide, then most units. A district of several pieces keeps the one with most
    people.

    Args:
        problem: A problem whose links connect every node.
        plan: A plan of its map, with as many districts.

    Returns:
        District of each node, 0..k-1, shape (n_nodes,); ``None`` where a district would be left
        with nothing, or the plan has another number of them.
    """
    k = problem.n_districts
    if plan.n_districts != k:
        return None
    home = plan.district - 1
    people = np.zeros((problem.n_nodes, k))
    units = np.zeros((problem.n_nodes, k))
    np.add.at(people, (problem.node_of, home), problem.state.population)
    np.add.at(units, (problem.node_of, home), 1)
    most = people == people.max(axis=1, keepdims=True)
    district = np.where(most, units, -1).argmax(axis=1).astype(np.int32)
    if len(np.unique(district)) < k:
        return None
    return made_whole(problem, district)


def made_whole(problem: Problem, district: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give the smaller pieces of districts to their neighbours, so that each is in one piece.

    The piece with most people stays; node by node the others join the neighbouring district with
    the fewest people.

    Args:
        problem: A problem whose links connect every node.
        district: District of each node, 0..k-1, each used; shape (n_nodes,); left as it is.
    """
    links, people = problem.links, problem.population
    inside = district[links[:, 0]] == district[links[:, 1]]
    piece = components_of(problem.n_nodes, links[inside])
    weight = np.bincount(piece, people)
    order = np.lexsort((np.arange(len(piece)), -weight[piece], district))
    kept = piece[order[np.unique(district[order], return_index=True)[1]]]
    whole = np.where(np.isin(piece, kept), district, -1).astype(np.int32)
    totals = np.bincount(district[whole >= 0], people[whole >= 0], problem.n_districts)
    loose = np.flatnonzero(whole < 0).tolist()
    while loose:
        left = []
        for node in loose:
            homes = {int(whole[other]) for other in problem.neighbours[node]} - {-1}
            if homes:
                whole[node] = min(homes, key=lambda home: (totals[home], home))
                totals[whole[node]] += people[node]
            else:
                left.append(node)
        loose = left
    return whole


def _best_cut(
    problem: Problem, nodes: NDArray[np.int64], k: int, rng: random.Random
) -> tuple[NDArray[np.int64], int]:
    """The best of a few trees: nodes on one side of a cut, and how many districts they make."""
    place = np.full(problem.n_nodes, -1)
    place[nodes] = np.arange(len(nodes))
    links = place[problem.links]
    links = links[(links >= 0).all(axis=1)]
    region = None if problem.region is None else problem.region[nodes]
    population = problem.population[nodes]
    best: tuple[float, NDArray[np.int64], int] | None = None
    for _ in range(N_TREES):
        order, parent = _random_tree(len(nodes), links, region, rng)
        error, root, k_part = _cut_of(order, parent, population, k)
        if best is None or error < best[0]:
            best = (error, nodes[_subtree(order, parent, root)], k_part)
    if best is None:  # pragma: no branch
        raise ValueError("no tree")
    return best[1], best[2]


def _random_tree(
    n: int, links: NDArray[np.int64], region: NDArray[np.int32] | None, rng: random.Random
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A random minimum spanning tree, as a breadth-first order and each node's parent."""
    weights = 1.0 + np.random.default_rng(rng.getrandbits(64)).random(len(links))
    if region is not None:
        weights += region[links[:, 0]] != region[links[:, 1]]
    matrix = coo_array((weights, (links[:, 0], links[:, 1])), shape=(n, n)).tocsr()
    tree = minimum_spanning_tree(matrix)
    order, parent = breadth_first_order(tree, 0, directed=False)
    return order, parent


def _cut_of(
    order: NDArray[np.int32], parent: NDArray[np.int32], population: NDArray[np.float64], k: int
) -> tuple[float, int, int]:
    """The edge, named by its lower node, whose two sides come nearest to whole districts."""
    below = population.copy()
    count = np.ones(len(order), dtype=np.int64)
    for node in order[:0:-1].tolist():
        below[parent[node]] += below[node]
        count[parent[node]] += count[node]
    lower = order[1:]
    ideal = below[order[0]] / k
    k_part = np.clip(np.rint(below[lower] / max(ideal, 1e-9)), 1, k - 1).astype(np.int64)
    k_part = np.clip(k_part, k - (len(order) - count[lower]), count[lower])
    possible = (k_part >= 1) & (k_part <= k - 1)
    error = np.abs(below[lower] - k_part * ideal)
    error /= np.minimum(k_part, k - k_part).clip(1)
    error[~possible] = np.inf
    best = int(np.argmin(error))
    return float(error[best]), int(lower[best]), int(k_part[best])


def _subtree(order: NDArray[np.int32], parent: NDArray[np.int32], root: int) -> NDArray[np.bool_]:
    """Which nodes hang below a node of the tree, itself included."""
    inside = np.zeros(len(order), dtype=bool)
    inside[root] = True
    for node in order[1:].tolist():
        inside[node] |= inside[parent[node]]
    return inside
