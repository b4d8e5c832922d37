"""From a problem to a plan: seeds, annealed ReCom, population polish, until every target is met.

The search is a fixed sequence of steps given its seed; the clock only says when it ends.
A step is one seed plan or one ReCom proposal, polished where only population is amiss.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.seeds import rng_of
from districtbot.plans.engine import Engine, Position, TreeLaw
from districtbot.plans.gauge import Gauge, Reading
from districtbot.plans.plan import Plan
from districtbot.plans.polish import climb, polish
from districtbot.plans.problem import Problem
from districtbot.plans.start import rough_plan
from districtbot.plans.tally import Blockers, Tally
from districtbot.plans.targets import LeastChange, RegionPieces, RegionSplits
from districtbot.plans.verdict import Verdict, all_required_met

BURST = 120
"""ReCom steps of one annealing run before it starts again from the best plan or a new seed."""
NEW_SEED_EVERY = 4
"""Every so many annealing runs start from a new seed plan instead of the best plan."""
HOT, COLD = 0.5, 0.01
"""Temperature at the start and the end of an annealing run, in gaps of the gauge."""
WISH_WEIGHT = 0.05
"""What a gap in a wished target counts against one in a required target while annealing."""
N_FAILED = 5
"""Proposals that find no balanced cut before an annealing run is given up."""
EPSILON_FLOOR = 0.0005
"""Trees are never asked for a tighter balance than this share; flips and swaps do the rest."""
GOOD_BALANCE = 0.01
"""The deviation that is tried for first where the targets allow more."""
EASY_CUTS = 0.5
"""Edges of one tree on a pair of districts that should balance, for cuts to come easily."""

Ints = NDArray[np.int32]
JudgeFn = Callable[[Plan], tuple[Verdict, ...]]
WatchFn = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search tells while it runs.

    Attributes:
        steps: Steps done.
        seconds: Seconds spent.
        short: Names of the targets that the best plan misses, with what it has of each.
        improved: Whether the last step found a better plan.
    """

    steps: int
    seconds: float
    short: tuple[str, ...]
    improved: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search ended with.

    Attributes:
        plan: The best plan seen.
        verdicts: The judge's verdict on each target.
        steps: Steps done; the same seed and number of steps give the same plan.
        seconds: Wall-clock seconds spent.
        ended: ``met``, ``budget``, ``steps`` or ``interrupted``.
        blockers: Which targets stood in the way, how often, and how near they came.
    """

    plan: Plan
    verdicts: tuple[Verdict, ...]
    steps: int
    seconds: float
    ended: str
    blockers: Blockers

    @property
    def met(self) -> bool:
        """Whether every required target is met."""
        return all_required_met(self.verdicts)


class Search:
    """One search; `run` it once.

    Args:
        problem: What to solve.
        engine: Takes the steps; made for the same problem and budget.
        judge_fn: The last word on a plan.
        finish_fn: Numbers the districts of a finished draft (0..k-1 per node) into a plan.
        seed: Everything random follows from it.
        budget: Wall-clock limit.
        max_steps: Limit of steps, or ``None``.
        watch_fn: Told of progress after every step.
        start: A plan to start from, as districts of nodes, 0..k-1; else from a seed plan.
    """

    def __init__(
        self,
        problem: Problem,
        engine: Engine,
        judge_fn: JudgeFn,
        finish_fn: Callable[[Ints], Plan],
        *,
        seed: int,
        budget: Budget,
        max_steps: int | None = None,
        watch_fn: WatchFn | None = None,
        start: Ints | None = None,
    ) -> None:
        self._problem = problem
        self._engine = engine
        self._judge_fn = judge_fn
        self._finish_fn = finish_fn
        self._seed = seed
        self._budget = budget
        self._max_steps = max_steps
        self._watch_fn = watch_fn
        self._start = start
        self._gauge = Gauge(problem)
        self._tally = Tally(problem.targets)
        self._steps = 0
        self._in_step = 0
        self._best: tuple[Ints, Reading] | None = None
        self._verdicts: tuple[Verdict, ...] | None = None

    def run(self) -> Found:
        """Search until every target is met, the budget is spent or Ctrl-C is pressed."""
        ended = "steps"
        try:
            self._begin()
            self._anneal_on()
        except _Met:
            ended = "met"
        except OutOfTime:
            ended = "interrupted" if self._budget.stopped else "budget"
        except KeyboardInterrupt:
            ended = "interrupted"
        except _Enough:
            ended = "steps"
        return self._found(ended)

    def _begin(self) -> None:
        """Have something to keep: the plan to start from, else a rough one of our own.

        A rough plan is only kept, never the answer before the engine has drawn its first.
        """
        if self._start is None:
            rough = rough_plan(self._problem, rng_of(self._seed, "rough plan"))
            self._best = (rough, self._gauge.read(rough))
            return
        reading = self._gauge.read(self._start)
        self._see(self._start, reading)
        self._count()
        position, reading = self._polished(self._engine.at(self._start), reading)
        self._see(position.district, reading)

    def _anneal_on(self) -> None:
        run = 0
        while True:
            position, reading = self._seat(run)
            rng, law = rng_of(self._seed, "anneal", run), self._law(run)
            n_failed = 0
            for step in range(BURST):
                self._count()
                heat = HOT * (COLD / HOT) ** (step / (BURST - 1))
                proposal = self._engine.recom(position, law, rng)
                if proposal is None:
                    self._failed()
                    n_failed += 1
                    if n_failed >= N_FAILED:
                        break
                    continue
                after = self._gauge.read(proposal.district)
                proposal, after = self._polished(proposal, after)
                self._see(proposal.district, after)
                if _accepts(after, reading, heat, rng.random()):
                    position, reading = proposal, after
            run += 1

    def _seat(self, run: int) -> tuple[Position, Reading]:
        """Where an annealing run starts: a new seed plan, or the best plan so far."""
        best, reading = self._kept()
        if run % NEW_SEED_EVERY == 0 and self._start is None:
            self._count()
            rng = rng_of(self._seed, "seed plan", run)
            position = self._engine.seed_plan(self._law(run), rng)
            if position is not None:
                after = self._gauge.read(position.district)
                position, after = self._polished(position, after)
                self._see(position.district, after)
                return position, after
            self._failed()
            if reading.met:
                self._ask_judge(best)
        return self._engine.at(best), reading

    def _law(self, run: int) -> TreeLaw:
        """How an annealing run draws its trees; runs take turns.

        The first asks for the targets' own balance or better, so that a generous tolerance is
        not used up for nothing; the second for what trees easily give; the third for less: a
        looser balance leaves room to move, and the polish closes the gap.
        Trees follow region borders closely at first, and on every run where a target counts
        regions; else the later runs are freer.
        """
        problem = self._problem
        easy = EASY_CUTS * problem.n_districts / (2 * problem.n_nodes)
        good = min(problem.aim, max(GOOD_BALANCE, easy))
        epsilon = (good, max(problem.aim, easy), 2.5 * problem.aim)[run % 3]
        counted = any(isinstance(t, RegionSplits | RegionPieces) for t in problem.targets.target)
        surcharge = ((1.0, 0.5, 1.0) if counted else (1.0, 0.0, 0.3))[run % 3]
        return TreeLaw(min(0.1, max(epsilon, EPSILON_FLOOR)), surcharge)

    def _polished(self, position: Position, reading: Reading) -> tuple[Position, Reading]:
        """Even out the population where that is amiss; climb from a plan as good as the best."""
        gaps = reading.gaps
        population = sum(gaps[index] for index in self._tally.population)
        _, best = self._kept()
        district, after = position.district, reading
        if population > 0 and reading.required - population <= best.required + HOT:
            district, after = polish(self._problem, self._gauge, district, after, self._budget)
        if not after.met and after.cost <= best.cost:
            rng = rng_of(self._seed, "climb", self._steps)
            district, after = climb(self._problem, self._gauge, district, after, rng, self._budget)
        if after.cost < reading.cost:
            return self._engine.at(district), after
        return position, reading

    def _see(self, district: Ints, reading: Reading) -> None:
        """Note a plan; keep it when it is the best; stop when the judge finds it meets all."""
        self._tally.note(reading)
        improved = self._best is None or reading.cost < self._best[1].cost
        if improved:
            self._best = (district, reading)
        self._steps += self._in_step
        self._tell(improved=improved)
        if reading.met:
            self._ask_judge(district)

    def _failed(self) -> None:
        """Count a step in which the engine found no plan."""
        self._steps += self._in_step
        self._tell(improved=False)

    def _ask_judge(self, district: Ints) -> None:
        verdicts = self._judge_fn(self._finish_fn(district))
        if all(verdict.met for verdict in verdicts):
            self._best, self._verdicts = (district, self._gauge.read(district)), verdicts
            raise _Met
        for index, verdict in enumerate(verdicts):
            if not verdict.met:
                self._gauge.tighten(index, max(0.1, verdict.shortfall))
        kept, _ = self._kept()
        self._best = (kept, self._gauge.read(kept))

    def _kept(self) -> tuple[Ints, Reading]:
        if self._best is None:
            raise OutOfTime
        return self._best

    def _count(self) -> None:
        """Begin a step; it counts once it is finished, so that an unfinished one is not kept."""
        if self._max_steps is not None and self._steps >= self._max_steps:
            raise _Enough
        self._budget.check()
        self._in_step = 1

    def _tell(self, *, improved: bool) -> None:
        if self._watch_fn is not None and self._best is not None:
            short = self._tally.short_of(self._best[1])
            self._watch_fn(Progress(self._steps, self._budget.spent, short, improved))

    def _found(self, ended: str) -> Found:
        district, _ = self._kept()
        plan = self._finish_fn(district)
        verdicts = self._verdicts or self._judge_fn(plan)
        return Found(plan, verdicts, self._steps, self._budget.spent, ended, self._tally.blockers())


class _Met(Exception):  # noqa: N818 - an event, not an error
    """Every target is met."""


class _Enough(Exception):  # noqa: N818 - an event, not an error
    """The steps are used up."""


def _accepts(after: Reading, before: Reading, heat: float, draw: float) -> bool:
    """Metropolis on the weighted gaps."""
    worse = after.required - before.required + WISH_WEIGHT * (after.wished - before.wished)
    return worse <= 0 or draw < math.exp(-worse / heat)


def starting_plan(problem: Problem) -> Ints | None:
    """The plan that a least-change target starts from, as districts of nodes, if it fits.

    It fits when it has as many districts as are asked for and no merged units apart.
    """
    for target in problem.targets.target:
        if isinstance(target, LeastChange):
            codes, names = problem.state.codes(target.plan)
            if len(names) != problem.n_districts or "" in names:
                continue
            district = np.zeros(problem.n_nodes, dtype=np.int32)
            district[problem.node_of] = codes
            if (district[problem.node_of] == codes).all():
                return district
    return None
