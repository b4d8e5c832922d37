"""Graphs small enough to count everything on them, and how far chance may stray from a law."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

Ints = NDArray[np.int32]
Links = tuple[tuple[int, int], ...]
Plan = tuple[int, ...]
"""District of each node, districts numbered in the order in which they first appear."""

ALARM = 1e-6
"""Chance that a test of chance fails where nothing is wrong, fixed before the tests were run.
Seeds are fixed too: a test that passes once passes always."""


def grid_links(rows: int, cols: int) -> Ints:
    """Links of a grid whose nodes are numbered in reading order, sorted; shape (m, 2)."""
    numbers = np.arange(rows * cols).reshape(rows, cols)
    across = np.stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()], axis=1)
    down = np.stack([numbers[:-1].ravel(), numbers[1:].ravel()], axis=1)
    links = np.concatenate([across, down])
    return links[np.lexsort((links[:, 1], links[:, 0]))].astype(np.int32)


def n_spanning_trees(links: Links | Ints, n_nodes: int) -> int:
    """Number of spanning trees: a minor of the Laplacian (Kirchhoff)."""
    laplacian = np.zeros((n_nodes, n_nodes))
    for a, b in links:
        laplacian[a, a] += 1
        laplacian[b, b] += 1
        laplacian[a, b] -= 1
        laplacian[b, a] -= 1
    return round(float(np.linalg.det(laplacian[1:, 1:])))


def parts_of(links: Links, chosen: frozenset[int], n_nodes: int) -> list[int]:
    """Part of each node where only the chosen links are there."""
    part = list(range(n_nodes))
    for number in chosen:
        a, b = links[number]
        if part[a] != part[b]:
            part = [part[a] if home == part[b] else home for home in part]
    return part


@cache
def spanning_trees(links: Links, n_nodes: int) -> tuple[frozenset[int], ...]:
    """Every spanning tree, as the numbers of its links, found by trying all sets of links."""
    sets = map(frozenset, combinations(range(len(links)), n_nodes - 1))
    return tuple(tree for tree in sets if len(set(parts_of(links, tree, n_nodes))) == 1)


@cache
def _crossing(links: Links, chosen: frozenset[int], n_nodes: int) -> frozenset[int]:
    """Links between different parts of a forest."""
    part = parts_of(links, chosen, n_nodes)
    return frozenset(number for number, (a, b) in enumerate(links) if part[a] != part[b])


def heaviest_chances(
    links: Links, n_nodes: int, tree: frozenset[int], cuts: frozenset[int]
) -> dict[int | None, float]:
    """Chance that a minimum tree of random weights is this one, by which of ``cuts`` is heaviest.

    Kruskal's next link is any that joins two parts, each equally likely: the weights of those
    not yet looked at are in random order. Of links in the tree the last added is the heaviest.
    """
    chances: dict[tuple[frozenset[int], int | None], float] = {(frozenset(), None): 1.0}
    for _ in range(n_nodes - 1):
        following: dict[tuple[frozenset[int], int | None], float] = {}
        for (forest, last), chance in chances.items():
            each = chance / len(_crossing(links, forest, n_nodes))
            for link in tree - forest:
                key = (forest | {link}, link if link in cuts else last)
                following[key] = following.get(key, 0.0) + each
        chances = following
    return {last: chance for (_, last), chance in chances.items()}


def minimum_chances(links: Links, n_nodes: int) -> dict[frozenset[int], float]:
    """Chance of each spanning tree to be the minimum one of independent random weights."""
    nothing: frozenset[int] = frozenset()
    return {
        tree: heaviest_chances(links, n_nodes, tree, nothing)[None]
        for tree in spanning_trees(links, n_nodes)
    }


def named(plan: Plan | NDArray[np.int32]) -> Plan:
    """The plan with its districts numbered in the order in which they first appear."""
    names: dict[int, int] = {}
    return tuple(names.setdefault(int(home), len(names)) for home in plan)


def plans_of(links: Links, people: tuple[int, ...], k: int, low: int, high: int) -> list[Plan]:
    """Every plan of k connected districts of ``low`` to ``high`` people, sorted."""
    n_nodes = len(people)
    near: list[list[int]] = [[] for _ in range(n_nodes)]
    for a, b in links:
        near[a].append(b)
        near[b].append(a)

    def districts(first: int, free: frozenset[int]) -> Iterator[frozenset[int]]:
        seen = {frozenset([first])}
        waiting = list(seen)
        while waiting:
            district = waiting.pop()
            size = sum(people[node] for node in district)
            if low <= size <= high:
                yield district
            for node in {other for unit in district for other in near[unit]} & free:
                larger = district | {node}
                if larger not in seen and size + people[node] <= high:
                    seen.add(larger)
                    waiting.append(larger)

    def completed(free: frozenset[int], missing: int) -> Iterator[list[frozenset[int]]]:
        if not free and missing == 0:
            yield []
        if free and missing:
            for district in districts(min(free), free):
                for others in completed(free - district, missing - 1):
                    yield [district, *others]

    found = completed(frozenset(range(n_nodes)), k)
    homes = ({node: home for home, nodes in enumerate(plan) for node in nodes} for plan in found)
    return sorted(tuple(home[node] for node in range(n_nodes)) for home in homes)


def misfit(counts: Mapping[object, int], chances: Mapping[object, float]) -> float:
    """Chance of counts at least as far from a law as these (chi-square).

    What is seen where the law gives no chance makes it 0. Outcomes of fewer than 5 expected
    are counted as one.
    """
    if set(counts) - {outcome for outcome, chance in chances.items() if chance > 0}:
        return 0.0
    total = sum(counts.values())
    seen = np.array([counts.get(outcome, 0) for outcome in chances], dtype=float)
    expected = total * np.array(list(chances.values()))
    return _tail(*_pooled(seen, expected, expected))


def difference(counts: Mapping[object, int], others: Mapping[object, int]) -> float:
    """Chance that two samples of one law differ at least as much as these (chi-square)."""
    outcomes = sorted(set(counts) | set(others), key=repr)
    table = np.array([[sample.get(key, 0) for key in outcomes] for sample in (counts, others)])
    expected = table.sum(axis=0) * table.sum(axis=1)[:, None] / table.sum()
    smallest = expected.min(axis=0)
    statistic, freedom = 0.0, -1
    for row, wanted in zip(table, expected, strict=True):
        part, cells = _pooled(row.astype(float), wanted, smallest)
        statistic, freedom = statistic + part, cells
    return _tail(statistic, freedom)


def _pooled(
    seen: NDArray[np.float64], expected: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[float, int]:
    """Chi-square statistic and degrees of freedom, cells of ``size`` below 5 taken together."""
    order = np.argsort(size)
    n_small = int((size < 5).sum())
    n_first = max(n_small, int(np.searchsorted(np.cumsum(size[order]), 5)) + 1)
    group = np.maximum(np.arange(len(size)) - n_first + 1, 0)
    seen = np.bincount(group, seen[order])
    expected = np.bincount(group, expected[order])
    there = expected > 0
    statistic = ((seen - expected)[there] ** 2 / expected[there]).sum()
    return float(statistic), int(there.sum()) - 1


def _tail(statistic: float, freedom: int) -> float:
    return 1.0 if freedom < 1 else float(chi2.sf(statistic, freedom))
