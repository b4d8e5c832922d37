"""Measures of who gains: worked out by hand, turned round, and next to GerryChain's own."""

import random

import networkx as nx
import pytest

from districtbot.problems.coding.partisan import (
    Votes,
    efficiency_gap,
    mean_median,
    partisan_bias,
    partisan_gini,
    simple_gap,
    wasted,
)

PACKED = Votes(names=(1, 2, 3), own=(90, 40, 40), other=(10, 60, 60))
"""One district packed with the party's voters, two cracked."""


def drawn(seed: int) -> Votes:
    rng = random.Random(seed)
    n = rng.randint(3, 9)
    own = tuple(rng.randint(100, 900) for _ in range(n))
    other = tuple(rng.choice([x for x in range(100, 900, 7) if x != a]) for a in own)
    return Votes(tuple(range(1, n + 1)), own, other)


def test_a_packed_map_by_hand() -> None:
    assert wasted(PACKED) == [(40, 10), (40, 10), (40, 10)]
    assert efficiency_gap(PACKED) == pytest.approx(-90 / 300)
    assert simple_gap(PACKED) == pytest.approx((1 / 3 - 0.5) - 2 * (170 / 300 - 0.5))
    assert mean_median(PACKED) == pytest.approx(0.4 - 1.7 / 3)
    assert partisan_bias(PACKED) == pytest.approx(1 / 3 - 0.5)
    assert PACKED.seats == 1


@pytest.mark.parametrize("seed", range(12))
def test_the_other_party_has_the_other_sign(seed: int) -> None:
    votes = drawn(seed)
    assert efficiency_gap(votes.turned) == pytest.approx(-efficiency_gap(votes))
    assert mean_median(votes.turned) == pytest.approx(-mean_median(votes))
    assert partisan_gini(votes.turned) == pytest.approx(partisan_gini(votes))
    assert votes.seats + votes.turned.seats == len(votes.names)


@pytest.mark.parametrize("seed", range(12))
def test_gerrychain_says_the_same(seed: int) -> None:
    from gerrychain import Election, Graph, Partition

    votes = drawn(seed)
    path = nx.path_graph(len(votes.names))
    for node in path:
        path.nodes[node].update(d=votes.own[node], r=votes.other[node], plan=votes.names[node])
    race = Election("race", {"D": "d", "R": "r"})
    results = Partition(Graph.from_networkx(path), "plan", {"race": race})["race"]
    assert results.efficiency_gap() == pytest.approx(efficiency_gap(votes))
    assert results.mean_median() == pytest.approx(mean_median(votes))
    assert results.partisan_bias() == pytest.approx(partisan_bias(votes))
    assert results.partisan_gini() == pytest.approx(partisan_gini(votes))
    assert results.seats("D") == votes.seats
