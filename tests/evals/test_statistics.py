"""Intervals and comparisons: against other ways of working them out."""

import itertools
import math
import random
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from districtbot.evals.statistics import (
    Z,
    mcnemar,
    pass_at_k,
    ratios,
    resampled,
    share_of,
    wilson,
)


@pytest.mark.parametrize(("right", "n"), [(0, 5), (3, 7), (5, 5), (81, 200), (1, 1)])
def test_the_ends_of_wilsons_interval_are_as_far_as_they_may_be(right: int, n: int) -> None:
    found = wilson(right, n)
    assert found.low <= right / n <= found.high
    for end in (found.low, found.high):
        if 0 < end < 1:
            assert abs(right / n - end) == pytest.approx(Z * math.sqrt(end * (1 - end) / n))
    other = binomtest(right, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-9)


@pytest.mark.parametrize("n", range(1, 7))
def test_pass_at_k_is_the_mean_over_all_ways_to_draw(n: int) -> None:
    for right, k in itertools.product(range(n + 1), range(1, n + 1)):
        tries = [True] * right + [False] * (n - right)
        drawn = [any(some) for some in itertools.combinations(tries, k)]
        assert pass_at_k(n, right, k) == pytest.approx(sum(drawn) / len(drawn))
    with pytest.raises(ValueError, match="too few"):
        pass_at_k(n, 0, n + 1)


def test_mcnemar_is_the_binomial_test_of_what_differs() -> None:
    rng = random.Random(5)
    for _ in range(30):
        a = [rng.random() < 0.6 for _ in range(25)]
        b = [rng.random() < 0.4 for _ in range(25)]
        only = sum(x and not y for x, y in zip(a, b, strict=True))
        n = sum(x != y for x, y in zip(a, b, strict=True))
        expected = binomtest(only, n).pvalue if n else 1.0
        assert mcnemar(a, b) == pytest.approx(expected)
        assert mcnemar(a, b) == mcnemar(b, a)
        assert mcnemar(a, a) == 1.0


@pytest.mark.parametrize("clusters", [[(1, 2), (2, 2), (0, 3)], [(1, 1), (0, 1)], [(3, 3), (2, 2)]])
def test_shares_lie_within_their_intervals(clusters: Any) -> None:
    found = share_of(clusters, 1, "a")
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    assert found.value == sum(x for x, _ in clusters) / sum(n for _, n in clusters)
    assert found == share_of(clusters, 1, "a")
    assert share_of([(0, 0)], 1) is None


def test_clusters_make_intervals_wider_than_single_draws_would() -> None:
    whole = [(10, 10)] * 10 + [(0, 10)] * 10
    found, plain = share_of(whole, 1), wilson(100, 200)
    assert found is not None
    assert found.high - found.low > 1.5 * (plain.high - plain.low)


def test_the_same_seed_gives_the_same_interval() -> None:
    rng = random.Random(2)
    sums = np.array([[rng.random(), 1] for _ in range(60)])
    one, two, other = (resampled(sums, ratios, seed) for seed in (1, 1, 2))
    assert one == two != other
    assert one is not None
    assert 0 < one.low < one.value < one.high < 1
    assert one.value == pytest.approx(sums[:, 0].mean())
    assert resampled(np.zeros((3, 2)), ratios, 1) is None
    assert resampled(np.zeros((0, 2)), ratios, 1) is None


def test_the_bootstrap_comes_to_the_law_it_stands_for() -> None:
    sums = np.array([[float(n % 2), 1.0] for n in range(400)])
    found, plain = resampled(sums, ratios, 1), wilson(200, 400)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.01)
