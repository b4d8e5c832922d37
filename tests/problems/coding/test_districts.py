"""Districts counted by hand: the laws of counting, and of walks that keep plans sound."""

import random
from collections import Counter

import networkx as nx
import pytest

from districtbot.problems.coding.districts import (
    Net,
    broken,
    cut_edges,
    deviation,
    districts_of,
    ensemble,
    flipped,
    members,
    net_of,
    pieces,
    shuffled,
    split_places,
    sums,
    wandered,
)
from districtbot.problems.coding.given import graph_of
from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap

LADDER = Net(
    edges=((0, 1), (0, 2), (1, 3), (2, 3), (2, 4), (3, 5), (4, 5)),
    shared=(1.0,) * 7,
    neighbours=((1, 2), (0, 3), (0, 3, 4), (1, 2, 5), (2, 5), (3, 4)),
)
"""Three rungs: 0-1, 2-3 and 4-5, one below the other."""


def test_a_ladder_counted_by_eye() -> None:
    sides = [1, 2, 1, 2, 1, 2]
    assert cut_edges(LADDER, sides) == [(0, 1), (2, 3), (4, 5)]
    assert broken(LADDER, sides) == []
    torn = [1, 1, 2, 2, 1, 1]
    assert broken(LADDER, torn) == [1]
    assert pieces(LADDER, members(torn)[1]) == 2
    assert split_places(["a", "a", "b", "b", "c", "c"], [1, 1, 1, 2, 2, 2]) == ["b"]


def test_the_net_is_the_graph_that_is_given(made: MadeMap) -> None:
    net, graph = net_of(made), graph_of(made)
    ids = made.state.unit_ids
    assert {frozenset((ids[a], ids[b])) for a, b in net.edges} == {
        frozenset(edge) for edge in graph.edges
    }
    for (a, b), metres in zip(net.edges, net.shared, strict=True):
        assert metres == pytest.approx(graph.edges[ids[a], ids[b]]["shared_perim"])


def test_pieces_are_those_of_networkx(made: MadeMap) -> None:
    net, rng = net_of(made), random.Random(4)
    graph = nx.Graph(net.edges)
    for _ in range(20):
        some = set(rng.sample(range(len(net.neighbours)), 12))
        assert pieces(net, some) == nx.number_connected_components(graph.subgraph(some))


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_keeps_plans_sound_and_moves_a_unit_at_a_time(made: MadeMap, seed: int) -> None:
    net, people, rng = net_of(made), units_of(made).people, random.Random(seed)
    plan, n_moved = districts_of(made), 0
    for _ in range(15):
        after = flipped(net, plan, people, rng, 0.3)
        moved = sum(a != b for a, b in zip(plan, after, strict=True))
        assert moved <= 1
        assert broken(net, after) == []
        assert deviation(after, people) <= 0.3
        assert set(after) == set(plan)
        plan, n_moved = after, n_moved + moved
    assert n_moved > 0


def test_walks_hang_on_the_rng_alone(made: MadeMap) -> None:
    one, other = (wandered(made, random.Random(9), n_flips=8) for _ in range(2))
    assert one == other
    plans = ensemble(made, random.Random(9), n_plans=4, n_flips=2)
    assert plans[-1] == one
    assert wandered(made, random.Random(10), n_flips=8) != one


def test_other_numbers_make_no_other_districts(made: MadeMap) -> None:
    plan = districts_of(made)
    other = shuffled(plan, random.Random(1))
    assert other != plan
    assert {frozenset(one) for one in members(plan).values()} == {
        frozenset(one) for one in members(other).values()
    }
    people = units_of(made).people
    assert Counter(sums(plan, people).values()) == Counter(sums(other, people).values())
    assert cut_edges(net_of(made), plan) == cut_edges(net_of(made), other)
