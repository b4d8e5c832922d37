"""Law: on maps small enough to list every plan, chains visit each as often as they should.

Plans are taken so many steps apart that they are as good as independent: five times the time in
which the chain forgets, worked out from its exact matrix of chances.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, prod
from typing import Any

import numpy as np
import pytest

from districtbot.chains import walk
from districtbot.chains.draws import stream_of
from districtbot.chains.graph import graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of

Plan = tuple[int, ...]


def visits(
    links: np.ndarray,
    start: Sequence[int],
    bounds: Sequence[tuple[int, int]],
    n_plans: int,
    every: int,
    **course: Any,
) -> tuple[Counter[Plan], int]:
    """How often each plan was seen, as drawn, and how many trees had too many cuts."""
    graph = graph_of(links, np.ones(len(start)))
    state = state_of(graph, np.array(start, np.int32), len(bounds))
    low, high = np.array(bounds, float).T
    law = Law(
        MINIMUM,
        DISTRICT_PAIRS,
        1,
        1,
        np.ascontiguousarray(low),
        np.ascontiguousarray(high),
        np.zeros(0),
        np.zeros(0, np.int32),
    )
    fields = {
        "proposal": walk.REVERSIBLE,
        "max_cuts": 1,
        "acceptance": walk.ALWAYS,
        "beta": 0.0,
        "chance": 0.0,
        "exact": False,
        "thin": every,
        "caps": np.full(1, walk.NO_CAP),
        "weights": np.ones(1),
        "shape_weights": np.zeros(2),
        "area": -1,
        "perimeter": -1,
    }
    account = np.zeros(3, np.int64)
    kept = walk.kept_for(state, n_plans)
    walk.walk(
        graph,
        state,
        law,
        walk.Course(**(fields | course)),
        scratch_for(graph),
        split_for(graph),
        stream_of("visits", every),
        account,
        kept,
        n_plans * every,
    )
    rows, counts = np.unique(kept.plans, axis=0, return_counts=True)
    seen = {tuple(row): int(n) for row, n in zip(rows.tolist(), counts, strict=True)}
    return Counter(seen), int(account[walk.EXCESSES])


def unlabelled(small: Any, counts: Counter[Plan]) -> Counter[Plan]:
    """Counts of plans whatever their districts are called."""
    found: Counter[Plan] = Counter()
    for plan, count in counts.items():
        found[small.named(plan)] += count
    return found


def n_trees(small: Any, links: np.ndarray, plan: Plan) -> int:
    """The product over districts of the number of spanning trees."""
    counts = []
    for home in set(plan):
        nodes = [node for node, district in enumerate(plan) if district == home]
        inner = [
            (nodes.index(a), nodes.index(b))
            for a, b in links.tolist()
            if plan[a] == plan[b] == home
        ]
        counts.append(small.n_spanning_trees(inner, len(nodes)) if len(nodes) > 1 else 1)
    return prod(counts)


def n_cut(links: np.ndarray, plan: Plan) -> int:
    return sum(plan[a] != plan[b] for a, b in links.tolist())


def shares(weights: dict[Plan, float]) -> dict[Plan, float]:
    total = sum(weights.values())
    return {plan: weight / total for plan, weight in weights.items()}


def all_plans(small: Any, rows: int, cols: int, k: int, low: int, high: int) -> Any:
    links = small.grid_links(rows, cols)
    listed = tuple(map(tuple, links.tolist()))
    return links, small.plans_of(listed, (1,) * (rows * cols), k, low, high)


def test_reversible_recom_where_trees_have_several_cuts(small: Any) -> None:
    """A 3 x 3 grid into 3 districts of 2 to 4: 58 plans."""
    links, plans = all_plans(small, 3, 3, 3, 2, 4)
    counts, excess = visits(links, plans[0], [(2, 4)] * 3, 10_000, 130, max_cuts=6)
    law = shares({plan: n_trees(small, links, plan) for plan in plans})
    assert excess == 0
    assert len(law) == 58
    assert small.misfit(unlabelled(small, counts), law) > small.ALARM


def test_reversible_recom_of_even_districts(small: Any) -> None:
    """A 4 x 4 grid into 4 districts of 4: 117 plans, the likeliest 256 times the least."""
    links, plans = all_plans(small, 4, 4, 4, 4, 4)
    counts, excess = visits(links, plans[0], [(4, 4)] * 4, 2_000, 1_400)
    law = shares({plan: n_trees(small, links, plan) for plan in plans})
    assert excess == 0
    assert len(law) == 117
    assert small.misfit(unlabelled(small, counts), law) > small.ALARM


def test_reversible_recom_of_unlike_districts(small: Any) -> None:
    """A 2 x 4 grid, two districts of one seat and one of two: each keeps its size."""
    links, plans = all_plans(small, 2, 4, 3, 2, 4)
    plans = [plan for plan in plans if sorted(Counter(plan).values()) == [2, 2, 4]]
    start = (0, 0, 2, 2, 1, 1, 2, 2)
    counts, excess = visits(links, start, [(2, 2), (2, 2), (4, 4)], 5_000, 70, max_cuts=2)
    assert all(Counter(plan) == {0: 2, 1: 2, 2: 4} for plan in counts)
    law = shares({plan: n_trees(small, links, plan) for plan in plans})
    assert excess == 0
    assert len(law) == 15
    assert small.misfit(unlabelled(small, counts), law) > small.ALARM


def test_reversible_recom_with_a_score(small: Any) -> None:
    """Trees times exp(-0.5 x cut edges)."""
    links, plans = all_plans(small, 3, 3, 3, 2, 4)
    counts, _ = visits(
        links,
        plans[0],
        [(2, 4)] * 3,
        10_000,
        130,
        max_cuts=6,
        acceptance=walk.METROPOLIS,
        beta=0.5,
    )
    law = shares(
        {plan: n_trees(small, links, plan) * exp(-0.5 * n_cut(links, plan)) for plan in plans}
    )
    assert small.misfit(unlabelled(small, counts), law) > small.ALARM


@pytest.mark.parametrize("beta", [0.0, 0.7])
def test_exact_flips(small: Any, beta: float) -> None:
    """A 3 x 3 grid into 2 districts of 3 to 6: every plan can be reached by flips."""
    links, plans = all_plans(small, 3, 3, 2, 3, 6)
    counts, _ = visits(
        links,
        plans[0],
        [(3, 6)] * 2,
        10_000,
        60,
        proposal=walk.FLIPS,
        acceptance=walk.METROPOLIS,
        beta=beta,
        exact=True,
    )
    law = shares({plan: exp(-beta * n_cut(links, plan)) for plan in plans})
    assert len(law) == 32
    assert small.misfit(unlabelled(small, counts), law) > small.ALARM


def test_the_test_sees_a_missing_correction(small: Any) -> None:
    """The same flips without it are far from uniform."""
    links, plans = all_plans(small, 3, 3, 2, 3, 6)
    counts, _ = visits(links, plans[0], [(3, 6)] * 2, 10_000, 60, proposal=walk.FLIPS)
    law = shares(dict.fromkeys(plans, 1.0))
    assert small.misfit(unlabelled(small, counts), law) < 1e-12


def test_recom_keeps_the_sizes_of_unlike_districts(small: Any) -> None:
    links, _ = all_plans(small, 2, 4, 3, 2, 4)
    bounds = [(2, 2), (2, 2), (4, 4)]
    counts, _ = visits(links, (0, 0, 2, 2, 1, 1, 2, 2), bounds, 500, 1, proposal=walk.RECOM)
    assert len(counts) > 5
    assert all(Counter(plan) == {0: 2, 1: 2, 2: 4} for plan in counts)
