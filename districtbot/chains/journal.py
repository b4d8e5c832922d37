"""Flips noted one after the other, so that the last of them can be taken back."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Graph, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.state import State, flip


class Journal(NamedTuple):
    """The flips since a plan that can be gone back to.

    Attributes:
        change: Nodes that changed district, in order; some may come again; shape (room,).
        left: The district that each of them left; same shape.
        count: How many there are; shape (1,).
    """

    change: Ints
    left: Ints
    count: NDArray[np.int64]


def journal_for(graph: Graph, n_districts: int) -> Journal:
    """An empty journal with room for some flips of every node."""
    room = 8 * (len(graph.population) + n_districts + 8)
    return Journal(np.zeros(room, np.int32), np.zeros(room, np.int32), np.zeros(1, np.int64))


@kernel
def note_flip(graph: Graph, state: State, journal: Journal, node: int, home: int) -> None:
    """Move a node to another district and note it."""
    count = journal.count[0]
    journal.change[count] = node
    journal.left[count] = state.district[node]
    journal.count[0] = count + 1
    flip(graph, state, node, home)


@kernel
def rewind(graph: Graph, state: State, journal: Journal, count: int) -> None:
    """Take back the last flips until so many are left."""
    for turn in range(journal.count[0] - 1, count - 1, -1):
        flip(graph, state, np.int64(journal.change[turn]), np.int64(journal.left[turn]))
    journal.count[0] = count
