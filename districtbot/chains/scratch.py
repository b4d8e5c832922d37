"""Room to work in, made once for a graph and used again at every step."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Floats, Graph, Ints


class Scratch(NamedTuple):
    """Work arrays; nothing in them outlives a step. Places are numbers 0..m-1 of merged nodes.

    Attributes:
        node: Node at each place.
        place: Place of each node.
        person: People at each place.
        pair: The two places of each link among them, as ``low << 32 | high``.
        link: The link of each pair.
        key: Sorting keys of the pairs.
        bucket: Where each bucket of keys begins.
        order: Pairs, or places, in some order.
        root: Forest of a union-find, or a visited mark.
        start: Where each place's neighbours begin in ``near``.
        near: Neighbours.
        degree: Tree links left at each place.
        tangle: Exclusive or of the neighbours in the tree.
        rank: Exclusive or of the tree links' ranks.
        parent: Parent in the tree, -1 at the root.
        peel: Places of a tree, leaves first.
        below: People at or below each place.
        found: Places whose link to the parent may be cut.
        side: Whether a place is on the cut-off side.
        stamp: Marks of a search; shape (n + 1,); the last entry counts the searches.
    """

    node: Ints
    place: Ints
    person: Floats
    pair: NDArray[np.int64]
    link: Ints
    key: Floats
    bucket: Ints
    order: Ints
    root: Ints
    start: Ints
    near: Ints
    degree: Ints
    tangle: Ints
    rank: Ints
    parent: Ints
    peel: Ints
    below: Floats
    found: Ints
    side: NDArray[np.uint8]
    stamp: NDArray[np.int64]


def scratch_for(graph: Graph) -> Scratch:
    """Room for steps on a graph."""
    n, m = len(graph.population), len(graph.ends)
    whole = np.int32
    return Scratch(
        node=np.zeros(n, whole),
        place=np.zeros(n, whole),
        person=np.zeros(n),
        pair=np.zeros(m, np.int64),
        link=np.zeros(m, whole),
        key=np.zeros(m),
        bucket=np.zeros(m + 2, whole),
        order=np.zeros(max(n, m), whole),
        root=np.zeros(n, whole),
        start=np.zeros(n + 1, whole),
        near=np.zeros(2 * m, whole),
        degree=np.zeros(n, whole),
        tangle=np.zeros(n, whole),
        rank=np.zeros(n, whole),
        parent=np.zeros(n, whole),
        peel=np.zeros(n, whole),
        below=np.zeros(n),
        found=np.zeros(n, whole),
        side=np.zeros(n, np.uint8),
        stamp=np.zeros(n + 1, np.int64),
    )
