"""What a check of one target found."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target, judged on one plan.

    Attributes:
        name: What is measured, for people: ``population deviation``.
        measure: The target's measure: ``population_deviation``.
        required: The bound with its unit, for people: ``at most 1% per district``.
        achieved: The value with its unit, for people: ``0.43% (district 3)``.
        met: Whether the plan meets the target.
        wished: Whether the target is wished for rather than required.
        value: The measured value; NaN where it cannot be had, ``achieved`` then says why.
        bound: The bound the value is held to.
        unit: Unit of ``value`` and ``bound``: ``share``, ``people``, ``districts``,
            ``counties``, ``edges``, ``pieces`` or ``yes/no``.
        shortfall: 0 where met; else how far the value lies from the bound, in ``unit``.
        districts: The districts (1..k) at fault, where single districts are.
    """

    name: str
    measure: str
    required: str
    achieved: str
    met: bool
    wished: bool
    value: float
    bound: float
    unit: str
    shortfall: float
    districts: tuple[int, ...] = ()

    @property
    def told(self) -> str:
        """What is measured, what was asked and what the plan has, in words."""
        return f"{self.name}, {self.required}; the plan has {self.achieved}"


def targets_told(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """What results and answers say of each target, as JSON data."""
    return [
        {"name": one.name, "required": one.required, "achieved": one.achieved, "met": one.met}
        for one in verdicts
    ]


def all_required_met(verdicts: Iterable[Verdict]) -> bool:
    """Whether every target that is not merely wished for is met."""
    return all(verdict.met for verdict in verdicts if not verdict.wished)


def cost_of(verdicts: Iterable[Verdict]) -> tuple[int, float, int, float]:
    """How far a plan is from its targets; of two plans the one with less is nearer.

    Returns:
        How many required targets are missed, by how much in parts of their bounds, and the same
        of the targets wished for. What cannot be measured is missed by the whole of its bound.
    """
    listed = list(verdicts)
    required = [_miss(one) for one in listed if not one.met and not one.wished]
    wished = [_miss(one) for one in listed if not one.met and one.wished]
    return (len(required), sum(required), len(wished), sum(wished))


def _miss(verdict: Verdict) -> float:
    miss = verdict.shortfall / (abs(verdict.bound) or 1.0)
    return miss if math.isfinite(miss) else 1.0
