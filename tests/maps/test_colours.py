"""Colours of districts."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.ground.seeds import rng_of
from districtbot.maps.colours import (
    PALETTE,
    PLAIN_TO_SEE,
    colour_distance,
    district_colours,
    district_pairs,
)
from districtbot.plans.plan import plan_of


def test_few_districts_all_differ() -> None:
    for n_districts in range(1, len(PALETTE) + 1):
        colours = district_colours(n_districts, [])
        assert len(set(colours)) == n_districts


@pytest.mark.parametrize("seed", range(5))
def test_neighbours_differ_on_random_plane_maps(seed: int) -> None:
    """A 12 x 12 grid of districts with one diagonal in each cell, either way: planar."""
    rng = rng_of(seed, "colours")
    number = np.arange(144).reshape(12, 12) + 1
    pairs = [(a, b) for row in number for a, b in itertools.pairwise(row.tolist())]
    pairs += [(a, b) for column in number.T for a, b in itertools.pairwise(column.tolist())]
    for row, column in itertools.product(range(11), repeat=2):
        ends = ((0, 0), (1, 1)) if rng.random() < 0.5 else ((0, 1), (1, 0))
        pairs.append(tuple(int(number[row + r, column + c]) for r, c in ends))
    colours = district_colours(144, pairs)
    assert all(colours[a - 1] != colours[b - 1] for a, b in pairs)
    assert set(colours) <= set(PALETTE)


def test_everything_touches_everything() -> None:
    pairs = list(itertools.combinations(range(1, 41), 2))
    assert len(set(district_colours(40, pairs))) == 40


def test_order_of_the_pairs_changes_nothing() -> None:
    pairs = [(1, 2), (2, 3), (3, 4), (4, 1), (1, 3), (5, 4), (6, 5), (7, 5), (7, 6), (11, 12)]
    turned = [(b, a) for a, b in reversed(pairs)]
    assert district_colours(12, pairs) == district_colours(12, turned + pairs)


def test_distance_sees_what_the_colour_blind_see() -> None:
    assert colour_distance("#000000", "#ffffff") == pytest.approx(1, abs=1e-3)
    assert colour_distance("#123456", "#123456") == 0
    assert colour_distance("#d7382d", "#7d8b22") < PLAIN_TO_SEE < colour_distance(*PALETTE[:2])


def test_pairs_of_a_grid(grid_frame: Any, make_state: Any) -> None:
    """Three districts; 1 and 3 do not touch.

    1 1 2
    1 2 2
    3 3 2  and (2, 0) under (1, 0): 1 over 3 touch after all.
    """
    state = make_state(grid_frame(3, 3))
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 1, 2, 2, 3, 3, 2]))
    assert district_pairs(state, plan).tolist() == [[1, 2], [1, 3], [2, 3]]
    stripes = plan_of(state.unit_ids, np.array([1, 2, 3] * 3))
    assert district_pairs(state, stripes).tolist() == [[1, 2], [2, 3]]


@pytest.mark.slow
def test_alabama_house(shared_data: Path) -> None:
    state = open_map(shared_data / "AL" / "AL_vtd_2020.zip")
    plan = plan_of(state.unit_ids, state.labels("HDIST"))
    pairs = district_pairs(state, plan)
    colours = district_colours(plan.n_districts, pairs)
    assert plan.n_districts == 105
    assert len(pairs) > 200
    assert all(colours[a - 1] != colours[b - 1] for a, b in pairs)
    assert set(colours) <= set(PALETTE)
