"""A plan's counts, kept by `flip`, against counts made anew."""

from typing import Any

import numpy as np
import pytest

from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.state import exchange, flip, state_of, take

N, K = 60, 5


@pytest.fixture(scope="module")
def graph(small: Any) -> Graph:
    """A 6 x 10 grid with odd numbers, a bridge, counties, and cities across nodes."""
    rng = np.random.default_rng(6)
    links = np.concatenate([small.grid_links(6, 10), [[0, 59]]])
    county = Level(
        np.arange(N, dtype=np.int32),
        (np.arange(N) % 10 // 3).astype(np.int32),
        rng.integers(1, 4, N).astype(np.int32),
        rng.random(N) * 100,
        4,
    )
    in_city = np.repeat(np.flatnonzero(rng.random(N) < 0.6), 2)
    city = Level(
        in_city.astype(np.int32),
        (in_city // 12 + 5 * (np.arange(len(in_city)) % 2)).astype(np.int32),
        np.ones(len(in_city), np.int32),
        rng.random(len(in_city)) * 30,
        10,
    )
    touching = rng.integers(1, 3, len(links)).astype(np.int32)
    touching[-1] = 0
    return graph_of(
        links,
        rng.random(N) * 1000,
        columns=rng.random((N, 3)) * [1, 1e6, 1e-6],
        touching=touching,
        shared=rng.random(len(links)) * 5000,
        levels=(county, city),
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_new_state_is_counted_right(seed: int, graph: Graph, check_state: Any) -> None:
    district = np.random.default_rng(seed).integers(0, K, N).astype(np.int32)
    state = state_of(graph, district, K)
    assert state.district.tolist() == district.tolist()
    check_state(graph, state)


def test_districts_may_be_empty(graph: Graph, check_state: Any) -> None:
    for home in range(K):
        check_state(graph, state_of(graph, np.full(N, home, np.int32), K))


def test_flips_keep_every_count(graph: Graph, check_state: Any, counts: Any) -> None:
    """Random moves, some of them into and out of an empty district."""
    rng = np.random.default_rng(9)
    state = state_of(graph, np.zeros(N, np.int32), K)
    emptied = 0
    for _ in range(6000):
        node = int(rng.integers(N))
        home = int((state.district[node] + rng.integers(1, K)) % K)
        if rng.random() < 0.9:
            if state.district[node] == 0:
                continue
            home = 0
        flip(graph, state, node, home)
        check_state(graph, state)
        emptied += (state.size == 0).any()
    assert emptied > 20
    assert counts(state) == counts(state_of(graph, state.district, K))


def test_an_exchange_keeps_every_count_and_takes_itself_back(
    graph: Graph, check_state: Any, counts: Any
) -> None:
    """Any nodes of two districts change sides, all at once, in any order; also none and all."""
    rng = np.random.default_rng(13)
    state = state_of(graph, rng.integers(0, K, N).astype(np.int32), K)
    moved = np.zeros(N, np.uint8)
    for turn in range(200):
        a, b = rng.permutation(K)[:2]
        either = rng.permutation(np.flatnonzero(np.isin(state.district, [a, b]))).astype(np.int32)
        n_change = (0, len(either), int(rng.integers(len(either) + 1)))[min(turn, 2)]
        before, expected = counts(state), state.district.copy()
        expected[either[:n_change]] = a + b - expected[either[:n_change]]
        exchange(graph, state, either, n_change, moved, a, b)
        assert state.district.tolist() == expected.tolist()
        check_state(graph, state)
        assert not moved.any()
        if turn % 2:
            exchange(graph, state, either, n_change, moved, a, b)
            assert counts(state) == before
            check_state(graph, state)


def test_taking_a_plan_is_counting_it(graph: Graph, check_state: Any, counts: Any) -> None:
    rng = np.random.default_rng(10)
    state = state_of(graph, rng.integers(0, K, N).astype(np.int32), K)
    for _ in range(20):
        district = rng.integers(0, K, N).astype(np.int32)
        take(graph, state, district)
        check_state(graph, state)
        assert counts(state) == counts(state_of(graph, district, K))


def test_other_names_of_districts_change_no_other_count(graph: Graph) -> None:
    rng = np.random.default_rng(11)
    district, names = rng.integers(0, K, N).astype(np.int32), rng.permutation(K).astype(np.int32)
    one, two = state_of(graph, district, K), state_of(graph, names[district], K)
    for name in ("population", "sums", "inside", "size"):
        assert getattr(one, name).tolist() == getattr(two, name)[names].tolist()
    assert one.seam.tolist() == two.seam[np.ix_(names, names)].tolist()
    assert one.held.tolist() == two.held[:, names].tolist()
    for name in ("n_cut", "spread", "splits", "pieces"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


def test_a_state_has_a_plan_of_its_own(graph: Graph) -> None:
    district = np.zeros(N, np.int32)
    flip(graph, state_of(graph, district, K), 3, 1)
    assert (district == 0).all()
