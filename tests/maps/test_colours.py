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


LINEAR_TO_LMS = np.array(
    [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
)
PROTANOPIA = np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]])
DEUTERANOPIA = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])
LINEAR_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def _cielab(colour: str, seen: Any) -> Any:
    """CIELAB (D65) of a colour as an eye sees it, by another simulation than the package's.

    Viénot, Brettel and Mollon (1999), doi:10.1002/(SICI)1520-6378(199908)24:4<243::AID-COL5>.
    """
    rgb = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if seen is not None:
        lms = seen @ (LINEAR_TO_LMS @ linear)
        linear = np.clip(np.linalg.inv(LINEAR_TO_LMS) @ lms, 0, 1)
    xyz = LINEAR_TO_XYZ @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _nearest(colours: list[str], pairs: Any) -> float:
    """The least CIELAB distance of two touching districts, to whichever eye sees it least."""
    least = np.inf
    for seen in (None, PROTANOPIA, DEUTERANOPIA):
        lab = np.array([_cielab(colour, seen) for colour in colours])
        a, b = np.array(pairs).T - 1
        least = min(least, float(np.linalg.norm(lab[a] - lab[b], axis=1).min()))
    return least


@pytest.mark.parametrize("k", [4, 9, 13, 20, 36])
def test_neighbours_differ_to_every_eye(k: int) -> None:
    """Districts on a grid of six columns, each touching the one beside, below and across."""
    place = {(n // 6, n % 6): n + 1 for n in range(k)}
    steps = ((0, 1), (1, 0), (1, 1))
    pairs = [
        (number, place[row + down, column + right])
        for (row, column), number in place.items()
        for down, right in steps
        if (row + down, column + right) in place
    ]
    colours = district_colours(k, pairs)
    assert len(set(colours)) == (k if k <= len(PALETTE) else len(set(colours)))
    assert _nearest(colours, pairs) > 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "column", "least"),
    [
        ("MI/MI_vtd_2020.zip", "CD", 10),
        ("MI/MI_vtd_2020.zip", "HDIST", 7),
        ("AL/AL_vtd_2020.zip", "HDIST", 7),
    ],
)
def test_neighbours_differ_on_real_maps(
    shared_data: Path, file: str, column: str, least: float
) -> None:
    state = open_map(shared_data / file)
    plan = plan_of(state.unit_ids, state.labels(column))
    pairs = district_pairs(state, plan)
    assert _nearest(district_colours(plan.n_districts, pairs), pairs) > least
