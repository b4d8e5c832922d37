"""Time to a plan that meets fixed targets: districtbot against GerryChain's own optimizer.

    python benchmarks/search.py [--only AL-opportunity ...] [--seeds 10] [--budget 60]

The goals are in ``peers/goals.py``. Both sides get the same open map, the same goal and the
same wall clock, one process each, one after the other; the clock starts with the map open and
ends when districtbot's judge finds every target met on the plan. districtbot runs
`districtbot.tools.draft.draft`, as the command line does; before each goal an untimed run loads
its compiled code, as any second run finds it. GerryChain draws a start with
`recursive_tree_part` (its time counts) and runs `SingleMetricOptimizer` with county-aware ReCom
on the score that districtbot's own search follows: the sum of the targets' gaps
(`districtbot.plans.gauge`), so that it never lacks a good score. ``--method`` names which of
its methods, set as its guide sets them; short bursts and annealing were the best here, about
level, and tilted runs behind.

A row tells how many seeds reached the goal and the median seconds, a miss counting as longer
than the budget. ``--log FILE`` keeps each run and takes up where an earlier call stopped.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from peers.gerrychain_search import METHODS, plans_by_gerrychain
from peers.goals import GOALS, Goal
from peers.maps import state_map

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.plans.engine import EngineName
from districtbot.plans.gauge import Gauge
from districtbot.plans.judge import Judge
from districtbot.plans.numbering import numbered
from districtbot.plans.problem import problem_of
from districtbot.plans.verdict import all_required_met
from districtbot.tools.draft import ENGINES, Effort, draft

WARM_STEPS = 600
"""Steps of an untimed run at each goal, in which compiled code is made or loaded."""


@dataclass(frozen=True)
class Run:
    """One try at a goal.

    Attributes:
        goal: Name of the goal.
        side: Who tried.
        seed: With which seed.
        budget: Seconds allowed.
        seconds: Seconds until the goal was reached, or ``None``.
    """

    goal: str
    side: str
    seed: int
    budget: float
    seconds: float | None


Side = Callable[[StateMap, Goal, int, float], float | None]
"""Seconds that a side needs to reach a goal from a seed within a budget, or ``None``."""


def by_districtbot(engine: EngineName) -> Side:
    """Districtbot's search with an engine."""

    def seconds(state: StateMap, goal: Goal, seed: int, budget: float) -> float | None:
        start = time.perf_counter()
        drafted = draft(state, goal.targets, Effort(engine, seed, budget))
        spent = time.perf_counter() - start
        return spent if drafted.status == "met" else None

    return seconds


def by_gerrychain(method: str) -> Side:
    """GerryChain's optimizer with one of its methods."""

    def seconds(state: StateMap, goal: Goal, seed: int, budget: float) -> float | None:
        clock = Budget(budget)
        problem = problem_of(state, goal.targets)
        judge = Judge(state, goal.targets)
        gauge = Gauge(problem)
        for district, gap in plans_by_gerrychain(problem, gauge, method, seed, clock):
            if gap <= 0 and all_required_met(judge.verdicts(numbered(problem, district))):
                return clock.spent
        return None

    return seconds


class Log:
    """Runs done, on disk where a file is named."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._runs: dict[tuple[str, str, int, float], Run] = {}
        if path is not None and path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._keep(Run(**json.loads(line)))

    def run(self, name: str, side: str, seed: int, budget: float, work: Callable[[], Run]) -> Run:
        """A run from the log, or done now and noted."""
        known = self._runs.get((name, side, seed, budget))
        if known is not None:
            return known
        run = work()
        self._keep(run)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(run)) + "\n")
        return run

    def _keep(self, run: Run) -> None:
        self._runs[run.goal, run.side, run.seed, run.budget] = run


def summary(runs: list[Run], budget: float) -> str:
    """How many reached the goal, and the median seconds."""
    reached = sum(run.seconds is not None for run in runs)
    median = statistics.median_high(
        float("inf") if run.seconds is None else run.seconds for run in runs
    )
    told = f"{median:.1f} s" if median < float("inf") else f"> {budget:g} s"
    return f"{reached:>3d}/{len(runs):<3d}{told:>10s}"


def tried(
    name: str, state: StateMap, side: str, work: Side, seed: int, budget: float, log: Log
) -> Run:
    """One run of one side, told as it ends."""

    def run() -> Run:
        found = work(state, GOALS[name], seed, budget)
        return Run(name, side, seed, budget, None if found is None else round(found, 3))

    done = log.run(name, side, seed, budget, run)
    told = "missed" if done.seconds is None else f"{done.seconds:.1f} s"
    print(f"    seed {seed:<3d}{side:24s}{told}", flush=True)
    return done


def main() -> None:
    """Print a row for each goal as it is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=GOALS, default=list(GOALS), metavar="GOAL")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of each run")
    parser.add_argument("--engine", choices=ENGINES, default=Effort().engine)
    parser.add_argument("--method", choices=METHODS, default="bursts")
    parser.add_argument("--side", choices=("both", "districtbot", "gerrychain"), default="both")
    parser.add_argument("--log", type=Path, metavar="FILE")
    parser.add_argument("--data", type=Path, help="folder of the maps, with AL/, IA/...")
    arguments = parser.parse_args()
    sides: dict[str, Side] = {}
    if arguments.side != "districtbot":
        sides[f"GerryChain {arguments.method}"] = by_gerrychain(arguments.method)
    if arguments.side != "gerrychain":
        sides[f"districtbot {arguments.engine}"] = by_districtbot(arguments.engine)
    log = Log(arguments.log)
    for name in arguments.only:
        state = state_map(GOALS[name].state, arguments.data)
        print(f"{name}: {GOALS[name].words}", flush=True)
        if arguments.side != "gerrychain":
            draft(state, GOALS[name].targets, Effort(arguments.engine, -1, None, WARM_STEPS))
        runs: dict[str, list[Run]] = {side: [] for side in sides}
        for seed in range(arguments.seeds):
            for side, work in sides.items():
                runs[side].append(tried(name, state, side, work, seed, arguments.budget, log))
        for side, done in runs.items():
            print(f"  {side:24s}{summary(done, arguments.budget)}", flush=True)


if __name__ == "__main__":
    main()
