"""Random spanning trees of a small graph, each ready to be peeled from its leaves.

A tree is left in the scratch as, for each place, its number of tree links (``degree``), the
exclusive or of its tree neighbours (``tangle``) and that of its links' ranks (``rank``): enough
to walk it from the leaves to the root with no lists.
"""

import numpy as np

from districtbot.chains.draws import Stream, below, unit
from districtbot.chains.graph import Floats
from districtbot.chains.kernel import kernel
from districtbot.chains.scratch import Scratch

_LOW = 0xFFFFFFFF


@kernel
def minimum_tree(scratch: Scratch, stream: Stream, n_places: int, n_pairs: int) -> bool:
    """Draw the minimum spanning tree of independent random weights (Kruskal).

    A uniformly random order of the links is all that the weights decide, so it is drawn as it is
    needed, in place. The rank of a link is its place in that order.

    Returns:
        Whether the tree spans every place; it does where the graph is connected.
    """
    pair, root = scratch.pair, scratch.root
    degree, tangle, rank = scratch.degree, scratch.tangle, scratch.rank
    _clear(scratch, n_places)
    missing = n_places - 1
    for number in range(n_pairs):
        if missing == 0:
            break
        chosen = number + below(stream, n_pairs - number)
        ends = pair[chosen]
        pair[chosen] = pair[number]
        pair[number] = ends
        low, high = ends >> 32, ends & _LOW
        top, other = _top(root, low), _top(root, high)
        if top == other:
            continue
        _join(root, top, other)
        degree[low] += 1
        degree[high] += 1
        tangle[low] ^= high
        tangle[high] ^= low
        rank[low] ^= number
        rank[high] ^= number
        missing -= 1
    return missing == 0


@kernel
def surcharged_tree(
    scratch: Scratch, stream: Stream, n_places: int, n_pairs: int, surcharge: Floats
) -> bool:
    """Draw the minimum spanning tree of random weights in [0, 1) plus a surcharge (Kruskal).

    The rank of a link is its place in the list of pairs; ``key`` holds the weights.

    Args:
        scratch: Pairs listed by `districtbot.chains.merge.list_pairs`.
        stream: Random numbers.
        n_places: Places of the graph.
        n_pairs: Links of the graph.
        surcharge: Added to each link's weight; 0 or more; by link of the whole graph.
    """
    pair, root, key, link, order = (
        scratch.pair,
        scratch.root,
        scratch.key,
        scratch.link,
        scratch.order,
    )
    degree, tangle, rank = scratch.degree, scratch.tangle, scratch.rank
    for number in range(n_pairs):
        key[number] = unit(stream) + surcharge[link[number]]
    _sort(scratch, n_pairs)
    _clear(scratch, n_places)
    missing = n_places - 1
    for turn in range(n_pairs):
        if missing == 0:
            break
        number = order[turn]
        ends = pair[number]
        low, high = ends >> 32, ends & _LOW
        top, other = _top(root, low), _top(root, high)
        if top == other:
            continue
        _join(root, top, other)
        degree[low] += 1
        degree[high] += 1
        tangle[low] ^= high
        tangle[high] ^= low
        rank[low] ^= number
        rank[high] ^= number
        missing -= 1
    return missing == 0


@kernel
def uniform_tree(scratch: Scratch, stream: Stream, n_places: int) -> None:
    """Draw a spanning tree, each equally likely (Wilson's algorithm); the graph is connected.

    Source: D. B. Wilson, Generating random spanning trees more quickly than the cover time,
    STOC 1996, https://doi.org/10.1145/237814.237880. All ranks are 0.
    """
    start, near, towards, inside = scratch.start, scratch.near, scratch.parent, scratch.root
    degree, tangle = scratch.degree, scratch.tangle
    _clear(scratch, n_places)
    inside[below(stream, n_places)] = 1
    for first in range(n_places):
        at = np.int64(first)
        while inside[at] < 0:
            begin = start[at]
            to = near[begin + below(stream, start[at + 1] - begin)]
            towards[at] = to
            at = np.int64(to)
        at = np.int64(first)
        while inside[at] < 0:
            inside[at] = 1
            to = np.int64(towards[at])
            degree[at] += 1
            degree[to] += 1
            tangle[at] ^= to
            tangle[to] ^= at
            at = to


@kernel
def _clear(scratch: Scratch, n_places: int) -> None:
    root, degree, tangle, rank = scratch.root, scratch.degree, scratch.tangle, scratch.rank
    for place in range(n_places):
        root[place] = -1
        degree[place] = 0
        tangle[place] = 0
        rank[place] = 0


@kernel
def _top(root: np.ndarray, place: int) -> int:
    """The root of a place in the union-find, halving the path to it."""
    above = root[place]
    while above >= 0:
        further = root[above]
        if further < 0:
            return above
        root[place] = further
        place = further
        above = root[place]
    return place


@kernel
def _join(root: np.ndarray, top: int, other: int) -> None:
    """Join two trees of the union-find, the smaller below the larger; roots hold minus sizes."""
    if root[top] > root[other]:
        top, other = other, top
    root[top] += root[other]
    root[other] = top


@kernel
def _sort(scratch: Scratch, n_pairs: int) -> None:
    """Order the pairs by key: one bucket for each about, then insertion within."""
    key, bucket, order = scratch.key, scratch.bucket, scratch.order
    most = 0.0
    for number in range(n_pairs):
        most = max(most, key[number])
    scale = n_pairs / (most * (1 + 1e-12) + 1e-300)
    for number in range(n_pairs + 1):
        bucket[number] = 0
    for number in range(n_pairs):
        bucket[np.int64(key[number] * scale) + 1] += 1
    for number in range(n_pairs):
        bucket[number + 1] += bucket[number]
    for number in range(n_pairs):
        slot = np.int64(key[number] * scale)
        order[bucket[slot]] = number
        bucket[slot] += 1
    for turn in range(1, n_pairs):
        number = order[turn]
        value = key[number]
        at = turn
        while at > 0 and key[order[at - 1]] > value:
            order[at] = order[at - 1]
            at -= 1
        order[at] = number
