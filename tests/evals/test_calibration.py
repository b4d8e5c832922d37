"""How far probabilities can be believed: bins that hold all, areas that count pairs."""

import random

import numpy as np
import pytest

from districtbot.evals.calibration import (
    Said,
    Separation,
    binned,
    brier_terms,
    calibration,
    expected_errors,
)


def figures(said: list[Said]) -> tuple[float, float, float]:
    """Calibration error, Brier score and area of all turns together."""
    total, n = brier_terms(said)
    (error,) = expected_errors(binned(said)[None])
    (area,) = Separation([said]).areas(np.ones((1, 1)))
    return float(error), total / n, float(area)


def test_whoever_knows_is_calibrated_and_whoever_boasts_is_not() -> None:
    assert figures([(1.0, True)] * 8 + [(0.0, False)] * 2) == (0, 0, 1)
    assert figures([(0.5, True)] * 5 + [(0.5, False)] * 5) == (0, 0.25, 0.5)
    error, brier, area = figures([(1.0, False)] * 4)
    assert (error, brier) == (1, 1)
    assert np.isnan(area)
    assert calibration([]) is None
    assert np.isnan(expected_errors(binned([])[None])[0])


def test_bins_hold_every_turn_once() -> None:
    rng = random.Random(3)
    said = [(rng.random(), rng.random() < 0.5) for _ in range(200)] + [(1.0, True), (0.0, False)]
    found = calibration(said)
    assert found is not None
    assert sum(n for _, _, n in found.bins) == found.n == 202
    assert sum(share * n for _, share, n in found.bins) == pytest.approx(sum(ok for _, ok in said))
    naive = sum(abs(chance - share) * n for chance, share, n in found.bins) / 202
    assert figures(said)[0] == pytest.approx(naive)


def test_areas_count_pairs() -> None:
    rng = random.Random(7)
    clusters = [
        [(rng.randrange(6) / 5, rng.random() < 0.6) for _ in range(rng.randrange(1, 5))]
        for _ in range(12)
    ]
    times = np.array([[rng.randrange(3) for _ in clusters] for _ in range(4)], dtype=float)
    for row, area in zip(times, Separation(clusters).areas(times), strict=True):
        drawn = [one for some, n in zip(clusters, row, strict=True) for one in some * int(n)]
        right = [value for value, ok in drawn if ok]
        wrong = [value for value, ok in drawn if not ok]
        pairs = [(x > y) + (x == y) / 2 for x in right for y in wrong]
        assert area == pytest.approx(sum(pairs) / len(pairs))
