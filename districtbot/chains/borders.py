"""Nodes on the border of two districts, and small sets of them ordered by population."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream, below
from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import inner_kernel, kernel
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State

MOST_SETS = 2048
"""Room for sets of nodes on one side of a border."""
LARGEST = 3
"""Nodes in a set at most."""

_BITS = 20
_LOW = (1 << _BITS) - 1


class Sets(NamedTuple):
    """Sets of up to three nodes of one district, all next to the same other district.

    Attributes:
        node: The nodes that they are made of; shape (n,).
        frays: Links that would be cut less those mended, were each of them to change; shape (n,).
        value: People in each set; shape (MOST_SETS,).
        code: Its nodes as places in ``node`` plus one, 20 bits each, 0 for none; same shape.
        cost: Links that would be cut less those mended, about; same shape.
    """

    node: Ints
    frays: Ints
    value: Floats
    code: NDArray[np.int64]
    cost: Ints


def sets_for(graph: Graph) -> Sets:
    """Room for the sets on one side of any border of a graph."""
    n = len(graph.population)
    whole = np.int32
    return Sets(
        np.zeros(n, whole),
        np.zeros(n, whole),
        np.zeros(MOST_SETS),
        np.zeros(MOST_SETS, np.int64),
        np.zeros(MOST_SETS, whole),
    )


@inner_kernel
def list_border(graph: Graph, state: State, scratch: Scratch, sets: Sets, a: int, b: int) -> int:
    """List the nodes of one district that touch another and have people; gives their number."""
    node, district, stamp = sets.node, state.district, scratch.stamp
    stamp[len(district)] += 1
    mark = stamp[len(district)]
    n_nodes = 0
    for turn in range(state.n_cut[0]):
        link = state.cut[turn]
        first, second = graph.ends[link, 0], graph.ends[link, 1]
        if district[first] == b:
            first, second = second, first
        if district[first] == a and district[second] == b and stamp[first] != mark:
            stamp[first] = mark
            if graph.population[first] > 0:
                node[n_nodes] = first
                n_nodes += 1
    return n_nodes


@inner_kernel
def add_second_row(
    graph: Graph, state: State, scratch: Scratch, sets: Sets, n_nodes: int, a: int, most: int
) -> int:
    """Add nodes of the district behind those listed, up to a number; gives how many are listed."""
    node, district, stamp = sets.node, state.district, scratch.stamp
    stamp[len(district)] += 1
    mark = stamp[len(district)]
    for turn in range(n_nodes):
        stamp[node[turn]] = mark
    n_front = n_nodes
    for turn in range(n_front):
        at = node[turn]
        for slot in range(graph.start[at], graph.start[at + 1]):
            other = graph.near[slot]
            if n_nodes < most and district[other] == a and stamp[other] != mark:
                stamp[other] = mark
                if graph.population[other] > 0:
                    node[n_nodes] = other
                    n_nodes += 1
    return n_nodes


@inner_kernel
def count_frays(graph: Graph, state: State, sets: Sets, n_nodes: int, a: int, b: int) -> None:
    """Count for each listed node the links to its own district less those to the other."""
    for turn in range(n_nodes):
        at = sets.node[turn]
        frays = 0
        for slot in range(graph.start[at], graph.start[at + 1]):
            near = state.district[graph.near[slot]]
            frays += np.int64(near == a) - np.int64(near == b)
        sets.frays[turn] = frays


@inner_kernel
def thin_out(sets: Sets, stream: Stream, n_nodes: int, n_wanted: int) -> int:
    """Keep so many of the listed nodes, chosen at random; gives how many are left."""
    node = sets.node
    if n_nodes <= n_wanted:
        return n_nodes
    for turn in range(n_wanted):
        other = turn + below(stream, n_nodes - turn)
        chosen = node[other]
        node[other] = node[turn]
        node[turn] = chosen
    return n_wanted


@inner_kernel
def list_sets(graph: Graph, sets: Sets, n_nodes: int, largest: int) -> int:
    """List the sets of up to ``largest`` of the nodes, the empty one too, by people ascending.

    Stops where the room is full. Gives the number of sets.
    """
    node, value, code, cost = sets.node, sets.value, sets.code, sets.cost
    population, frays = graph.population, sets.frays
    room = len(value)
    value[0], code[0], cost[0] = 0.0, 0, 0
    n_sets = np.int64(1)
    begin = 0
    for size in range(largest):
        end = n_sets
        for smaller in range(begin, end):
            last = code[smaller] >> (_BITS * (size - 1)) if size > 0 else 0
            for place in range(last, n_nodes):
                if n_sets == room:
                    break
                value[n_sets] = value[smaller] + population[node[place]]
                code[n_sets] = code[smaller] | (np.int64(place + 1) << (_BITS * size))
                cost[n_sets] = cost[smaller] + frays[place]
                n_sets += 1
        begin = end
    _sort(value, code, cost, n_sets)
    return n_sets


@inner_kernel
def node_at(sets: Sets, code: int, place: int) -> int:
    """The node at a place, 0 to 2, of a set; -1 where it has fewer."""
    number = (code >> (_BITS * place)) & _LOW
    return np.int64(sets.node[number - 1]) if number > 0 else -1


@inner_kernel
def size_of(code: int) -> int:
    """How many nodes are in a set."""
    return (code & _LOW > 0) + ((code >> _BITS) & _LOW > 0) + (code >> (2 * _BITS) > 0)


@kernel
def _sort(value: Floats, code: NDArray[np.int64], cost: Ints, n: int) -> None:
    """Order sets by people, equal ones by code (Shell sort)."""
    gap = np.int64(1)
    while gap * 9 < 4 * n:
        gap = gap * 9 // 4 + 1
    while gap > 0:
        for turn in range(gap, n):
            people, name, frays = value[turn], code[turn], cost[turn]
            at = turn
            while at >= gap and (
                value[at - gap] > people or (value[at - gap] == people and code[at - gap] > name)
            ):
                value[at] = value[at - gap]
                code[at] = code[at - gap]
                cost[at] = cost[at - gap]
                at -= gap
            value[at] = people
            code[at] = name
            cost[at] = frays
        gap = gap * 4 // 9
