"""Count the pieces of every district, for plans that nobody kept in one piece."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Ints
from districtbot.chains.kernel import kernel


class Marks(NamedTuple):
    """Room to count pieces in.

    Attributes:
        seen: Number of the last count that reached each node; shape (n,).
        stack: Nodes still to look from; shape (n,).
        n_counts: Counts so far; shape (1,).
    """

    seen: NDArray[np.int64]
    stack: Ints
    n_counts: NDArray[np.int64]


def marks_for(n_nodes: int) -> Marks:
    """Room for a graph of so many nodes."""
    return Marks(np.zeros(n_nodes, np.int64), np.zeros(n_nodes, np.int32), np.zeros(1, np.int64))


@kernel
def excess_pieces(
    start: Ints, near: Ints, district: Ints, size: Ints, marks: Marks
) -> tuple[float, float]:
    """Pieces of all districts, and how many are too many: an empty district counts as two.

    Args:
        start: Where each node's neighbours begin in ``near``; shape (n + 1,).
        near: Neighbours.
        district: District of each node; shape (n,).
        size: Nodes in each district; shape (k,).
        marks: Room to work in.
    """
    marks.n_counts[0] += 1
    count, seen, stack = marks.n_counts[0], marks.seen, marks.stack
    n_pieces = 0
    for node in range(len(seen)):
        if seen[node] == count:
            continue
        n_pieces += 1
        seen[node] = count
        stack[0] = node
        n_waiting = 1
        while n_waiting > 0:
            n_waiting -= 1
            at = stack[n_waiting]
            for slot in range(start[at], start[at + 1]):
                other = near[slot]
                if seen[other] != count and district[other] == district[at]:
                    seen[other] = count
                    stack[n_waiting] = other
                    n_waiting += 1
    n_empty = 0
    for number in range(len(size)):
        n_empty += size[number] == 0
    return float(n_pieces), float(n_pieces - len(size) + 2 * n_empty)
