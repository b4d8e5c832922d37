"""Shares with their intervals, comparisons of two models, calibration."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from districtbot.ground.seeds import seed_of

_T = TypeVar("_T")
Z = 1.959963984540054
"""Quantile of the normal distribution for 95% intervals."""
RESAMPLES = 1_000
BINS = 10
"""Bins of a reliability diagram, each of the same width."""


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


def bootstrapped(
    items: Sequence[_T],
    figure_fn: Callable[[Sequence[_T]], float | None],
    *labels: str | int,
    resamples: int = RESAMPLES,
) -> Interval | None:
    """A figure with its percentile bootstrap interval, items drawn anew as a whole.

    Turns of one conversation go together, for they are no independent draws (Efron and
    Tibshirani 1993, chapter 13).

    Args:
        items: The items.
        figure_fn: The figure of some items; ``None`` where they have none.
        *labels: The randomness follows from these.
        resamples: How often.

    Returns:
        ``None`` where the items have no such figure.
    """
    value = figure_fn(items)
    if value is None:
        return None
    rng = np.random.default_rng(seed_of("bootstrap", *labels))
    draws = rng.integers(0, len(items), (resamples, len(items)))
    again = (figure_fn([items[place] for place in draw]) for draw in draws)
    known = [one for one in again if one is not None]
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(value, float(low), float(high), len(items))


def share_of(clusters: Sequence[tuple[int, int]], *labels: str | int) -> Interval | None:
    """A share (0..1) of things that come in clusters, such as the turns of conversations.

    Where the bootstrap sees no spread, all being right or none, Wilson's interval for as many
    clusters stands in its place.

    Args:
        clusters: Of each cluster how many are right, and of how many.
        *labels: The randomness follows from these.
    """
    counts = np.array([one for one in clusters if one[1]], dtype=float).reshape(-1, 2)
    if not len(counts):
        return None
    n_right, n = (int(one) for one in counts.sum(axis=0))
    if n_right in (0, n) or len(counts) == n:
        plain = wilson(round(n_right / n * len(counts)), len(counts))
        return Interval(n_right / n, plain.low, plain.high, n)
    rng = np.random.default_rng(seed_of("bootstrap", *labels))
    draws = rng.integers(0, len(counts), (RESAMPLES, len(counts)))
    sums = counts[draws].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    return Interval(n_right / n, float(low), float(high), n)


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


@dataclass(frozen=True, slots=True)
class Hits:
    """What was to be found, and what was.

    Attributes:
        found: Rightly found.
        missed: Not found though there.
        false: Found though not there.
        clear: Rightly not found.
    """

    found: int
    missed: int
    false: int
    clear: int

    @property
    def precision(self) -> tuple[int, int]:
        """Of what was found, how many are there."""
        return self.found, self.found + self.false

    @property
    def recall(self) -> tuple[int, int]:
        """Of what is there, how many were found."""
        return self.found, self.found + self.missed

    @property
    def false_alarms(self) -> tuple[int, int]:
        """Of what is not there, how many were found."""
        return self.false, self.false + self.clear

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; ``None`` where nothing is there and nothing was found."""
        whole = 2 * self.found + self.missed + self.false
        return 2 * self.found / whole if whole else None


def hits(pairs: Sequence[tuple[bool, bool]]) -> Hits:
    """Counts of pairs: whether something is there, and whether it was found."""
    return Hits(
        sum(want and have for want, have in pairs),
        sum(want and not have for want, have in pairs),
        sum(have and not want for want, have in pairs),
        sum(not want and not have for want, have in pairs),
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a model's probabilities can be believed.

    Attributes:
        n: Turns with a probability.
        ece: Expected calibration error: the mean distance, weighted by the turns in each bin,
            of mean probability and share right (Guo et al. 2017, arXiv:1706.04599).
        brier: Mean square of probability less outcome (Brier 1950).
        auc: Probability that a right turn has the higher one of a right and a wrong turn, ties
            counting half; ``None`` where all are right or none.
        bins: Of each bin that has any turns: mean probability, share right, turns.
    """

    n: int
    ece: float
    brier: float
    auc: float | None
    bins: tuple[tuple[float, float, int], ...]


def calibration(said: Sequence[tuple[float, bool]]) -> Calibration | None:
    """How far probabilities can be believed; ``None`` where there are none.

    Args:
        said: Probability (0..1) and whether the turn was right.
    """
    if not said:
        return None
    held: Mapping[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in said:
        held[min(int(one[0] * BINS), BINS - 1)].append(one)
    bins = tuple(
        (
            sum(chance for chance, _ in some) / len(some),
            sum(ok for _, ok in some) / len(some),
            len(some),
        )
        for _, some in sorted(held.items())
    )
    return Calibration(
        n=len(said),
        ece=sum(abs(chance - share) * n for chance, share, n in bins) / len(said),
        brier=sum((chance - ok) ** 2 for chance, ok in said) / len(said),
        auc=auc([chance for chance, ok in said if ok], [chance for chance, ok in said if not ok]),
        bins=bins,
    )


def auc(right: Sequence[float], wrong: Sequence[float]) -> float | None:
    """Probability that one of the first is above one of the second, ties counting half."""
    if not right or not wrong:
        return None
    order = np.sort(np.asarray(wrong, dtype=float))
    below = np.searchsorted(order, right, "left")
    upto = np.searchsorted(order, right, "right")
    return float((below + upto).sum() / (2 * len(right) * len(wrong)))
