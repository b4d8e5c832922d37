"""What a check of one target found."""

from collections.abc import Iterable
from dataclasses import dataclass


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


def all_required_met(verdicts: Iterable[Verdict]) -> bool:
    """Whether every target that is not merely wished for is met."""
    return all(verdict.met for verdict in verdicts if not verdict.wished)
