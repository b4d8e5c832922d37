"""How the runs of a search draw and cut their trees."""

from dataclasses import dataclass

from districtbot.plans.problem import Problem
from districtbot.plans.targets import RegionPieces, RegionSplits

EPSILON_FLOOR = 0.0005
"""Trees are never asked for a tighter balance than this share; flips and swaps do the rest."""
GOOD_BALANCE = 0.01
"""The deviation that is tried for first where the targets allow more."""
EASY_CUTS = 0.5
"""Edges of one tree on a pair of districts that should balance, for cuts to come easily."""


@dataclass(frozen=True, slots=True)
class TreeLaw:
    """How trees are drawn and cut.

    Attributes:
        epsilon: Largest deviation from the ideal population, a share, on each side of a cut.
        surcharge: Added to the random weight in [0, 1) of an edge between two regions; 0
            ignores regions, 1 uses such edges last, so that most regions stay whole.
    """

    epsilon: float
    surcharge: float


def tree_law(problem: Problem, run: int) -> TreeLaw:
    """How a run draws its trees; runs take turns.

    The first asks for the targets' own balance or better, so that a generous tolerance is
    not used up for nothing; the second for what trees easily give; the third for less: a
    looser balance leaves room to move, and the polish closes the gap.
    Trees follow region borders closely at first, and on every run where a target counts
    regions; else the later runs are freer.
    """
    easy = EASY_CUTS * problem.n_districts / (2 * problem.n_nodes)
    good = min(problem.aim, max(GOOD_BALANCE, easy))
    epsilon = (good, max(problem.aim, easy), 2.5 * problem.aim)[run % 3]
    counted = any(isinstance(t, RegionSplits | RegionPieces) for t in problem.targets.target)
    surcharge = ((1.0, 0.5, 1.0) if counted else (1.0, 0.0, 0.3))[run % 3]
    return TreeLaw(min(0.1, max(epsilon, EPSILON_FLOOR)), surcharge)
