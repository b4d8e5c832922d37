"""Intervals, comparisons and calibration: against other ways of working them out."""

import itertools
import math
import random
from typing import Any

import pytest
from scipy.stats import binomtest

from districtbot.evals.statistics import (
    Hits,
    Z,
    auc,
    bootstrapped,
    calibration,
    hits,
    mcnemar,
    pass_at_k,
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


def test_auc_counts_pairs() -> None:
    rng = random.Random(7)
    right = [rng.randrange(6) / 5 for _ in range(20)]
    wrong = [rng.randrange(6) / 5 for _ in range(15)]
    pairs = [(x > y) + (x == y) / 2 for x in right for y in wrong]
    found = auc(right, wrong)
    assert found == pytest.approx(sum(pairs) / len(pairs))
    assert auc(wrong, right) == pytest.approx(1 - (found or 0))
    assert auc([], wrong) is None


def test_whoever_knows_is_calibrated_and_whoever_boasts_is_not() -> None:
    known = calibration([(1.0, True)] * 8 + [(0.0, False)] * 2)
    assert known is not None
    assert (known.ece, known.brier, known.auc) == (0.0, 0.0, 1.0)
    fair = calibration([(0.5, True)] * 5 + [(0.5, False)] * 5)
    assert fair is not None
    assert (fair.ece, fair.brier, fair.auc) == (0.0, 0.25, 0.5)
    boast = calibration([(1.0, False)] * 4)
    assert boast is not None
    assert (boast.ece, boast.brier, boast.auc) == (1.0, 1.0, None)
    assert calibration([]) is None


def test_bins_hold_every_turn_once() -> None:
    rng = random.Random(3)
    said = [(rng.random(), rng.random() < 0.5) for _ in range(200)] + [(1.0, True), (0.0, False)]
    found = calibration(said)
    assert found is not None
    assert sum(n for _, _, n in found.bins) == found.n == 202
    assert sum(share * n for _, share, n in found.bins) == pytest.approx(sum(ok for _, ok in said))
    assert 0 <= found.ece <= 1


def test_what_was_found_adds_up() -> None:
    for pairs in itertools.product(
        [(a, b) for a in (True, False) for b in (True, False)], repeat=3
    ):
        found = hits(pairs)
        assert found.found + found.missed + found.false + found.clear == 3
        if found.found:
            p, r = (one / n for one, n in (found.precision, found.recall))
            assert found.f1 == pytest.approx(2 * p * r / (p + r))
    assert Hits(0, 0, 0, 9).f1 is None
    assert Hits(0, 0, 0, 9).false_alarms == (0, 9)


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
    def mean(some: Any) -> float | None:
        return sum(some) / len(some) if some else None

    values = [0.1, 0.5, 0.4, 0.9]
    one, two, other = (bootstrapped(values, mean, seed) for seed in (1, 1, 2))
    assert one == two != other
    assert one is not None
    assert min(values) <= one.low <= one.value <= one.high <= max(values)
    assert bootstrapped([1.0], lambda _: None, 1) is None
