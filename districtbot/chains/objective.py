"""Every target of a search, read from the counts of a state.

`read` costs about as much as looking at each district once per target: sums are kept by
`districtbot.chains.state.flip`, and what is dear (circles, matchings) is remembered for the
districts that did not change. The measures are those of `districtbot.plans.quick`, target by
target; a law test holds both to the same numbers.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.circle import Circles, reock
from districtbot.chains.fairness import (
    UNDEFINED,
    disproportionality,
    efficiency_gap,
    mean_median,
    partisan_bias,
)
from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.matching import Matching, most_kept
from districtbot.chains.memory import Memory
from districtbot.chains.pieces import Marks, excess_pieces
from districtbot.chains.shares import competitive, seats, share_reached, top_share
from districtbot.chains.state import State
from districtbot.chains.terms import (
    clashes,
    furthest_population,
    most_shared,
    polsby_popper,
    population_range,
)

POPULATION, POPULATION_RANGE = 0, 1
REGION_SPLITS, REGION_PIECES, CUT_EDGES = 2, 3, 4
SHARE_REACHED, TOP_SHARE, SEATS, COMPETITIVE = 5, 6, 7, 8
EFFICIENCY_GAP, MEAN_MEDIAN, PARTISAN_BIAS, DISPROPORTIONALITY = 9, 10, 11, 12
POLSBY_POPPER, REOCK, LEAST_CHANGE, NESTED = 13, 14, 15, 16
CONTIGUITY, ONE_HOME, APART = 17, 18, 19
"""What a row measures."""

PIECE = 10.0
"""The gap of each piece too many."""
SLACK = 1e-9
"""By how much a population may miss its bound: rounding."""


class Rows(NamedTuple):
    """One row for each of t targets.

    Attributes:
        kind: What it measures, one of the numbers above; shape (t,).
        column: Its columns of the graph: area and perimeter; group and everyone; our votes and
            theirs; shape (t, 2).
        level: Its level of the graph; shape (t,).
        least: Fewest districts, -1 for no bound; where a statistic is bounded, 1 for the
            minimum and 0 for the mean; shape (t,).
        most: Most districts, -1 for no bound; shape (t,).
        bound: Bound of its value, of a district's share, or the margin; shape (t,).
        step: By how much a value misses its bound for a gap of 1; shape (t,).
        unit: What its value is counted in; shape (t,).
        room: Its place in `Objective.memory` or `Objective.matching`; shape (t,).
        wished: 1 where it is only wished for; shape (t,).
        extra: Added to its gap; may be changed; shape (t,).
        order: Districts by score when last sorted; shape (t, k).
        score: Room for a score of each district; shape (k,).
    """

    kind: Ints
    column: Ints
    level: Ints
    least: Ints
    most: Ints
    bound: Floats
    step: Floats
    unit: Floats
    room: Ints
    wished: NDArray[np.uint8]
    extra: Floats
    order: Ints
    score: Floats


class Objective(NamedTuple):
    """Targets, and room to read them in; for one chain at a time.

    Attributes:
        rows: The targets.
        missed: Added to every gap above 0.
        ideal: People in a district of ideal population.
        word: The column of random numbers whose sums tell districts apart, or -1.
        whole: 1 where the caller keeps every district in one piece and none empty, so that
            contiguity need not be looked at; may be changed; shape (1,).
        marks: Room to count pieces in.
        circles: Outlines of the nodes.
        memory: Scores of districts as they last were.
        matching: Best relabellings of old plans.
    """

    rows: Rows
    missed: float
    ideal: float
    word: int
    whole: NDArray[np.uint8]
    marks: Marks
    circles: Circles
    memory: Memory
    matching: Matching


@kernel
def read(
    graph: Graph, state: State, objective: Objective, values: Floats, gaps: Floats
) -> tuple[float, float]:
    """Measure the plan that a state holds against every target.

    Args:
        graph: The graph.
        state: The plan.
        objective: The targets.
        values: Takes the value of each target; shape (t,).
        gaps: Takes 0 where a target is met, else how far it is missed; shape (t,).

    Returns:
        Sum of the gaps of required targets, and of those wished for.
    """
    required, wished = 0.0, 0.0
    for row in range(len(objective.rows.kind)):
        kind, level = objective.rows.kind[row], objective.rows.level[row]
        first, second = objective.rows.column[row, 0], objective.rows.column[row, 1]
        bound, step = objective.rows.bound[row], objective.rows.step[row]
        least, room = objective.rows.least[row], objective.rows.room[row]
        begin, end = graph.first_of[level], graph.first_of[level + 1]
        if kind <= POPULATION_RANGE:
            value = _population(kind, state.population, objective.ideal) / objective.rows.unit[row]
            gap = (value - bound) / step if value > bound + SLACK else 0.0
        elif kind <= CUT_EDGES:
            value = _counted(kind, level, state.splits, state.pieces, state.n_cut)
            gap = (value - bound) / step
        elif kind <= COMPETITIVE:
            value, gap = _shares(
                kind,
                state.sums,
                first,
                second,
                bound,
                least,
                objective.rows.most[row],
                objective.rows.score,
                objective.rows.order[row],
            )
            gap /= step
        elif kind <= DISPROPORTIONALITY:
            value = _fairness(
                kind,
                state.sums,
                first,
                second,
                objective.rows.score,
                objective.rows.order[row],
            )
            gap = UNDEFINED if np.isnan(value) else (value - bound) / step
        elif kind <= NESTED:
            if kind == POLSBY_POPPER:
                value = polsby_popper(state.sums, state.inside, first, second, least)
            elif kind == REOCK:
                value = reock(
                    state.sums,
                    state.population,
                    state.head,
                    state.after,
                    objective.circles,
                    objective.memory,
                    room,
                    first,
                    objective.word,
                    least,
                )
            elif kind == LEAST_CHANGE:
                value = most_kept(
                    state.sums,
                    state.population,
                    state.people,
                    objective.matching,
                    room,
                    begin,
                    end,
                    objective.word,
                )
            else:
                value = most_shared(
                    state.sums,
                    state.population,
                    state.people,
                    objective.memory,
                    room,
                    begin,
                    end,
                    objective.word,
                )
            value /= objective.rows.unit[row]
            gap = (bound - value) / step
        elif kind == CONTIGUITY:
            value, gap = float(len(state.size)), 0.0
            if not objective.whole[0]:
                value, gap = excess_pieces(
                    graph.start, graph.near, state.district, state.size, objective.marks
                )
                gap *= PIECE
        elif kind == ONE_HOME:
            value = float(state.spread[begin])
            gap = value - 1
        else:
            value = clashes(state.present, level)
            gap = value
        gap = max(0.0, gap) + objective.rows.extra[row]
        gap = gap + objective.missed if gap > 0 else 0.0
        values[row] = value
        gaps[row] = gap
        if objective.rows.wished[row]:
            wished += gap
        else:
            required += gap
    return required, wished


@kernel
def _population(kind: int, population: Floats, ideal: float) -> float:
    if kind == POPULATION:
        return furthest_population(population, ideal)
    return population_range(population)


@kernel
def _counted(kind: int, level: int, splits: Ints, pieces: Ints, n_cut: NDArray[np.int64]) -> float:
    if kind == REGION_SPLITS:
        return float(splits[level])
    if kind == REGION_PIECES:
        return float(pieces[level])
    return float(n_cut[1])


@kernel
def _shares(
    kind: int,
    sums: Floats,
    first: int,
    second: int,
    bound: float,
    least: int,
    most: int,
    score: Floats,
    order: Ints,
) -> tuple[float, float]:
    if kind == SHARE_REACHED:
        return share_reached(sums, first, second, bound, least, score, order)
    if kind == TOP_SHARE:
        return top_share(sums, first, second, bound)
    if kind == SEATS:
        return seats(sums, first, second, least, most, score, order)
    return competitive(sums, first, second, bound, least, score, order)


@kernel
def _fairness(
    kind: int, sums: Floats, first: int, second: int, score: Floats, order: Ints
) -> float:
    if kind == EFFICIENCY_GAP:
        return abs(efficiency_gap(sums, first, second))
    if kind == MEAN_MEDIAN:
        return abs(mean_median(sums, first, second, score, order))
    if kind == PARTISAN_BIAS:
        return abs(partisan_bias(sums, first, second, score))
    return abs(disproportionality(sums, first, second))
