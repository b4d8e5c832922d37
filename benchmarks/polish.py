"""Evening out populations: the compiled polish against the one in Python, in one run.

    python benchmarks/polish.py [--states NC MN] [--rounds 5] [--people 10]

Both get the same plans, drawn by ReCom within 1%, and the same goal. For each, a line with the
median milliseconds of the processor, the largest deviation left (in people), how many of the
plans met the goal and how many times as many cut edges they have as before; then the ratio of
the times.
The polish in Python moves by a flip or a swap that is better at once; where it ends short of
the goal, the ratio is of the time that each took to end.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peers.maps import state_map

from districtbot.chains.balance import Balance, balance, balance_for, begin
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.goal import Goal, goal_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, Law, recom, split_for
from districtbot.chains.scratch import Scratch, scratch_for
from districtbot.chains.seeds import parts_for, seed_plan
from districtbot.chains.state import state_of
from districtbot.ground.clock import Budget
from districtbot.plans.compiled import Compiled, compiled
from districtbot.plans.gauge import Gauge
from districtbot.plans.polish import polish
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targets import PopulationDeviation, PopulationPersons, Targets

DISTRICTS = {"IA": 4, "AL": 7, "MI": 13, "MN": 8, "PA": 17, "NC": 14}
DRAWN = 0.01
"""Tolerance of the plans that are polished."""
BETWEEN = 50
"""ReCom steps from one plan to the next."""
N_LOOKS = 8
"""Looks of a polish in one call."""

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Run:
    """One polish.

    Attributes:
        seconds: What it took.
        off: Largest deviation left, in people.
        met: Whether the goal was met.
        frays: Cut edges after, as a multiple of those before.
        moved: Nodes in another district than before.
    """

    seconds: float
    off: float
    met: bool
    frays: float
    moved: int


class Bench:
    """One state with one goal."""

    def __init__(self, problem: Problem, people: float) -> None:
        k = problem.n_districts
        self.problem = problem
        self.people = people
        self.made: Compiled = compiled(problem)
        self.made.objective.whole[0] = 1
        ideal = np.full(k, problem.ideal)
        self.goal: Goal = goal_of(self.made.graph, ideal, ideal - people, ideal + people)
        self.work: Balance = balance_for(self.made.graph, self.made.objective, k)
        self.scratch: Scratch = scratch_for(self.made.graph)
        self.gauge = Gauge(problem)

    def plans(self, n: int) -> Iterator[Ints]:
        """Plans of a ReCom chain, far apart."""
        problem, graph = self.problem, self.made.graph
        k = problem.n_districts
        ideal, none = np.full(k, problem.ideal), np.zeros(0)
        low, high = ideal * (1 - DRAWN), ideal * (1 + DRAWN)
        law = Law(MINIMUM, DISTRICT_PAIRS, 500, 20, low, high, none, none.astype(np.int32))
        state = state_of(graph, np.zeros(problem.n_nodes, np.int32), k)
        split, stream = split_for(graph), stream_of("polish benchmark")
        seed_plan(graph, state, law, self.scratch, split, stream, parts_for(law))
        while n > 0:
            for _ in range(BETWEEN):
                recom(graph, state, law, self.scratch, split, stream)
            if np.abs(state.population - ideal).max() <= DRAWN * problem.ideal:
                yield state.district.copy()
                n -= 1

    def compiled_run(self, district: Ints, stream: Stream) -> Run:
        """Polish with the kernels."""
        graph, objective = self.made.graph, self.made.objective
        state = state_of(graph, district, self.problem.n_districts)
        start = time.process_time()
        begin(graph, state, self.goal, objective, self.work)
        while balance(graph, state, self.scratch, self.goal, objective, self.work, stream, N_LOOKS):
            pass
        return self.run_of(time.process_time() - start, district, state.district)

    def python_run(self, district: Ints) -> Run:
        """Polish with NumPy."""
        reading = self.gauge.read(district)
        start = time.process_time()
        after, _ = polish(self.problem, self.gauge, district, reading, Budget(None))
        return self.run_of(time.process_time() - start, district, after)

    def run_of(self, seconds: float, before: Ints, after: Ints) -> Run:
        """What came of a polish."""
        problem = self.problem
        people = np.bincount(after, problem.population, problem.n_districts)
        off = float(np.abs(people - problem.ideal).max())
        frays = self.n_cut(after) / self.n_cut(before)
        return Run(seconds, off, off <= self.people + 1e-9, frays, int((before != after).sum()))

    def n_cut(self, district: Ints) -> int:
        """Links between districts."""
        ends = district[self.problem.links]
        return int((ends[:, 0] != ends[:, 1]).sum())


HEADS = "{:10s}{:>9s}{:>10s}{:>11s}{:>10s}{:>9s}{:>7s}{:>9s}{:>7s}"
LINE = "{:10s}{:>9s}{:>10s}{:>11.2f}{:>10.1f}{:>9.1f}{:>7s}{:>9.2f}{:>7.0f}"


def line_of(title: str, goal: str, engine: str, runs: list[Run]) -> str:
    """A row of the table."""
    times = [1000 * run.seconds for run in runs]
    return LINE.format(
        title,
        goal,
        engine,
        statistics.median(times),
        max(times),
        statistics.median(run.off for run in runs),
        f"{sum(run.met for run in runs)}/{len(runs)}",
        statistics.mean(run.frays for run in runs),
        statistics.mean(run.moved for run in runs),
    )


def compare(name: str, goal: float, arguments: argparse.Namespace) -> None:
    """Print the lines of one state and one goal: a share below 1, else people."""
    target = PopulationPersons(at_most=goal) if goal >= 1 else PopulationDeviation(at_most=goal)
    k = DISTRICTS[name]
    problem = problem_of(state_map(name, arguments.data), Targets(districts=k, target=(target,)))
    bench = Bench(problem, goal if goal >= 1 else goal * problem.ideal)
    plans = list(bench.plans(arguments.rounds))
    bench.compiled_run(plans[0], stream_of("warm"))
    fast = [
        bench.compiled_run(plan, stream_of("polish benchmark", turn))
        for turn, plan in enumerate(plans)
    ]
    shown = f"{goal:g}" if goal >= 1 else f"{goal:.2%}"
    print(line_of(f"{name} k={k}", shown, "compiled", fast), flush=True)
    if arguments.alone:
        return
    slow = [bench.python_run(plan) for plan in plans]
    print(line_of("", "", "Python", slow))
    ratios = [b.seconds / a.seconds for a, b in zip(fast, slow, strict=True)]
    print(f"{'':29s}x {statistics.median(ratios):.0f}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", nargs="+", choices=DISTRICTS, default=list(DISTRICTS))
    parser.add_argument(
        "--goals", nargs="+", type=float, default=[0.0005, 10], help="a share, or people from 1 up"
    )
    parser.add_argument("--rounds", type=int, default=5, help="plans of each state")
    parser.add_argument("--alone", action="store_true", help="only the compiled polish")
    parser.add_argument("--data", type=Path, help="folder of the maps, with NC/, MN/...")
    arguments = parser.parse_args()
    print(
        HEADS.format(
            "", "goal", "polish", "ms median", "ms most", "off by", "met", "x cut", "moved"
        )
    )
    for name in arguments.states:
        for goal in arguments.goals:
            compare(name, goal, arguments)


if __name__ == "__main__":
    main()
