"""Steps to fixed targets under each strategy of the compiled search: what the default rests on.

    python benchmarks/strategies.py [--only AL-opportunity ...] [--seeds 5] [--steps 100000]

The goals are in ``peers/goals.py``. Every strategy gets the same goals, seeds and number of
steps, in one process, and is counted in steps, not seconds, so that a busy machine does not
matter. A row tells how many seeds reached the goal and the mean number of steps, a miss
counting twice the limit (PAR2); the last rows sum up, as a ratio against annealing.
"""

import argparse
from pathlib import Path

from peers.goals import GOALS, Goal
from peers.maps import state_map

from districtbot.chains.anneal import ANNEALED, BURSTS, TILTED
from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.plans.fast_engine import FastEngine, Strategy
from districtbot.plans.judge import Judge
from districtbot.plans.numbering import numbered
from districtbot.plans.problem import problem_of
from districtbot.plans.search import Search

STRATEGIES = {
    "annealing": Strategy(rule=ANNEALED),
    "annealing, long": Strategy(rule=ANNEALED, length=20_000),
    "tilted 1%": Strategy(rule=TILTED, chance=0.01),
    "tilted 0.1%": Strategy(rule=TILTED, chance=0.001),
    "bursts of 5": Strategy(rule=BURSTS, burst=5),
    "bursts of 10": Strategy(rule=BURSTS, burst=10),
    "bursts of 10, long": Strategy(rule=BURSTS, burst=10, length=20_000),
    "bursts of 30": Strategy(rule=BURSTS, burst=30),
}


def steps_needed(
    state: StateMap, goal: Goal, strategy: Strategy, seed: int, max_steps: int
) -> int | None:
    """Steps until the goal is met, or ``None``."""
    problem, judge = problem_of(state, goal.targets), Judge(state, goal.targets)
    budget = Budget(None)
    found = Search(
        problem,
        FastEngine(problem, budget, strategy),
        judge.verdicts,
        lambda district: numbered(problem, district),
        seed=seed,
        budget=budget,
        max_steps=max_steps,
    ).run()
    return found.steps if found.met else None


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=sorted(GOALS), default=sorted(GOALS))
    parser.add_argument("--strategies", nargs="+", choices=list(STRATEGIES), default=None)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--data", type=Path, default=None)
    asked = parser.parse_args()
    names = asked.strategies or list(STRATEGIES)
    totals = dict.fromkeys(names, 0.0)
    for goal_name in asked.only:
        goal = GOALS[goal_name]
        state = state_map(goal.state, asked.data)
        print(f"{goal_name}: {goal.words}", flush=True)
        for name in names:
            runs = [
                steps_needed(state, goal, STRATEGIES[name], seed, asked.steps)
                for seed in range(asked.seeds)
            ]
            mean = sum(2 * asked.steps if run is None else run for run in runs) / len(runs)
            totals[name] += mean
            reached = sum(run is not None for run in runs)
            print(f"  {name:20s} {reached:2d}/{len(runs)} {mean:10,.0f} steps", flush=True)
    print("all goals")
    for name, total in totals.items():
        print(f"  {name:20s} {total:10,.0f} steps {total / totals[names[0]]:8.2f} x {names[0]}")


if __name__ == "__main__":
    main()
