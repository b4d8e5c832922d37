"""A plan with everything that is counted of it, kept true by one primitive: `flip`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import kernel

Counts = NDArray[np.int64]
Marks = NDArray[np.uint8]


class State(NamedTuple):
    """A plan of k districts and its counts.

    Attributes:
        district: District of each node, 0..k-1; shape (n,).
        head: First node of each district's list, -1 for none; shape (k,).
        after: Next node in the list of the same district, -1 at its end; shape (n,).
        before: The node before it, -1 at the head; shape (n,).
        size: Nodes in each district; shape (k,).
        population: People in each district; shape (k,).
        sums: Sums of the graph's columns; shape (k, c).
        seam: Links between each two districts, 0 on the diagonal; shape (k, k).
        cut: Links between districts, in no order of meaning, ``n_cut`` of them; shape (m,).
        place: Place of each link in ``cut``, -1 where it is not cut; shape (m,).
        n_cut: Links cut, and pairs of touching units parted; shape (2,), int64.
        inside: Length of border between units of the same district, metres; shape (k,).
        held: Units of each region in each district; shape (n_regions, k).
        people: People of each region in each district; shape (n_regions, k).
        spread: Districts that each region has units in; shape (n_regions,).
        splits: Regions in more than one district, by level; shape (n_levels,).
        pieces: Sum over regions of the districts each is in, by level; shape (n_levels,).
        present: Regions with units in each district, by level; shape (n_levels, k).
    """

    district: Ints
    head: Ints
    after: Ints
    before: Ints
    size: Ints
    population: Floats
    sums: Floats
    seam: Ints
    cut: Ints
    place: Ints
    n_cut: Counts
    inside: Floats
    held: Ints
    people: Floats
    spread: Ints
    splits: Ints
    pieces: Ints
    present: Ints


def state_of(graph: Graph, district: Ints, n_districts: int) -> State:
    """Count everything of a plan.

    Args:
        graph: The graph.
        district: District of each node, 0..k-1, shape (n,); copied.
        n_districts: k.
    """
    n, m, k = len(graph.population), len(graph.ends), n_districts
    n_regions, n_levels = len(graph.level), len(graph.first_of) - 1
    state = State(
        np.zeros(n, np.int32),
        np.full(k, -1, np.int32),
        np.full(n, -1, np.int32),
        np.full(n, -1, np.int32),
        np.zeros(k, np.int32),
        np.zeros(k),
        np.zeros((k, graph.columns.shape[1])),
        np.zeros((k, k), np.int32),
        np.zeros(m, np.int32),
        np.full(m, -1, np.int32),
        np.zeros(2, np.int64),
        np.zeros(k),
        np.zeros((n_regions, k), np.int32),
        np.zeros((n_regions, k)),
        np.zeros(n_regions, np.int32),
        np.zeros(n_levels, np.int32),
        np.zeros(n_levels, np.int32),
        np.zeros((n_levels, k), np.int32),
    )
    all_in_one(graph, state)
    take(graph, state, np.ascontiguousarray(district, dtype=np.int32))
    return state


@kernel
def all_in_one(graph: Graph, state: State) -> None:
    """Count the plan in which every node is in district 0."""
    n = len(state.district)
    for node in range(n - 1, -1, -1):
        _enlist(state.head, state.after, state.before, node, 0)
        state.size[0] += 1
        state.population[0] += graph.population[node]
        for column in range(state.sums.shape[1]):
            state.sums[0, column] += graph.columns[node, column]
        _join_regions(graph, state, node, 0)
    for link in range(len(graph.ends)):
        state.inside[0] += graph.shared[link]


@kernel
def take(graph: Graph, state: State, district: Ints) -> None:
    """Change to another plan, node by node.

    Args:
        graph: The graph.
        state: Changed in place.
        district: District of each node, 0..k-1; shape (n,).
    """
    for node in range(len(district)):
        home = np.int64(district[node])
        if state.district[node] != home:
            flip(graph, state, node, home)


@kernel
def flip(graph: Graph, state: State, node: int, home: int) -> None:
    """Move a node to another district and bring every count up to date.

    The work is proportional to the node's neighbours, columns and regions.

    Args:
        graph: The graph.
        state: Changed in place.
        node: The node.
        home: The district that it joins; not its own.
    """
    district, seam, inside = state.district, state.seam, state.inside
    cut, place, n_cut = state.cut, state.place, state.n_cut
    left = np.int64(district[node])
    for slot in range(graph.start[node], graph.start[node + 1]):
        link = graph.link[slot]
        beside = district[graph.near[slot]]
        if beside == left:
            _sever(cut, place, n_cut, link, graph.touching[link])
            inside[left] -= graph.shared[link]
        else:
            seam[left, beside] -= 1
            seam[beside, left] -= 1
        if beside == home:
            _mend(cut, place, n_cut, link, graph.touching[link])
            inside[home] += graph.shared[link]
        else:
            seam[home, beside] += 1
            seam[beside, home] += 1
    _carry(graph, state, node, left, home)


@kernel
def exchange(
    graph: Graph, state: State, change: Ints, n_change: int, moved: Marks, a: int, b: int
) -> None:
    """Move nodes of two districts each to the other one; the same again takes it back.

    Less work than so many `flip`s: links between moved nodes stay as they are.

    Args:
        graph: The graph.
        state: Changed in place.
        change: The nodes, each in district ``a`` or ``b``.
        n_change: How many of ``change`` to take.
        moved: Marks, all 0, one for each node; 0 again afterwards.
        a: A district.
        b: Another.
    """
    start, near, link = graph.start, graph.near, graph.link
    touching, shared = graph.touching, graph.shared
    district, seam, inside = state.district, state.seam, state.inside
    cut, place, n_cut = state.cut, state.place, state.n_cut
    for turn in range(n_change):
        moved[np.uint32(change[turn])] = 1
    for turn in range(n_change):
        node = np.uint32(change[turn])
        left = np.uint32(district[node])
        home = np.uint32(a + b - left)
        for slot in range(np.uint32(start[node]), np.uint32(start[node + 1])):
            other, number = np.uint32(near[slot]), np.uint32(link[slot])
            beside = np.uint32(district[other])
            if beside == left:
                if moved[other] == 0:
                    _sever(cut, place, n_cut, number, touching[number])
                    seam[a, b] += 1
                    seam[b, a] += 1
                    inside[left] -= shared[number]
                elif other < node:
                    inside[left] -= shared[number]
                    inside[home] += shared[number]
            elif beside == home:
                if moved[other] == 0:
                    _mend(cut, place, n_cut, number, touching[number])
                    seam[a, b] -= 1
                    seam[b, a] -= 1
                    inside[home] += shared[number]
            else:
                seam[left, beside] -= 1
                seam[beside, left] -= 1
                seam[home, beside] += 1
                seam[beside, home] += 1
    for turn in range(n_change):
        node = np.int64(change[turn])
        left = np.int64(district[node])
        moved[node] = 0
        _carry(graph, state, node, left, a + b - left)


@kernel
def _carry(graph: Graph, state: State, node: int, left: int, home: int) -> None:
    """Take a node, its people, columns and regions from one district to another."""
    head, after, before = state.head, state.after, state.before
    population, sums = state.population, state.sums
    state.district[node] = home
    _delist(head, after, before, node, left)
    _enlist(head, after, before, node, home)
    state.size[left] -= 1
    state.size[home] += 1
    people = graph.population[node]
    population[left] -= people
    population[home] += people
    for column in range(sums.shape[1]):
        number = graph.columns[node, column]
        sums[left, column] -= number
        sums[home, column] += number
    _leave_regions(graph, state, node, left)
    _join_regions(graph, state, node, home)


@kernel
def _enlist(head: Ints, after: Ints, before: Ints, node: int, district: int) -> None:
    first = head[district]
    after[node] = first
    before[node] = -1
    if first >= 0:
        before[first] = node
    head[district] = node


@kernel
def _delist(head: Ints, after: Ints, before: Ints, node: int, district: int) -> None:
    earlier, later = before[node], after[node]
    if earlier >= 0:
        after[earlier] = later
    else:
        head[district] = later
    if later >= 0:
        before[later] = earlier


@kernel
def _sever(cut: Ints, place: Ints, n_cut: Counts, link: int, touching: int) -> None:
    """Note that a link is cut."""
    last = n_cut[0]
    cut[last] = link
    place[link] = last
    n_cut[0] = last + 1
    n_cut[1] += touching


@kernel
def _mend(cut: Ints, place: Ints, n_cut: Counts, link: int, touching: int) -> None:
    """Note that a link is no longer cut."""
    last = n_cut[0] - 1
    hole = place[link]
    moved = cut[last]
    cut[hole] = moved
    place[moved] = hole
    place[link] = -1
    n_cut[0] = last
    n_cut[1] -= touching


@kernel
def _leave_regions(graph: Graph, state: State, node: int, left: int) -> None:
    """Take a node's units and people out of its district's regions."""
    held, people, spread = state.held, state.people, state.spread
    for place in range(graph.code_start[node], graph.code_start[node + 1]):
        code = graph.code[place]
        held[code, left] -= graph.weight[place]
        people[code, left] -= graph.people[place]
        if held[code, left] == 0:
            level = graph.level[code]
            spread[code] -= 1
            state.pieces[level] -= 1
            state.present[level, left] -= 1
            if spread[code] == 1:
                state.splits[level] -= 1


@kernel
def _join_regions(graph: Graph, state: State, node: int, home: int) -> None:
    """Put a node's units and people into its district's regions."""
    held, people, spread = state.held, state.people, state.spread
    for place in range(graph.code_start[node], graph.code_start[node + 1]):
        code = graph.code[place]
        if held[code, home] == 0:
            level = graph.level[code]
            spread[code] += 1
            state.pieces[level] += 1
            state.present[level, home] += 1
            if spread[code] == 2:
                state.splits[level] += 1
        held[code, home] += graph.weight[place]
        people[code, home] += graph.people[place]
