"""The compiled engine: the same steps as GerryChain's, some hundred times as many.

A step is a seed plan, a ReCom proposal or a polish of one plan. Runs of annealed ReCom follow
each other, each from a new seed plan or from the best plan so far; their lengths take turns
after Luby, so that neither an easy problem waits for a long run nor a hard one never gets it.
"""

import time

import numpy as np

from districtbot.chains import anneal as annealing
from districtbot.chains.anneal import Schedule, anneal, begin, look, run_for
from districtbot.chains.balance import balance, balance_for, goal_of
from districtbot.chains.balance import begin as begin_balance
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.guard import guard_for
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, SURCHARGED, Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.seeds import parts_for, seed_plan
from districtbot.chains.state import state_of, take
from districtbot.ground.clock import Budget
from districtbot.plans.compiled import Compiled, compiled, reading, tighten
from districtbot.plans.engine import EngineName
from districtbot.plans.gauge import Reading, reading_of, tier_of
from districtbot.plans.ledger import Ints, Ledger
from districtbot.plans.problem import Problem
from districtbot.plans.targets import POPULATION_MEASURES, RegionPieces, RegionSplits

N_TREES = 40
"""Trees drawn for one pair before another pair is chosen."""
N_PAIRS = 5
"""Pairs tried before a step is given up."""
N_SEED_TREES = 200
"""Trees drawn for one cut of a seed plan before the best is taken."""
NEW_SEED_EVERY = 3
"""Every so many runs start from a new seed plan instead of the best plan."""
LENGTH = 400
"""Steps of the shortest runs."""
HOT, COLD = 0.5, 0.01
"""Heat at the start and the end of a run, in gaps."""
WISH_WEIGHT = 0.05
"""What a gap in a wished target counts against one in a required target while annealing."""
N_FAILED = 20
"""Steps without a split, one after the other, that end a run."""
EPSILON_FLOOR = 0.0005
"""Trees are never asked for a tighter balance than this share; flips and swaps do the rest."""
GOOD_BALANCE = 0.01
"""The deviation that is tried for first where the targets allow more."""
EASY_CUTS = 0.5
"""Edges of one tree on a pair of districts that should balance, for cuts to come easily."""
SLICE = 0.03
"""Seconds, about, between looks at the clock."""
N_LOOKS = 8
"""Looks of a polish between looks at the clock."""

_TIERS = {
    "hard": annealing.HARD,
    "required": annealing.REQUIRED,
    "wished": annealing.WISHED,
}


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

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self._problem = problem
        self._budget = budget
        self._made = compiled(problem)
        self.gauge = CompiledGauge(problem, self._made)

    def explore(self, ledger: Ledger, *, seed: int, start: Ints | None) -> None:
        """Take steps until the ledger raises that it is enough."""
        found = Exploration(self._problem, self._made, ledger, seed, start)
        try:
            found.go_on()
        finally:
            found.account()


class Exploration:
    """One exploration; `go_on` once, then `account`.

    Args:
        problem: What to solve.
        made: The problem for the kernels.
        ledger: The account of the search.
        seed: Everything random follows from it.
        start: A plan to start from, as districts of nodes; else from seed plans.
    """

    def __init__(
        self, problem: Problem, made: Compiled, ledger: Ledger, seed: int, start: Ints | None
    ) -> None:
        self._problem = problem
        self._ledger = ledger
        self._seed = seed
        self._start = start
        self._graph, self._objective = made.graph, made.objective
        self._objective.whole[0] = 1
        k, targets = problem.n_districts, problem.targets.target
        self._scratch = scratch_for(made.graph)
        self._split = split_for(made.graph)
        self._state = state_of(made.graph, np.zeros(problem.n_nodes, np.int32), k)
        tiers = [tier_of(target) for target in targets]
        self._run = run_for(
            made.graph,
            np.array([_TIERS[tier] for tier in tiers], np.int32),
            np.array([WISH_WEIGHT if tier == "wished" else 1.0 for tier in tiers]),
            np.array([target.measure in POPULATION_MEASURES for target in targets], np.uint8),
        )
        ideal = np.full(k, problem.ideal)
        slack = np.full(k, problem.ideal * problem.aim)
        self._goal = goal_of(ideal, ideal - slack, ideal + slack)
        self._balance = balance_for(made.graph, k)
        self._guard = guard_for(made.objective)
        self._pace = 20.0

    def go_on(self) -> None:
        """Anneal, run after run, until the ledger has enough."""
        if self._start is not None:
            self._begin_at_start(self._start)
        run = 0
        while True:
            self._anneal(run)
            run += 1

    def account(self) -> None:
        """Tell the ledger what the plans missed."""
        run = self._run
        self._ledger.tally.add(
            int(run.count[3]),
            run.missed.tolist(),
            run.alone.tolist(),
            [tuple(pair) for pair in run.nearest.tolist()],
            [tuple(pair) for pair in run.nearest_alone.tolist()],
        )

    def _begin_at_start(self, start: Ints) -> None:
        """Polish the plan to start from."""
        self._ledger.left()
        take(self._graph, self._state, start)
        self._begin_run()
        self._even_out(stream_of(self._seed, "start"))
        self._done(1)

    def _anneal(self, number: int) -> None:
        """One run: seat, steps, polish."""
        law = self._law(number)
        stream = stream_of(self._seed, "anneal", number)
        self._seat(number, law, stream)
        length = LENGTH * luby(number + 1)
        schedule = Schedule(annealing.ANNEALED, length, HOT, COLD, 0.0, 1, N_FAILED)
        self._begin_run()
        code = annealing.ON
        while code != annealing.OVER:
            code = self._portion(law, schedule, stream)

    def _portion(self, law: Law, schedule: Schedule, stream: Stream) -> int:
        """Take some steps of a run; gives how they ended."""
        run, before = self._run, int(self._run.count[0])
        n_steps = self._ledger.left(max(1, int(self._pace)))
        began = time.perf_counter()
        code = anneal(
            self._graph,
            self._state,
            self._objective,
            law,
            self._scratch,
            self._split,
            run,
            schedule,
            stream,
            n_steps,
        )
        taken = int(run.count[0]) - before
        spent = max(time.perf_counter() - began, 1e-6)
        if taken:
            self._pace += 0.5 * (min(taken * SLICE / spent, 20 * self._pace) - self._pace)
        self._done(taken)
        if code == annealing.MET:
            self._begin_run()
        elif code == annealing.RIPE:
            self._ledger.left()
            self._even_out(stream)
            self._done(1)
        return code

    def _seat(self, number: int, law: Law, stream: Stream) -> None:
        """Put the state where a run starts: a new seed plan, or the best plan so far."""
        graph, state = self._graph, self._state
        if number % NEW_SEED_EVERY == 0 and self._start is None:
            self._ledger.left()
            take(graph, state, np.zeros(self._problem.n_nodes, np.int32))
            parts = parts_for(law)
            seed_law = law._replace(n_trees=N_SEED_TREES)
            seed_plan(graph, state, seed_law, self._scratch, self._split, stream, parts)
            self._begin_run()
            self._done(1)
            return
        take(graph, state, self._ledger.best[0])

    def _begin_run(self) -> None:
        begin(self._graph, self._state, self._objective, self._run)

    def _even_out(self, stream: Stream) -> None:
        """Balance the population of the plan that the run is at."""
        graph, state, scratch = self._graph, self._state, self._scratch
        goal, guard, work = self._goal, self._guard, self._balance
        begin_balance(graph, state, goal, guard, work)
        while balance(graph, state, scratch, goal, guard, work, stream, N_LOOKS):
            self._ledger.budget.check()
        self._run.standing[0], _ = look(graph, state, self._objective, self._run)

    def _done(self, n_steps: int) -> None:
        """Tell the ledger of steps taken, and of the best plan of the run."""
        run, ledger = self._run, self._ledger
        found = reading_of(
            self._problem.targets.target, run.best_values.tolist(), run.best_gaps.tolist()
        )
        if found.cost < ledger.best[1].cost:
            ledger.keep(run.best.copy(), found)
        ledger.did(n_steps)
        if found.met:
            ledger.ask_judge(run.best.copy())

    def _law(self, run: int) -> Law:
        """How a run draws its trees; runs take turns.

        The first asks for the targets' own balance or better, so that a generous tolerance is
        not used up for nothing; the second for what trees easily give; the third for less: a
        looser balance leaves room to move, and the polish closes the gap.
        Trees follow region borders closely at first, and on every run where a target counts
        regions; else the later runs are freer.
        """
        problem, graph = self._problem, self._graph
        easy = EASY_CUTS * problem.n_districts / (2 * problem.n_nodes)
        good = min(problem.aim, max(GOOD_BALANCE, easy))
        epsilon = (good, max(problem.aim, easy), 2.5 * problem.aim)[run % 3]
        epsilon = min(0.1, max(epsilon, EPSILON_FLOOR))
        counted = any(isinstance(t, RegionSplits | RegionPieces) for t in problem.targets.target)
        surcharge = ((1.0, 0.5, 1.0) if counted else (1.0, 0.0, 0.3))[run % 3]
        if problem.region is None:
            surcharge = 0.0
        ideal = np.full(problem.n_districts, problem.ideal)
        low, high = (1 - epsilon) * ideal, (1 + epsilon) * ideal
        none, plain = np.zeros(0), np.zeros(0, np.int32)
        if surcharge == 0 or problem.region is None:
            return Law(MINIMUM, DISTRICT_PAIRS, N_TREES, N_PAIRS, low, high, none, plain)
        crosses = problem.region[graph.ends[:, 0]] != problem.region[graph.ends[:, 1]]
        return Law(
            SURCHARGED,
            DISTRICT_PAIRS,
            N_TREES,
            N_PAIRS,
            low,
            high,
            surcharge * crosses,
            crosses.astype(np.int32),
        )


def luby(place: int) -> int:
    """The universal restart sequence 1 1 2 1 1 2 4 ... at a place counted from 1.

    Source: M. Luby, A. Sinclair and D. Zuckerman, Optimal speedup of Las Vegas algorithms,
    Information Processing Letters 47(4), 1993, https://doi.org/10.1016/0020-0190(93)90029-9.
    """
    span = 1
    while 2 * span - 1 < place:
        span *= 2
    if place == 2 * span - 1:
        return span
    return luby(place - span + 1)
