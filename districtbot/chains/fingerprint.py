"""A number for each plan that is the same however its districts are called.

Each unit has a random word of 64 bits. A district's word is the sum of its units', scrambled;
a plan's is the sum of its districts'. Two different plans of n share a number by chance with
a likelihood of about n^2 / 2^65: one in 37 million for a million plans.
"""

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.kernel import array_kernel

_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def node_words(node_of: NDArray[np.int32], n_nodes: int) -> NDArray[np.uint64]:
    """The word of each node: the sum of its units' words, modulo 2**64.

    Args:
        node_of: Node of each unit; shape (n_units,).
        n_nodes: Number of nodes.

    Returns:
        Shape (n_nodes,), uint64.
    """
    place = np.arange(1, len(node_of) + 1, dtype=np.uint64)
    words = np.zeros(n_nodes, np.uint64)
    np.add.at(words, node_of, _scrambled(place * _STEP))
    return words


def fingerprints(
    plans: NDArray[np.int16], words: NDArray[np.uint64], n_districts: int
) -> NDArray[np.uint64]:
    """The number of each plan.

    Args:
        plans: District of each node in each plan, 0..k-1; shape (n_plans, n_nodes).
        words: The word of each node; shape (n_nodes,).
        n_districts: k.

    Returns:
        Shape (n_plans,), uint64.
    """
    sums = sums_of(np.ascontiguousarray(plans), words, n_districts)
    found: NDArray[np.uint64] = _scrambled(sums).sum(axis=1, dtype=np.uint64)
    return found


def _scrambled(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64.

    Source: G. Steele, D. Lea and C. Flood, Fast splittable pseudorandom number generators,
    OOPSLA 2014, https://doi.org/10.1145/2660193.2660195.
    """
    words = (words ^ (words >> _30)) * _FIRST
    words = (words ^ (words >> _27)) * _SECOND
    return words ^ (words >> _31)


@array_kernel
def sums_of(
    plans: NDArray[np.int16], words: NDArray[np.uint64], n_districts: int
) -> NDArray[np.uint64]:
    """Sums of the words of each district's nodes, shape (n_plans, n_districts)."""
    sums = np.zeros((len(plans), n_districts), np.uint64)
    for number in range(len(plans)):
        for node in range(len(words)):
            sums[number, plans[number, node]] += words[node]
    return sums
