"""Flips and swaps on borders in random order, kept when they bring the targets nearer.

Kept always and only when they do, or by Metropolis' rule at a falling heat.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.contiguity import stays_whole
from districtbot.chains.draws import Stream, below, unit
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.journal import Journal, journal_for, note_flip, rewind
from districtbot.chains.kernel import kernel
from districtbot.chains.objective import Objective, read
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State

LOOKS, N_KEPT, N_BETTER, CUT = range(4)
"""Places in `Climb.tally`."""
REQUIRED, WISHED, BEST_REQUIRED, BEST_WISHED = range(4)
"""Places in `Climb.sums`."""

N_PARTNERS = 4
"""Nodes on the other side of a border among which the partner of a swap is chosen."""


class Slope(NamedTuple):
    """How a climb goes.

    Attributes:
        n_looks: Flips and swaps to look at in all.
        hot: Heat at the start, in gaps of the objective; 0 to keep only what is better.
        cold: Heat at the end, above 0 where ``hot`` is.
        wish: What a gap in a wished target counts against one in a required target.
        straight: What a link cut counts, in gaps; above 0, the climb does not end when every
            target is met, and goes on to straighten borders.
    """

    n_looks: int
    hot: float
    cold: float
    wish: float
    straight: float


class Climb(NamedTuple):
    """How far a climb has come, and its room to work in.

    Attributes:
        journal: Flips since the best plan so far.
        tally: Looks so far, flips or swaps kept, times that the best plan was bettered, and
            links that it cuts; shape (4,).
        sums: Gaps of required and of wished targets of the plan now, and of the best; shape (4,).
        values: Room for the values of all targets; shape (t,).
        gaps: Room for their gaps; shape (t,).
    """

    journal: Journal
    tally: NDArray[np.int64]
    sums: Floats
    values: Floats
    gaps: Floats


def slope_of(
    n_looks: int,
    *,
    hot: float = 0.0,
    cold: float = 0.0,
    wish: float = 0.05,
    straight: float = 0.0,
) -> Slope:
    """How a climb is to go; without heat, only what is better is kept."""
    return Slope(n_looks, float(hot), float(cold), float(wish), float(straight))


def climb_for(graph: Graph, objective: Objective, n_districts: int) -> Climb:
    """Room for climbs on a graph, one after the other; `set_out` on each."""
    t = len(objective.rows.kind)
    return Climb(
        journal_for(graph, n_districts),
        np.zeros(4, np.int64),
        np.zeros(4),
        np.zeros(t),
        np.zeros(t),
    )


def set_out(graph: Graph, state: State, objective: Objective, work: Climb) -> None:
    """Start to climb from a plan."""
    required, wished = read(graph, state, objective, work.values, work.gaps)
    work.sums[:] = required, wished, required, wished
    work.tally[:] = 0, 0, 0, state.n_cut[0]
    work.journal.count[0] = 0


@kernel
def climb(
    graph: Graph,
    state: State,
    scratch: Scratch,
    slope: Slope,
    objective: Objective,
    work: Climb,
    stream: Stream,
    n_looks: int,
) -> bool:
    """Go on climbing for some looks; the outcome is the same however the looks are portioned.

    Half of the looks flip a node on a border to the other side, half swap two nodes. Required
    targets come before wished ones. Every district stays in one piece.

    Args:
        graph: The graph.
        state: The plan, changed in place.
        scratch: Room to work in.
        slope: How to climb.
        objective: The targets.
        work: How far the climb has come, from `set_out`.
        stream: Random numbers.
        n_looks: Flips and swaps to look at now.

    Returns:
        Whether there is more to do. If not, the plan is the best that was seen. `rest` brings
        that about at any time.
    """
    tally, sums, journal = work.tally, work.sums, work.journal
    for _ in range(n_looks):
        if _is_over(state, slope, work):
            break
        tally[LOOKS] += 1
        before = np.int64(journal.count[0])
        if before + 2 > len(journal.change):
            rest(graph, state, work)
            before = np.int64(0)
        n_cut = state.n_cut[0]
        if not _propose(graph, state, scratch, journal, stream):
            continue
        required, wished = read(graph, state, objective, work.values, work.gaps)
        if _accepts(slope, work, stream, required, wished, state.n_cut[0] - n_cut):
            sums[REQUIRED], sums[WISHED] = required, wished
            tally[N_KEPT] += 1
            _note_best(state, slope, work)
        else:
            rewind(graph, state, journal, before)
    if _is_over(state, slope, work):
        rest(graph, state, work)
        return False
    return True


@kernel
def rest(graph: Graph, state: State, work: Climb) -> None:
    """Go back to the best plan seen."""
    rewind(graph, state, work.journal, np.int64(0))
    work.sums[REQUIRED], work.sums[WISHED] = work.sums[BEST_REQUIRED], work.sums[BEST_WISHED]


@kernel
def _is_over(state: State, slope: Slope, work: Climb) -> bool:
    """Whether the looks are used up or nothing is left to better."""
    if work.tally[LOOKS] >= slope.n_looks or state.n_cut[0] == 0:
        return True
    return slope.straight == 0 and work.sums[BEST_REQUIRED] + work.sums[BEST_WISHED] <= 0


@kernel
def _propose(
    graph: Graph, state: State, scratch: Scratch, journal: Journal, stream: Stream
) -> bool:
    """Flip a random node on a border, or swap it for one from the other side."""
    link, end = state.cut[below(stream, state.n_cut[0])], below(stream, 2)
    node = np.int64(graph.ends[link, end])
    left = np.int64(state.district[node])
    home = np.int64(state.district[graph.ends[link, 1 - end]])
    swaps = below(stream, 2) == 1
    if not stays_whole(graph, state, scratch, node):
        return False
    before = np.int64(journal.count[0])
    note_flip(graph, state, journal, node, home)
    if not swaps:
        return True
    partner = _partner(graph, state, stream, node, home, left)
    if partner >= 0 and stays_whole(graph, state, scratch, partner):
        note_flip(graph, state, journal, partner, left)
        return True
    rewind(graph, state, journal, before)
    return False


@kernel
def _partner(graph: Graph, state: State, stream: Stream, node: int, a: int, b: int) -> int:
    """A node of one district next to another, about as many people as a node just come; or -1.

    The first few are looked at, beginning at a random link.
    """
    district, n_cut = state.district, state.n_cut[0]
    best, off, n_seen = np.int64(-1), np.inf, 0
    if n_cut == 0:
        return best
    place = below(stream, n_cut)
    for _ in range(n_cut):
        place = place + 1 if place + 1 < n_cut else 0
        link = state.cut[place]
        first, second = np.int64(graph.ends[link, 0]), np.int64(graph.ends[link, 1])
        if district[first] == b:
            first, second = second, first
        if district[first] != a or district[second] != b or first == node:
            continue
        n_seen += 1
        differs = abs(graph.population[first] - graph.population[node])
        if differs < off:
            best, off = first, differs
        if n_seen == N_PARTNERS:
            break
    return best


@kernel
def _accepts(
    slope: Slope, work: Climb, stream: Stream, required: float, wished: float, frays: int
) -> bool:
    """Whether a changed plan is kept."""
    more, wish = required - work.sums[REQUIRED], wished - work.sums[WISHED]
    if slope.hot <= 0:
        if more != 0:
            return more < 0
        if wish != 0:
            return wish < 0
        return slope.straight > 0 and frays < 0
    worse = more + slope.wish * wish + slope.straight * frays
    if worse <= 0:
        return True
    heat = slope.hot * (slope.cold / slope.hot) ** (work.tally[LOOKS] / slope.n_looks)
    return unit(stream) < math.exp(-worse / heat)


@kernel
def _note_best(state: State, slope: Slope, work: Climb) -> None:
    """Keep the plan where it is the best so far."""
    tally, sums = work.tally, work.sums
    more, wish = sums[REQUIRED] - sums[BEST_REQUIRED], sums[WISHED] - sums[BEST_WISHED]
    better = more < 0 or (more == 0 and wish < 0)
    if slope.straight > 0 and more == 0 and wish == 0:
        better = state.n_cut[0] < tally[CUT]
    if better:
        sums[BEST_REQUIRED], sums[BEST_WISHED] = sums[REQUIRED], sums[WISHED]
        tally[CUT] = state.n_cut[0]
        tally[N_BETTER] += 1
        work.journal.count[0] = 0
