from collections import Counter
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.chains.draws import stream_of
from districtbot.chains.flips import border_flip, way_back
from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, Law, split_for, undo
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of

LAW = Law(
    MINIMUM,
    DISTRICT_PAIRS,
    1,
    1,
    np.full(3, 7.0),
    np.full(3, 14.0),
    np.zeros(0),
    np.zeros(0, np.int32),
)


@pytest.fixture
def graph(small: Any) -> Graph:
    """A 5 x 6 grid in three districts of two columns; a region is a row, a column the number 2."""
    rows = (np.arange(30) // 6).astype(np.int32)
    level = Level(np.arange(30, dtype=np.int32), rows, np.ones(30, np.int32), np.ones(30), 5)
    return graph_of(
        small.grid_links(5, 6),
        np.ones(30),
        columns=np.full((30, 1), 2.0),
        shared=np.full(49, 3.5),
        levels=(level,),
    )


COLUMNS = ((np.arange(30) % 6) // 2).astype(np.int32)


def proposals(graph: Graph, district: tuple[int, ...]) -> Counter[tuple[int, ...]]:
    """Chances of every plan that one flip proposes, allowed or not, as fractions."""
    chances: Counter[Any] = Counter()
    cut = [(a, b) for a, b in graph.ends.tolist() if district[a] != district[b]]
    for a, b in cut:
        for node, other in ((a, b), (b, a)):
            after = list(district)
            after[node] = district[other]
            chances[tuple(after)] += Fraction(1, 2 * len(cut))
    return chances


def test_every_plan_is_connected_balanced_and_counted(graph: Graph, check_state: Any) -> None:
    state = state_of(graph, COLUMNS, 3)
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("flips")
    whole = nx.Graph(graph.ends.tolist())
    seen = Counter()
    for _ in range(400):
        before = state.district.copy()
        moved = border_flip(graph, state, LAW, scratch, split, stream)
        seen[bool(moved)] += 1
        assert (state.district != before).sum() == moved
        check_state(graph, state)
        assert ((state.population >= 7) & (state.population <= 14)).all()
        for home in range(3):
            assert nx.is_connected(whole.subgraph(np.flatnonzero(state.district == home).tolist()))
    assert min(seen.values()) > 50


def test_the_way_back_is_known(graph: Graph) -> None:
    state = state_of(graph, COLUMNS, 3)
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("way back")
    quotients = set()
    for _ in range(300):
        before, n_cut = tuple(state.district.tolist()), int(state.n_cut[0])
        if border_flip(graph, state, LAW, scratch, split, stream):
            after = tuple(state.district.tolist())
            truth = proposals(graph, after)[before] / proposals(graph, before)[after]
            assert way_back(graph, state, split, n_cut) == pytest.approx(float(truth), rel=1e-12)
            quotients.add(truth)
    assert len(quotients) > 5


def test_a_flip_is_taken_back(graph: Graph, check_state: Any) -> None:
    state = state_of(graph, COLUMNS, 3)
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("taken back")
    for _ in range(50):
        border_flip(graph, state, LAW, scratch, split, stream)
        undo(graph, state, split)
        assert (state.district == COLUMNS).all()
    check_state(graph, state)


def test_one_district_has_nothing_to_flip(small: Any) -> None:
    graph = graph_of(small.grid_links(2, 2), np.ones(4))
    state = state_of(graph, np.zeros(4, np.int32), 3)
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("nothing")
    assert not border_flip(graph, state, LAW, scratch, split, stream)
