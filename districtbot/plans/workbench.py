"""The compiled search on one problem: its arrays, and the calls that work on them."""

from collections.abc import Callable

import numpy as np

from districtbot.chains import anneal as annealing
from districtbot.chains.anneal import Schedule, anneal, begin, look, run_for
from districtbot.chains.balance import balance, balance_for
from districtbot.chains.balance import begin as begin_balance
from districtbot.chains.draws import Stream
from districtbot.chains.goal import goal_of
from districtbot.chains.polish import climb, climb_for, set_out, slope_of
from districtbot.chains.recom import DISTRICT_PAIRS, GRADED, MINIMUM, SURCHARGED, Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.seeds import parts_for, seed_plan
from districtbot.chains.state import state_of
from districtbot.plans.compiled import Compiled
from districtbot.plans.gauge import WISH_WEIGHT, Reading, reading_of, tier_of
from districtbot.plans.ledger import Ints
from districtbot.plans.problem import Problem
from districtbot.plans.targets import POPULATION_MEASURES
from districtbot.plans.tree_law import TreeLaw

N_TREES = 40
"""Trees drawn for one pair before another pair is chosen."""
N_PAIRS = 5
"""Pairs tried before a step is given up."""
N_SEED_TREES = 200
"""Trees drawn for one cut of a seed plan before the best is taken."""
N_LOOKS = 8
"""Looks of a balance in one call."""
N_CLIMBS = 2000
"""Looks of a climb in one call."""
_TIERS = {
    "hard": annealing.HARD,
    "required": annealing.REQUIRED,
    "wished": annealing.WISHED,
}


class Workbench:
    """A plan in work, and the best plan of the run; everything is changed in place.

    Args:
        problem: What to solve.
        made: The problem for the kernels.
    """

    def __init__(self, problem: Problem, made: Compiled) -> None:
        k, targets = problem.n_districts, problem.targets.target
        self._problem = problem
        self._graph, self._objective = made.graph, made.objective
        self._objective.whole[0] = 1
        self._nothing = np.zeros(problem.n_nodes, np.int32)
        self._state = state_of(made.graph, self._nothing, k)
        self._scratch = scratch_for(made.graph)
        self._split = split_for(made.graph)
        tiers = [tier_of(target) for target in targets]
        self.run = run_for(
            made.graph,
            np.array([_TIERS[tier] for tier in tiers], np.int32),
            np.array([WISH_WEIGHT if tier == "wished" else 1.0 for tier in tiers]),
            np.array([target.measure in POPULATION_MEASURES for target in targets], np.uint8),
        )
        ideal = np.full(k, problem.ideal)
        slack = np.full(k, problem.ideal * problem.aim)
        self._goal = goal_of(made.graph, ideal, ideal - slack, ideal + slack)
        self._balance = balance_for(made.graph, made.objective, k)
        self._climb = climb_for(made.graph, made.objective, k)

    @property
    def best(self) -> tuple[Ints, Reading]:
        """The best plan of the run, as districts of nodes, and its reading."""
        run, targets = self.run, self._problem.targets.target
        reading = reading_of(targets, run.best_values.tolist(), run.best_gaps.tolist())
        return run.best.copy(), reading

    @property
    def district(self) -> Ints:
        """The plan in work, as districts of nodes."""
        return self._state.district.copy()

    def law(self, trees: TreeLaw) -> Law:
        """A law of trees for the kernels."""
        problem, ends = self._problem, self._graph.ends
        ideal = np.full(problem.n_districts, problem.ideal)
        low, high = (1 - trees.epsilon) * ideal, (1 + trees.epsilon) * ideal
        kind, surcharge, grade = MINIMUM, np.zeros(0), np.zeros(0, np.int32)
        if problem.region is not None and trees.surcharge > 0:
            crosses = problem.region[ends[:, 0]] != problem.region[ends[:, 1]]
            kind, surcharge, grade = SURCHARGED, trees.surcharge * crosses, crosses.astype(np.int32)
            if trees.surcharge >= 1:
                kind = GRADED
        return Law(kind, DISTRICT_PAIRS, N_TREES, N_PAIRS, low, high, surcharge, grade)

    def stand_at(self, district: Ints) -> None:
        """Take up a plan, and begin a run with it; what was before leaves no trace."""
        self._state = state_of(self._graph, district, self._problem.n_districts)
        self.begin()

    def stand_at_new(self, law: Law, stream: Stream, n_trees: int = N_SEED_TREES) -> None:
        """Take up a new seed plan, and begin a run with it."""
        law = law._replace(n_trees=n_trees)
        self._state = state_of(self._graph, self._nothing, self._problem.n_districts)
        seed_plan(self._graph, self._state, law, self._scratch, self._split, stream, parts_for(law))
        self.begin()

    def begin(self) -> None:
        """Begin a run with the plan in work."""
        begin(self._graph, self._state, self._objective, self.run)

    def anneal(self, law: Law, schedule: Schedule, stream: Stream, n_steps: int) -> int:
        """Take steps of the run (see `districtbot.chains.anneal.anneal`)."""
        return anneal(
            self._graph,
            self._state,
            self._objective,
            law,
            self._scratch,
            self._split,
            self.run,
            schedule,
            stream,
            n_steps,
        )

    def even_out(self, stream: Stream, check: Callable[[], None], n_chains: int) -> None:
        """Balance the population of the plan in work, no other target worse.

        Args:
            stream: Random numbers.
            check: Asked now and then; raises when the time is up.
            n_chains: Chains of trades to try before it is given up.
        """
        graph, state, objective, work = self._graph, self._state, self._objective, self._balance
        goal = self._goal._replace(n_chains=n_chains)
        begin_balance(graph, state, goal, objective, work)
        while balance(graph, state, self._scratch, goal, objective, work, stream, N_LOOKS):
            check()
        self.run.standing[0], _ = look(graph, state, objective, self.run)

    def stand_at_home(self) -> None:
        """Take up the plan of the run with the least weighted gaps."""
        home = self.run.home.copy()
        self._state = state_of(self._graph, home, self._problem.n_districts)

    def climb(
        self, stream: Stream, check: Callable[[], None], n_looks: int, hot: float, cold: float
    ) -> None:
        """Flip and swap nodes on borders toward the targets.

        Args:
            stream: Random numbers.
            check: Asked now and then; raises when the time is up.
            n_looks: Flips and swaps to look at.
            hot: Heat at the start, in gaps; 0 to keep only what is better.
            cold: Heat at the end.
        """
        graph, state, objective = self._graph, self._state, self._objective
        slope = slope_of(n_looks, hot=hot, cold=cold, wish=WISH_WEIGHT)
        set_out(graph, state, objective, self._climb)
        more = True
        while more:
            more = climb(
                graph, state, self._scratch, slope, objective, self._climb, stream, N_CLIMBS
            )
            check()
        self.run.standing[0], _ = look(graph, state, objective, self.run)
