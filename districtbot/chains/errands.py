"""Which neighbours trade next while populations are evened out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream, below, unit
from districtbot.chains.goal import Goal
from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import inner_kernel, kernel

ANY_SOURCE = 3
"""One of so many chains begins at any district that misses its goal, the others at the worst."""


class Ways(NamedTuple):
    """What is known of the ways between districts.

    Attributes:
        spent: Pairs of districts that have nothing more to share; shape (k, k).
        hop: The next district on the way to the last one sought, -1 for none; shape (k,).
        queue: Room for that search; shape (k,).
    """

    spent: NDArray[np.uint8]
    hop: Ints
    queue: Ints


def ways_for(n_districts: int) -> Ways:
    """Nothing is known yet."""
    k = n_districts
    return Ways(np.zeros((k, k), np.uint8), np.zeros(k, np.int32), np.zeros(k, np.int32))


@inner_kernel
def worst_pair(population: Floats, seam: Ints, goal: Goal, ways: Ways) -> tuple[float, int, int]:
    """The neighbours that differ most and may have something to share.

    Returns:
        By how many people they differ, the one with more and the one with fewer; -1 for both
        where there are none.
    """
    k = len(population)
    worst, a, b = goal.fine, -1, -1
    for first in range(k):
        over = population[first] - goal.ideal[first]
        for second in range(k):
            if seam[first, second] > 0 and ways.spent[first, second] == 0:
                more = over - (population[second] - goal.ideal[second])
                if more > worst:
                    worst, a, b = more, first, second
    return worst, a, b


@inner_kernel
def mark_spent(ways: Ways, a: int, b: int, moved: bool) -> None:
    """Note that two districts have nothing more to share, or that both have changed."""
    if not moved:
        ways.spent[a, b] = 1
        return
    for other in range(len(ways.hop)):
        ways.spent[a, other] = ways.spent[other, a] = 0
        ways.spent[b, other] = ways.spent[other, b] = 0


@kernel
def source(population: Floats, goal: Goal, stream: Stream) -> int:
    """The district that misses its goal most, or any that does."""
    worst, chosen, n_missing = 0.0, 0, 0
    any_of_them = below(stream, ANY_SOURCE) == 0
    for d in range(len(population)):
        excess = max(population[d] - goal.high[d], goal.low[d] - population[d])
        if excess > 0:
            n_missing += 1
            if any_of_them:
                if below(stream, n_missing) == 0:
                    chosen = d
            elif excess > worst:
                worst, chosen = excess, d
    return chosen


@inner_kernel
def sink(population: Floats, goal: Goal, stream: Stream, start: int) -> int:
    """A district that is off to the other side, by chance in proportion to how far."""
    over = population[start] - goal.ideal[start]
    total = 0.0
    for d in range(len(population)):
        off = population[d] - goal.ideal[d]
        if off * over < 0:
            total += abs(off)
    drawn, chosen = unit(stream) * total, start
    for d in range(len(population)):
        off = population[d] - goal.ideal[d]
        if off * over < 0:
            chosen = d
            drawn -= abs(off)
            if drawn < 0:
                break
    return chosen


@inner_kernel
def find_ways(seam: Ints, ways: Ways, stream: Stream, goes_to: int) -> None:
    """Find from each district the next on a shortest way to one of them."""
    hop, queue, k = ways.hop, ways.queue, len(ways.hop)
    for d in range(k):
        hop[d] = -1
    hop[goes_to] = goes_to
    queue[0] = goes_to
    front, back = 0, 1
    while front < back:
        at = queue[front]
        front += 1
        shift = below(stream, k)
        for turn in range(k):
            d = (shift + turn) % k
            if hop[d] < 0 and seam[at, d] > 0:
                hop[d] = at
                queue[back] = d
                back += 1
