"""Seed plans: every district in one piece and, where trees allow, within its bounds."""

from typing import Any

import numpy as np
import pytest

from districtbot.chains.draws import stream_of
from districtbot.chains.graph import graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, SURCHARGED, Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.seeds import parts_for, seed_plan
from districtbot.chains.state import state_of
from districtbot.geo.statemap import components_of


def grid_links(side: int) -> Any:
    """The links of a square grid, in reading order."""
    number = np.arange(side * side).reshape(side, side)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    down = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    return np.concatenate([across, down]).astype(np.int32)


def drawn_from(
    people: Any, side: int, shares: list[int], epsilon: float, seed: int, kind: int = MINIMUM
) -> tuple[Any, bool]:
    """A seed plan of a grid, and whether it is within its bounds."""
    links = grid_links(side)
    graph = graph_of(links, people)
    ideal = people.sum() * np.array(shares) / sum(shares)
    crosses = (links[:, 0] % side < side // 2) != (links[:, 1] % side < side // 2)
    law = Law(
        kind,
        DISTRICT_PAIRS,
        200,
        5,
        (1 - epsilon) * ideal,
        (1 + epsilon) * ideal,
        crosses.astype(np.float64),
        crosses.astype(np.int32),
    )
    state = state_of(graph, np.zeros(len(people), np.int32), len(shares))
    scratch, split = scratch_for(graph), split_for(graph)
    well = seed_plan(graph, state, law, scratch, split, stream_of("seed", seed), parts_for(law))
    return state, well


@pytest.mark.parametrize("kind", [MINIMUM, SURCHARGED])
@pytest.mark.parametrize("k", [2, 5, 12])
def test_each_district_is_whole_and_even(k: int, kind: int) -> None:
    people = np.random.default_rng(3).integers(80, 120, 400).astype(np.float64)
    for seed in range(5):
        state, well = drawn_from(people, 20, [1] * k, 0.05, seed, kind)
        links = grid_links(20)
        inside = state.district[links[:, 0]] == state.district[links[:, 1]]
        assert components_of(400, links[inside]).max() + 1 == k
        off = np.abs(state.population / people.sum() * k - 1)
        assert well == (off.max() <= 0.05)
        assert well


def test_districts_of_several_members_have_their_people() -> None:
    people = np.full(400, 10.0)
    state, well = drawn_from(people, 20, [3, 1, 2], 0.03, 1)
    assert well
    assert state.population / people.sum() * 6 == pytest.approx([3, 1, 2], rel=0.03)


def test_a_plan_that_no_tree_gives_is_still_a_plan() -> None:
    """One unit of nine has nearly everybody: no plan of three districts is even.

    1 1 1
    1 9 1  (9 is 900 people)
    1 1 1
    """
    people = np.ones(9)
    people[4] = 900
    state, well = drawn_from(people, 3, [1, 1, 1], 0.01, 0)
    assert not well
    assert (state.size > 0).all()


def test_as_many_districts_as_units() -> None:
    state, _ = drawn_from(np.arange(1.0, 10.0), 3, [1] * 9, 0.01, 0)
    assert state.size.tolist() == [1] * 9
