"""Shares with their intervals, comparisons of two models."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.seeds import seed_of

Counts = NDArray[np.float64]
FigureFn = Callable[[Counts], Counts]
Z = 1.959963984540054
"""Quantile of the normal distribution for 95% intervals."""
RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% interval.

    Attributes:
        value: The figure.
        low: Lower end.
        high: Upper end.
        n: Of how many.
    """

    value: float
    low: float
    high: float
    n: int


def wilson(n_right: int, n: int) -> Interval:
    """A share (0..1) with the score interval of Wilson (1927, doi:10.1080/01621459.1927.10502953).

    Args:
        n_right: How many were right.
        n: Of how many; at least 1.
    """
    share, room = n_right / n, Z**2 / n
    middle = (share + room / 2) / (1 + room)
    half = Z / (1 + room) * math.sqrt(share * (1 - share) / n + room / (4 * n))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half), n)


def resampled(sums: Counts, figure_fn: FigureFn, *labels: str | int) -> Interval | None:
    """A figure of sums with its percentile bootstrap interval, clusters drawn anew as a whole.

    Turns of one conversation go together, for they are no independent draws (Efron and
    Tibshirani 1993, chapter 13).

    Args:
        sums: Clusters x terms: what each cluster adds to each sum.
        figure_fn: The figures of many rows of sums; NaN where there is none.
        *labels: The randomness follows from these.

    Returns:
        ``None`` where the whole has no such figure.
    """
    if not len(sums):
        return None
    value = float(figure_fn(sums.sum(axis=0)[None])[0])
    if math.isnan(value):
        return None
    rng = np.random.default_rng(seed_of("bootstrap", *labels))
    times = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    figures = figure_fn(times @ sums)
    known = np.append(figures[~np.isnan(figures)], value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(value, min(float(low), value), max(float(high), value), len(sums))


def ratios(sums: Counts) -> Counts:
    """The first sum over the second, row by row; NaN over 0."""
    found: Counts = np.full(len(sums), np.nan)
    np.divide(sums[:, 0], sums[:, 1], out=found, where=sums[:, 1] != 0)
    return found


def share_of(clusters: Sequence[tuple[int, int]], *labels: str | int) -> Interval | None:
    """A share (0..1) of things that come in clusters, such as the turns of conversations.

    Where the bootstrap sees no spread, all being right or none, and where each cluster is one
    thing, Wilson's interval for as many clusters stands in its place.

    Args:
        clusters: Of each cluster how many are right, and of how many.
        *labels: The randomness follows from these.
    """
    counts = np.array([one for one in clusters if one[1]], dtype=float).reshape(-1, 2)
    n_right, n = (int(one) for one in counts.sum(axis=0))
    if not n:
        return None
    if n_right in (0, n) or len(counts) == n:
        plain = wilson(round(n_right / n * len(counts)), len(counts))
        return Interval(n_right / n, plain.low, plain.high, n)
    found = resampled(counts, ratios, *labels)
    return None if found is None else replace(found, n=n)


def pass_at_k(n: int, n_right: int, k: int) -> float:
    """Probability that one of k tries is right, estimated without bias from n >= k tries.

    1 - C(n - c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374).

    Args:
        n: Tries made.
        n_right: Those that were right.
        k: Tries allowed.
    """
    if k > n:
        raise ValueError(f"{n} tries are too few for {k}")
    return 1.0 - math.comb(n - n_right, k) / math.comb(n, k)


def mcnemar(right_a: Sequence[bool], right_b: Sequence[bool]) -> float:
    """Two-sided exact p-value that two models are equally often right on the same items.

    Of the items on which they differ, either is right with probability one half (McNemar 1947,
    doi:10.1007/BF02295996); 1 where they never differ.

    Args:
        right_a: Whether the first was right, item by item.
        right_b: The same of the second.
    """
    only_a = sum(a and not b for a, b in zip(right_a, right_b, strict=True))
    only_b = sum(b and not a for a, b in zip(right_a, right_b, strict=True))
    n = only_a + only_b
    if not n:
        return 1.0
    tail = sum(math.comb(n, one) for one in range(min(only_a, only_b) + 1))
    return min(1.0, float(2 * tail / 2**n))
