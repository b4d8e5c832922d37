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
from districtbot.plans.engine import Engine, Position
from districtbot.plans.gauge import Gauge, Reading
from districtbot.plans.plan import Plan
from districtbot.plans.polish import polish
from districtbot.plans.problem import Problem
from districtbot.plans.start import rough_plan
from districtbot.plans.tally import Blockers, Tally
from districtbot.plans.targets import LeastChange
from districtbot.plans.verdict import Verdict

BURST = 120
"""ReCom steps of one annealing run before it starts again from the best plan or a new seed."""
NEW_SEED_EVERY = 4
"""Every so many annealing runs start from a new seed plan instead of the best plan."""
HOT, COLD = 0.5, 0.01
"""Temperature at the start and the end of an annealing run, in gaps of the gauge."""
WISH_WEIGHT = 0.05
"""What a gap in a wished target counts against one in a required target while annealing."""
EPSILON_FLOOR = 0.001
"""Trees are not asked for a tighter balance than this share; flips and swaps do the rest."""

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
        return all(verdict.met for verdict in self.verdicts if not verdict.wished)


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
        if self._start is not None:
            self._see(self._start, self._gauge.read(self._start))
        else:
            rough = rough_plan(self._problem, rng_of(self._seed, "rough plan"))
            self._best = (rough, self._gauge.read(rough))

    def _anneal_on(self) -> None:
        run = 0
        while True:
            position, reading = self._seat(run)
            rng = rng_of(self._seed, "anneal", run)
            for step in range(BURST):
                self._count()
                heat = HOT * (COLD / HOT) ** (step / (BURST - 1))
                proposal = self._engine.recom(position, self._epsilon(run), rng)
                if proposal is None:
                    self._failed()
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
        fresh = run % NEW_SEED_EVERY == 0 and not self._starts_from_plan
        if fresh:
            self._count()
            rng = rng_of(self._seed, "seed plan", run)
            position = self._engine.seed_plan(self._epsilon(run), rng)
            if position is not None:
                after = self._gauge.read(position.district)
                position, after = self._polished(position, after)
                self._see(position.district, after)
                return position, after
            self._failed()
        return self._engine.at(best), reading

    @property
    def _starts_from_plan(self) -> bool:
        return self._start is not None

    def _epsilon(self, run: int) -> float:
        """Balance asked of the trees: the targets' own, looser on every third run.

        A looser balance leaves room to move; the polish then closes the gap.
        """
        aim = max(self._problem.aim, EPSILON_FLOOR)
        return min(0.1, aim * (1.0, 1.0, 2.5)[run % 3])

    def _polished(self, position: Position, reading: Reading) -> tuple[Position, Reading]:
        """Even out the population where that is the nearest thing to a better plan."""
        gaps = reading.gaps
        population = [gaps[index] for index in self._tally.population]
        rest = reading.required - sum(population)
        _, best = self._kept()
        if not any(gap > 0 for gap in population) or rest > best.required + HOT:
            return position, reading
        district, after = polish(
            self._problem, self._gauge, position.district, reading, self._budget
        )
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
