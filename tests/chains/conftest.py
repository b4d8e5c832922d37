"""What a plan's counts must be, counted anew with nothing of the package."""

from typing import Any

import numpy as np
import pytest

from districtbot.chains.graph import Graph
from districtbot.chains.state import State


@pytest.fixture(scope="session")
def check_state() -> Any:
    """``check_state(graph, state)``: every array of the state is what its plan makes it."""
    return check


def check(graph: Graph, state: State) -> None:
    check_lists(state)
    check_links(graph, state)
    check_regions(graph, state)


def check_lists(state: State) -> None:
    """Each district's list has its nodes, forwards and backwards, and its size."""
    listed = np.zeros(len(state.district), int)
    for home in range(len(state.head)):
        at, last, size = int(state.head[home]), -1, 0
        while at >= 0:
            assert state.district[at] == home
            assert state.before[at] == last
            listed[at] += 1
            at, last, size = int(state.after[at]), at, size + 1
            assert size <= len(listed), "the list runs in a circle"
        assert state.size[home] == size
    assert (listed == 1).all()


def check_links(graph: Graph, state: State) -> None:
    """Sums over nodes and links, each exactly."""
    k, home = len(state.head), state.district
    assert state.population.tolist() == np.bincount(home, graph.population, k).tolist()
    for column in range(graph.columns.shape[1]):
        sums = np.bincount(home, graph.columns[:, column], k)
        assert state.sums[:, column].tolist() == sums.tolist()
    ends = home[graph.ends]
    parted = ends[:, 0] != ends[:, 1]
    seam = np.zeros((k, k), int)
    np.add.at(seam, (ends[parted, 0], ends[parted, 1]), 1)
    assert state.seam.tolist() == (seam + seam.T).tolist()
    n_cut = int(state.n_cut[0])
    assert sorted(state.cut[:n_cut].tolist()) == np.flatnonzero(parted).tolist()
    assert state.place[state.cut[:n_cut]].tolist() == list(range(n_cut))
    assert (state.place[~parted] == -1).all()
    assert state.n_cut[1] == graph.touching[parted].sum()
    inside = np.bincount(ends[~parted, 0], graph.shared[~parted], k)
    assert state.inside.tolist() == inside.tolist()


def check_regions(graph: Graph, state: State) -> None:
    """Units, people, splits and pieces of every region."""
    n_levels, n_regions, k = len(graph.first_of) - 1, len(graph.level), len(state.head)
    held = np.zeros((n_regions, k))
    people = np.zeros((n_regions, k))
    owner = np.repeat(np.arange(len(graph.code_start) - 1), np.diff(graph.code_start))
    np.add.at(held, (graph.code, state.district[owner]), graph.weight)
    np.add.at(people, (graph.code, state.district[owner]), graph.people)
    assert state.held.tolist() == held.tolist()
    assert state.people.tolist() == people.tolist()
    spread = (held > 0).sum(axis=1)
    assert state.spread.tolist() == spread.tolist()
    for level in range(n_levels):
        mine = graph.level == level
        assert state.splits[level] == (spread[mine] > 1).sum()
        assert state.pieces[level] == spread[mine].sum()
        assert state.present[level].tolist() == (held[mine] > 0).sum(axis=0).tolist()


def counts_of(state: State) -> dict[str, Any]:
    """Everything in a state that has an order of its own or none; lists as sets."""
    n_cut = int(state.n_cut[0])
    counts: dict[str, Any] = {
        name: getattr(state, name).tolist()
        for name in State._fields
        if name not in {"head", "after", "before", "cut", "place"}
    }
    return counts | {"cut": sorted(state.cut[:n_cut].tolist())}


@pytest.fixture(scope="session")
def counts() -> Any:
    """``counts(state)``: what must be equal where two states have the same plan."""
    return counts_of
