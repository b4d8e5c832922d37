"""Reversible ReCom: a chain whose law is known.

Source: S. Cannon, M. Duchin, D. Randall and P. Rule, Spanning tree methods for sampling graph
partitions, 2022, https://arxiv.org/abs/2210.01401. The chance of a plan in the long run is
proportional to the product over its districts of the number of spanning trees of each.

Why: let H be two districts merged, t(.) the number of spanning trees and M the rule. A split
of H into A and B comes from t(A) t(B) s of the t(H) trees, where s is the number of links
between A and B, each by one of its links. Each such tree and link is taken with chance
1 / (M t(H)), and the split is kept with chance 1 / s. So one split of H becomes another with a
chance proportional to the trees of the one it becomes, and the flow between any two is the same
both ways.

`gerrychain.proposals.reversible_recom` takes an ordered pair that may be twice the same
district; here the pair is two different districts. Its chain is the same but for more steps at
which the plan stays.
"""

import numpy as np

from districtbot.chains.cuts import balanced_cuts, cut_off
from districtbot.chains.draws import Stream, below
from districtbot.chains.graph import Graph
from districtbot.chains.kernel import kernel
from districtbot.chains.merge import gather, list_neighbours
from districtbot.chains.recom import Law, Split, settle
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State
from districtbot.chains.trees import uniform_tree

STAYS, MOVES, EXCESS = 0, 1, 2
"""What became of a step: the plan stays, a new plan, or a tree with more cuts than the rule."""


@kernel
def reversible_recom(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    max_cuts: int,
) -> int:
    """Take one step of reversible ReCom.

    Args:
        graph: The graph.
        state: The plan of two districts or more, changed in place.
        law: Its bounds of population; two districts have the same ones, or ones that no
            district can meet both of.
        scratch: Room to work in.
        split: What was done; `districtbot.chains.recom.undo` takes it back.
        stream: Random numbers.
        max_cuts: The rule M: a tree with so many balanced cuts always gives one of them.

    Returns:
        `STAYS`, `MOVES` or `EXCESS`. After `EXCESS` the plan stays too, but the law above no
        longer holds: a larger M is needed.
    """
    split.tally[0] = 0
    k = len(state.size)
    a, b = below(stream, k), below(stream, k - 1)
    if b >= a:
        b += 1
    if state.seam[a, b] == 0:
        return STAYS
    split.tally[1], split.tally[2] = a, b
    n_places = gather(graph, state, scratch, a, b)
    list_neighbours(graph, state, scratch, n_places, a, b)
    uniform_tree(scratch, stream, n_places)
    split.tally[3] += 1
    split.tally[4] += n_places
    total = state.population[a] + state.population[b]
    low = max(law.low[a], total - law.high[b])
    high = min(law.high[a], total - law.low[b])
    n_found = balanced_cuts(scratch, n_places, total, low, high)
    if n_found > max_cuts:
        return EXCESS
    if below(stream, max_cuts) >= n_found:
        return STAYS
    cut_off(scratch, n_places, np.int64(scratch.found[below(stream, n_found)]))
    if below(stream, _new_seam(scratch, n_places)) > 0:
        return STAYS
    settle(graph, state, law, scratch, split, n_places, a, b)
    return MOVES


@kernel
def _new_seam(scratch: Scratch, n_places: int) -> int:
    """Links between the two sides of a cut."""
    start, near, side = scratch.start, scratch.near, scratch.side
    n_links = 0
    for place in range(n_places):
        if side[place] == 1:
            for slot in range(start[place], start[place + 1]):
                n_links += side[near[slot]] == 0
    return n_links
