"""Balanced cuts: all of them and no others, and the two sides they leave."""

from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.chains.cuts import balanced_cuts, cut_off
from districtbot.chains.draws import stream_of
from districtbot.chains.graph import graph_of
from districtbot.chains.merge import gather, list_neighbours, list_pairs
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of
from districtbot.chains.trees import minimum_tree, uniform_tree

ROWS, COLS = 7, 8
BOUNDS = [
    pytest.param(0.5, 0.5, 0.2, id="equal, wide"),
    pytest.param(0.5, 0.5, 0.02, id="equal, narrow"),
    pytest.param(0.25, 0.75, 0.2, id="one member and three"),
    pytest.param(0.75, 0.25, 0.2, id="three members and one"),
    pytest.param(0.4, 0.6, 0.3, id="overlapping"),
    pytest.param(0.5, 0.5, 1.0, id="anything goes"),
]


@pytest.mark.parametrize(("share_a", "share_b", "epsilon"), BOUNDS)
@pytest.mark.parametrize("trees", ["minimum", "uniform"])
def test_all_balanced_cuts_and_no_others_are_found(
    trees: str, share_a: float, share_b: float, epsilon: float, small: Any
) -> None:
    """The two outer columns of a 7 x 8 grid are a third district."""
    rng = np.random.default_rng(2)
    links = small.grid_links(ROWS, COLS)
    col = np.arange(ROWS * COLS) % COLS
    home = np.where(col >= 6, 2, col % 2).astype(np.int32)
    graph = graph_of(links, rng.integers(0, 30, ROWS * COLS).astype(float))
    state, scratch, stream = state_of(graph, home, 3), scratch_for(graph), stream_of("cuts")
    n_places = gather(graph, state, scratch, 0, 1)
    assert sorted(scratch.node[:n_places]) == np.flatnonzero(home < 2).tolist()
    n_pairs = list_pairs(graph, state, scratch, n_places, 0, 1)
    list_neighbours(graph, state, scratch, n_places, 0, 1)
    total = state.population[0] + state.population[1]
    low = total * max(share_a * (1 - epsilon), 1 - share_b * (1 + epsilon))
    high = total * min(share_a * (1 + epsilon), 1 - share_b * (1 - epsilon))
    n_cuts, kinds = 0, set()
    for _ in range(120):
        if trees == "minimum":
            assert minimum_tree(scratch, stream, n_places, n_pairs, n_pairs)
        else:
            uniform_tree(scratch, stream, n_places)
        n_found = balanced_cuts(scratch, n_places, total, low, high)
        tree = drawn_tree(scratch, n_places)
        found = scratch.found[:n_found].tolist()
        listed = [(cut if cut >= 0 else -1 - cut, cut >= 0) for cut in found]
        assert len({place for place, _ in listed}) == n_found, "a link is listed twice"
        assert dict(listed) == naive_cuts(graph, scratch, tree, n_places, total, low, high)
        for cut in found:
            check_sides(graph, scratch, tree, n_places, cut, low, high)
        n_cuts += n_found
        kinds |= {side for _, side in listed}
    assert n_cuts > 8
    assert epsilon == 0.02 or share_a == share_b or len(kinds) == 2


def drawn_tree(scratch: Any, n_places: int) -> nx.Graph:
    """The tree over places, each link with the place below it."""
    tree = nx.Graph()
    tree.add_nodes_from(range(n_places))
    peel, parent = scratch.peel[: n_places - 1].tolist(), scratch.parent
    tree.add_edges_from((place, int(parent[place]), {"below": place}) for place in peel)
    assert nx.is_tree(tree)
    return tree


def naive_cuts(
    graph: Any, scratch: Any, tree: nx.Graph, n_places: int, total: float, low: float, high: float
) -> dict[int, bool]:
    """Each link whose removal leaves a side within bounds; whether it is the one below."""
    found = {}
    for up, down, below in list(tree.edges(data="below")):
        tree.remove_edge(up, down)
        side = nx.node_connected_component(tree, below)
        people = sum(graph.population[scratch.node[place]] for place in side)
        tree.add_edge(up, down, below=below)
        assert people == scratch.below[below]
        if low <= people <= high:
            found[below] = True
        elif low <= total - people <= high:
            found[below] = False
    return found


def check_sides(
    graph: Any, scratch: Any, tree: nx.Graph, n_places: int, cut: int, low: float, high: float
) -> None:
    """The marked side is one of the two that the cut leaves, and is within bounds."""
    cut_off(scratch, n_places, cut)
    side = scratch.side[:n_places]
    assert set(side.tolist()) == {0, 1}
    place = cut if cut >= 0 else -1 - cut
    assert side[place] == (cut >= 0)
    crossing = [(a, b) for a, b in tree.edges if side[a] != side[b]]
    assert crossing in ([(place, scratch.parent[place])], [(scratch.parent[place], place)])
    people = graph.population[scratch.node[:n_places]][side == 1].sum()
    assert low <= people <= high


def test_bounds_are_within_the_bounds(small: Any) -> None:
    """A path of five nodes of 1: every number of people from 1 to 4 can be cut off, at a link.

    0 - 1 - 2 - 3 - 4
    """
    links = np.array([(0, 1), (1, 2), (2, 3), (3, 4)], np.int32)
    graph = graph_of(links, np.ones(5))
    state = state_of(graph, np.array([0, 0, 0, 1, 1], np.int32), 2)
    scratch, stream = scratch_for(graph), stream_of("path")
    n_places = gather(graph, state, scratch, 0, 1)
    n_pairs = list_pairs(graph, state, scratch, n_places, 0, 1)
    for low, high, n_cuts in [(2, 2, 2), (1, 1, 2), (2, 3, 2), (1, 4, 4), (2.5, 2.5, 0), (0, 0, 0)]:
        assert minimum_tree(scratch, stream, n_places, n_pairs, n_pairs)
        assert balanced_cuts(scratch, n_places, 5.0, low, high) == n_cuts


def test_two_nodes_can_be_cut_at_their_link() -> None:
    graph = graph_of(np.array([(0, 1)], np.int32), np.array([3.0, 4.0]))
    state = state_of(graph, np.array([0, 1], np.int32), 2)
    scratch, stream = scratch_for(graph), stream_of("two")
    n_places = gather(graph, state, scratch, 0, 1)
    assert list_pairs(graph, state, scratch, n_places, 0, 1) == 1
    assert minimum_tree(scratch, stream, n_places, 1, 1)
    assert balanced_cuts(scratch, n_places, 7.0, 3.0, 3.0) == 1
    cut_off(scratch, n_places, int(scratch.found[0]))
    chosen = scratch.node[:2][scratch.side[:2] == 1]
    assert graph.population[chosen].tolist() == [3.0]
