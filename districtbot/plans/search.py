"""From a problem to a plan that meets every target, or comes nearest.

The search is a fixed sequence of steps given its seed; the clock only says when it ends. What a
step is, and how it is chosen, is the engine's business (`districtbot.plans.engine`).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.seeds import rng_of
from districtbot.plans.engine import Engine
from districtbot.plans.ledger import Enough, FinishFn, Ints, JudgeFn, Ledger, Met, WatchFn
from districtbot.plans.plan import Plan
from districtbot.plans.problem import Problem
from districtbot.plans.start import made_whole, rough_plan
from districtbot.plans.tally import Blockers
from districtbot.plans.targets import LeastChange
from districtbot.plans.verdict import Verdict, all_required_met


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
        engine: Explores; made for the same problem and budget.
        judge_fn: The last word on a plan.
        finish_fn: Numbers the districts of a finished draft (0..k-1 per node) into a plan.
        seed: Everything random follows from it.
        budget: Wall-clock limit.
        max_steps: Limit of steps, or ``None``.
        watch_fn: Told of progress.
        start: A plan to start from, as districts of nodes, 0..k-1; else from a seed plan.
        avoid: Keys of plans (`Plan.key`) that are no answer though they meet every target.
    """

    def __init__(
        self,
        problem: Problem,
        engine: Engine,
        judge_fn: JudgeFn,
        finish_fn: FinishFn,
        *,
        seed: int,
        budget: Budget,
        max_steps: int | None = None,
        watch_fn: WatchFn | None = None,
        start: Ints | None = None,
        avoid: Collection[str] = (),
    ) -> None:
        self._problem = problem
        self._engine = engine
        self._seed = seed
        self._start = start
        self._ledger = Ledger(
            problem.targets, engine.gauge, judge_fn, finish_fn, budget, max_steps, watch_fn, avoid
        )

    def run(self) -> Found:
        """Search until every target is met, the budget is spent or Ctrl-C is pressed."""
        ledger = self._ledger
        try:
            self._have_something()
            self._engine.explore(ledger, seed=self._seed, start=self._start)
            ended = "steps"
        except Met:
            ended = "met"
        except OutOfTime:
            ended = "interrupted" if ledger.budget.interrupted else "budget"
        except KeyboardInterrupt:
            ended = "interrupted"
        except Enough:
            ended = "steps"
        plan, verdicts = ledger.final()
        seconds, blockers = ledger.budget.spent, ledger.tally.blockers()
        return Found(plan, verdicts, ledger.steps, seconds, ended, blockers)

    def _have_something(self) -> None:
        """Have something to keep: the plan to start from, else a rough one of our own.

        A rough plan is only kept, never the answer before the engine has drawn its first.
        """
        district = self._start
        if district is None:
            district = rough_plan(self._problem, rng_of(self._seed, "rough plan"))
        self._ledger.keep(district, self._ledger.gauge.read(district))


def starting_plan(problem: Problem) -> Ints | None:
    """The plan that a least-change target starts from, as districts of nodes, if it fits.

    It fits when it has as many districts as are asked for and no merged units apart. A district
    of several pieces keeps the one with most people.
    """
    for target in problem.targets.target:
        if isinstance(target, LeastChange):
            codes, names = problem.state.codes(target.plan)
            if len(names) != problem.n_districts or "" in names:
                continue
            district = np.zeros(problem.n_nodes, dtype=np.int32)
            district[problem.node_of] = codes
            if (district[problem.node_of] == codes).all():
                return made_whole(problem, district)
    return None
