"""What stood in the way of a search: which target, how often, and how near it came."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from districtbot.plans.gauge import Reading
from districtbot.plans.labels import label_of, value_of
from districtbot.plans.targets import POPULATION_MEASURES, Target, Targets


@dataclass(frozen=True, slots=True)
class Blocker:
    """One target, over all plans a search looked at.

    Attributes:
        target: The target.
        n_missed: Plans that missed it.
        n_alone: Plans that missed it and no other required target; of a wish: nothing else.
        nearest: Its best value among the plans that met every other required target, else
            among all plans.
        others_met: Whether ``nearest`` comes from a plan that met every other required target:
            loosening the bound to it would have been enough.
    """

    target: Target
    n_missed: int
    n_alone: int
    nearest: float
    others_met: bool


@dataclass(frozen=True, slots=True)
class Blockers:
    """All targets that were missed at least once.

    Attributes:
        n_plans: Plans looked at.
        targets: The blockers, most often missed first.
    """

    n_plans: int
    targets: tuple[Blocker, ...]


class Tally:
    """Counts missed targets while a search runs.

    Args:
        targets: The targets that readings refer to.
    """

    def __init__(self, targets: Targets) -> None:
        self._targets = targets.target
        n = len(self._targets)
        self._n_plans = 0
        self._missed = [0] * n
        self._alone = [0] * n
        self._nearest: list[tuple[float, float] | None] = [None] * n
        self._nearest_alone: list[tuple[float, float] | None] = [None] * n
        self.population = tuple(
            index
            for index, target in enumerate(self._targets)
            if target.measure in POPULATION_MEASURES
        )

    def note(self, reading: Reading) -> None:
        """Count one plan."""
        self._n_plans += 1
        missed = {index for index, gap in enumerate(reading.gaps) if gap > 0}
        required = {index for index in missed if not self._targets[index].wished}
        for index, gap in enumerate(reading.gaps):
            if gap <= 0:
                continue
            found = (gap, reading.values[index])
            self._missed[index] += 1
            self._nearest[index] = min(self._nearest[index] or found, found)
            others = missed if self._targets[index].wished else required
            if not others - {index}:
                self._alone[index] += 1
                self._nearest_alone[index] = min(self._nearest_alone[index] or found, found)

    def add(
        self,
        n_plans: int,
        missed: Sequence[int],
        alone: Sequence[int],
        nearest: Sequence[tuple[float, float]],
        nearest_alone: Sequence[tuple[float, float]],
    ) -> None:
        """Count plans that were noted elsewhere.

        Args:
            n_plans: How many.
            missed: How many of them missed each target.
            alone: How many missed it and no other required target.
            nearest: The smallest gap with which each was missed, and the value; infinity for none.
            nearest_alone: The same among those that missed no other required target.
        """
        self._n_plans += n_plans
        for index in range(len(self._targets)):
            self._missed[index] += missed[index]
            self._alone[index] += alone[index]
            for kept, found in (
                (self._nearest, nearest[index]),
                (self._nearest_alone, nearest_alone[index]),
            ):
                if math.isfinite(found[0]):
                    kept[index] = min(kept[index] or found, found)

    def short_of(self, reading: Reading) -> tuple[str, ...]:
        """What a reading misses, for a progress line: ``county splits 12``."""
        return tuple(
            f"{label_of(target)} {value_of(target, value)}"
            for target, value, gap in zip(self._targets, reading.values, reading.gaps, strict=True)
            if gap > 0
        )

    def blockers(self) -> Blockers:
        """The targets missed at least once, most often first."""
        found = []
        for index, target in enumerate(self._targets):
            alone = self._nearest_alone[index]
            nearest = alone or self._nearest[index]
            if nearest is None:
                continue
            found.append(
                Blocker(
                    target,
                    self._missed[index],
                    self._alone[index],
                    nearest[1],
                    alone is not None,
                )
            )
        found.sort(key=lambda blocker: -blocker.n_missed)
        return Blockers(self._n_plans, tuple(found))
