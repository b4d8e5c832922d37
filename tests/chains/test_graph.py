"""The arrays of a graph: neighbours, numbers that add up exactly, regions by node."""

import networkx as nx
import numpy as np
import pytest

from districtbot.chains.graph import Level, graph_of, on_grid


def test_neighbours_and_links_are_those_given() -> None:
    rng = np.random.default_rng(1)
    plain = nx.gnm_random_graph(30, 70, seed=3)
    links = np.array(plain.edges, np.int32)
    turned = np.where(rng.random(70)[:, None] < 0.5, links, links[:, ::-1])
    graph = graph_of(turned, np.ones(30))
    for node in range(30):
        slots = range(graph.start[node], graph.start[node + 1])
        near = [int(graph.near[slot]) for slot in slots]
        assert near == sorted(plain[node])
        for slot, other in zip(slots, near, strict=True):
            assert set(graph.ends[graph.link[slot]]) == {node, other}
    assert graph.ends.tolist() == np.sort(turned, axis=1).tolist()
    assert (graph.touching == 1).all()
    assert (graph.shared == 0).all()
    assert graph.columns.shape == (30, 0)
    assert graph.first_of.tolist() == [0]


def test_a_graph_without_links_is_a_graph() -> None:
    graph = graph_of(np.zeros((0, 2), np.int32), np.ones(3))
    assert graph.start.tolist() == [0, 0, 0, 0]
    assert graph.ends.shape == (0, 2)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e6, 1e15, 2.0**500])
def test_numbers_on_the_grid_add_up_exactly_in_any_order(scale: float) -> None:
    rng = np.random.default_rng(7)
    raw = (rng.random(3000) - 0.2) * rng.choice([1e-3, 1, 1e3], 3000) * scale
    values = on_grid(raw)
    total = values.sum()
    for _ in range(20):
        running = 0.0
        for number in rng.permutation(values):
            running += number
        assert running == total
        kept = rng.random(3000) < 0.5
        assert values[kept].sum() == total - values[~kept].sum()
    assert np.abs(values - raw).max() <= 2.0**-52 * np.abs(raw).sum()


def test_whole_numbers_stay_as_they_are_on_the_grid() -> None:
    rng = np.random.default_rng(8)
    people = rng.integers(0, 10**7, 5000).astype(float)
    assert (on_grid(people) == people).all()
    most = np.array([2.0**52 - 6, 1.0, 3.0, 2.0])
    assert (on_grid(most) == most).all()
    assert on_grid(np.zeros(4)).tolist() == [0, 0, 0, 0]


def test_regions_of_several_levels_are_numbered_one_after_another() -> None:
    """Nodes 0 and 1 in one county, 2 in another; node 1 has units in two cities, 2 in none."""
    counties = Level(
        np.array([2, 0, 1], np.int32),
        np.array([1, 0, 0], np.int32),
        np.array([1, 1, 2], np.int32),
        np.array([30.0, 10.0, 20.0]),
        2,
    )
    cities = Level(
        np.array([1, 1], np.int32),
        np.array([2, 0], np.int32),
        np.array([1, 1], np.int32),
        np.array([15.0, 5.0]),
        3,
    )
    graph = graph_of(
        np.array([(0, 1), (1, 2)]), np.array([10.0, 20.0, 30.0]), levels=(counties, cities)
    )
    assert graph.first_of.tolist() == [0, 2, 5]
    assert graph.level.tolist() == [0, 0, 1, 1, 1]
    assert graph.code_start.tolist() == [0, 1, 4, 5]
    assert graph.code.tolist() == [0, 0, 2, 4, 1]
    assert graph.weight.tolist() == [1, 2, 1, 1, 1]
    assert graph.people.tolist() == [10, 20, 5, 15, 30]
