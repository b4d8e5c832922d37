"""How far a draft is from each target, fast enough to ask at every step of a search.

`Gauge.read` measures a whole plan with a few NumPy passes; a law test holds its numbers to
the scorecard's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from districtbot.plans.problem import Problem
from districtbot.plans.quick import Draft, Ints, measure_of
from districtbot.plans.targets import Contiguity, RegionPieces, RegionSplits, Target

WISH_WEIGHT = 0.05
"""What a gap in a wished target counts against one in a required target while a search anneals."""
MISSED = 0.2
"""What missing a target at all adds to its gap, so that none is missed by a hair for another."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge shows for one draft.

    Attributes:
        values: The measured value of each target, in the targets' order.
        gaps: 0 where a target is met, else how far it is missed, in steps of about equal
            worth across targets; same order.
        hard: Sum of the gaps of hard targets (see `tier_of`).
        required: Sum of the gaps of required targets, the hard ones among them.
        wished: Sum of the gaps of targets wished for.
    """

    values: tuple[float, ...]
    gaps: tuple[float, ...]
    hard: float
    required: float
    wished: float

    @property
    def cost(self) -> tuple[float, float, float]:
        """Smaller is better; hard targets come first, then the other required ones."""
        return (self.hard, self.required, self.wished)

    @property
    def met(self) -> bool:
        """Whether nothing is missed, wished or required."""
        return self.required <= 0 and self.wished <= 0


Tier = Literal["hard", "required", "wished"]


def tier_of(target: Target) -> Tier:
    """How a target ranks: no plan is preferred for a target of a lower rank.

    Contiguity and the caps on regions are hard: a plan that keeps them is better than any that
    does not. Then comes what else is required, then what is wished for.
    """
    if target.wished:
        return "wished"
    if isinstance(target, Contiguity | RegionSplits | RegionPieces):
        return "hard"
    return "required"


def reading_of(
    targets: tuple[Target, ...], values: Sequence[float], gaps: Sequence[float]
) -> Reading:
    """Add up the gaps of targets by rank."""
    sums = {"hard": 0.0, "required": 0.0, "wished": 0.0}
    for target, gap in zip(targets, gaps, strict=True):
        sums[tier_of(target)] += gap
    hard = sums["hard"]
    return Reading(tuple(values), tuple(gaps), hard, hard + sums["required"], sums["wished"])


class Gauge:
    """Measures drafts against the targets of one problem.

    Args:
        problem: The map and the targets.

    Raises:
        AskError: If a target needs a column that the map does not have.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._extra = [0.0] * len(problem.targets.target)
        self._measures = [measure_of(problem, target) for target in problem.targets.target]

    def read(self, district: Ints, *, whole: bool = False) -> Reading:
        """Measure a draft.

        Args:
            district: District of each node, 0..k-1, shape (n_nodes,).
            whole: Known to have every district, each in one piece: contiguity, the slowest of
                the measures, is then not looked at again.
        """
        problem = self.problem
        draft = Draft(problem.state, problem.n_districts, district[problem.node_of], whole=whole)
        values, gaps = [], []
        for measure, extra in zip(self._measures, self._extra, strict=True):
            value, gap = measure(draft)
            values.append(value)
            gap = max(0.0, gap + extra)
            gaps.append(gap + MISSED if gap > 0 else 0.0)
        return reading_of(problem.targets.target, values, gaps)

    def tighten(self, index: int, by: float) -> None:
        """Ask for more of a target that the judge found missed where the gauge did not.

        Args:
            index: The target's place.
            by: How much to add to its gap from now on.
        """
        self._extra[index] += by
