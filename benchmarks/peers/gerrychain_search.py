"""GerryChain's own search for a plan: `SingleMetricOptimizer` on the gaps of a gauge."""

import random
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.seeds import rng_of
from districtbot.plans.field import gerrychain
from districtbot.plans.gauge import Gauge
from districtbot.plans.gerrychain_engine import GerryChainEngine, Trees, nodes_and_links
from districtbot.plans.problem import Problem
from districtbot.plans.tree_law import TreeLaw

ENDLESS = 10**9
BURST = 10
TILT = 0.125
HOT, COLD = 200, 800
"""Steps of a burst, chance of a worse plan, steps of a jump cycle: as in GerryChain's guide."""
BETA = 5.0
"""Weight of a gap while cold; the gauge's gaps are of about 1 for a clear miss."""
ATTEMPTS = 1000
"""Trees drawn for a pair before another pair is chosen."""

Run = Callable[[Any], Iterator[Any]]

METHODS: dict[str, Run] = {
    "bursts": lambda optimizer: optimizer.short_bursts(BURST, ENDLESS),
    "tilted": lambda optimizer: optimizer.tilted_run(ENDLESS, TILT),
    "tilted-bursts": lambda optimizer: optimizer.tilted_short_bursts(BURST, ENDLESS, TILT),
    "annealing": lambda optimizer: optimizer.simulated_annealing(
        ENDLESS, optimizer.jumpcycle_beta_function(HOT, COLD), BETA
    ),
}


def plans_by_gerrychain(
    problem: Problem, gauge: Gauge, method: str, seed: int, budget: Budget
) -> Iterator[tuple[NDArray[np.int32], float]]:
    """Every plan that GerryChain visits, with the sum of its gaps, until the time is up.

    A start is drawn with `recursive_tree_part`, anew until one is found; then
    `SingleMetricOptimizer` walks by ReCom, county borders surcharged, toward smaller gaps.

    Args:
        problem: The map and the targets.
        gauge: Measures a plan's gaps; the same gauge that districtbot's search follows.
        method: A key of `METHODS`.
        seed: Seed of all randomness.
        budget: Seconds for the start and the walk together.
    """
    rng = rng_of("search benchmark", seed)
    try:
        start = _start(problem, rng, budget)
        optimizer = _optimizer(problem, gauge, start, rng, budget)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for partition in METHODS[method](optimizer):
                budget.check()
                yield partition["district"], partition["gap"]
    except OutOfTime:
        return


def _start(problem: Problem, rng: random.Random, budget: Budget) -> NDArray[np.int32]:
    engine = GerryChainEngine(problem, budget)
    while True:
        found = engine.seed_plan(TreeLaw(problem.aim, 1.0), rng)
        if found is not None:
            return found.district


def _optimizer(
    problem: Problem,
    gauge: Gauge,
    start: NDArray[np.int32],
    rng: random.Random,
    budget: Budget,
) -> Any:
    package = gerrychain()
    graph = package.Graph.from_networkx(nodes_and_links(problem)).convert_from_nx_to_rx()
    first = package.Partition(
        graph,
        dict(enumerate(start.tolist())),
        updaters={
            "population": package.updaters.Tally("population"),
            "district": _district,
            "gap": lambda partition: gauge.read(partition["district"], whole=True).required,
        },
    )
    proposal = gerrychain("proposals").build_recom_proposal_fn(
        pop_col="population",
        pop_target=problem.ideal,
        epsilon=problem.aim,
        region_surcharge=None if problem.region is None else {"region": 1.0},
        bipartition_tree_fn=partial(
            gerrychain("tree").bipartition_tree,
            spanning_tree_fn=Trees(budget),
            max_attempts=ATTEMPTS,
            allow_pair_reselection=True,
        ),
    )
    return gerrychain("optimization").SingleMetricOptimizer(
        proposal,
        [gerrychain("constraints").within_percent_of_ideal_population(first, problem.aim)],
        first,
        lambda partition: partition["gap"],
        maximize=False,
        rng=rng,
    )


def _district(partition: Any) -> NDArray[np.int32]:
    """District of each node, from the partition's parent and what it changed."""
    if partition.parent is None:
        district = np.zeros(len(partition.graph.node_indices), dtype=np.int32)
        for node, home in partition.assignment.items():
            district[node] = home
        return district
    changed: NDArray[np.int32] = partition.parent["district"].copy()
    changed[list(partition.flips)] = list(partition.flips.values())
    return changed
