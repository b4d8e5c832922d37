"""Spanning trees counted by Kirchhoff's theorem, against counts known otherwise."""

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.geo.statemap import Bridge
from districtbot.plans.more.trees import log_spanning_trees, score_trees
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


def _edges(graph: Any) -> Any:
    return np.array(sorted(graph.edges), dtype=np.int32).reshape(-1, 2)


def test_small_grids() -> None:
    """2 x 2: 4; 3 x 3: 192; 4 x 4: 100,352; 5 x 5: 557,568,000 (OEIS A007341)."""
    for side, count in ((1, 1), (2, 4), (3, 192), (4, 100352), (5, 557568000)):
        grid = nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side))
        assert log_spanning_trees(side**2, _edges(grid)) == pytest.approx(math.log(count))


def test_cayley_and_paths() -> None:
    assert log_spanning_trees(7, _edges(nx.complete_graph(7))) == pytest.approx(5 * math.log(7))
    assert log_spanning_trees(9, _edges(nx.cycle_graph(9))) == pytest.approx(math.log(9))
    assert log_spanning_trees(30, _edges(nx.path_graph(30))) == pytest.approx(0, abs=1e-12)


def test_two_pieces_have_no_tree() -> None:
    assert log_spanning_trees(4, np.array([[0, 1], [2, 3]], dtype=np.int32)) is None
    assert log_spanning_trees(2, np.zeros((0, 2), dtype=np.int32)) is None


def test_districts_of_random_plans_as_networkx_counts_them(grid_frame: Any, state_of: Any) -> None:
    state = state_of(grid_frame(5, 6))
    rng, graph = np.random.default_rng(9), state.networkx(bridged=False)
    connected = 0
    for _ in range(30):
        split = int(rng.integers(6, 24))
        labels = (np.arange(30) >= split).astype(np.int32) + 1
        flipped = rng.integers(30, size=1)
        labels[flipped] = 3 - labels[flipped]
        found = score_trees(Scoring(state), Plan(state.unit_ids, labels, ("1", "2")))
        for place in (0, 1):
            part = graph.subgraph(np.flatnonzero(labels == place + 1).tolist())
            if nx.is_connected(part):
                connected += 1
                expected = math.log(nx.number_of_spanning_trees(part))
                assert found.by_district[place] == pytest.approx(expected)
            else:
                assert found.by_district[place] is None
                assert found.undefined
    assert connected > 30


def test_a_bridge_makes_no_tree(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """1 2 1: the first district hangs on a bridge over the second."""
    state = state_of(grid_frame(1, 3), bridges=(Bridge(0, 2, 1000.0, "drawn"),))
    found = score_trees(Scoring(state), plan_for(state, "1 2 1"))
    assert found.by_district == (None, 0.0)
    assert found.total is None
    assert found.undefined.endswith("district 1")


def test_the_total_is_of_all_districts(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """Two squares of 2 x 2: four trees each."""
    state = state_of(grid_frame(2, 4))
    found = score_trees(Scoring(state), plan_for(state, "b b a a b b a a"))
    assert found.total == pytest.approx(math.log(16))
    assert found.undefined == ""
