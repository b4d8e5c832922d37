"""Plans read back from BEN frames, one after the other, and counted as a chain counts its own.

Between two plans only the nodes that changed are counted anew, so a plan costs about what a step
of a chain changes. All three layouts of frames are read: those of whole plans, with and without
a number of repetitions, and TwoDelta (ben-format-spec.md and twodelta-format-spec.md of
https://github.com/peterrrock2/binary-ensemble). That package's own decoder gives a Python list a
plan, which takes ten times as long as counting it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.ben import Bytes
from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import kernel

BANNERS = (b"STANDARD BEN FILE", b"MKVCHAIN BEN FILE", b"TWODELTA BEN FILE")
"""What a stream of each layout begins with; the layouts are numbered in this order."""
STANDARD, MKVCHAIN, TWODELTA = 0, 1, 2

AT, LEFT, FRAMES = 0, 1, 2
"""Places in `Tape.place`."""
DAMAGED, STRANGE = -1, -2
"""What `replay` gives for frames that cannot be read, and for a district that has no number."""
N_LABELS = 2**16


class Tape(NamedTuple):
    """Frames, and how far they have been read.

    Attributes:
        data: The frames without the banner; shape (n_bytes,).
        layout: `STANDARD`, `MKVCHAIN` or `TWODELTA`.
        place: Byte of the next frame, repetitions left of the last one, frames read; shape (3,),
            changed in place.
        label: District of each place in the last frame, as it is called there, -1 before the
            first; shape (n,), changed in place.
        changed: Places that the last frame changed, as many as `next_frame` says; shape (n,),
            changed in place.
        head: First place of each label, -1 for none; shape (`N_LABELS`,), changed in place.
        after: Next place of the same label, -1 for none; shape (n,), changed in place.
        node: Node that each place belongs to; shape (n,).
        number: District 0..k-1 for each label, -1 for none; shape (`N_LABELS`,).
    """

    data: Bytes
    layout: int
    place: NDArray[np.int64]
    label: Ints
    changed: Ints
    head: Ints
    after: Ints
    node: Ints
    number: Ints


def tape_of(data: Bytes, layout: int, node: Ints, number: Ints) -> Tape:
    """Frames of which nothing has been read.

    Args:
        data: The frames without the banner.
        layout: `STANDARD`, `MKVCHAIN` or `TWODELTA`.
        node: Node that each place belongs to; shape (n,).
        number: District 0..k-1 for each label, -1 for none; shape (`N_LABELS`,).
    """
    n = len(node)
    return Tape(
        data,
        layout,
        np.zeros(3, np.int64),
        np.full(n, -1, np.int32),
        np.zeros(n, np.int32),
        np.full(N_LABELS, -1, np.int32),
        np.full(n, -1, np.int32),
        node,
        number,
    )


class Count(NamedTuple):
    """A plan of k districts and what is counted of it; all as in `districtbot.chains.state.State`.

    Attributes:
        district: District of each node, 0..k-1; shape (n,).
        population: People in each district; shape (k,).
        sums: Sums of the graph's columns; shape (k, c).
        inside: Length of border between units of the same district, metres; shape (k,).
        parted: Pairs of touching units parted; shape (1,), int64.
        held: Units of each region in each district; shape (n_regions, k).
        spread: Districts that each region has units in; shape (n_regions,).
        splits: Regions in more than one district, by level; shape (n_levels,).
        pieces: Sum over regions of the districts each is in, by level; shape (n_levels,).
    """

    district: Ints
    population: Floats
    sums: Floats
    inside: Floats
    parted: NDArray[np.int64]
    held: Ints
    spread: Ints
    splits: Ints
    pieces: Ints


class Counts(NamedTuple):
    """Room for what is counted of some plans; all as in `districtbot.chains.walk.Kept`.

    Attributes:
        counts: Pairs of touching units parted, splits and pieces of each level; shape
            (rows, 1 + 2 levels).
        population: People in each district; shape (rows, k).
        sums: Sums of the graph's columns; shape (rows, k, c).
        inside: Length of border inside each district, metres; shape (rows, k).
    """

    counts: NDArray[np.int64]
    population: Floats
    sums: Floats
    inside: Floats


def all_in_one(graph: Graph, n_districts: int) -> Count:
    """The plan in which every node is in district 0."""
    n, k, n_levels = len(graph.population), n_districts, len(graph.first_of) - 1
    count = Count(
        np.zeros(n, np.int32),
        np.zeros(k),
        np.zeros((k, graph.columns.shape[1])),
        np.zeros(k),
        np.zeros(1, np.int64),
        np.zeros((len(graph.level), k), np.int32),
        np.zeros(len(graph.level), np.int32),
        np.zeros(n_levels, np.int32),
        np.zeros(n_levels, np.int32),
    )
    count.population[0] = graph.population.sum()
    count.sums[0] = graph.columns.sum(axis=0)
    count.inside[0] = graph.shared.sum()
    np.add.at(count.held[:, 0], graph.code, graph.weight)
    count.spread[:] = count.held[:, 0] > 0
    np.add.at(count.pieces, graph.level, count.spread)
    return count


def counts_for(count: Count, n_rows: int) -> Counts:
    """Room for some plans."""
    k, n_columns = count.sums.shape
    return Counts(
        np.zeros((n_rows, 1 + 2 * len(count.splits)), np.int64),
        np.zeros((n_rows, k)),
        np.zeros((n_rows, k, n_columns)),
        np.zeros((n_rows, k)),
    )


@kernel
def replay(graph: Graph, count: Count, tape: Tape, counts: Counts) -> int:
    """Read plans until there is no more room for what is counted of them.

    Args:
        graph: The graph.
        count: The plan before; changed to each plan in turn.
        tape: The frames.
        counts: Filled from its first row on.

    Returns:
        Rows filled, fewer than there is room for at the end of the frames; or `DAMAGED` or
        `STRANGE`.
    """
    row = 0
    while row < len(counts.counts):
        if tape.place[LEFT] == 0:
            if tape.place[AT] == len(tape.data):
                break
            n_changed = next_frame(tape)
            if n_changed < 0:
                return DAMAGED
            for turn in range(n_changed):
                place = tape.changed[turn]
                home = tape.number[tape.label[place]]
                if home < 0:
                    return STRANGE
                move(graph, count, tape.node[place], home)
        note(count, counts, row)
        tape.place[LEFT] -= 1
        row += 1
    return row


@kernel
def move(graph: Graph, count: Count, node: int, home: int) -> None:
    """Move a node to a district and bring every count up to date."""
    left = np.int64(count.district[node])
    if left == home:
        return
    inside = count.inside
    for slot in range(graph.start[node], graph.start[node + 1]):
        beside = count.district[graph.near[slot]]
        if beside == left:
            count.parted[0] += graph.touching[graph.link[slot]]
            inside[left] -= graph.shared[graph.link[slot]]
        elif beside == home:
            count.parted[0] -= graph.touching[graph.link[slot]]
            inside[home] += graph.shared[graph.link[slot]]
    count.district[node] = home
    count.population[left] -= graph.population[node]
    count.population[home] += graph.population[node]
    for column in range(count.sums.shape[1]):
        count.sums[left, column] -= graph.columns[node, column]
        count.sums[home, column] += graph.columns[node, column]
    for place in range(graph.code_start[node], graph.code_start[node + 1]):
        _move_region(graph, count, place, left, home)


@kernel
def _move_region(graph: Graph, count: Count, place: int, left: int, home: int) -> None:
    """Take a node's units of one region from one district to another."""
    code, weight = graph.code[place], graph.weight[place]
    level, before = graph.level[code], count.spread[code]
    if count.held[code, home] == 0:
        count.spread[code] += 1
    count.held[code, home] += weight
    count.held[code, left] -= weight
    if count.held[code, left] == 0:
        count.spread[code] -= 1
    after = count.spread[code]
    count.pieces[level] += after - before
    count.splits[level] += np.int64(after > 1) - np.int64(before > 1)


@kernel
def note(count: Count, counts: Counts, row: int) -> None:
    """Write down what is counted of a plan."""
    n_levels = len(count.splits)
    counts.counts[row, 0] = count.parted[0]
    for level in range(n_levels):
        counts.counts[row, 1 + level] = count.splits[level]
        counts.counts[row, 1 + n_levels + level] = count.pieces[level]
    for district in range(len(count.population)):
        counts.population[row, district] = count.population[district]
        counts.inside[row, district] = count.inside[district]
        for column in range(count.sums.shape[1]):
            counts.sums[row, district, column] = count.sums[district, column]


@kernel
def next_frame(tape: Tape) -> int:
    """Read a frame; gives the number of places that changed, listed in the tape, or `DAMAGED`."""
    data, layout, at = tape.data, tape.layout, tape.place[AT]
    pair = False
    if layout == TWODELTA:
        pair = data[at] == 1
        if data[at] > 1 or (pair and tape.place[FRAMES] == 0):
            return DAMAGED
        at += 1
    if at + (9 if pair else 6) > len(data):
        return DAMAGED
    end = at + (9 + _number(data, at + 5, 4) if pair else 6 + _number(data, at + 2, 4))
    count = np.int64(1)
    follows = end
    if layout != STANDARD:
        follows = end + 2
    if follows > len(data):
        return DAMAGED
    if layout != STANDARD:
        count = _number(data, end, 2)
    if count == 0:
        return DAMAGED
    n_changed = _pair(tape, at, end) if pair else _whole(tape, at, end)
    tape.place[AT] = follows
    tape.place[LEFT] = count
    tape.place[FRAMES] += 1
    return n_changed


@kernel
def _whole(tape: Tape, at: int, end: int) -> int:
    """Read a whole plan; gives the number of places that changed, or `DAMAGED`."""
    data, label, changed = tape.data, tape.label, tape.changed
    value_bits, length_bits = np.int64(data[at]), np.int64(data[at + 1])
    at += 6
    if not (1 <= value_bits <= 16 and 1 <= length_bits <= 16):
        return DAMAGED
    bits, held, n_held = value_bits + length_bits, np.int64(0), np.int64(0)
    filled, n_changed = np.int64(0), np.int64(0)
    while filled < len(label):
        while n_held < bits:
            if at == end:
                return DAMAGED
            held = (held << 8) | np.int64(data[at])
            n_held += 8
            at += 1
        n_held -= bits
        run = held >> n_held
        held &= (np.int64(1) << n_held) - 1
        length, value = run & ((np.int64(1) << length_bits) - 1), run >> length_bits
        if length == 0 or filled + length > len(label):
            return DAMAGED
        for place in range(filled, filled + length):
            if label[place] != value:
                label[place] = value
                changed[n_changed] = place
                n_changed += 1
        filled += length
    if tape.layout == TWODELTA:
        _relist(tape)
    return n_changed if at == end else DAMAGED


@kernel
def _relist(tape: Tape) -> None:
    """List the places of each label anew."""
    label, head, after = tape.label, tape.head, tape.after
    for number in range(len(head)):
        head[number] = -1
    for place in range(len(label) - 1, -1, -1):
        after[place] = head[label[place]]
        head[label[place]] = place


@kernel
def _pair(tape: Tape, at: int, end: int) -> int:
    """Read what changed in two districts; gives the number of places that did, or `DAMAGED`.

    The places of both are walked in order, by their lists, and listed anew on the way.
    """
    data, label, changed, after = tape.data, tape.label, tape.changed, tape.after
    now, other = _number(data, at, 2), _number(data, at + 2, 2)
    bits = np.int64(data[at + 4])
    at += 9
    if now == other or not 1 <= bits <= 16:
        return DAMAGED
    held, n_held, left, n_changed = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    last_now, last_other = np.int64(-1), np.int64(-1)
    first, second = np.int64(tape.head[now]), np.int64(tape.head[other])
    first_label, second_label = now, other
    tape.head[now], tape.head[other] = -1, -1
    begun = False
    while first >= 0 or second >= 0:
        if second < 0 or 0 <= first < second:
            place, before = first, first_label
            first = np.int64(after[place])
        else:
            place, before = second, second_label
            second = np.int64(after[place])
        if left == 0:
            while n_held < bits:
                if at == end:
                    return DAMAGED
                held = (held << 8) | np.int64(data[at])
                n_held += 8
                at += 1
            n_held -= bits
            left = held >> n_held
            held &= (np.int64(1) << n_held) - 1
            if left == 0:
                return DAMAGED
            if begun:
                now, other = other, now
                last_now, last_other = last_other, last_now
            begun = True
        left -= 1
        if last_now < 0:
            tape.head[now] = place
        else:
            after[last_now] = place
        last_now = place
        if before != now:
            label[place] = now
            changed[n_changed] = place
            n_changed += 1
    for last in (last_now, last_other):
        if last >= 0:
            after[last] = -1
    return n_changed if left == 0 and at == end else DAMAGED


@kernel
def _number(data: Bytes, at: int, n_bytes: int) -> int:
    """A number, its high byte first."""
    number = np.int64(0)
    for place in range(n_bytes):
        number = (number << 8) | np.int64(data[at + place])
    return number
