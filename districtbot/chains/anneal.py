"""A search toward targets: ReCom steps, kept or taken back by what they do to the targets."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream, unit
from districtbot.chains.graph import Floats, Graph, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.objective import Objective, read
from districtbot.chains.recom import Law, Split, recom, undo
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State, take

ANNEALED, TILTED, BURSTS = 0, 1, 2
"""Which worse plans are accepted: by Metropolis at a falling heat; by a fixed chance; all, but
after every so many steps the search goes back to the run's plan of the least weighted gaps."""

ON, MET, RIPE, OVER = 0, 1, 2, 3
"""How a portion ended: its steps are done; every target is met; only population is missed, by
less than before; the run is over."""

AGAIN = 25
"""A plan that misses nothing but population is ripe if so many steps have passed, no better."""

HARD, REQUIRED, WISHED = 0, 1, 2
"""Tiers of targets, each before the next: caps on regions, what else is required, wishes."""


class Schedule(NamedTuple):
    """How a run goes.

    Attributes:
        rule: `ANNEALED`, `TILTED` or `BURSTS`.
        length: Steps in the run.
        hot: Heat of the first step, in gaps.
        cold: Heat of the last.
        chance: Chance that `TILTED` accepts a worse plan.
        burst: Steps of each of `BURSTS`.
        n_failed: Steps without a split, one after the other, that end the run.
    """

    rule: int
    length: int
    hot: float
    cold: float
    chance: float
    burst: int
    n_failed: int


class Run(NamedTuple):
    """Where a run stands, and what it has seen.

    Attributes:
        tier: `HARD`, `REQUIRED` or `WISHED`, for each of t targets; shape (t,).
        weight: What a gap counts while annealing; shape (t,).
        peopled: Whether a target is about population; shape (t,).
        values: Value of each target of the plan looked at; shape (t,).
        gaps: Gap of each; shape (t,).
        best_values: Those of the best plan; shape (t,).
        best_gaps: Those of the best plan; shape (t,).
        best: The best plan; shape (n,).
        cost: Sums of the best plan's gaps, by tier; shape (3,).
        home: The plan of the run with the least weighted gaps; shape (n,).
        standing: Weighted gaps of the plan that the run is at; the least such sum without
            population of any plan seen with population missed; that of ``home``; shape (3,).
        count: Steps of the run; steps without a split, one after the other; plans accepted;
            plans looked at in all runs; shape (4,).
        missed: Plans that missed each target; shape (t,).
        alone: Plans that missed it and nothing else that is required; of a wish: nothing else;
            shape (t,).
        nearest: Smallest gap with which each was missed, and the value; shape (t, 2).
        nearest_alone: The same among those that missed nothing else; shape (t, 2).
    """

    tier: Ints
    weight: Floats
    peopled: NDArray[np.uint8]
    values: Floats
    gaps: Floats
    best_values: Floats
    best_gaps: Floats
    best: Ints
    cost: Floats
    home: Ints
    standing: Floats
    count: NDArray[np.int64]
    missed: NDArray[np.int64]
    alone: NDArray[np.int64]
    nearest: Floats
    nearest_alone: Floats


def run_for(graph: Graph, tier: Ints, weight: Floats, peopled: NDArray[np.uint8]) -> Run:
    """A run that has seen nothing yet; `begin` starts it."""
    t = len(tier)
    return Run(
        tier=tier,
        weight=weight,
        peopled=peopled,
        values=np.zeros(t),
        gaps=np.zeros(t),
        best_values=np.zeros(t),
        best_gaps=np.zeros(t),
        best=np.zeros(len(graph.population), np.int32),
        cost=np.full(3, np.inf),
        home=np.zeros(len(graph.population), np.int32),
        standing=np.full(3, np.inf),
        count=np.zeros(4, np.int64),
        missed=np.zeros(t, np.int64),
        alone=np.zeros(t, np.int64),
        nearest=np.full((t, 2), np.inf),
        nearest_alone=np.full((t, 2), np.inf),
    )


@kernel
def begin(graph: Graph, state: State, objective: Objective, run: Run) -> None:
    """Start a run at the plan that a state holds."""
    for place in range(3):
        run.cost[place], run.count[place] = np.inf, 0
    run.standing[1] = np.inf
    run.standing[0], _ = look(graph, state, objective, run)
    run.standing[2] = run.standing[0]
    _copy(state.district, run.home)


@kernel
def anneal(
    graph: Graph,
    state: State,
    objective: Objective,
    law: Law,
    scratch: Scratch,
    split: Split,
    run: Run,
    schedule: Schedule,
    stream: Stream,
    n_steps: int,
) -> int:
    """Go on with a run for some steps; the outcome is the same however the steps are portioned.

    Args:
        graph: The graph.
        state: The plan that the run is at, changed in place.
        objective: The targets.
        law: How steps draw and cut.
        scratch: Room to work in.
        split: Room to note a step.
        run: Where the run stands, from `begin`.
        schedule: How it goes.
        stream: Random numbers.
        n_steps: Most steps to take now.

    Returns:
        `ON`, `MET`, `RIPE` or `OVER`.
    """
    count, standing = run.count, run.standing
    for _ in range(n_steps):
        if count[0] >= schedule.length or count[1] >= schedule.n_failed:
            return OVER
        count[0] += 1
        if not recom(graph, state, law, scratch, split, stream):
            count[1] += 1
            continue
        count[1] = 0
        after, others = look(graph, state, objective, run)
        if _all_met(run):
            return MET
        if not _accepts(schedule, count[0], after - standing[0], stream):
            undo(graph, state, split)
            continue
        standing[0] = after
        count[2] += 1
        if others < standing[1] or (others <= 0 and count[0] % AGAIN == 0):
            standing[1] = others
            return RIPE
        if after < standing[2]:
            standing[2] = after
            _copy(state.district, run.home)
        if schedule.rule == BURSTS and count[0] % schedule.burst == 0:
            take(graph, state, run.home)
            standing[0] = standing[2]
    return ON


@kernel
def _all_met(run: Run) -> bool:
    return run.cost[HARD] <= 0 and run.cost[REQUIRED] <= 0 and run.cost[WISHED] <= 0


@kernel
def _copy(source: Ints, copy: Ints) -> None:
    for place in range(len(source)):
        copy[place] = source[place]


@kernel
def _accepts(schedule: Schedule, step: int, worse: float, stream: Stream) -> bool:
    if worse <= 0 or schedule.rule == BURSTS:
        return True
    if schedule.rule == TILTED:
        return unit(stream) < schedule.chance
    share = (step - 1) / max(1, schedule.length - 1)
    heat = schedule.hot * (schedule.cold / schedule.hot) ** share
    return unit(stream) < math.exp(-worse / heat)


@kernel
def look(graph: Graph, state: State, objective: Objective, run: Run) -> tuple[float, float]:
    """Measure a plan, note what it misses, and keep it where it is the best.

    Returns:
        Its weighted gaps, and that sum without population where population is missed, else
        infinity.
    """
    gaps, values = run.gaps, run.values
    read(graph, state, objective, values, gaps)
    hard, required, wished, weighted, people = 0.0, 0.0, 0.0, 0.0, 0.0
    n_missed, n_short = 0, 0
    for target in range(len(gaps)):
        gap, tier = gaps[target], run.tier[target]
        if gap <= 0:
            continue
        weighted += gap * run.weight[target]
        n_missed += 1
        if tier == WISHED:
            wished += gap
            continue
        n_short += 1
        if tier == HARD:
            hard += gap
        else:
            required += gap
        if run.peopled[target]:
            people += gap * run.weight[target]
    _note(run, n_missed, n_short)
    cost = run.cost
    if hard < cost[0] or (
        hard == cost[0] and (required < cost[1] or (required == cost[1] and wished < cost[2]))
    ):
        cost[0], cost[1], cost[2] = hard, required, wished
        for target in range(len(gaps)):
            run.best_gaps[target], run.best_values[target] = gaps[target], values[target]
        _copy(state.district, run.best)
    return weighted, weighted - people if people > 0 else np.inf


@kernel
def _note(run: Run, n_missed: int, n_short: int) -> None:
    """Count what a plan misses, for saying later what stood in the way."""
    run.count[3] += 1
    for target in range(len(run.gaps)):
        gap = run.gaps[target]
        if gap <= 0:
            continue
        run.missed[target] += 1
        if gap < run.nearest[target, 0]:
            run.nearest[target, 0], run.nearest[target, 1] = gap, run.values[target]
        if n_missed == 1 or (n_short == 1 and run.tier[target] != WISHED):
            run.alone[target] += 1
            if gap < run.nearest_alone[target, 0]:
                run.nearest_alone[target, 0] = gap
                run.nearest_alone[target, 1] = run.values[target]
