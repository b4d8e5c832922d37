"""One claim, what was found instead, and whether the two agree."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHARE_TOLERANCE = 1e-9
"""How far two numbers may differ, relative to the larger or to 1: the order of additions."""
SHAPE_TOLERANCE = 1e-6
"""The same for shapes, which have been to EPSG:4326 and back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a result says.

    Attributes:
        name: What is claimed, for people.
        claimed: What the result says.
        found: What its files say.
        agrees: Whether the two agree.
    """

    name: str
    claimed: str
    found: str
    agrees: bool


def same(name: str, claimed: Any, found: Any) -> Claim:
    """A claim that holds where two values are equal."""
    return Claim(name, shown(claimed), shown(found), bool(claimed == found))


def near(name: str, claimed: Any, found: float | None, tolerance: float = SHARE_TOLERANCE) -> Claim:
    """A claim on a number, or on there being none (``None``)."""
    return Claim(name, shown(claimed), shown(found), alike(claimed, found, tolerance))


def between(
    name: str, claimed: Any, found: float, ends: tuple[float, float], tolerance: float
) -> Claim:
    """A claim on a number that rounding leaves open between two ends."""
    low, high = ends
    inside = _is_number(claimed) and low <= claimed * (1 + tolerance)
    inside = inside and claimed <= high * (1 + tolerance)
    words = f"{shown(found)}, with rounding from {shown(low)} to {shown(high)}"
    return Claim(name, shown(claimed), words, inside)


def holds(name: str, faults: Iterable[str], claimed: str = "yes") -> Claim:
    """A claim that holds where no fault was found."""
    listed = list(faults)
    more = f" and {len(listed) - 3:,} more" if len(listed) > 3 else ""
    return Claim(name, claimed, "; ".join(listed[:3]) + more if listed else claimed, not listed)


def alike(claimed: Any, found: Any, tolerance: float = SHARE_TOLERANCE) -> bool:
    """Whether two JSON values are equal, numbers within a tolerance, down to the leaves."""
    if isinstance(found, dict):
        return (
            isinstance(claimed, dict)
            and claimed.keys() == found.keys()
            and all(alike(claimed[name], found[name], tolerance) for name in found)
        )
    if isinstance(found, list | tuple):
        return (
            isinstance(claimed, list | tuple)
            and len(claimed) == len(found)
            and all(alike(a, b, tolerance) for a, b in zip(claimed, found, strict=True))
        )
    if _is_number(claimed) and _is_number(found):
        return math.isclose(claimed, found, rel_tol=tolerance, abs_tol=tolerance)
    return type(claimed) is type(found) and bool(claimed == found)


def shown(value: Any) -> str:
    """A value for people, cut short where it is long."""
    if value is None:
        return "none"
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 120 else f"{text[:117]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
