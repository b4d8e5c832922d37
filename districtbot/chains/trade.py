"""Trades of a few nodes over the border of two districts, to move a number of people."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.borders import (
    LARGEST,
    Sets,
    add_second_row,
    count_frays,
    list_border,
    list_sets,
    node_at,
    sets_for,
    size_of,
    thin_out,
)
from districtbot.chains.contiguity import stays_whole
from districtbot.chains.draws import Stream, below
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.journal import Journal, note_flip, rewind
from districtbot.chains.kernel import inner_kernel, kernel
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State

N_TRIED = 64
"""Trades over one border that are tried, the best first, for each size of sets."""
MOST_NODES = (0, 600, 60, 20)
"""Nodes on a side at most where sets have up to 1, 2 or 3 of them."""
N_MATCHED = 8
"""Sets of the other side that are looked at for each set."""
FRAY = 1 / 32
"""A link cut is worth being off by this share more."""
_LOW = 0xFFFFFFFF


class Order(NamedTuple):
    """What is to be traded.

    Attributes:
        a: The district that gives people.
        b: The district that takes them.
        want: How many people are to move, above 0.
        near: How far off is good enough, in people.
        reach: How far off is allowed where nothing good enough is found.
        largest: Nodes on a side at most, 1 to 3.
        thin: Leave some of the nodes out by chance, so that another time others are found.
    """

    a: int
    b: int
    want: float
    near: float
    reach: float
    largest: int
    thin: bool


class Desk(NamedTuple):
    """Room for finding trades over one border.

    Attributes:
        give: Sets of the district that gives people.
        take: Sets of the district that takes them.
        n_nodes: Nodes listed of each; shape (2,).
        key: How good each noted trade is, smaller is better; shape (N_TRIED,).
        pair: Its two sets, as ``give << 32 | take``; same shape.
        journal: What was flipped.
    """

    give: Sets
    take: Sets
    n_nodes: NDArray[np.int64]
    key: Floats
    pair: NDArray[np.int64]
    journal: Journal


def desk_for(graph: Graph, journal: Journal) -> Desk:
    """Room for trades on a graph."""
    numbers = np.zeros(N_TRIED, np.int64)
    return Desk(
        sets_for(graph), sets_for(graph), np.zeros(2, np.int64), np.zeros(N_TRIED), numbers, journal
    )


@inner_kernel
def list_sides(
    graph: Graph, state: State, scratch: Scratch, desk: Desk, order: Order, stream: Stream
) -> None:
    """List the nodes on both sides of a border that may take part in a trade."""
    for side in range(2):
        sets, home, other = desk.give, order.a, order.b
        if side == 1:
            sets, home, other = desk.take, order.b, order.a
        n_nodes = list_border(graph, state, scratch, sets, home, other)
        if order.largest == LARGEST:
            most = MOST_NODES[LARGEST]
            n_nodes = add_second_row(graph, state, scratch, sets, n_nodes, home, most)
        if order.thin:
            n_nodes = thin_out(sets, stream, n_nodes, n_nodes - below(stream, 1 + n_nodes // 2))
        desk.n_nodes[side] = n_nodes


@inner_kernel
def note_trades(
    graph: Graph, state: State, desk: Desk, order: Order, stream: Stream, size: int
) -> int:
    """Note the trades of sets of so many nodes that come nearest, the best first.

    With the largest sets anything within reach will do, else only what is near enough. Of what
    is near enough the trades that leave straight borders come first.

    Returns:
        How many are noted, in ``desk.pair``.
    """
    give, take = desk.give, desk.take
    n_give = thin_out(give, stream, desk.n_nodes[0], MOST_NODES[size])
    n_take = thin_out(take, stream, desk.n_nodes[1], MOST_NODES[size])
    count_frays(graph, state, give, n_give, order.a, order.b)
    count_frays(graph, state, take, n_take, order.b, order.a)
    n_first, n_second = list_sets(graph, give, n_give, size), list_sets(graph, take, n_take, size)
    near = order.near
    reach = order.reach if size == order.largest else min(order.reach, near * 1.0001)
    n_noted, at = np.int64(0), 0
    for turn in range(n_first):
        aim = give.value[turn] - order.want
        while at < n_second and take.value[at] < aim - near:
            at += 1
        for other in range(max(0, at - 1), min(n_second, at + N_MATCHED)):
            off = abs(aim - take.value[other])
            if off < reach and turn + other > 0:
                cost = max(give.cost[turn] + take.cost[other], -16)
                key = max(off, near) * (1.0 + FRAY * cost)
                n_noted = _note(desk, n_noted, key, (np.int64(turn) << 32) | np.int64(other))
            if take.value[other] > aim + near:
                break
    return n_noted


@kernel
def _note(desk: Desk, n_noted: int, key: float, pair: int) -> int:
    """Put a trade in its place among the best; gives how many are noted."""
    if n_noted == len(desk.key):
        if key >= desk.key[n_noted - 1]:
            return n_noted
        n_noted -= 1
    at = n_noted
    while at > 0 and desk.key[at - 1] > key:
        desk.key[at] = desk.key[at - 1]
        desk.pair[at] = desk.pair[at - 1]
        at -= 1
    desk.key[at] = key
    desk.pair[at] = pair
    return n_noted + 1


@inner_kernel
def trade(
    graph: Graph, state: State, scratch: Scratch, desk: Desk, order: Order, turn: int
) -> bool:
    """Make a noted trade node by node, in any order that keeps both districts in one piece.

    Returns:
        Whether there is such an order; if not, nothing changes.
    """
    journal, pair = desk.journal, desk.pair[turn]
    before = journal.count[0]
    give, take = desk.give.code[pair >> 32], desk.take.code[pair & _LOW]
    n_left = size_of(give) + size_of(take)
    n_before = n_left + 1
    while 0 < n_left < n_before:
        n_before = n_left
        for place in range(2 * LARGEST):
            left, home = order.a, order.b
            node = node_at(desk.give, give, place >> 1)
            if place & 1:
                left, home = order.b, order.a
                node = node_at(desk.take, take, place >> 1)
            if node < 0 or state.district[node] != left:
                continue
            if _touches(graph, state, node, home) and stays_whole(graph, state, scratch, node):
                note_flip(graph, state, journal, node, home)
                n_left -= 1
    if n_left > 0:
        rewind(graph, state, journal, before)
    return n_left == 0


@kernel
def _touches(graph: Graph, state: State, node: int, district: int) -> bool:
    for slot in range(graph.start[node], graph.start[node + 1]):
        if state.district[graph.near[slot]] == district:
            return True
    return False
