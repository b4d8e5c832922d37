"""How far a draft is from each target, fast enough to ask at every step of a search.

`Gauge.read` measures a whole plan with a few NumPy passes; a law test holds its numbers to
the scorecard's.
"""

from dataclasses import dataclass

from districtbot.plans.problem import Problem
from districtbot.plans.quick import Draft, Ints, measure_of

MISSED = 0.2
"""What missing a target at all adds to its gap, so that none is missed by a hair for another."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a gauge shows for one draft.

    Attributes:
        values: The measured value of each target, in the targets' order.
        gaps: 0 where a target is met, else how far it is missed, in steps of about equal
            worth across targets; same order.
        required: Sum of the gaps of required targets.
        wished: Sum of the gaps of targets wished for.
    """

    values: tuple[float, ...]
    gaps: tuple[float, ...]
    required: float
    wished: float

    @property
    def cost(self) -> tuple[float, float]:
        """Smaller is better; required targets come first."""
        return (self.required, self.wished)

    @property
    def met(self) -> bool:
        """Whether nothing is missed, wished or required."""
        return self.required <= 0 and self.wished <= 0


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
        wished = [target.wished for target in problem.targets.target]
        return Reading(
            tuple(values),
            tuple(gaps),
            sum(gap for gap, wish in zip(gaps, wished, strict=True) if not wish),
            sum(gap for gap, wish in zip(gaps, wished, strict=True) if wish),
        )

    def tighten(self, index: int, by: float) -> None:
        """Ask for more of a target that the judge found missed where the gauge did not.

        Args:
            index: The target's place.
            by: How much to add to its gap from now on.
        """
        self._extra[index] += by
