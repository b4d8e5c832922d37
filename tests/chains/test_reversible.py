from collections import Counter
from typing import Any

import numpy as np

from districtbot.chains.draws import stream_of
from districtbot.chains.graph import Graph, graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, UNIFORM, Law, split_for, undo
from districtbot.chains.reversible import EXCESS, MOVES, STAYS, reversible_recom
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, state_of


def law_of(low: float, high: float, k: int) -> Law:
    return Law(
        UNIFORM,
        DISTRICT_PAIRS,
        1,
        1,
        np.full(k, low),
        np.full(k, high),
        np.zeros(0),
        np.zeros(0, np.int32),
    )


def outcomes(
    graph: Graph, state: State, law: Law, max_cuts: int, n_steps: int, *label: Any
) -> Counter[tuple[int, tuple[int, ...]]]:
    """What became of single steps from one plan, and the plan that each came to."""
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("single", *label)
    seen: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for _ in range(n_steps):
        became = reversible_recom(graph, state, law, scratch, split, stream, max_cuts)
        seen[int(became), tuple(state.district.tolist())] += 1
        if became == MOVES:
            undo(graph, state, split)
    return seen


def test_a_path_moves_as_often_as_its_only_tree_says(small: Any) -> None:
    """``0 - 1 | 2 - 3`` into two districts of 1 to 3.

    The tree is the path itself with 3 balanced cuts. With M = 4 the plan moves with chance 3/4,
    to each of the three splits alike; every seam is one link long.
    """
    graph = graph_of(np.array([(0, 1), (1, 2), (2, 3)], np.int32), np.ones(4))
    state = state_of(graph, np.array([0, 0, 1, 1], np.int32), 2)
    seen = outcomes(graph, state, law_of(1, 3, 2), 4, 4_000, "path")
    counts: Counter[Any] = Counter()
    for (became, plan), count in seen.items():
        counts["stays" if became == STAYS else small.named(plan)] += count
    law = {
        "stays": 0.25,
        (0, 1, 1, 1): 0.25,
        (0, 0, 1, 1): 0.25,
        (0, 0, 0, 1): 0.25,
    }
    assert small.misfit(counts, law) > small.ALARM


def test_a_square_moves_one_time_in_its_seam(small: Any) -> None:
    """::

        0 | 1
        2 | 3

    Four trees, each a path with one balanced cut, the middle link; two give each split, and
    each seam has two links: half of the steps move, with M = 1, a quarter to each split.
    """
    graph = graph_of(small.grid_links(2, 2), np.ones(4))
    state = state_of(graph, np.array([0, 1, 0, 1], np.int32), 2)
    seen = outcomes(graph, state, law_of(2, 2, 2), 1, 4_000, "square")
    counts: Counter[Any] = Counter()
    for (became, plan), count in seen.items():
        counts["stays" if became == STAYS else small.named(plan)] += count
    law = {"stays": 0.5, (0, 1, 0, 1): 0.25, (0, 0, 1, 1): 0.25}
    assert small.misfit(counts, law) > small.ALARM


def test_districts_that_do_not_touch_stay() -> None:
    """``0 1 | 2 3 | 4 5``, districts of 2: only the middle one has two neighbours.

    The path has one balanced cut for each pair that touches, so two pairs of three move.
    """
    links = np.array([(node, node + 1) for node in range(5)], np.int32)
    graph = graph_of(links, np.ones(6))
    state = state_of(graph, np.array([0, 0, 1, 1, 2, 2], np.int32), 3)
    seen = outcomes(graph, state, law_of(2, 2, 3), 1, 3_000, "apart")
    n_moves = sum(count for (became, _), count in seen.items() if became == MOVES)
    assert abs(n_moves / 3_000 - 2 / 3) < 5 * (2 / 9 / 3_000) ** 0.5


def test_too_many_cuts_are_told_and_change_nothing() -> None:
    graph = graph_of(np.array([(0, 1), (1, 2), (2, 3)], np.int32), np.ones(4))
    state = state_of(graph, np.array([0, 0, 1, 1], np.int32), 2)
    seen = outcomes(graph, state, law_of(1, 3, 2), 2, 100, "excess")
    assert seen == {(EXCESS, (0, 0, 1, 1)): 100}
