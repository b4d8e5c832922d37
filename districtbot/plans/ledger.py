"""What a search has found so far: the best plan, the steps, the judge's word."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.plans.gauge import Reading
from districtbot.plans.plan import Plan
from districtbot.plans.tally import Tally
from districtbot.plans.targets import Targets
from districtbot.plans.verdict import Verdict

Ints = NDArray[np.int32]
JudgeFn = Callable[[Plan], tuple[Verdict, ...]]
WatchFn = Callable[["Progress"], None]
FinishFn = Callable[[Ints], Plan]


class Met(Exception):  # noqa: N818 - an event, not an error
    """Every target is met."""


class Enough(Exception):  # noqa: N818 - an event, not an error
    """The steps are used up."""


class Reader(Protocol):
    """Measures plans against the targets."""

    def read(self, district: Ints, *, whole: bool = False) -> Reading:
        """Measure a plan: district of each node, 0..k-1, shape (n_nodes,)."""
        ...

    def tighten(self, index: int, by: float) -> None:
        """Ask for more of a target that the judge found missed where the reading did not."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search tells while it runs.

    Attributes:
        steps: Steps done.
        seconds: Seconds spent.
        short: Names of the targets that the best plan misses, with what it has of each.
        improved: Whether the last steps found a better plan.
        only_wishes: Whether the best plan misses nothing but targets wished for, if anything.
    """

    steps: int
    seconds: float
    short: tuple[str, ...]
    improved: bool
    only_wishes: bool


class Ledger:
    """The account of one search; an engine explores and writes into it.

    Args:
        targets: The targets.
        gauge: Measures plans.
        judge_fn: The last word on a plan.
        finish_fn: Numbers the districts of a finished draft (0..k-1 per node) into a plan.
        budget: Wall-clock limit.
        max_steps: Limit of steps, or ``None``.
        watch_fn: Told of progress.
        avoid: Keys of plans (`Plan.key`) that are no answer though they meet every target.
    """

    def __init__(
        self,
        targets: Targets,
        gauge: Reader,
        judge_fn: JudgeFn,
        finish_fn: FinishFn,
        budget: Budget,
        max_steps: int | None,
        watch_fn: WatchFn | None = None,
        avoid: Collection[str] = (),
    ) -> None:
        self.gauge = gauge
        self.budget = budget
        self.tally = Tally(targets)
        self.steps = 0
        self.verdicts: tuple[Verdict, ...] | None = None
        self._judge_fn = judge_fn
        self._finish_fn = finish_fn
        self._max_steps = max_steps
        self._watch_fn = watch_fn
        self._avoid = frozenset(avoid)
        self._best: tuple[Ints, Reading] | None = None
        self._improved = False

    @property
    def best(self) -> tuple[Ints, Reading]:
        """The best plan so far, as districts of nodes, and its reading."""
        if self._best is None:
            raise OutOfTime
        return self._best

    @property
    def avoids(self) -> bool:
        """Whether some plans are no answer though they meet every target."""
        return bool(self._avoid)

    def left(self, at_most: int = 1) -> int:
        """How many steps may be taken now, 1 or more.

        Raises:
            Enough: If the steps are used up.
            OutOfTime: If the time is.
        """
        n_steps = at_most
        if self._max_steps is not None:
            n_steps = min(n_steps, self._max_steps - self.steps)
        if n_steps <= 0:
            raise Enough
        self.budget.check()
        return n_steps

    def did(self, n_steps: int = 1) -> None:
        """Count steps that are finished; an unfinished one counts for nothing."""
        self.steps += n_steps
        if self._watch_fn is not None and self._best is not None:
            reading = self._best[1]
            short, only_wishes = self.tally.short_of(reading), reading.required <= 0
            spent = self.budget.spent
            self._watch_fn(Progress(self.steps, spent, short, self._improved, only_wishes))
        self._improved = False

    def keep(self, district: Ints, reading: Reading) -> None:
        """Keep a plan where it is the best so far."""
        if self._best is None or reading.cost < self._best[1].cost:
            self._best = (district, reading)
            self._improved = True

    def ask_judge(self, district: Ints) -> None:
        """Have the judge look at a plan that the gauge finds good.

        Where the judge finds a target missed, the gauge is tightened, so that the search goes on
        toward what the judge wants.

        Raises:
            Met: If the judge finds every target met and the plan is none to be avoided.
        """
        plan = self._finish_fn(district)
        if self._avoid and plan.key in self._avoid:
            return
        verdicts = self._judge_fn(plan)
        if all(verdict.met for verdict in verdicts):
            self._best, self.verdicts = (district, self.gauge.read(district)), verdicts
            raise Met
        for index, verdict in enumerate(verdicts):
            if not verdict.met:
                self.gauge.tighten(index, max(0.1, verdict.shortfall))
        kept, _ = self.best
        self._best = (kept, self.gauge.read(kept))

    def final(self) -> tuple[Plan, tuple[Verdict, ...]]:
        """The best plan, numbered, and the judge's verdicts on it."""
        plan = self._finish_fn(self.best[0])
        return plan, self.verdicts or self._judge_fn(plan)
