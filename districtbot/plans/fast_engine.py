"""The compiled engine: the same steps as GerryChain's, some hundred times as many.

A step is a seed plan, a ReCom proposal or a polish of one plan. Runs of annealed ReCom follow
each other, each from a new seed plan or from the best plan so far; their lengths take turns
after Luby, so that neither an easy problem waits for a long run nor a hard one never gets it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from districtbot.chains.anneal import BURSTS, MET, OVER, RIPE, WISHED, Schedule
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.recom import Law
from districtbot.chains.state import state_of
from districtbot.ground.clock import Budget
from districtbot.plans.compiled import Compiled, compiled, reading, tighten
from districtbot.plans.engine import EngineName
from districtbot.plans.gauge import Reading
from districtbot.plans.ledger import Ints, Ledger
from districtbot.plans.problem import Problem
from districtbot.plans.tree_law import tree_law
from districtbot.plans.warm import compile_search
from districtbot.plans.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Strategy:
    """How runs follow each other and which steps they accept.

    Attributes:
        rule: `ANNEALED`, `TILTED` or `BURSTS` (see `districtbot.chains.anneal`).
        length: Steps of the shortest runs; others are multiples of it, after Luby.
        new_seed_every: Every so many runs start from a new seed plan, the others from
            the plan of least weighted gaps.
        hot: Heat at the start of an annealed run, in gaps.
        cold: Heat at its end.
        chance: Chance that a tilted run accepts a worse plan.
        burst: Steps of a burst.
        n_looks: Flips and swaps looked at after a run.
        warm: Heat at the start of those.
    """

    rule: int = BURSTS
    length: int = 1000
    new_seed_every: int = 4
    hot: float = 0.5
    cold: float = 0.01
    chance: float = 0.01
    burst: int = 10
    n_looks: int = 20_000
    warm: float = 0.3


N_CHAINS = 4000
"""Chains of trades in a balance of a plan that misses nothing but population."""
N_CHAINS_EARLY = 40
"""Chains of trades in a balance of a plan that misses more."""
HEAVIER = 1.3
"""By how much a missed target's weight grows from run to run."""
N_FAILED = 20
"""Steps without a split, one after the other, that end a run."""
SLICE = 0.03
"""Seconds, about, between looks at the clock."""


class CompiledGauge:
    """The gauge of the compiled engine; the same numbers as `districtbot.plans.gauge.Gauge`."""

    def __init__(self, problem: Problem, made: Compiled) -> None:
        self._made = made
        self._k = problem.n_districts

    def read(self, district: Ints, *, whole: bool = False) -> Reading:
        """Measure a plan: district of each node, 0..k-1, shape (n_nodes,)."""
        flag = self._made.objective.whole
        before = flag[0]
        flag[0] = whole
        found = reading(self._made, state_of(self._made.graph, district, self._k))
        flag[0] = before
        return found

    def tighten(self, index: int, by: float) -> None:
        """Ask for more of a target that the judge found missed where the reading did not."""
        tighten(self._made.objective, index, by)


class FastEngine:
    """Explores with compiled kernels (see `districtbot.plans.engine.Engine`)."""

    name: EngineName = "fast"

    def __init__(self, problem: Problem, budget: Budget, strategy: Strategy = Strategy()) -> None:
        self._problem = problem
        self._budget = budget
        self._strategy = strategy
        self._made = compiled(problem)
        self.gauge = CompiledGauge(problem, self._made)

    def prepare(self, say: Callable[[str], None]) -> None:
        """Compile what is not compiled yet; Ctrl-C ends it between two parts."""
        compile_search(say, lambda: self._budget.interrupted)

    def explore(self, ledger: Ledger, *, seed: int, start: Ints | None) -> None:
        """Take steps until the ledger raises that it is enough."""
        bench = Workbench(self._problem, self._made)
        exploration = Exploration(self._problem, bench, ledger, self._strategy, seed, start)
        try:
            exploration.go_on()
        finally:
            exploration.account()


class Exploration:
    """One exploration; `go_on` once, then `account`.

    Args:
        problem: What to solve.
        bench: The problem for the kernels.
        ledger: The account of the search.
        strategy: How runs follow each other.
        seed: Everything random follows from it.
        start: A plan to start from, as districts of nodes; else from seed plans.
    """

    def __init__(
        self,
        problem: Problem,
        bench: Workbench,
        ledger: Ledger,
        strategy: Strategy,
        seed: int,
        start: Ints | None,
    ) -> None:
        self._problem = problem
        self._bench = bench
        self._ledger = ledger
        self._strategy = strategy
        self._seed = seed
        self._start = start
        self._pace = 20.0
        self._home = ledger.best[0]
        self._gaps = np.full(len(problem.targets.target), np.inf)
        self._least = bench.run.weight.copy()

    def go_on(self) -> None:
        """Anneal, run after run, until the ledger has enough."""
        if self._start is not None:
            self._ledger.left()
            self._bench.stand_at(self._start)
            stream = stream_of(self._seed, "start")
            self._even_out(stream)
            self._climb(stream)
        number = 0
        while True:
            self._anneal(number)
            number += 1

    def account(self) -> None:
        """Tell the ledger what the plans missed."""
        run = self._bench.run
        self._ledger.tally.add(
            int(run.count[3]),
            run.missed.tolist(),
            run.alone.tolist(),
            [tuple(pair) for pair in run.nearest.tolist()],
            [tuple(pair) for pair in run.nearest_alone.tolist()],
        )

    def _anneal(self, number: int) -> None:
        """One run: a place to start, then steps."""
        strategy = self._strategy
        law = self._bench.law(tree_law(self._problem, number))
        stream = stream_of(self._seed, "run", number)
        if number % strategy.new_seed_every == 0 and self._start is None:
            self._ledger.left()
            self._bench.stand_at_new(law, stream)
            self._done(1)
        else:
            self._bench.stand_at(self._home)
        schedule = Schedule(
            strategy.rule,
            strategy.length * luby(number + 1),
            strategy.hot,
            strategy.cold,
            strategy.chance,
            strategy.burst,
            N_FAILED,
        )
        while self._portion(law, schedule, stream) != OVER:
            pass
        self._bench.stand_at_home()
        self._climb(stream)
        self._go_home()

    def _go_home(self) -> None:
        """Remember the plan of least weighted gaps, and weigh what it misses more from now on.

        So a target that run after run stays missed for the others' sake comes first at last
        (weights as in breakout local search: P. Morris, The breakout method for escaping from
        local minima, AAAI 1993).
        """
        run = self._bench.run
        if run.gaps @ run.weight <= self._gaps @ run.weight:
            self._home, self._gaps = self._bench.district, run.gaps.copy()
        missed = (self._gaps > 0) & (run.tier != WISHED)
        run.weight[missed] *= HEAVIER
        run.weight[~missed] = np.maximum(run.weight[~missed] / HEAVIER, self._least[~missed])

    def _portion(self, law: Law, schedule: Schedule, stream: Stream) -> int:
        """Take some steps of a run; gives how they ended."""
        bench, count = self._bench, self._bench.run.count
        n_steps = self._ledger.left(max(1, int(self._pace)))
        before, began = int(count[0]), time.perf_counter()
        code = bench.anneal(law, schedule, stream, n_steps)
        taken, spent = int(count[0]) - before, time.perf_counter() - began
        self._pace += 0.5 * (min(taken * SLICE / max(spent, 1e-6), 20 * self._pace) - self._pace)
        self._done(taken)
        if code == MET:
            bench.begin()
            if self._ledger.avoids:
                return OVER  # runs with other trees may find what is not to be avoided
        elif code == RIPE:
            self._even_out(stream)
        return code

    def _even_out(self, stream: Stream) -> None:
        """Balance the population of the plan in work; a step of its own.

        It is worth much time only where nothing else is missed.
        """
        self._ledger.left()
        n_chains = N_CHAINS if self._bench.run.standing[1] <= 0 else N_CHAINS_EARLY
        self._bench.even_out(stream, self._ledger.budget.check, n_chains)
        self._done(1)

    def _climb(self, stream: Stream) -> None:
        """Flip and swap units on the borders of the plan in work; a step of its own."""
        self._ledger.left()
        strategy = self._strategy
        self._bench.climb(
            stream, self._ledger.budget.check, strategy.n_looks, strategy.warm, strategy.cold
        )
        self._done(1)

    def _done(self, n_steps: int) -> None:
        """Tell the ledger of steps taken, and of the best plan of the run."""
        ledger = self._ledger
        district, reading = self._bench.best
        ledger.keep(district, reading)
        ledger.did(n_steps)
        if reading.met:
            ledger.ask_judge(district)


def luby(place: int) -> int:
    """The universal restart sequence 1 1 2 1 1 2 4 ... at a place counted from 1.

    Source: M. Luby, A. Sinclair and D. Zuckerman, Optimal speedup of Las Vegas algorithms,
    Information Processing Letters 47(4), 1993, https://doi.org/10.1016/0020-0190(93)90029-9.
    """
    span = 1
    while 2 * span - 1 < place:
        span *= 2
    return span if place == 2 * span - 1 else luby(place - span + 1)
