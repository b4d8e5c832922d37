"""Plans to choose between: none better in everything than another, and apart from each other."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Better = Literal["less", "more"]

NEAREST = 0.02
"""Two plans that are offered differ in the district of at least this share of the people."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One measure of a plan that a person would weigh against others.

    Attributes:
        name: What is measured, for people: ``county splits``.
        value: The value; NaN where it cannot be had, which is worse than any.
        unit: Unit of the value, as in `districtbot.plans.verdict.Verdict`.
        better: Whether less or more of it is better.
        target: Place of the target that it belongs to; ``None`` for a measure that is always
            weighed.
        gap: Whether the value is how far the plan falls short of that target, which is
            wished for, rather than what it has of it.
    """

    name: str
    value: float
    unit: str
    better: Better
    target: int | None = None
    gap: bool = False

    @property
    def cost(self) -> float:
        """The value as a cost: less is better."""
        if math.isnan(self.value):
            return math.inf
        return self.value if self.better == "less" else -self.value


def dominates(one: Sequence[Weight], other: Sequence[Weight]) -> bool:
    """Whether a plan is nowhere worse than another and somewhere better.

    Args:
        one: The measures of the plan.
        other: The same measures of the other plan, in the same order.
    """
    pairs = [(a.cost, b.cost) for a, b in zip(one, other, strict=True)]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def undominated(plans: Sequence[Sequence[Weight]]) -> tuple[int, ...]:
    """The places of the plans that no other dominates; equals stay side by side."""
    return tuple(
        place
        for place, plan in enumerate(plans)
        if not any(dominates(other, plan) for other in plans)
    )


def furthest_apart(
    distance_fn: Callable[[int, int], float], n_found: int, n_wanted: int, nearest: float = NEAREST
) -> tuple[int, ...]:
    """Plans far from each other: each time the one furthest from those already taken.

    Args:
        distance_fn: Distance of two plans, by their places.
        n_found: How many plans there are; plan 0 is taken first.
        n_wanted: The most to take.
        nearest: No two of those taken are nearer than this.

    Returns:
        Places in the order of taking; of equally distant plans the first.
    """
    taken = [0]
    apart = [math.inf] * n_found
    while len(taken) < n_wanted:
        last = taken[-1]
        apart = [min(far, distance_fn(last, place)) for place, far in enumerate(apart)]
        left = [place for place in range(n_found) if place not in taken and apart[place] >= nearest]
        if not left:
            break
        taken.append(max(left, key=apart.__getitem__))
    return tuple(taken)
