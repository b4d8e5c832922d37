"""A first plan: cut random spanning trees until every part is one district."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.cuts import balanced_cuts, cut_off
from districtbot.chains.draws import Stream
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.kernel import kernel
from districtbot.chains.merge import gather, list_pairs
from districtbot.chains.recom import GRADED, SURCHARGED, Law, Split
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State, exchange
from districtbot.chains.trees import first_pairs, minimum_tree, surcharged_tree


class Parts(NamedTuple):
    """The parts of a map that is being cut up.

    Attributes:
        share: Districts that the part named after its first district is to become; shape (k,).
        ideal: People that the districts before each should have together; shape (k + 1,).
        best: The worst miss so far, as a share of a district's leeway, 1 where all is well;
            shape (1,).
    """

    share: NDArray[np.int64]
    ideal: Floats
    best: Floats


def parts_for(law: Law) -> Parts:
    """Room for one seed plan; the middle of a district's bounds is its ideal population."""
    middle = (law.low + law.high) / 2
    return Parts(
        np.zeros(len(middle), np.int64), np.concatenate([[0.0], np.cumsum(middle)]), np.zeros(1)
    )


@kernel
def seed_plan(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    parts: Parts,
) -> bool:
    """Cut the whole map into districts along random minimum spanning trees.

    Each part is cut into two, each of about the people of a whole number of districts, until
    every part is a district. A part that no tree cuts well within the law's trees is cut where
    that misses least, so there is always a plan if the graph is connected and has as many nodes
    as districts.

    Args:
        graph: The graph.
        state: Every node in district 0; becomes the plan.
        law: Trees, surcharges and the bounds of each district's population.
        scratch: Room to work in.
        split: Room to work in.
        stream: Random numbers.
        parts: From `parts_for`; ``best`` tells how well it went.

    Returns:
        Whether every district is within its bounds.
    """
    n_districts = len(law.low)
    parts.share[:] = 0
    parts.share[0] = n_districts
    for first in range(n_districts):
        while parts.share[first] > 1:
            _cut_part(graph, state, law, scratch, split, stream, parts, first)
    for district in range(n_districts):
        people = state.population[district]
        if people < law.low[district] or people > law.high[district]:
            return False
    return True


@kernel
def _cut_part(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    parts: Parts,
    first: int,
) -> None:
    """Cut one part in two; the side cut off takes the later districts."""
    n_places = gather(graph, state, scratch, first, first)
    n_pairs = list_pairs(graph, state, scratch, n_places, first, first)
    n_first = np.int64(n_pairs)
    if law.trees == GRADED:
        n_first = np.int64(first_pairs(scratch, n_pairs, law.grade))
    share = parts.share[first]
    parts.best[0] = np.inf
    n_later = np.int64(1)
    for _ in range(law.n_trees):
        if law.trees == SURCHARGED:
            surcharged_tree(scratch, stream, n_places, n_pairs, law.surcharge)
        else:
            minimum_tree(scratch, stream, n_places, n_first, n_pairs)
        balanced_cuts(scratch, n_places, 0.0, 1.0, 0.0)
        place, later = _best_place(law, scratch, parts, n_places, first, share)
        if place >= 0:
            n_later = later
            cut_off(scratch, n_places, place)
            if parts.best[0] <= 1:
                break
    start = first + share - n_later
    n_change = np.int64(0)
    for place in range(n_places):
        if scratch.side[place] == 1:
            split.change[n_change] = scratch.node[place]
            n_change += 1
    exchange(graph, state, split.change, n_change, split.moved, first, start)
    parts.share[first] = share - n_later
    parts.share[start] = n_later


@kernel
def _best_place(
    law: Law, scratch: Scratch, parts: Parts, n_places: int, first: int, share: int
) -> tuple[int, int]:
    """The place below which to cut a peeled tree, and the districts below it; -1 if no better.

    A side of s districts may miss its people by the leeway of s / 2 of them, one at the least;
    it needs s nodes. Among cuts within that the first of the walk from the leaves is taken: the
    walk's order is as random as the tree.
    """
    below, peel, count = scratch.below, scratch.peel, scratch.size
    ideal = parts.ideal
    people = ideal[first + share] - ideal[first]
    total = 0.0
    for place in range(n_places):
        total += scratch.person[place]
        count[place] = 1
    best, best_later = -1, 1
    for turn in range(n_places - 1):
        place = peel[turn]
        number = below[place]
        count[scratch.parent[place]] += count[place]
        guess = int(np.rint(number / max(people, 1e-9) * share))
        fewest = max(1, share - (n_places - np.int64(count[place])))
        most = min(share - 1, np.int64(count[place]))
        for later in range(
            max(fewest, min(most, guess - 1)), min(most, max(fewest, guess + 1)) + 1
        ):
            start = first + share - later
            wanted = ideal[first + share] - ideal[start]
            leeway = max(1e-9, (law.high[start] - law.low[start]) / 2)
            here = abs(number - wanted) / (leeway * max(1.0, later / 2))
            there = abs(total - number - (people - wanted))
            there /= leeway * max(1.0, (share - later) / 2)
            miss = max(here, there)
            if miss < parts.best[0]:
                parts.best[0] = miss
                best, best_later = np.int64(place), later
                if miss <= 1:
                    return best, best_later
    return best, best_later
