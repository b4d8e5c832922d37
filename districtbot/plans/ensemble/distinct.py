"""How many different plans an ensemble holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.work import PLAN_HASH

MOST_AT_ONCE = 2**23
"""So many plans' numbers are held in memory at once, 8 bytes each."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """Numbers of different plans, however their districts are called.

    Attributes:
        overall: In all chains.
        by_chain: In each chain.
    """

    overall: int
    by_chain: tuple[int, ...]


def count_distinct(measures: Measures, most: int = MOST_AT_ONCE) -> Distinct:
    """Count the different values of ``plan_hash``, in bounded memory.

    The file is read as often as needed for each reading to count but a share of the values:
    those with one remainder by the number of readings.

    Args:
        measures: The measures.
        most: How many values to hold at once, about.
    """
    n_readings = max(1, -(-measures.n_plans // most))
    counts = np.zeros(measures.chains, dtype=np.int64)
    overall = 0
    for reading in range(n_readings):
        by_chain = _unique(measures, reading, n_readings)
        counts += [len(values) for values in by_chain]
        overall += len(np.unique(np.concatenate(by_chain)))
    return Distinct(overall, tuple(counts.tolist()))


def _unique(measures: Measures, reading: int, n_readings: int) -> list[NDArray[np.uint64]]:
    """The different values of each chain that this reading counts."""
    per_chain = measures.n_plans // measures.chains
    held: list[list[NDArray[np.uint64]]] = [[] for _ in range(measures.chains)]
    start = 0
    for piece in measures.pieces(PLAN_HASH):
        chain = np.arange(start, start + len(piece)) // per_chain
        mine = piece % np.uint64(n_readings) == reading
        for number in np.unique(chain):
            held[number].append(piece[mine & (chain == number)])
        start += len(piece)
    return [np.unique(np.concatenate(pieces)) for pieces in held]
