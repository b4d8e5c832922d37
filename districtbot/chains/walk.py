"""The compiled loop of a chain: propose, refuse or accept, and keep every so many plans."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream, unit
from districtbot.chains.flips import border_flip, way_back
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.kernel import array_kernel, kernel
from districtbot.chains.recom import Law, Split, recom, undo
from districtbot.chains.reversible import EXCESS, MOVES, reversible_recom
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State

Counts = NDArray[np.int64]
"""Pairs of touching units parted, splits of each level, pieces of each level; (1 + 2 levels,)."""

RECOM, REVERSIBLE, FLIPS = 0, 1, 2
"""Proposals."""

ALWAYS, METROPOLIS, TILTED = 0, 1, 2
"""Acceptance: of every plan; by exp(-beta x what the score grows); of a worse one by a chance."""

NO_CAP = np.iinfo(np.int64).max
STEPS, ACCEPTED, EXCESSES = 0, 1, 2
"""Places in an account of a chain."""


class Course(NamedTuple):
    """How a chain goes, beyond the law of its steps.

    Attributes:
        proposal: `RECOM`, `REVERSIBLE` or `FLIPS`.
        max_cuts: The rule M of `REVERSIBLE`.
        acceptance: `ALWAYS`, `METROPOLIS` or `TILTED`.
        beta: Exponent of `METROPOLIS`, per unit of score.
        chance: Chance that `TILTED` takes a plan of a higher score.
        exact: Whether `METROPOLIS` corrects `FLIPS` for the chances of the proposal.
        thin: Every so many steps the plan is kept.
        caps: Most of each count; a step that lets a count grow above it is refused; like `Counts`.
        weights: What each count adds to the score; like `Counts`.
        shape_weights: What the mean and the least Polsby-Popper add; shape (2,).
        area: Place of the area, square metres, among the graph's columns; -1 for none.
        perimeter: Place of the perimeter, metres.
    """

    proposal: int
    max_cuts: int
    acceptance: int
    beta: float
    chance: float
    exact: bool
    thin: int
    caps: Counts
    weights: Floats
    shape_weights: Floats
    area: int
    perimeter: int


class Kept(NamedTuple):
    """Room for plans that are kept, and what is counted of each.

    Attributes:
        plans: District of each node; shape (rows, n).
        counts: See `Counts`; shape (rows, 1 + 2 levels).
        population: People in each district; shape (rows, k).
        sums: Sums of the graph's columns; shape (rows, k, c).
        inside: Length of border inside each district, metres; shape (rows, k).
    """

    plans: NDArray[np.int16]
    counts: NDArray[np.int64]
    population: Floats
    sums: Floats
    inside: Floats


def kept_for(state: State, n_rows: int) -> Kept:
    """Room for some plans like a state's."""
    k, n_columns = state.sums.shape
    return Kept(
        np.zeros((n_rows, len(state.district)), np.int16),
        np.zeros((n_rows, 1 + 2 * len(state.splits)), np.int64),
        np.zeros((n_rows, k)),
        np.zeros((n_rows, k, n_columns)),
        np.zeros((n_rows, k)),
    )


@array_kernel
def walk(
    graph: Graph,
    state: State,
    law: Law,
    course: Course,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    account: Counts,
    kept: Kept,
    n_steps: int,
) -> int:
    """Advance a chain.

    Args:
        graph: The graph.
        state: The plan, changed in place.
        law: How a step draws and cuts, and its bounds of population.
        course: What is proposed, what is accepted, what is kept.
        scratch: Room to work in.
        split: Room to note a step.
        stream: Random numbers.
        account: Steps, steps accepted and trees with more cuts than `Course.max_cuts` allows,
            from the beginning of the chain; a plan is kept whenever the steps are a multiple of
            `Course.thin`; shape (3,).
        kept: Filled from its first row on.
        n_steps: Steps to take.

    Returns:
        Rows filled.
    """
    judged = course.acceptance != ALWAYS
    for cap in course.caps:
        judged |= cap != NO_CAP
    before, after = np.zeros(len(course.caps), np.int64), np.zeros(len(course.caps), np.int64)
    count(state, before)
    score = score_of(state, course, before)
    n_kept = np.int64(0)
    for _ in range(n_steps):
        account[STEPS] += 1
        n_cut = state.n_cut[0]
        if course.proposal == RECOM:
            found = recom(graph, state, law, scratch, split, stream)
        elif course.proposal == FLIPS:
            found = border_flip(graph, state, law, scratch, split, stream)
        else:
            became = reversible_recom(graph, state, law, scratch, split, stream, course.max_cuts)
            found = became == MOVES
            account[EXCESSES] += became == EXCESS
        if found and judged:
            count(state, after)
            new_score = score_of(state, course, after)
            found = admits(course, before, after) and accepts(
                graph, state, course, split, stream, n_cut, new_score - score
            )
            if found:
                before, after, score = after, before, new_score
            else:
                undo(graph, state, split)
        account[ACCEPTED] += found
        if account[STEPS] % course.thin == 0:
            keep(state, kept, n_kept)
            n_kept += 1
    return n_kept


@kernel
def admits(course: Course, before: Counts, after: Counts) -> bool:
    """Whether every count is within its cap, or above it and no higher than before."""
    for place in range(len(after)):
        if after[place] > course.caps[place] and after[place] > before[place]:
            return False
    return True


@kernel
def accepts(
    graph: Graph,
    state: State,
    course: Course,
    split: Split,
    stream: Stream,
    n_cut: int,
    worse: float,
) -> bool:
    """Whether a proposed plan is taken.

    Args:
        graph: The graph.
        state: The proposed plan.
        course: How to accept.
        split: The step.
        stream: Random numbers.
        n_cut: Links cut before the step.
        worse: How much higher the proposed plan's score is.
    """
    if course.acceptance == ALWAYS:
        return True
    if course.acceptance == TILTED:
        return worse <= 0 or unit(stream) < course.chance
    chance = np.exp(-course.beta * worse)
    if course.exact and course.proposal == FLIPS:
        chance *= way_back(graph, state, split, n_cut)
    return chance >= 1 or unit(stream) < chance


@kernel
def count(state: State, counts: Counts) -> None:
    """Write down the counts of a plan."""
    n_levels = len(state.splits)
    counts[0] = state.n_cut[1]
    for level in range(n_levels):
        counts[1 + level] = state.splits[level]
        counts[1 + n_levels + level] = state.pieces[level]


@kernel
def score_of(state: State, course: Course, counts: Counts) -> float:
    """The weighted sum of a plan's counts and shapes."""
    score = 0.0
    for place in range(len(counts)):
        score += course.weights[place] * counts[place]
    if course.shape_weights[0] != 0 or course.shape_weights[1] != 0:
        k = len(state.size)
        total, least = 0.0, 1.0
        for district in range(k):
            shape = polsby_popper(state, course, district)
            total += shape
            least = min(least, shape)
        score += course.shape_weights[0] * total / k + course.shape_weights[1] * least
    return score


@kernel
def polsby_popper(state: State, course: Course, district: int) -> float:
    """4 pi area / perimeter^2 of a district, from its units' areas and the borders they share."""
    around = state.sums[district, course.perimeter] - 2 * state.inside[district]
    return 4 * np.pi * state.sums[district, course.area] / max(around, 1e-9) ** 2


@kernel
def keep(state: State, kept: Kept, row: int) -> None:
    """Keep a plan and what is counted of it."""
    for node in range(len(state.district)):
        kept.plans[row, node] = state.district[node]
    count(state, kept.counts[row])
    for district in range(len(state.size)):
        kept.population[row, district] = state.population[district]
        kept.inside[row, district] = state.inside[district]
        for column in range(state.sums.shape[1]):
            kept.sums[row, district, column] = state.sums[district, column]
