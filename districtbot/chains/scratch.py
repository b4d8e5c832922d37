"""Room to work in, made once for a graph and used again at every step.

Places and nodes are unsigned here: compiled code then need not ask whether an index is negative.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Floats, Graph

Places = NDArray[np.uint32]
Packed = NDArray[np.uint64]


class Scratch(NamedTuple):
    """Work arrays; nothing in them outlives a step. Places are numbers 0..m-1 of merged nodes.

    Attributes:
        node: Node at each place.
        place: Place of each node.
        person: People at each place.
        pair: The two places of each link among them, as ``one << 32 | other``.
        link: The link of each pair.
        key: Weights of the pairs.
        bucket: Where each bucket of weights begins.
        order: Pairs, or nodes, in some order.
        part: The part of a growing forest that each place is in, or a mark.
        size: Places in each part.
        ring: The next place of the same part, round and round.
        start: Where each place's neighbours begin in ``near``.
        near: Neighbours.
        degree: Tree links left at each place.
        tangle: Exclusive or of ``rank << 32 | neighbour`` over the tree links left.
        parent: Parent in the tree.
        peel: Places of a tree, leaves first, without the root.
        below: People at or below each place.
        found: Places whose link to the parent may be cut.
        side: Whether a place is on the cut-off side.
        stamp: Marks of a search; shape (n + 1,); the last entry counts the searches.
    """

    node: Places
    place: Places
    person: Floats
    pair: Packed
    link: Places
    key: Floats
    bucket: Places
    order: Places
    part: Places
    size: Places
    ring: Places
    start: Places
    near: Places
    degree: Places
    tangle: Packed
    parent: Places
    peel: Places
    below: Floats
    found: NDArray[np.int32]
    side: NDArray[np.uint8]
    stamp: NDArray[np.int64]


def scratch_for(graph: Graph) -> Scratch:
    """Room for steps on a graph."""
    n, m = len(graph.population), len(graph.ends)

    def places(length: int) -> Places:
        return np.zeros(length, np.uint32)

    return Scratch(
        node=places(n),
        place=places(n),
        person=np.zeros(n),
        pair=np.zeros(m, np.uint64),
        link=places(m),
        key=np.zeros(m),
        bucket=places(m + 2),
        order=places(max(n, m)),
        part=places(n),
        size=places(n),
        ring=places(n),
        start=places(n + 1),
        near=places(2 * m),
        degree=places(n),
        tangle=np.zeros(n, np.uint64),
        parent=places(n),
        peel=places(n),
        below=np.zeros(n),
        found=np.zeros(n, np.int32),
        side=np.zeros(n, np.uint8),
        stamp=np.zeros(n + 1, np.int64),
    )
