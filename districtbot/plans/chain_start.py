"""The first plan of a chain: one of the map's, or one drawn from the chain's own stream."""

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream
from districtbot.chains.graph import Graph
from districtbot.chains.recom import Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.seeds import parts_for, seed_plan
from districtbot.chains.state import state_of
from districtbot.ground.errors import AskError
from districtbot.plans.contiguity import pieces_of
from districtbot.plans.plan import plan_of
from districtbot.plans.problem import Problem

N_ATTEMPTS = 200
N_TREES = 100
"""Trees tried for one cut of a first plan."""


def plan_start(problem: Problem, column: str, law: Law) -> NDArray[np.int32]:
    """The plan in a column, as the district of each node, 0..k-1.

    Raises:
        AskError: If it is no plan that the chain could have reached.
    """
    state, k = problem.state, problem.n_districts
    plan = plan_of(state.unit_ids, state.labels(column))
    if plan.n_districts != k:
        raise AskError(
            f"The plan in {column} has {plan.n_districts} districts, not {k}.",
            "Name a plan with as many districts as are asked for.",
        )
    district = np.zeros(problem.n_nodes, dtype=np.int32)
    district[problem.node_of] = plan.district - 1
    if (district[problem.node_of] != plan.district - 1).any():
        raise AskError(
            f"The plan in {column} parts units that the targets keep together.",
            "Start from another plan, or leave start out and one is drawn.",
        )
    pieces = pieces_of(district + 1, problem.links, k)
    if (pieces != 1).any():
        name = plan.names[int(np.flatnonzero(pieces != 1)[0])]
        raise AskError(
            f"District {name} of the plan in {column} is in {pieces.max()} pieces.",
            "Start from another plan, or leave start out and one is drawn.",
        )
    _check_people(problem, column, plan.names, district, law)
    return district


def _check_people(
    problem: Problem, column: str, names: tuple[str, ...], district: NDArray[np.int32], law: Law
) -> None:
    people = np.bincount(district, problem.population, problem.n_districts)
    out = np.flatnonzero((people < law.low) | (people > law.high))
    if len(out):
        worst = int(out[0])
        raise AskError(
            f"District {names[worst]} of the plan in {column} has {people[worst]:,.0f} people, "
            f"not {law.low[worst]:,.0f} to {law.high[worst]:,.0f}.",
            "Give a larger epsilon, or leave start out and a plan is drawn.",
        )


def drawn_start(problem: Problem, graph: Graph, law: Law, stream: Stream) -> NDArray[np.int32]:
    """A plan drawn from nothing, as the district of each node, 0..k-1.

    Raises:
        AskError: If none within the law's bounds is found.
    """
    law = law._replace(n_trees=N_TREES)
    scratch, split, parts = scratch_for(graph), split_for(graph), parts_for(law)
    nowhere = np.zeros(problem.n_nodes, dtype=np.int32)
    if problem.n_nodes >= problem.n_districts:
        for _ in range(N_ATTEMPTS):
            state = state_of(graph, nowhere, problem.n_districts)
            if seed_plan(graph, state, law, scratch, split, stream, parts):
                return state.district.copy()
    off = float((law.high / ((law.low + law.high) / 2) - 1).max())
    raise AskError(
        f"No first plan of {problem.n_districts} districts within {off:.2%} of ideal was found "
        f"in {N_ATTEMPTS} attempts.",
        "Give a larger epsilon, or a plan column as start.",
    )
