"""ReCom steps per second: districtbot's fast engine against GerryChain and Mosaic, in one run.

    python benchmarks/recom.py [--states NC MN] [--mosaic FOLDER] [--processes 2]

Everybody gets the same dual graph, starting plan, population tolerance, choice of pair and
tree law, keeps every new plan, and works on one core. GerryChain runs as its documentation
sets it up: `MarkovChain` with a `ReCom` proposal, the population constraint, default updaters.
Each engine is warmed, then all take turns; a figure is the median over the turns.

``ns/unit`` is the fast engine's cost of a tree: nanoseconds of the whole step, spread over the
trees it drew and the units of the two merged districts that each tree spans.

``--mosaic`` names a clone of matt-mohn/mosaic_python, whose own step function is then timed
too, on minimum spanning trees, the only ones it has. ``--processes N`` compares N processes of
the fast engine with one. ``--clock cpu`` counts seconds of this process instead of the wall's,
for a machine that is busy with other work.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from peers.fast_walk import FastWalk, Processes
from peers.gerrychain_walk import GerryChainWalk
from peers.maps import state_map
from peers.mosaic_walk import SETTINGS, MosaicWalk, mosaic_at
from peers.walk import CLOCKS, Pairs, Trees, Walk, Walker, steps_per_second

from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of, seed_of
from districtbot.plans.gerrychain_engine import GerryChainEngine
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targets import PopulationDeviation, Targets
from districtbot.plans.tree_law import TreeLaw

DISTRICTS = {"NC": 14, "MN": 8, "PA": 17, "IA": 4}
TREES: tuple[Trees, ...] = ("mst", "ust")
WARM_SECONDS = 1.0
BURN_IN = 2_000
"""Steps of the fast engine from the drawn plan to the one that everybody starts from."""


@dataclass(frozen=True, eq=False)
class Row:
    """Steps per second of each engine in each round.

    Attributes:
        rates: By engine, one number a round.
        fast: The fast engine's chain, for its cost per tree.
    """

    rates: dict[str, list[float]]
    fast: FastWalk

    def median(self, engine: str) -> float | None:
        """Median rate of an engine, or ``None`` where it did not run."""
        rates = self.rates.get(engine)
        return statistics.median(rates) if rates else None


def problem_for(name: str, epsilon: float, folder: Path | None) -> Problem:
    """A state with its number of districts and the population tolerance."""
    target = PopulationDeviation(at_most=epsilon)
    return problem_of(state_map(name, folder), Targets(districts=DISTRICTS[name], target=(target,)))


def drawn_plan(problem: Problem, epsilon: float) -> NDArray[np.int32]:
    """A plan within the tolerance, drawn with GerryChain's recursive tree partition."""
    engine = GerryChainEngine(problem, Budget(None))
    for attempt in range(1000):
        found = engine.seed_plan(TreeLaw(epsilon, 0.0), rng_of("recom benchmark", attempt))
        if found is not None:
            return found.district
    raise SystemExit("No starting plan found in 1000 attempts.")


def timed(
    walk: Walk, mosaic: Any, rounds: int, seconds: float, clock_fn: Callable[[], float]
) -> Row:
    """Let the engines take turns on one walk."""
    fast = FastWalk(walk)
    walkers: dict[str, Walker] = {"GerryChain": GerryChainWalk(walk), "fast": fast}
    if mosaic is not None and walk.trees == "mst":
        walkers["Mosaic"] = MosaicWalk(mosaic, walk)
    for walker in walkers.values():
        steps_per_second(walker, WARM_SECONDS, clock_fn)
    fast.forget_costs()
    rates: dict[str, list[float]] = {name: [] for name in walkers}
    for _ in range(rounds):
        for name, walker in walkers.items():
            rates[name].append(steps_per_second(walker, seconds, clock_fn))
    return Row(rates, fast)


HEADS = ("", "trees", "GerryChain", "Mosaic", "fast", "x GerryChain", "x Mosaic", "ns/unit")
WIDTHS = "{:14s}{:>6s}{:>12s}{:>10s}{:>10s}{:>14s}{:>10s}{:>9s}"


def line_of(title: str, walk: Walk, row: Row) -> str:
    """A row of the table."""
    gerrychain, mosaic, fast = (row.median(name) for name in ("GerryChain", "Mosaic", "fast"))
    return WIDTHS.format(
        title,
        walk.trees,
        number(gerrychain),
        number(mosaic),
        number(fast),
        number(fast / gerrychain if fast and gerrychain else None),
        number(fast / mosaic if fast and mosaic else None),
        number(row.fast.nanoseconds_per_unit),
    )


def number(value: float | None) -> str:
    """A number with a digit after the point where it is small."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:,.1f}"


def walks(arguments: argparse.Namespace) -> Iterator[tuple[str, Walk]]:
    """Every row asked for: its title and what the engines are given."""
    epsilon: float = arguments.tolerance
    pairs: Pairs = arguments.pairs
    for name in arguments.states:
        problem = problem_for(name, epsilon, arguments.data)
        start = drawn_plan(problem, epsilon)
        for trees in arguments.trees:
            seed = seed_of("recom benchmark", name, trees)
            walk = Walk(problem, start, epsilon, trees, pairs, seed)
            mixed = FastWalk(walk).plan_after(BURN_IN)
            title = f"{name} k={problem.n_districts}"
            yield title, Walk(problem, mixed, epsilon, trees, pairs, seed)


def compare_engines(arguments: argparse.Namespace) -> None:
    """Print the table of engines."""
    mosaic = mosaic_at(arguments.mosaic) if arguments.mosaic else None
    print(
        f"ReCom steps per second on one core; tolerance {arguments.tolerance:.1%}, pairs by "
        f"{arguments.pairs}, {arguments.clock} clock, median of {arguments.rounds} rounds of "
        f"{arguments.seconds:g} s"
    )
    if mosaic is not None:
        print(SETTINGS)
    print(WIDTHS.format(*HEADS))
    for title, walk in walks(arguments):
        clock_fn = CLOCKS[arguments.clock]
        row = timed(walk, mosaic, arguments.rounds, arguments.seconds, clock_fn)
        print(line_of(title, walk, row), flush=True)


def compare_processes(arguments: argparse.Namespace) -> None:
    """Print what several processes of the fast engine do, against one."""
    n = arguments.processes
    print(f"Fast engine, steps per second of the wall: 1 process, {n} processes, ratio")
    for title, walk in walks(arguments):
        alone, together = [], []
        with Processes(walk, n) as processes:
            for _ in range(arguments.rounds):
                alone.append(processes.rate(1, arguments.seconds))
                together.append(processes.rate(n, arguments.seconds))
        one, many = statistics.median(alone), statistics.median(together)
        print(
            f"{title:14s}{walk.trees:>6s}{number(one):>12s}{number(many):>12s}{many / one:>8.2f}",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", nargs="+", choices=DISTRICTS, default=list(DISTRICTS))
    parser.add_argument("--trees", nargs="+", choices=TREES, default=list(TREES))
    parser.add_argument("--pairs", choices=("cut_edges", "district_pairs"), default="cut_edges")
    parser.add_argument("--tolerance", type=float, default=0.01, help="a share, 0.01 is 1%%")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each engine in a round")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--mosaic", type=Path, metavar="FOLDER")
    parser.add_argument("--processes", type=int, metavar="N", help="compare N with 1 instead")
    parser.add_argument("--data", type=Path, help="folder of the maps, with NC/, MN/...")
    arguments = parser.parse_args()
    if arguments.processes:
        compare_processes(arguments)
    else:
        compare_engines(arguments)


if __name__ == "__main__":
    main()
