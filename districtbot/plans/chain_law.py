"""The rules of a chain as the arrays of its kernels."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from districtbot.chains import recom, walk
from districtbot.chains.recom import Law
from districtbot.chains.walk import Course
from districtbot.ground.errors import AskError
from districtbot.plans.chain_measures import Counted, caps_of, ideals, weights_of
from districtbot.plans.chain_rules import SHAPES, ChainRules
from districtbot.plans.groups import region_column
from districtbot.plans.problem import Problem
from districtbot.plans.scoring import NO_SHAPES

PROPOSALS = {"recom": walk.RECOM, "reversible_recom": walk.REVERSIBLE, "flips": walk.FLIPS}
ACCEPTANCES = {"always": walk.ALWAYS, "metropolis": walk.METROPOLIS, "tilted": walk.TILTED}
PAIRS = {"cut_edges": recom.CUT_EDGES, "district_pairs": recom.DISTRICT_PAIRS}
MOST_GRADED = 3
"""Up to so many regions, cuts between them are preferred by grade, as GerryChain does."""


def law_of(problem: Problem, rules: ChainRules) -> Law:
    """How a step draws and cuts.

    Raises:
        AskError: If the rules do not fit the problem.
    """
    _check_seats(problem, rules)
    epsilon = problem.aim if rules.epsilon is None else rules.epsilon
    ideal = ideals(problem, rules)
    low, high = ideal * (1 - epsilon), ideal * (1 + epsilon)
    if rules.proposal == "reversible_recom":
        _check_apart(low, high, epsilon)
    trees = recom.UNIFORM if rules.trees == "uniform" else recom.MINIMUM
    surcharge, grade = np.zeros(0), np.zeros(0, np.int32)
    if any(rules.surcharges.values()):
        trees = recom.SURCHARGED
        surcharge, grade = _surcharges(problem, rules.surcharges)
    return Law(trees, PAIRS[rules.pairs], rules.n_trees, rules.n_pairs, low, high, surcharge, grade)


def course_of(found: Counted, rules: ChainRules) -> Course:
    """What is proposed, accepted and kept.

    Raises:
        AskError: If shapes are to be scored on a map that has none.
    """
    weights, shape_weights = weights_of(found, rules.score)
    if shape_weights.any() and found.area < 0:
        raise AskError(NO_SHAPES, f"Leave {' and '.join(SHAPES)} out of the score.")
    return Course(
        proposal=PROPOSALS[rules.proposal],
        max_cuts=rules.max_cuts,
        acceptance=ACCEPTANCES[rules.acceptance],
        beta=rules.beta or 0.0,
        chance=rules.chance or 0.0,
        exact=rules.exact,
        thin=rules.thin,
        caps=caps_of(found, rules.caps, walk.NO_CAP),
        weights=weights,
        shape_weights=shape_weights,
        area=found.area,
        perimeter=found.perimeter,
    )


def _check_seats(problem: Problem, rules: ChainRules) -> None:
    if problem.n_districts < 2:
        raise AskError("A chain needs two districts or more.", "Ask for more districts.")
    if rules.seats is not None and len(rules.seats) != problem.n_districts:
        raise AskError(
            f"Seats are given for {len(rules.seats)} districts, but there are "
            f"{problem.n_districts}.",
            "Give the members of each district.",
        )


def _check_apart(low: NDArray[np.float64], high: NDArray[np.float64], epsilon: float) -> None:
    """Districts of different sizes must not be mistaken for each other."""
    order = np.argsort(low)
    low, high = low[order], high[order]
    unlike = low[1:] > low[:-1]
    if (unlike & (low[1:] <= high[:-1])).any():
        raise AskError(
            f"Within {epsilon:.2%}, districts of different numbers of seats can have the same "
            "population; then the law of reversible ReCom does not hold.",
            "Give a smaller epsilon, or use the proposal recom.",
        )


def _surcharges(
    problem: Problem, surcharges: dict[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Surcharge and grade of each link.

    GerryChain cuts, of the links a tree offers, one that crosses the most regions, and of
    those one with the highest surcharge.
    """
    n, ends = problem.n_nodes, problem.links
    crosses = []
    for region in surcharges:
        codes, _ = problem.state.codes(region_column(problem.state, region))
        node = np.zeros(n, np.int32)
        node[problem.node_of] = codes
        crosses.append(node[ends[:, 0]] != node[ends[:, 1]])
    crossed = np.stack(crosses, axis=1)
    values = np.array(list(surcharges.values()))
    grade = np.zeros(len(ends) if len(values) <= MOST_GRADED else 0, np.int32)
    if len(grade):
        sets = [
            chosen
            for size in range(1, len(values) + 1)
            for chosen in combinations(range(len(values)), size)
        ]
        sets.sort(key=lambda chosen: (len(chosen), float(values[list(chosen)].sum())), reverse=True)
        for rank, chosen in enumerate(reversed(sets)):
            exactly = np.isin(np.arange(len(values)), chosen)
            grade[(crossed == exactly).all(axis=1)] = rank + 1
    return crossed @ values, grade
