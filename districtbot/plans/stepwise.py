"""The search of an engine that takes one step at a time: seeds, annealed ReCom, polish.

A step is one seed plan or one ReCom proposal, polished where only population is amiss.
"""

import math
import random
from dataclasses import dataclass
from typing import Protocol

from districtbot.ground.seeds import rng_of
from districtbot.plans.gauge import WISH_WEIGHT, Reading
from districtbot.plans.ledger import Ints, Ledger
from districtbot.plans.polish import climb, polish
from districtbot.plans.problem import Problem
from districtbot.plans.tree_law import TreeLaw, tree_law

BURST = 120
"""ReCom steps of one annealing run before it starts again from the best plan or a new seed."""
NEW_SEED_EVERY = 4
"""Every so many annealing runs start from a new seed plan instead of the best plan."""
HOT, COLD = 0.5, 0.01
"""Temperature at the start and the end of an annealing run, in gaps of the gauge."""
N_FAILED = 5
"""Proposals that find no balanced cut before an annealing run is given up."""


@dataclass(frozen=True, eq=False)
class Position:
    """Where a chain stands.

    Attributes:
        district: District of each node, 0..k-1, shape (n_nodes,), int32; never written to.
        inner: What the stepper needs to go on from here; of no meaning to others.
    """

    district: Ints
    inner: object


class Stepper(Protocol):
    """Makes and changes plans on one problem; knows nothing of targets beyond population.

    Every method is a fixed function of its arguments and the random stream. A method that
    cannot do its work within its attempts returns ``None``; it never loops for ever.
    """

    def at(self, district: Ints) -> Position:
        """Stand at a given plan."""
        ...

    def seed_plan(self, law: TreeLaw, rng: random.Random) -> Position | None:
        """Draw a plan from nothing, every district within the law's epsilon of ideal."""
        ...

    def recom(self, position: Position, law: TreeLaw, rng: random.Random) -> Position | None:
        """Merge two neighbouring districts and split them anew within the law's epsilon."""
        ...


class Stepwise:
    """One exploration; `run` it once.

    Args:
        problem: What to solve.
        stepper: Takes the steps.
        ledger: The account of the search.
        seed: Everything random follows from it.
        start: A plan to start from, as districts of nodes; else from seed plans.
    """

    def __init__(
        self, problem: Problem, stepper: Stepper, ledger: Ledger, seed: int, start: Ints | None
    ) -> None:
        self._problem = problem
        self._stepper = stepper
        self._ledger = ledger
        self._seed = seed
        self._start = start

    def run(self) -> None:
        """Anneal, run after run, until the ledger has enough."""
        if self._start is not None:
            self._ledger.left()
            position = self._stepper.at(self._start)
            self._see(*self._polished(position, self._ledger.gauge.read(self._start)))
        run = 0
        while True:
            self._anneal(run)
            run += 1

    def _anneal(self, run: int) -> None:
        ledger, stepper = self._ledger, self._stepper
        position, reading = self._seat(run)
        rng, law = rng_of(self._seed, "anneal", run), tree_law(self._problem, run)
        n_failed = 0
        for step in range(BURST):
            ledger.left()
            heat = HOT * (COLD / HOT) ** (step / (BURST - 1))
            proposal = stepper.recom(position, law, rng)
            if proposal is None:
                ledger.did()
                n_failed += 1
                if n_failed >= N_FAILED:
                    return
                continue
            proposal, after = self._polished(proposal, ledger.gauge.read(proposal.district))
            self._see(proposal, after)
            if _accepts(after, reading, heat, rng.random()):
                position, reading = proposal, after

    def _seat(self, run: int) -> tuple[Position, Reading]:
        """Where an annealing run starts: a new seed plan, or the best plan so far."""
        ledger = self._ledger
        if run % NEW_SEED_EVERY == 0 and self._start is None:
            ledger.left()
            rng = rng_of(self._seed, "seed plan", run)
            position = self._stepper.seed_plan(tree_law(self._problem, run), rng)
            if position is not None:
                position, reading = self._polished(position, ledger.gauge.read(position.district))
                self._see(position, reading)
                return position, reading
            ledger.did()
            best, reading = ledger.best
            if reading.met:
                ledger.ask_judge(best)
        best, reading = ledger.best
        return self._stepper.at(best), reading

    def _polished(self, position: Position, reading: Reading) -> tuple[Position, Reading]:
        """Even out the population where that is amiss; climb from a plan as good as the best."""
        ledger, problem = self._ledger, self._problem
        population = sum(reading.gaps[index] for index in ledger.tally.population)
        _, best = ledger.best
        district, after = position.district, reading
        if population > 0 and reading.required - population <= best.required + HOT:
            district, after = polish(problem, ledger.gauge, district, after, ledger.budget)
        if not after.met and after.cost <= best.cost:
            rng = rng_of(self._seed, "climb", ledger.steps)
            district, after = climb(problem, ledger.gauge, district, after, rng, ledger.budget)
        if after.cost < reading.cost:
            return self._stepper.at(district), after
        return position, reading

    def _see(self, position: Position, reading: Reading) -> None:
        """Note a plan; the search is over when the judge finds that it meets all."""
        ledger = self._ledger
        ledger.tally.note(reading)
        ledger.keep(position.district, reading)
        ledger.did()
        if reading.met:
            ledger.ask_judge(position.district)


def _accepts(after: Reading, before: Reading, heat: float, draw: float) -> bool:
    """Metropolis on the weighted gaps."""
    worse = after.required - before.required + WISH_WEIGHT * (after.wished - before.wished)
    return worse <= 0 or draw < math.exp(-worse / heat)
