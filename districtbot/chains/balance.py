"""Even out the populations of a plan's districts over their borders.

Two stages. First pairs of neighbours share what one has more than the other, the worst pair
first, by a node or a node for a node. Then the districts that still miss their population hand
what they have too much or lack through others, along a chain, to one that has the opposite, by
sets of up to three nodes for up to three; chains are kept by Metropolis' rule on the sum of
squared deviations, at a falling heat, and the plan with the smallest largest deviation stays.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.borders import LARGEST
from districtbot.chains.draws import Stream, unit
from districtbot.chains.errands import (
    Ways,
    find_ways,
    mark_spent,
    sink,
    source,
    ways_for,
    worst_pair,
)
from districtbot.chains.goal import Goal, excess_of, near_of, squares_of
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.journal import journal_for, rewind
from districtbot.chains.kernel import kernel
from districtbot.chains.objective import POPULATION, POPULATION_RANGE, Objective, read
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State
from districtbot.chains.trade import Desk, Order, desk_for, list_sides, note_trades, trade

SHARING, CHAINING, MET, SPENT = range(4)
"""Stages of a balance: pairs share, chains hand on, done, or at the end of its chains."""

STAGE, LOOKS, N_CHAINS, N_KEPT, AT, GOES_TO, BEFORE, FRAYS, N_IDLE = range(9)
"""Places in `Balance.tally`."""
EXCESS, SQUARES, HEAT, SQUARES_BEFORE = range(4)
"""Places in `Balance.sums`."""

_NONE = np.int64(0)
_HAIR = 1e-12
"""Gaps that differ by less are the same."""


class Balance(NamedTuple):
    """How far a balance has come, and its room to work in.

    Attributes:
        desk: Room for trades, with a journal of the flips since the best plan so far.
        ways: Ways between districts.
        tally: The stage, looks so far, chains tried, chains kept; of the present chain the
            district that it is at and the one it goes to (-1 between chains), flips in the
            journal and links cut before it; chains since one was kept; shape (9,).
        sums: Largest excess over the goal of the best plan, and its sum of squared deviations;
            of the present chain its heat, and the sum before it; shape (4,).
        values: Room for the values of all targets; shape (t,).
        gaps: Room for their gaps; shape (t,).
        most: How far each target may be missed; shape (t,).
        guarded: Targets that must not be missed by more: all but population's, unless changed
            before `begin`; shape (t,).
    """

    desk: Desk
    ways: Ways
    tally: NDArray[np.int64]
    sums: Floats
    values: Floats
    gaps: Floats
    most: Floats
    guarded: NDArray[np.bool_]


def balance_for(graph: Graph, objective: Objective, n_districts: int) -> Balance:
    """Room to balance plans of a graph, one after the other; `begin` each."""
    k, t = n_districts, len(objective.rows.kind)
    guarded = (objective.rows.kind != POPULATION) & (objective.rows.kind != POPULATION_RANGE)
    return Balance(
        desk_for(graph, journal_for(graph, k)),
        ways_for(k),
        np.zeros(9, np.int64),
        np.zeros(4),
        np.zeros(t),
        np.zeros(t),
        np.zeros(t),
        guarded,
    )


def begin(graph: Graph, state: State, goal: Goal, objective: Objective, work: Balance) -> None:
    """Start to balance a plan: no other target will be missed by more than it is now."""
    work.tally[:] = 0
    work.tally[GOES_TO] = -1
    work.desk.journal.count[0] = 0
    work.ways.spent[:] = 0
    if work.guarded.any():
        read(graph, state, objective, work.values, work.most)
    work.sums[EXCESS] = excess_of(state.population, goal)
    work.sums[SQUARES] = squares_of(state.population, goal)
    if work.sums[EXCESS] <= 0:
        work.tally[STAGE] = MET


@kernel
def balance(
    graph: Graph,
    state: State,
    scratch: Scratch,
    goal: Goal,
    objective: Objective,
    work: Balance,
    stream: Stream,
    n_looks: int,
) -> bool:
    """Go on balancing for some looks; the outcome is the same however the looks are portioned.

    Every flip keeps each district in one piece.

    Args:
        graph: The graph.
        state: The plan, changed in place.
        scratch: Room to work in.
        goal: What populations are wanted.
        objective: The targets; those not of population are not missed by more than before.
        work: How far the balance has come, from `begin`.
        stream: Random numbers.
        n_looks: Borders to look at now.

    Returns:
        Whether there is more to do. If not, the plan is the best that was seen. `settle` brings
        that about at any time.
    """
    desk, count, n_targets = work.desk, work.desk.journal.count, len(work.gaps)
    is_guarded = False
    for row in range(n_targets):
        is_guarded |= work.guarded[row]
    for _ in range(n_looks):
        order = _next_order(graph, state, goal, work, stream)
        if work.tally[STAGE] >= MET:
            break
        work.tally[LOOKS] += 1
        before = count[0]
        moved = order.a == order.b
        size, turn, n_noted = np.int64(0), np.int64(0), np.int64(0)
        if not moved:
            list_sides(graph, state, scratch, desk, order, stream)
        while not moved and (turn < n_noted or size < order.largest):
            if turn == n_noted:
                size, turn = size + 1, 0
                n_noted = note_trades(graph, state, desk, order, stream, size)
                continue
            moved = trade(graph, state, scratch, desk, order, turn)
            turn += 1
            if moved and is_guarded:
                read(graph, state, objective, work.values, work.gaps)
                moved = _holds(work)
                if not moved:
                    rewind(graph, state, desk.journal, before)
        _conclude(graph, state, goal, work, stream, order, moved)
    if work.tally[STAGE] == SPENT:
        rewind(graph, state, desk.journal, _NONE)
    return work.tally[STAGE] < MET


@kernel
def settle(graph: Graph, state: State, work: Balance) -> None:
    """Go back to the best plan seen, in the middle of a balance."""
    rewind(graph, state, work.desk.journal, _NONE)
    work.tally[GOES_TO] = -1


@kernel
def _holds(work: Balance) -> bool:
    """Whether no guarded target is missed by more than it may be."""
    for row in range(len(work.gaps)):
        if work.guarded[row] and not work.gaps[row] <= work.most[row] + _HAIR:
            return False
    return True


@kernel
def _next_order(graph: Graph, state: State, goal: Goal, work: Balance, stream: Stream) -> Order:
    """What to trade next; with a district itself where there is nothing to do there."""
    tally, sums, population = work.tally, work.sums, state.population
    if tally[STAGE] == SHARING:
        more, a, b = worst_pair(population, state.seam, goal, work.ways)
        if a >= 0:
            near = min(near_of(goal, a), near_of(goal, b), more / 8)
            return Order(a, b, more / 2, near, more / 2, 1, False)
        tally[STAGE] = CHAINING
    if tally[STAGE] == CHAINING and tally[GOES_TO] < 0:
        if tally[N_CHAINS] < goal.n_chains and tally[N_IDLE] < goal.n_idle:
            _begin_chain(graph, state, goal, work, stream)
        else:
            tally[STAGE] = SPENT
    if tally[STAGE] != CHAINING:
        return Order(0, 0, 0.0, 0.0, 0.0, LARGEST, True)
    at = np.int64(tally[AT])
    other = np.int64(work.ways.hop[at])
    over, near = population[at] - goal.ideal[at], near_of(goal, at)
    if abs(over) <= near or other < 0:
        return Order(at, at, 0.0, 0.0, 0.0, LARGEST, True)
    a, b = (at, other) if over > 0 else (other, at)
    return Order(a, b, abs(over), near, max(abs(over), sums[HEAT]), goal.largest, True)


@kernel
def _begin_chain(graph: Graph, state: State, goal: Goal, work: Balance, stream: Stream) -> None:
    """Choose where the next chain begins and where it ends."""
    tally, sums, journal, population = work.tally, work.sums, work.desk.journal, state.population
    full = journal.count[0] + 2 * LARGEST * len(population) > len(journal.change)
    if full or tally[N_CHAINS] % goal.n_cycle == 0:
        rewind(graph, state, journal, _NONE)
    share = tally[N_CHAINS] % goal.n_cycle / goal.n_cycle
    sums[HEAT] = goal.hot * (goal.cold / goal.hot) ** share
    sums[SQUARES_BEFORE] = squares_of(population, goal)
    tally[N_CHAINS] += 1
    tally[N_IDLE] += 1
    tally[BEFORE], tally[FRAYS] = journal.count[0], state.n_cut[0]
    tally[AT] = source(population, goal, stream)
    tally[GOES_TO] = sink(population, goal, stream, tally[AT])
    find_ways(state.seam, work.ways, stream, tally[GOES_TO])


@kernel
def _conclude(
    graph: Graph,
    state: State,
    goal: Goal,
    work: Balance,
    stream: Stream,
    order: Order,
    moved: bool,
) -> None:
    """Note what came of a look; at the end of a chain keep it or take it back."""
    tally, sums, journal = work.tally, work.sums, work.desk.journal
    if tally[STAGE] == SHARING:
        mark_spent(work.ways, order.a, order.b, moved)
        if moved:
            journal.count[0] = 0
            _note_best(state, goal, work)
        return
    tally[AT] = work.ways.hop[tally[AT]]
    if moved and tally[AT] != tally[GOES_TO]:
        return
    tally[GOES_TO] = -1
    if journal.count[0] == tally[BEFORE]:
        return
    worse = (squares_of(state.population, goal) - sums[SQUARES_BEFORE]) / sums[HEAT] ** 2
    worse += goal.straight * (state.n_cut[0] - tally[FRAYS])
    if worse > 0 and unit(stream) >= math.exp(-worse):
        rewind(graph, state, journal, tally[BEFORE])
        return
    tally[N_KEPT] += 1
    tally[N_IDLE] = 0
    _note_best(state, goal, work)


@kernel
def _note_best(state: State, goal: Goal, work: Balance) -> None:
    """Keep the plan where it is the best so far."""
    sums = work.sums
    excess, squares = excess_of(state.population, goal), squares_of(state.population, goal)
    if excess < sums[EXCESS] or (excess == sums[EXCESS] and squares < sums[SQUARES]):
        sums[EXCESS], sums[SQUARES] = excess, squares
        work.desk.journal.count[0] = 0
        for row in range(len(work.gaps)):
            if work.guarded[row]:
                work.most[row] = min(work.most[row], work.gaps[row])
        if excess <= 0:
            work.tally[STAGE] = MET
