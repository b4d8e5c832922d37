"""ReCom: merge two neighbouring districts and split them anew along a random spanning tree.

Source: D. DeFord, M. Duchin and J. Solomon, Recombination: a family of Markov chains for
redistricting, Harvard Data Science Review 3(1), 2021, https://doi.org/10.1162/99608f92.eb30390f.
The laws are those of `gerrychain.proposals.recom`: which pair, which tree, which cut.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.cuts import balanced_cuts, cut_off
from districtbot.chains.draws import Stream, below
from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.merge import gather, list_neighbours, list_pairs
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import Marks, State, exchange
from districtbot.chains.trees import first_pairs, minimum_tree, surcharged_tree, uniform_tree

MINIMUM, SURCHARGED, UNIFORM, GRADED = 0, 1, 2, 3
"""Tree laws: minimum spanning trees of random weights, the same with surcharges, uniform; the
second with a surcharge of 1 or more on links of grade 1 and none on those of grade 0, quicker."""

CUT_EDGES, DISTRICT_PAIRS = 0, 1
"""How a pair is chosen: the districts at a random cut link, or a random neighbouring pair."""


class Law(NamedTuple):
    """How a step draws and cuts.

    Attributes:
        trees: `MINIMUM`, `SURCHARGED`, `UNIFORM` or `GRADED`.
        pairs: `CUT_EDGES` or `DISTRICT_PAIRS`.
        n_trees: Trees tried for one pair before another is chosen.
        n_pairs: Pairs tried before the step is given up.
        low: Fewest people in each district; shape (k,).
        high: Most people in each district; shape (k,).
        surcharge: Added to the random weight of each link; shape (m,), or (0,) for none.
        grade: Links that are cut before others where the tree offers both, higher first; shape
            (m,), or (0,) for none.
    """

    trees: int
    pairs: int
    n_trees: int
    n_pairs: int
    low: Floats
    high: Floats
    surcharge: Floats
    grade: Ints


class Split(NamedTuple):
    """What a step did, for undoing it and for counting.

    Attributes:
        change: Nodes that changed district, ``tally[0]`` of them; shape (n,).
        moved: Marks of nodes, all 0 between steps; shape (n,).
        tally: Nodes changed; the two districts; trees drawn; nodes of those trees; shape (5,).
    """

    change: Ints
    moved: Marks
    tally: NDArray[np.int64]


def split_for(graph: Graph) -> Split:
    """Room to note one step on a graph."""
    n = len(graph.population)
    return Split(np.zeros(n, np.int32), np.zeros(n, np.uint8), np.zeros(5, np.int64))


@kernel
def recom(
    graph: Graph, state: State, law: Law, scratch: Scratch, split: Split, stream: Stream
) -> bool:
    """Take one ReCom step.

    Args:
        graph: The graph.
        state: The plan, changed in place.
        law: How to draw and cut.
        scratch: Room to work in.
        split: What was done; `undo` takes it back.
        stream: Random numbers.

    Returns:
        Whether a split was found within the law's trees and pairs; if not, nothing changes.
    """
    split.tally[0] = 0
    for _ in range(law.n_pairs):
        a, b = _pair(graph, state, law, stream)
        n_places = gather(graph, state, scratch, a, b)
        split.tally[1], split.tally[2] = a, b
        found = _find_cut(graph, state, law, scratch, split, stream, n_places, a, b)
        if found != _NONE:
            cut_off(scratch, n_places, found)
            _face(state, law, scratch, stream, n_places, a, b, found)
            settle(graph, state, law, scratch, split, n_places, a, b)
            return True
    return False


@kernel
def undo(graph: Graph, state: State, split: Split) -> None:
    """Take back the last step."""
    tally = split.tally
    exchange(graph, state, split.change, tally[0], split.moved, tally[1], tally[2])
    split.tally[0] = 0


_NONE = 2**40
_32 = np.uint64(32)


@kernel
def _pair(graph: Graph, state: State, law: Law, stream: Stream) -> tuple[int, int]:
    """Choose two neighbouring districts.

    A uniformly random neighbouring pair comes from random cut links, each kept with one chance
    in the number of links that its pair shares.
    """
    while True:
        link = state.cut[below(stream, state.n_cut[0])]
        a = np.int64(state.district[graph.ends[link, 0]])
        b = np.int64(state.district[graph.ends[link, 1]])
        if law.pairs == CUT_EDGES or below(stream, state.seam[a, b]) == 0:
            return a, b


@kernel
def _find_cut(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    n_places: int,
    a: int,
    b: int,
) -> int:
    """Draw trees until one can be cut; gives the cut as `balanced_cuts` lists it, or `_NONE`."""
    total = state.population[a] + state.population[b]
    low = max(law.low[a], total - law.high[b])
    high = min(law.high[a], total - law.low[b])
    n_pairs = 0
    if law.trees == UNIFORM:
        list_neighbours(graph, state, scratch, n_places, a, b)
    else:
        n_pairs = list_pairs(graph, state, scratch, n_places, a, b)
    n_first = np.int64(n_pairs)
    if law.trees == GRADED:
        n_first = np.int64(first_pairs(scratch, n_pairs, law.grade))
    for _ in range(law.n_trees):
        if law.trees == UNIFORM:
            uniform_tree(scratch, stream, n_places)
        elif law.trees == SURCHARGED:
            surcharged_tree(scratch, stream, n_places, n_pairs, law.surcharge)
        else:
            minimum_tree(scratch, stream, n_places, n_first, n_pairs)
        split.tally[3] += 1
        split.tally[4] += n_places
        n_found = balanced_cuts(scratch, n_places, total, low, high)
        if n_found > 0:
            if law.trees == UNIFORM:
                return scratch.found[below(stream, n_found)]
            return _heaviest(law, scratch, n_found)
    return _NONE


@kernel
def _heaviest(law: Law, scratch: Scratch, n_found: int) -> int:
    """The cut of the highest grade, and among those of the highest weight, as GerryChain has it."""
    best, best_grade, best_weight = _NONE, -1, -1.0
    for turn in range(n_found):
        cut = np.int64(scratch.found[turn])
        number = np.uint32(scratch.tangle[cut if cut >= 0 else -1 - cut] >> _32)
        grade, weight = 0, float(number)
        if law.trees == SURCHARGED:
            weight = scratch.key[number]
            if len(law.grade) > 0:
                grade = law.grade[scratch.link[number]]
        if grade > best_grade or (grade == best_grade and weight > best_weight):
            best, best_grade, best_weight = cut, grade, weight
    return best


@kernel
def _face(
    state: State,
    law: Law,
    scratch: Scratch,
    stream: Stream,
    n_places: int,
    a: int,
    b: int,
    found: int,
) -> None:
    """Choose which side is to become the first district where either may and it matters.

    GerryChain hangs the tree from a random unit and takes the side below the cut: the one that
    the unit is not on.
    """
    if found < 0 or (law.low[a] == law.low[b] and law.high[a] == law.high[b]):
        return
    above = state.population[a] + state.population[b] - scratch.below[found]
    under = scratch.below[found]
    either = law.low[a] <= above <= law.high[a] and law.low[b] <= under <= law.high[b]
    if either and scratch.side[below(stream, n_places)] == 1:
        cut_off(scratch, n_places, -1 - found)


@kernel
def settle(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    n_places: int,
    a: int,
    b: int,
) -> None:
    """Give the cut-off side to one district and the rest to the other, and flip what changes.

    Of the two ways to name the sides the one that moves fewer nodes is taken where both
    districts are to be of the same size: names have no meaning then, and it is less work.
    """
    node, side, district = scratch.node, scratch.side, state.district
    change = split.change
    n_moved = 0
    for place in range(np.uint32(n_places)):
        n_moved += (district[node[place]] == a) != (side[place] == 1)
    alike = law.low[a] == law.low[b] and law.high[a] == law.high[b]
    kept = np.uint8(not alike or 2 * n_moved <= n_places)
    n_change = np.int64(0)
    for place in range(np.uint32(n_places)):
        at = node[place]
        if (district[at] == a) != (side[place] == kept):
            change[n_change] = at
            n_change += 1
    split.tally[0] = n_change
    exchange(graph, state, change, n_change, split.moved, a, b)
