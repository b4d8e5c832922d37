"""Scores of districts that need not be computed again: each district's last two."""

from typing import NamedTuple

import numpy as np

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import kernel


class Memory(NamedTuple):
    """Two scores of each district, for r measures.

    A district is known by two sums over its nodes: of their people, and of a random number
    of each node. Two scores, so that a step taken back leaves nothing to compute.

    Attributes:
        word: Sum of random numbers, -1 for none; shape (r, k, 2).
        population: Sum of people; shape (r, k, 2).
        score: Its score; shape (r, k, 2).
        latest: Which of the two was asked for last; shape (r, k).
    """

    word: Floats
    population: Floats
    score: Floats
    latest: Ints


def memory_for(n_measures: int, n_districts: int) -> Memory:
    """An empty memory."""
    shape = (n_measures, n_districts, 2)
    return Memory(
        np.full(shape, -1.0), np.zeros(shape), np.zeros(shape), np.zeros(shape[:2], np.int32)
    )


@kernel
def recalled(memory: Memory, room: int, district: int, word: float, population: float) -> bool:
    """Find a district's score; it is at ``score[room, district, latest[room, district]]``.

    Returns:
        Whether it is known. If not, that place is the one to put it, and taken for known from
        now on.
    """
    slot = memory.latest[room, district]
    for _ in range(2):
        if (
            memory.word[room, district, slot] == word
            and memory.population[room, district, slot] == population
        ):
            memory.latest[room, district] = slot
            return True
        slot = 1 - slot
    slot = 1 - slot
    memory.latest[room, district] = slot
    memory.word[room, district, slot] = word
    memory.population[room, district, slot] = population
    return False
