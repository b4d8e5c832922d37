"""Take two districts out of a plan as one small graph."""

import numpy as np

from districtbot.chains.graph import Graph
from districtbot.chains.kernel import kernel
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State

_32 = np.uint64(32)


@kernel
def gather(graph: Graph, state: State, scratch: Scratch, a: int, b: int) -> int:
    """Number the nodes of two districts 0..m-1, or of one where they are the same; gives m."""
    node, place, person = scratch.node, scratch.place, scratch.person
    after, population = state.after, graph.population
    n_places = 0
    for district in (a, b):
        at = state.head[district]
        while at >= 0:
            node[n_places] = at
            place[np.uint32(at)] = n_places
            person[n_places] = population[np.uint32(at)]
            n_places += 1
            at = after[np.uint32(at)]
        if a == b:
            break
    return n_places


@kernel
def list_pairs(graph: Graph, state: State, scratch: Scratch, n_places: int, a: int, b: int) -> int:
    """List the links inside the merged districts as pairs of places; gives their number."""
    node, place, pair, links = scratch.node, scratch.place, scratch.pair, scratch.link
    start, near, link, district = graph.start, graph.near, graph.link, state.district
    n_pairs = 0
    for here in range(n_places):
        at = node[here]
        for slot in range(np.uint32(start[at]), np.uint32(start[at + 1])):
            other = np.uint32(near[slot])
            if other > at:
                break
            home = district[other]
            if home == a or home == b:  # noqa: SIM109 - a tuple is slower here
                pair[n_pairs] = (np.uint64(here) << _32) | np.uint64(place[other])
                links[n_pairs] = link[slot]
                n_pairs += 1
    return n_pairs


@kernel
def list_neighbours(
    graph: Graph, state: State, scratch: Scratch, n_places: int, a: int, b: int
) -> None:
    """List the neighbours of each place inside the merged districts."""
    node, place, begin, beside = scratch.node, scratch.place, scratch.start, scratch.near
    start, near, district = graph.start, graph.near, state.district
    n_near = 0
    for here in range(n_places):
        at = node[here]
        begin[here] = n_near
        for slot in range(np.uint32(start[at]), np.uint32(start[at + 1])):
            other = np.uint32(near[slot])
            home = district[other]
            if home == a or home == b:  # noqa: SIM109 - a tuple is slower here
                beside[n_near] = place[other]
                n_near += 1
    begin[n_places] = n_near
