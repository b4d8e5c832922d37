"""The plan in force on a sample map: drawn by recombination, with an eye on county lines."""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree
from shapely.strtree import STRtree

from districtbot.ground.seeds import seed_of

Districts = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """What to divide, and how evenly.

    Attributes:
        links: Pairs of precincts that share a line, shape (m, 2); islands are tied ashore.
        people: Inhabitants of each precinct, shape (n,).
        county: Code of the county of each precinct, shape (n,).
        n_districts: Number of districts.
        tolerance: Largest deviation of a district from the ideal, as a share (0..1) of it.
    """

    links: NDArray[np.int64]
    people: NDArray[np.int64]
    county: NDArray[np.int64]
    n_districts: int
    tolerance: float

    @property
    def ideal(self) -> float:
        """People in a perfectly even district."""
        return float(self.people.sum()) / self.n_districts


def links_of(state: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Precincts that share a line; each island is tied to the precinct nearest to it."""
    shapes = np.array(state.geometry)
    pairs = STRtree(shapes).query(shapes, predicate="touches").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    line = shapely.length(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])) > 0
    pairs = pairs[line]
    _, part = connected_components(_matrix(pairs, np.ones(len(pairs)), len(shapes)))
    ashore = np.flatnonzero(part == np.bincount(part).argmax())
    for island in np.setdiff1d(part, part[ashore[0]]):
        own = np.flatnonzero(part == island)
        away = shapely.distance(shapes[own][:, None], shapes[ashore])
        landing, beach = np.unravel_index(int(away.argmin()), away.shape)
        pairs = np.concatenate([pairs, [sorted((own[landing], ashore[beach]))]])
    result: NDArray[np.int64] = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return result


def draw_plan(task: Task, seed: int, n_steps: int) -> Districts:
    """District 1..K of each precinct: contiguous, within the tolerance, few counties split.

    Starts from a plan cut off district by district; then merges two neighbours and cuts them
    anew ``n_steps`` times, keeping what is no worse or, early on, a little worse.
    """
    rng = np.random.default_rng(seed_of("enacted plan", seed))
    plan = _first_plan(task, rng)
    best, score = plan, _score(task, plan)
    best_score = score
    for step in range(n_steps):
        offered = _recombined(task, plan, rng)
        offered_score = _score(task, offered)
        warmth = 3.0 * (1 - step / n_steps) ** 2 + 1e-9
        if rng.random() < math.exp(min(0.0, (score - offered_score) / warmth)):
            plan, score = offered, offered_score
        if score < best_score:
            best, best_score = plan, score
    _, first, number = np.unique(best, return_index=True, return_inverse=True)
    result: Districts = np.argsort(np.argsort(first))[number] + 1
    return result


def _first_plan(task: Task, rng: np.random.Generator) -> Districts:
    for _ in range(20):
        plan = np.ones(len(task.people), dtype=np.int64)
        for district in range(task.n_districts, 1, -1):
            rest = np.flatnonzero(plan == 1)
            cuts = (_cut(task, rest, district, rng) for _ in range(200))
            part = next((part for part in cuts if part is not None), None)
            if part is None:
                break
            plan[part] = district
        else:
            return plan
    raise RuntimeError(f"no plan of {task.n_districts} districts found")


def _recombined(task: Task, plan: Districts, rng: np.random.Generator) -> Districts:
    cut_edges = task.links[plan[task.links[:, 0]] != plan[task.links[:, 1]]]
    one, other = plan[cut_edges[rng.integers(len(cut_edges))]]
    pair = np.flatnonzero((plan == one) | (plan == other))
    part = _cut(task, pair, 2, rng)
    if part is None:
        return plan
    offered = plan.copy()
    offered[pair] = one
    offered[part] = other
    return offered


def _cut(
    task: Task, nodes: NDArray[np.int64], n_districts: int, rng: np.random.Generator
) -> NDArray[np.int64] | None:
    """One of ``n_districts`` districts cut from a random tree, or ``None`` where none is even.

    The tree prefers edges inside counties, so that a cut tends to fall between them.
    """
    place = np.full(len(task.people), -1)
    place[nodes] = np.arange(len(nodes))
    inside = place[task.links]
    inside = inside[(inside >= 0).all(axis=1)]
    county = task.county[nodes]
    apart = county[inside[:, 0]] != county[inside[:, 1]]
    weights = rng.random(len(inside)) + 1e-6 + rng.uniform(0.2, 2.0) * apart
    tree = minimum_spanning_tree(_matrix(inside, weights, len(nodes)))
    order, parent = breadth_first_order(tree, rng.integers(len(nodes)), directed=False)
    below = task.people[nodes].astype(np.float64)
    for node in order[:0:-1]:
        below[parent[node]] += below[node]
    slack = task.tolerance * task.ideal
    rest = below[order[0]] - below - (n_districts - 1) * task.ideal
    even = (np.abs(below - task.ideal) <= slack) & (np.abs(rest) <= (n_districts - 1) * slack)
    tops = np.flatnonzero(even)
    if len(tops) == 0:
        return None
    between = county[tops] != county[parent[tops]]
    top = rng.choice(tops[between] if between.any() else tops)
    taken = np.zeros(len(nodes), dtype=bool)
    taken[top] = True
    for node in order[1:]:
        taken[node] |= taken[parent[node]]
    return nodes[taken]


def _score(task: Task, plan: Districts) -> float:
    """Low for few county pieces and few cut edges."""
    pieces = len(np.unique(task.county * (task.n_districts + 1) + plan))
    return pieces + 0.04 * float((plan[task.links[:, 0]] != plan[task.links[:, 1]]).sum())


def _matrix(
    pairs: NDArray[np.int64], weights: NDArray[np.float64], n: int
) -> "csr_array[np.float64]":
    return csr_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
