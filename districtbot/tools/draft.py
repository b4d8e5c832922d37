"""Draft a plan: check what was asked, refuse what is impossible, search, judge."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.plans.engine import Engine, EngineName
from districtbot.plans.fast_engine import FastEngine
from districtbot.plans.feasibility import Impossible, impossibilities
from districtbot.plans.gerrychain_engine import GerryChainEngine
from districtbot.plans.judge import Judge
from districtbot.plans.ledger import WatchFn
from districtbot.plans.numbering import numbered
from districtbot.plans.overlap import relabel_like
from districtbot.plans.plan import Plan
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.search import Search, starting_plan
from districtbot.plans.start import nodes_of
from districtbot.plans.tally import Blockers
from districtbot.plans.targets import Locked, Targets
from districtbot.plans.verdict import Verdict

Status = Literal["met", "not_met", "declined"]

ENGINES: dict[EngineName, type[Engine]] = {"fast": FastEngine, "gerrychain": GerryChainEngine}

DEFAULT_BUDGET = 60.0
"""Seconds a search may take when nothing else is said."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard and with what to search.

    Attributes:
        engine: Takes the steps.
        seed: Everything random follows from it.
        seconds: Wall-clock budget of the search; ``None`` for none, then give ``steps``.
        steps: Limit of steps; the same seed and number of steps give the same plan.
    """

    engine: EngineName = "fast"
    seed: int = 0
    seconds: float | None = DEFAULT_BUDGET
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of a request for a plan.

    Attributes:
        status: ``met`` (every required target), ``not_met`` (a plan, but some required target
            is missed) or ``declined`` (proved impossible, no plan).
        targets: The targets, with the ones that are always there.
        effort: How the search was run.
        plan: The best plan; ``None`` where declined.
        verdicts: One for each target; empty where declined.
        impossible: The proofs; empty unless declined.
        blockers: What stood in the way; ``None`` where declined.
        steps: Steps done.
        seconds: Seconds the search took.
        ended: ``met``, ``budget``, ``steps``, ``interrupted`` or ``declined``.
    """

    status: Status
    targets: Targets
    effort: Effort
    plan: Plan | None
    verdicts: tuple[Verdict, ...]
    impossible: tuple[Impossible, ...]
    blockers: Blockers | None
    steps: int
    seconds: float
    ended: str


def search_for(
    problem: Problem,
    engine: Engine,
    judge: Judge,
    effort: Effort,
    budget: Budget,
    watch_fn: WatchFn | None = None,
    start: Plan | None = None,
    avoid: Collection[str] = (),
) -> Search:
    """The search for a plan, ready to run.

    Args:
        problem: What to solve.
        engine: Takes the steps.
        judge: Says which plan meets every target.
        effort: Its seed and limit of steps are kept.
        budget: The running budget.
        watch_fn: Told of progress after every step.
        start: A plan to go on from, whose numbers and names the found one follows. Without it, or
            where units kept together leave one of its districts with nothing, the search starts
            from the plan of a least-change target, else from scratch.
        avoid: Keys of plans (`Plan.key`) that are no answer though they meet every target.
    """

    def finish(district: NDArray[np.int32]) -> Plan:
        plan = numbered(problem, district)
        return plan if start is None else _followed(plan, start, problem)

    nodes = None if start is None else nodes_of(problem, start)
    return Search(
        problem,
        engine,
        judge.verdicts,
        finish,
        seed=effort.seed,
        budget=budget,
        max_steps=effort.steps,
        watch_fn=watch_fn,
        start=nodes if nodes is not None else starting_plan(problem),
        avoid=avoid,
    )


def _followed(plan: Plan, before: Plan, problem: Problem) -> Plan:
    """A plan numbered and named like another, but districts that units are locked into keep theirs.

    A lock means districts by number: where there are locks, names are numbers.
    """
    if before.n_districts != plan.n_districts:
        return plan
    locks = {one.district for one in problem.targets.target if isinstance(one, Locked)}
    fixed = locks & set(range(1, plan.n_districts + 1))
    like = relabel_like(plan, before, problem.state.population, fixed)
    return like if locks else replace(like, names=before.names)


def draft(
    state: StateMap,
    targets: Targets,
    effort: Effort = Effort(),
    *,
    watch_fn: WatchFn | None = None,
    budget: Budget | None = None,
    say: Callable[[str], None] = lambda _: None,
    judge: Judge | None = None,
    start: Plan | None = None,
    avoid: Collection[str] = (),
) -> Drafted:
    """Draft a plan that meets the targets, or say what cannot be met.

    Args:
        state: The map.
        targets: What the plan must be.
        effort: Engine, seed and limits.
        watch_fn: Told of progress after every step.
        budget: The running budget, for a caller that may stop it; made from ``effort`` if left
            out. Its clock starts when the engine is ready.
        say: Told of what takes long before the search, such as compiling, once on a machine.
        judge: Of this map and these targets, where there is one already.
        start: A plan to go on from; see `search_for`.
        avoid: Keys of plans that are no answer; see `search_for`.

    Raises:
        AskError: If a target asks for what the map does not have.
    """
    judge = judge if judge is not None else Judge(state, targets)
    problem = problem_of(state, targets)
    impossible = impossibilities(problem)
    if impossible:
        return Drafted("declined", targets, effort, None, (), impossible, None, 0, 0.0, "declined")
    clock = budget if budget is not None else Budget(effort.seconds)
    engine = ENGINES[effort.engine](problem, clock)
    with clock.aside():
        engine.prepare(say)
    clock.begin()
    found = search_for(problem, engine, judge, effort, clock, watch_fn, start, avoid).run()
    return Drafted(
        "met" if found.met else "not_met",
        targets,
        effort,
        found.plan,
        found.verdicts,
        (),
        found.blockers,
        found.steps,
        found.seconds,
        found.ended,
    )
