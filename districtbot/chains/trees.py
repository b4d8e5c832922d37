"""Random spanning trees of a small graph, each ready to be peeled from its leaves.

A tree is left in the scratch as, for each place, its number of tree links (``degree``) and the
exclusive or of its tree neighbours and its links' ranks (``tangle``): enough to walk it from the
leaves to the root with no lists.
"""

import numpy as np

from districtbot.chains.draws import Stream, below, unit
from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.scratch import Scratch

SWEEP = 0.5
"""Share of the links after which those inside one part are thrown out."""

_32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@kernel
def minimum_tree(
    scratch: Scratch, stream: Stream, n_places: int, n_first: int, n_pairs: int
) -> bool:
    """Draw the minimum spanning tree of independent random weights (Kruskal).

    A uniformly random order of the links is all that the weights decide, so it is drawn as it is
    needed, in place. The rank of a link is its place in that order. Once most places hang
    together, links inside one part, which can no longer matter, are thrown out in one pass.
    Links behind the first ones come after all of those. That is the law of `surcharged_tree`
    where they have a surcharge of 1 or more and the others none: weights in [0, 1) then never
    decide between the two.

    Args:
        scratch: Pairs, the ``n_first`` that come first at the front.
        stream: Random numbers.
        n_places: Places of the graph.
        n_first: Links that come first; all of them where none is to come later.
        n_pairs: All links.

    Returns:
        Whether the tree spans every place; it does where the graph is connected.
    """
    pair, part = scratch.pair, scratch.part
    _clear(scratch, n_places)
    missing = n_places - 1
    for block in range(2):
        first, last = np.uint32(0), np.uint32(n_first)
        if block == 1:
            first = np.uint32(n_first)
            last = _sweep(scratch, first, np.uint32(n_pairs)) if missing > 0 else first
        sweep = np.uint32(first + (last - first) * SWEEP)
        while missing > 0 and first < last:
            chosen = np.uint32(first + below(stream, last - first))
            ends = pair[chosen]
            pair[chosen] = pair[first]
            pair[first] = ends
            one, other = part[ends >> _32], part[ends & _LOW]
            if one != other:
                _join(scratch, one, other)
                _tie(scratch, ends, np.uint64(first))
                missing -= 1
            first = np.uint32(first + 1)
            if first == sweep:
                last = _sweep(scratch, first, last)
    return missing == 0


@kernel
def first_pairs(scratch: Scratch, n_pairs: int, grade: Ints) -> int:
    """Bring the pairs whose links have grade 0 to the front; gives their number."""
    pair, link = scratch.pair, scratch.link
    n_first = np.uint32(0)
    for number in range(np.uint32(n_pairs)):
        if grade[link[number]] == 0:
            pair[number], pair[n_first] = pair[n_first], pair[number]
            link[number], link[n_first] = link[n_first], link[number]
            n_first = np.uint32(n_first + 1)
    return n_first


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

    Returns:
        Whether the tree spans every place; it does where the graph is connected.
    """
    pair, part, key, link, order = (
        scratch.pair,
        scratch.part,
        scratch.key,
        scratch.link,
        scratch.order,
    )
    for number in range(np.uint32(n_pairs)):
        key[number] = unit(stream) + surcharge[link[number]]
    _sort(scratch, n_pairs)
    _clear(scratch, n_places)
    missing = n_places - 1
    for turn in range(np.uint32(n_pairs)):
        number = order[turn]
        ends = pair[number]
        one, other = part[ends >> _32], part[ends & _LOW]
        if one != other:
            _join(scratch, one, other)
            _tie(scratch, ends, np.uint64(number))
            missing -= 1
            if missing == 0:
                break
    return missing == 0


@kernel
def uniform_tree(scratch: Scratch, stream: Stream, n_places: int) -> None:
    """Draw a spanning tree, each equally likely (Wilson's algorithm); the graph is connected.

    Source: D. B. Wilson, Generating random spanning trees more quickly than the cover time,
    STOC 1996, https://doi.org/10.1145/237814.237880. All ranks are 0.
    """
    start, near, towards, inside = scratch.start, scratch.near, scratch.parent, scratch.part
    degree, tangle = scratch.degree, scratch.tangle
    for place in range(np.uint32(n_places)):
        inside[place] = 0
        degree[place] = 0
        tangle[place] = 0
    inside[np.uint32(below(stream, n_places))] = 1
    for first in range(np.uint32(n_places)):
        at = np.uint32(first)
        while inside[at] == 0:
            begin = start[at]
            n_near = start[at + np.uint32(1)] - begin
            to = near[np.uint32(begin + below(stream, n_near))]
            towards[at] = to
            at = to
        at = np.uint32(first)
        while inside[at] == 0:
            inside[at] = 1
            to = towards[at]
            _tie(scratch, (np.uint64(at) << _32) | np.uint64(to), np.uint64(0))
            at = to


@kernel
def _clear(scratch: Scratch, n_places: int) -> None:
    """Begin with every place a part of its own, in a ring of its own, without links."""
    part, size, ring = scratch.part, scratch.size, scratch.ring
    degree, tangle = scratch.degree, scratch.tangle
    for place in range(np.uint32(n_places)):
        part[place] = place
        size[place] = 1
        ring[place] = place
        degree[place] = 0
        tangle[place] = 0


@kernel
def _join(scratch: Scratch, one: int, other: int) -> None:
    """Join two parts: the smaller takes the larger one's name, and their rings become one."""
    part, size, ring = scratch.part, scratch.size, scratch.ring
    if size[one] < size[other]:
        one, other = other, one
    size[one] += size[other]
    part[other] = one
    at = ring[other]
    while at != other:
        part[at] = one
        at = ring[at]
    ring[one], ring[other] = ring[other], ring[one]


@kernel
def _tie(scratch: Scratch, ends: np.uint64, rank: np.uint64) -> None:
    """Add a link to the tree."""
    degree, tangle = scratch.degree, scratch.tangle
    one, other = ends >> _32, ends & _LOW
    degree[one] += 1
    degree[other] += 1
    tangle[one] ^= (rank << _32) | other
    tangle[other] ^= (rank << _32) | one


@kernel
def _sweep(scratch: Scratch, first: np.uint32, last: np.uint32) -> np.uint32:
    """Move the pairs whose ends are in one part behind the others; gives where those end."""
    pair, part = scratch.pair, scratch.part
    kept = first
    for number in range(first, last):
        ends = pair[number]
        pair[number] = pair[kept]
        pair[kept] = ends
        kept = np.uint32(kept + (part[ends >> _32] != part[ends & _LOW]))
    return kept


@kernel
def _sort(scratch: Scratch, n_pairs: int) -> None:
    """Order the pairs by key: one bucket for each about, then insertion within."""
    key, bucket, order = scratch.key, scratch.bucket, scratch.order
    most = 0.0
    for number in range(np.uint32(n_pairs)):
        most = max(most, key[number])
    scale = n_pairs / (most * (1 + 1e-12) + 1e-300)
    for number in range(np.uint32(n_pairs + 1)):
        bucket[number] = 0
    for number in range(np.uint32(n_pairs)):
        bucket[np.uint32(key[number] * scale) + np.uint32(1)] += 1
    for number in range(np.uint32(n_pairs)):
        bucket[number + np.uint32(1)] += bucket[number]
    for number in range(np.uint32(n_pairs)):
        slot = np.uint32(key[number] * scale)
        order[bucket[slot]] = number
        bucket[slot] += 1
    for turn in range(1, np.uint32(n_pairs)):
        number = order[turn]
        value = key[number]
        at = np.uint32(turn)
        while at > 0 and key[order[at - np.uint32(1)]] > value:
            order[at] = order[at - np.uint32(1)]
            at = at - np.uint32(1)
        order[at] = number
