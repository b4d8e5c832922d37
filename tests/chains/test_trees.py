"""Random spanning trees: each law against what Kirchhoff, Kruskal and GerryChain say."""

from collections import Counter
from itertools import combinations, permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.chains.cuts import balanced_cuts
from districtbot.chains.draws import stream_of
from districtbot.chains.graph import graph_of
from districtbot.chains.merge import gather, list_pairs
from districtbot.chains.recom import GRADED, MINIMUM, SURCHARGED, UNIFORM
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of
from districtbot.chains.trees import minimum_tree, surcharged_tree
from districtbot.plans.field import gerrychain

RIM = ((1, 2), (1, 5), (2, 3), (3, 4), (4, 5))
WHEEL = (*((0, rim) for rim in range(1, 6)), *RIM)
"""A hub and five nodes around it."""
BRIDGED = ((0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5))
"""Two triangles and one link between them, which is in every tree."""


def links_of(name: str, small: Any) -> tuple[tuple[int, int], ...]:
    if name == "wheel":
        return WHEEL
    if name == "bridged":
        return BRIDGED
    rows, cols = map(int, name.split("x"))
    return tuple(map(tuple, small.grid_links(rows, cols).tolist()))


def n_nodes_of(links: tuple[tuple[int, int], ...]) -> int:
    return max(map(max, links)) + 1


@pytest.mark.parametrize(
    ("name", "n_trees"), [("2x3", 15), ("3x3", 192), ("wheel", 121), ("bridged", 9), ("2x5", 209)]
)
def test_uniform_trees_come_equally_often(name: str, n_trees: int, small: Any, drawn: Any) -> None:
    links = links_of(name, small)
    n_nodes = n_nodes_of(links)
    assert small.n_spanning_trees(links, n_nodes) == n_trees
    every = small.spanning_trees(links, n_nodes)
    assert len(every) == n_trees
    counts = drawn.trees_of(np.array(links), n_nodes, UNIFORM, 300 * n_trees, name)
    assert set(counts) == set(every)
    assert small.misfit(counts, dict.fromkeys(every, 1 / n_trees)) > small.ALARM


def test_the_law_of_minimum_trees_is_that_of_all_orders_of_the_links(small: Any) -> None:
    """The step-by-step law of `minimum_chances` against Kruskal on each order of 7 links."""
    links = links_of("2x3", small)
    counts: Counter[frozenset[int]] = Counter()
    for order in permutations(range(len(links))):
        tree: frozenset[int] = frozenset()
        for link in order:
            part = small.parts_of(links, tree, 6)
            if part[links[link][0]] != part[links[link][1]]:
                tree |= {link}
        counts[tree] += 1
    chances = small.minimum_chances(links, 6)
    assert set(counts) == set(chances)
    for tree, count in counts.items():
        assert chances[tree] == pytest.approx(count / 5040, abs=1e-12)
    assert len(set(counts.values())) > 1, "no other law than the uniform one"


@pytest.mark.parametrize("name", ["2x3", "3x3", "wheel", "bridged"])
@pytest.mark.parametrize("trees", [MINIMUM, SURCHARGED])
def test_minimum_trees_follow_their_law(trees: int, name: str, small: Any, drawn: Any) -> None:
    """Surcharges of 0 change nothing."""
    links = links_of(name, small)
    n_nodes = n_nodes_of(links)
    chances = small.minimum_chances(links, n_nodes)
    none = np.zeros(len(links))
    counts = drawn.trees_of(np.array(links), n_nodes, trees, 50_000, name, surcharge=none)
    assert set(counts) == set(chances)
    assert small.misfit(counts, chances) > small.ALARM


def test_the_laws_of_trees_can_be_told_apart(small: Any, drawn: Any) -> None:
    """So many draws as above show that minimum trees are not uniform ones."""
    links = links_of("3x3", small)
    counts = drawn.trees_of(np.array(links), 9, MINIMUM, 50_000, "apart")
    assert small.misfit(counts, dict.fromkeys(counts, 1 / 192)) < small.ALARM


def gerrychain_trees(
    links: tuple[tuple[int, int], ...],
    n_draws: int,
    regions: dict[str, list[str]],
    surcharge: dict[str, float],
) -> Counter[frozenset[int]]:
    """What GerryChain's `random_spanning_tree` draws, as the numbers of the links."""
    plain = nx.Graph()
    for node in range(n_nodes_of(links)):
        plain.add_node(node, **{name: of[node] for name, of in regions.items()})
    plain.add_edges_from(links)
    graph = gerrychain().Graph.from_networkx(plain).convert_from_nx_to_rx()
    number = {frozenset(ends): place for place, ends in enumerate(links)}
    draw = gerrychain("tree").random_spanning_tree
    counts: Counter[frozenset[int]] = Counter()
    rng = gerrychain("_rng").make_rng(20)
    for _ in range(n_draws):
        tree = draw(graph, region_surcharge=surcharge, rng=rng)
        edges = [tree.get_edge_from_edge_id(edge) for edge in tree.edge_indices]
        counts[frozenset(number[frozenset(edge)] for edge in edges)] += 1
    return counts


COUNTY = list("AAABBBCCC")
CITY = list("xyyxyyzzy")
"""The regions of a 3x3 grid, cities across counties::

A A A    x y y
B B B    x y y
C C C    z z y
"""


@pytest.mark.parametrize(
    "surcharge",
    [{}, {"county": 0.3}, {"county": 2.0}, {"county": 0.4, "city": 0.25}, {"county": 9, "city": 3}],
    ids=str,
)
def test_minimum_trees_come_as_often_as_gerrychains(
    surcharge: dict[str, float], small: Any, drawn: Any
) -> None:
    """Surcharges of several levels of regions add up."""
    links = links_of("3x3", small)
    regions = {"county": COUNTY, "city": CITY}
    added = np.zeros(len(links))
    for name, value in surcharge.items():
        added += [value * (regions[name][a] != regions[name][b]) for a, b in links]
    trees = SURCHARGED if surcharge else MINIMUM
    counts = drawn.trees_of(np.array(links), 9, trees, 50_000, str(surcharge), surcharge=added)
    theirs = gerrychain_trees(links, 10_000, regions, surcharge)
    assert small.difference(counts, theirs) > small.ALARM


@pytest.fixture(scope="module")
def wide() -> Any:
    """A planar graph of 400 nodes with three nested levels of regions."""
    rng = np.random.default_rng(12)
    points = rng.random((400, 2))
    links = np.array(sorted(nx.Graph(delaunay(points)).edges), np.int32)
    levels = [(points * fold).astype(int) @ [1, 100] for fold in (2, 4, 8)]
    return links, levels


def delaunay(points: Any) -> list[tuple[int, int]]:
    from scipy.spatial import Delaunay

    corners = Delaunay(points).simplices
    return [(min(a, b), max(a, b)) for face in corners.tolist() for a, b in combinations(face, 2)]


@pytest.mark.parametrize(
    "worth", [(0, 0, 0), (0.5, 0, 0), (0.2, 0.3, 0.4), (16, 4, 1), (1e6, 0, 0)]
)
def test_surcharged_trees_are_kruskals_on_the_same_weights(
    worth: tuple[float, ...], wide: Any
) -> None:
    links, levels = wide
    surcharge = np.zeros(len(links))
    for level, value in zip(levels, worth, strict=True):
        surcharge += value * (level[links[:, 0]] != level[links[:, 1]])
    graph = graph_of(links, np.ones(400))
    home = (np.random.default_rng(3).integers(0, 4, 400)).astype(np.int32)
    home = np.where(home == 3, 2, home).astype(np.int32)
    state, scratch, stream = state_of(graph, home, 3), scratch_for(graph), stream_of("kruskal")
    drawn = 0
    for a, b in [(0, 1), (2, 0), (1, 2)] * 10:
        n_places = gather(graph, state, scratch, a, b)
        n_pairs = list_pairs(graph, state, scratch, n_places, a, b)
        spans = surcharged_tree(scratch, stream, n_places, n_pairs, surcharge)
        weights = dict(zip(scratch.link[:n_pairs].tolist(), scratch.key[:n_pairs], strict=True))
        inside = np.isin(home, [a, b])
        assert sorted(weights) == np.flatnonzero(inside[links].all(axis=1)).tolist()
        for link, weight in weights.items():
            assert 0 <= weight - surcharge[link] < 1 + 1e-9
        merged = nx.Graph()
        merged.add_nodes_from(np.flatnonzero(inside))
        for link, weight in weights.items():
            merged.add_edge(*links[link], weight=weight)
        assert spans == nx.is_connected(merged)
        if not spans:
            continue
        drawn += 1
        balanced_cuts(scratch, n_places, 0.0, 1.0, -1.0)
        below = scratch.peel[: n_places - 1]
        node = scratch.node
        tree = {frozenset((node[at], node[scratch.parent[at]])) for at in below}
        expected = nx.minimum_spanning_tree(merged)
        assert tree == {frozenset(edge) for edge in expected.edges}
        for at in below:
            number = scratch.tangle[at] >> np.uint64(32)
            pair = {int(node[at]), int(node[scratch.parent[at]])}
            assert set(links[scratch.link[number]].tolist()) == pair, "the rank of another link"
    assert drawn >= 3


def test_minimum_trees_are_kruskals_in_the_order_drawn(wide: Any) -> None:
    """The pairs are left in that order; those inside a part, thrown out early, come last."""
    links, _ = wide
    graph = graph_of(links, np.ones(400))
    home = (np.arange(400) % 2).astype(np.int32)
    state, scratch, stream = state_of(graph, home, 2), scratch_for(graph), stream_of("order")
    n_places = gather(graph, state, scratch, 0, 1)
    n_pairs = list_pairs(graph, state, scratch, n_places, 0, 1)
    every = sorted(map(sorted, ends_of(scratch.pair[:n_pairs])))
    for _ in range(30):
        assert minimum_tree(scratch, stream, n_places, n_pairs, n_pairs)
        order = ends_of(scratch.pair[:n_pairs])
        assert sorted(map(sorted, order)) == every
        merged = nx.Graph()
        for weight, ends in enumerate(order):
            merged.add_edge(*ends, weight=weight)
        balanced_cuts(scratch, n_places, 0.0, 1.0, -1.0)
        below = scratch.peel[: n_places - 1].tolist()
        tree = {frozenset((at, int(scratch.parent[at]))) for at in below}
        assert tree == {frozenset(edge) for edge in nx.minimum_spanning_tree(merged).edges}
        for at in below:
            rank = int(scratch.tangle[at] >> np.uint64(32))
            assert set(order[rank]) == {at, int(scratch.parent[at])}


def ends_of(pairs: Any) -> list[tuple[int, int]]:
    return [(int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in pairs]


def test_large_surcharges_keep_nested_regions_in_one_piece(small: Any, drawn: Any) -> None:
    """Each half and each quarter of a 4x4 grid is a tree of its own within the tree."""
    links = small.grid_links(4, 4)
    rows, cols = np.divmod(np.arange(16), 4)
    half, quarter = rows // 2, rows // 2 * 2 + cols // 2
    crosses = [level[links[:, 0]] != level[links[:, 1]] for level in (half, quarter)]
    surcharge = 4.0 * crosses[0] + 1.0 * crosses[1]
    counts = drawn.trees_of(links, 16, SURCHARGED, 5000, "nested", surcharge=surcharge)
    for tree in counts:
        chosen = np.isin(np.arange(len(links)), list(tree))
        assert (chosen & ~crosses[0]).sum() == 2 * 7
        assert (chosen & ~crosses[1]).sum() == 4 * 3


def test_graded_trees_come_as_often_as_those_with_a_surcharge_of_one(
    small: Any, drawn: Any
) -> None:
    """Two halves of a 3x3 grid, the middle column with the left one; false alarm 1e-6."""
    links = small.grid_links(3, 3)
    half = np.arange(9) % 3 // 2
    surcharge = 1.0 * (half[links[:, 0]] != half[links[:, 1]])
    ours = drawn.trees_of(links, 9, GRADED, 40_000, "graded", surcharge=surcharge)
    theirs = drawn.trees_of(links, 9, SURCHARGED, 40_000, "sorted", surcharge=surcharge)
    assert len(ours) > 20
    assert small.difference(ours, theirs) > 1e-6
    plain = drawn.trees_of(links, 9, MINIMUM, 40_000, "plain")
    assert small.difference(ours, plain) < 1e-6
