"""How far a model's own probabilities can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.evals.statistics import Counts

BINS = 10
"""Bins of a reliability diagram, each of the same width."""
Said = tuple[float, bool]
"""A probability (0..1), and whether what it was said of was right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reliability diagram.

    Attributes:
        n: Turns with a probability.
        bins: Of each bin that has any turns: mean probability, share right, turns.
    """

    n: int
    bins: tuple[tuple[float, float, int], ...]


def calibration(said: Sequence[Said]) -> Calibration | None:
    """A reliability diagram of probabilities; ``None`` where there are none."""
    if not said:
        return None
    sums = binned(said).reshape(BINS, 3)
    bins = tuple((float(chance / n), float(right / n), int(n)) for n, chance, right in sums if n)
    return Calibration(len(said), bins)


def binned(said: Sequence[Said]) -> Counts:
    """Of each bin: turns, the sum of their probabilities, and how many were right."""
    sums: Counts = np.zeros((BINS, 3))
    for chance, ok in said:
        sums[min(int(chance * BINS), BINS - 1)] += (1, chance, ok)
    return sums.ravel()


def expected_errors(sums: Counts) -> Counts:
    """Expected calibration error of rows of `binned` sums; NaN where there are no turns.

    The mean distance, weighted by the turns in each bin, of mean probability and share right (Guo
    et al. 2017, arXiv:1706.04599).
    """
    rows = sums.reshape(len(sums), BINS, 3)
    n = rows[:, :, 0].sum(axis=1)
    gaps = np.abs(rows[:, :, 1] - rows[:, :, 2]).sum(axis=1)
    found: Counts = np.full(len(sums), np.nan)
    np.divide(gaps, n, out=found, where=n != 0)
    return found


def brier_terms(said: Sequence[Said]) -> tuple[float, int]:
    """The sum of squares of probability less outcome, and of how many (Brier 1950)."""
    return sum((chance - ok) ** 2 for chance, ok in said), len(said)


class Separation:
    """How well a number parts right from wrong: the area under the ROC curve.

    The probability that a right turn has the higher number of a right and a wrong one, ties
    counting half.

    Args:
        said: Of each cluster, such as a conversation: its numbers, and what was right.
    """

    def __init__(self, said: Sequence[Sequence[Said]]) -> None:
        flat = [(value, ok, at) for at, some in enumerate(said) for value, ok in some]
        values = np.array([value for value, _, _ in flat], dtype=float)
        self._right = np.array([ok for _, ok, _ in flat], dtype=bool)
        self._cluster = np.array([at for _, _, at in flat], dtype=int)
        _, self._rank = np.unique(values, return_inverse=True)
        self._n_ranks = int(self._rank.max()) + 1 if flat else 0

    def areas(self, times: Counts) -> Counts:
        """The area where each cluster comes so many times, row by row.

        Args:
            times: Rows x clusters.

        Returns:
            NaN where all that comes is right, or none.
        """
        return np.array([self._area(row[self._cluster]) for row in times], dtype=float)

    def _area(self, weights: Counts) -> float:
        good = self._at_ranks(weights, self._right)
        bad = self._at_ranks(weights, ~self._right)
        pairs = good.sum() * bad.sum()
        if not pairs:
            return float("nan")
        below = np.cumsum(bad) - bad
        return float((good * (below + bad / 2)).sum() / pairs)

    def _at_ranks(self, weights: Counts, kept: NDArray[np.bool_]) -> Counts:
        """The weights at each rank of the turns that are kept."""
        return np.bincount(self._rank[kept], weights[kept], self._n_ranks).astype(float)
