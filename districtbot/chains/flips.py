"""Single flips: one node on a border joins the district across it.

The proposal is that of `gerrychain.proposals.propose_random_flip`: a random cut link, and of its
two ends a random one, which joins the other's district.
"""

import numpy as np

from districtbot.chains.contiguity import stays_whole
from districtbot.chains.draws import Stream, below
from districtbot.chains.graph import Graph
from districtbot.chains.kernel import kernel
from districtbot.chains.recom import Law, Split
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State, flip


@kernel
def border_flip(
    graph: Graph, state: State, law: Law, scratch: Scratch, split: Split, stream: Stream
) -> bool:
    """Try one flip; population bounds and connected districts are kept.

    Args:
        graph: The graph.
        state: The plan, changed in place.
        law: Its bounds of population.
        scratch: Room to work in.
        split: What was done; `districtbot.chains.recom.undo` takes it back.
        stream: Random numbers.

    Returns:
        Whether the flip was allowed; if not, nothing changes. A chain that counts it as a step
        all the same knows its proposal's chances, see `way_back`.
    """
    split.tally[0] = 0
    if state.n_cut[0] == 0:
        return False
    link, end = state.cut[below(stream, state.n_cut[0])], below(stream, 2)
    node, other = np.int64(graph.ends[link, end]), graph.ends[link, 1 - end]
    left, home = state.district[node], np.int64(state.district[other])
    split.tally[1], split.tally[2] = left, home
    people = graph.population[node]
    if state.population[left] - people < law.low[left]:
        return False
    if state.population[home] + people > law.high[home]:
        return False
    if not stays_whole(graph, state, scratch, node):
        return False
    flip(graph, state, node, home)
    split.change[0] = node
    split.tally[0] = 1
    return True


@kernel
def way_back(graph: Graph, state: State, split: Split, n_cut: int) -> float:
    """How much likelier the flip just made is to be proposed backwards than it was forwards.

    A flip of a node is proposed with chance (its links to the district it joins) / (2 x links
    cut), so the quotient is known. To take a flip with this chance (at most 1) makes all
    connected plans within the bounds equally likely in the long run.

    Args:
        graph: The graph.
        state: The plan after the flip.
        split: The flip.
        n_cut: Links cut before it.
    """
    node, left, home = split.change[0], split.tally[1], split.tally[2]
    n_back, n_forth = 0, 0
    for slot in range(graph.start[node], graph.start[node + 1]):
        near = state.district[graph.near[slot]]
        n_back += near == left
        n_forth += near == home
    return (n_back * n_cut) / (n_forth * state.n_cut[0])
