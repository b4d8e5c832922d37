"""Links of a tree whose removal leaves two sides of the right population."""

import numpy as np

from districtbot.chains.kernel import kernel
from districtbot.chains.scratch import Scratch

_RANK = np.uint64(0xFFFFFFFF00000000)


@kernel
def balanced_cuts(scratch: Scratch, n_places: int, total: float, low: float, high: float) -> int:
    """Peel a tree from its leaves and list the links that may be cut.

    A link may be cut where the side below it has between ``low`` and ``high`` people, or where
    the other side has. Undoes the tree's ``degree``; leaves ``parent``, ``below`` and the order
    ``peel`` of the rooted tree, and in ``tangle`` the rank of each place's link to its parent.

    Args:
        scratch: A tree from `districtbot.chains.trees`.
        n_places: Places of the tree.
        total: People in all.
        low: Fewest people on the side that is to become the first district.
        high: Most.

    Returns:
        How many links may be cut: the places below them are listed in ``found``, as ``place``
        where the side below fits, as ``-1 - place`` where only the other side does.
    """
    degree, tangle, parent, peel = scratch.degree, scratch.tangle, scratch.parent, scratch.peel
    people, person, found = scratch.below, scratch.person, scratch.found
    for place in range(np.uint32(n_places)):
        people[place] = person[place]
    n_found, n_peeled = np.uint32(0), np.uint32(0)
    for leaf in range(np.uint32(n_places)):
        at = np.uint32(leaf)
        while degree[at] == 1:
            knot = tangle[at]
            up = np.uint32(knot)
            number = people[at]
            peel[n_peeled] = at
            n_peeled = np.uint32(n_peeled + 1)
            parent[at] = up
            degree[at] = 0
            degree[up] -= 1
            tangle[up] ^= (knot & _RANK) | np.uint64(at)
            people[up] += number
            if low <= number <= high:
                found[n_found] = at
                n_found = np.uint32(n_found + 1)
            elif low <= total - number <= high:
                found[n_found] = -1 - np.int64(at)
                n_found = np.uint32(n_found + 1)
            at = up
    return n_found


@kernel
def cut_off(scratch: Scratch, n_places: int, found: int) -> None:
    """Mark in ``side`` the places that are to become the first district.

    Args:
        scratch: A tree peeled by `balanced_cuts`.
        n_places: Places of the tree.
        found: The cut, as listed there.
    """
    parent, peel, side = scratch.parent, scratch.peel, scratch.side
    below, above = np.uint8(found >= 0), np.uint8(found < 0)
    chosen = np.uint32(found if found >= 0 else -1 - found)
    side[parent[peel[n_places - 2]]] = above
    for turn in range(n_places - 2, -1, -1):
        place = peel[turn]
        side[place] = below if place == chosen else side[parent[place]]
