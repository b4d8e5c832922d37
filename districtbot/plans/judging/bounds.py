"""A value against its bound."""

import math
from dataclasses import dataclass

from districtbot.plans.verdict import Verdict

SLACK = 1e-12
"""How far a share may lie beyond its bound and still be at it: rounding of floats, no more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was measured for one target.

    Attributes:
        name: What is measured, for people.
        value: The measured value; NaN where it cannot be had.
        unit: Its unit.
        required: The bound in words.
        achieved: The value in words.
        districts: The districts at fault, should the target be missed.
    """

    name: str
    value: float
    unit: str
    required: str
    achieved: str
    districts: tuple[int, ...] = ()


def at_most(
    measure: str, wished: bool, found: Finding, bound: float, slack: float = SLACK
) -> Verdict:
    """The verdict on a value that may not lie above a bound.

    Args:
        measure: The target's measure.
        wished: Whether the target is wished for only.
        found: What was measured.
        bound: The bound.
        slack: How far above it still counts as at it, in the value's unit.
    """
    return _verdict(measure, wished, found, bound, found.value - bound, slack)


def at_least(
    measure: str, wished: bool, found: Finding, bound: float, slack: float = SLACK
) -> Verdict:
    """The verdict on a value that may not lie below a bound; arguments as for `at_most`."""
    return _verdict(measure, wished, found, bound, bound - found.value, slack)


def _verdict(
    measure: str, wished: bool, found: Finding, bound: float, excess: float, slack: float
) -> Verdict:
    met = bool(excess <= slack)
    return Verdict(
        name=found.name,
        measure=measure,
        required=found.required,
        achieved=found.achieved,
        met=met,
        wished=wished,
        value=float(found.value),
        bound=float(bound),
        unit=found.unit,
        shortfall=0.0 if met else float("inf") if math.isnan(excess) else float(excess),
        districts=() if met else found.districts,
    )
