import networkx as nx
import numpy as np

from districtbot.chains.contiguity import stays_whole
from districtbot.chains.graph import graph_of
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of


def answers(links: list[tuple[int, int]], district: list[int]) -> list[bool]:
    """What `stays_whole` says of every node of a plan."""
    graph = graph_of(np.array(links, np.int32), np.ones(len(district)))
    state = state_of(graph, np.array(district, np.int32), max(district) + 1)
    scratch = scratch_for(graph)
    return [bool(stays_whole(graph, state, scratch, node)) for node in range(len(district))]


def test_a_path_can_lose_only_its_ends() -> None:
    """``0 - 1 - 2 | 3``."""
    assert answers([(0, 1), (1, 2), (2, 3)], [0, 0, 0, 1]) == [True, False, True, False]


def test_a_ring_can_lose_any_node() -> None:
    """::

    0 1 2
    3   4
    5 6 7
    """
    links = [(0, 1), (1, 2), (0, 3), (2, 4), (3, 5), (4, 7), (5, 6), (6, 7)]
    assert answers(links, [0] * 8) == [True] * 8


def test_a_way_round_through_another_district_does_not_count() -> None:
    """The same ring, its node 6 elsewhere: the rest is a path from 5 to 7."""
    links = [(0, 1), (1, 2), (0, 3), (2, 4), (3, 5), (4, 7), (5, 6), (6, 7)]
    whole = answers(links, [0, 0, 0, 0, 0, 0, 1, 0])
    assert whole == [False, False, False, False, False, True, False, True]


def test_double_links_and_loops_change_nothing() -> None:
    links = [(0, 1), (0, 1), (1, 1), (1, 2), (1, 2), (2, 3)]
    assert answers(links, [0, 0, 0, 1]) == [True, False, True, False]


def test_equals_a_count_of_pieces_on_random_graphs() -> None:
    """Planar or not, with bridges: 60 graphs against networkx."""
    rng = np.random.default_rng(20210)
    seen = {True: 0, False: 0}
    for _ in range(60):
        n = int(rng.integers(6, 30))
        whole = nx.gnm_random_graph(n, int(n * rng.uniform(0.0, 1.2)), seed=int(rng.integers(1e9)))
        tree = nx.random_labeled_tree(n, seed=int(rng.integers(1e9)))
        whole.add_edges_from(tree.edges)
        cut = sorted(tree.edges)[int(rng.integers(n - 1))]
        tree.remove_edge(*cut)
        district = [0] * n
        for node in nx.node_connected_component(tree, cut[1]):
            district[node] = 1
        for node, answer in enumerate(answers(sorted(whole.edges), district)):
            rest = [a for a in range(n) if district[a] == district[node] and a != node]
            truth = bool(rest) and nx.is_connected(whole.subgraph(rest))
            assert answer == truth
            seen[truth] += 1
    assert min(seen.values()) > 100
