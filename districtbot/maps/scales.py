"""Classes and colours for districts shaded by a number.

Colours are ColorBrewer's (C. Brewer and M. Harrower, colorbrewer2.org), of those that colour-blind
readers tell apart: YlGnBu for amounts, PuOr for what lies above or below, RdBu for votes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from districtbot.maps.figures import Figure

NO_VALUE = -1
"""The class of a district without a number."""
_AMOUNTS = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
_ABOUT = ("#b35806", "#f1a340", "#fee0b6", "#d8daeb", "#998ec3", "#542788")
_VOTES = ("#b2182b", "#ef8a62", "#fddbc7", "#d1e5f0", "#67a9cf", "#2166ac")
_VOTE_BOUNDS = (0.40, 0.45, 0.50, 0.55, 0.60)
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """How districts are shaded by one of their numbers.

    Attributes:
        colours: ``#rrggbb`` of each class, from the smallest numbers up.
        labels: What each class holds, in words.
        classes: Class of each district; `NO_VALUE` where it has no number.
    """

    colours: tuple[str, ...]
    labels: tuple[str, ...]
    classes: tuple[int, ...]


def scale_of(figure: Figure) -> Scale | None:
    """Classes for a figure, ``None`` where districts are not to be shaded by it.

    Args:
        figure: One number of every district.
    """
    values = [value for value in figure.values if value is not None]
    if not figure.kind or not values:
        return None
    if figure.kind == "votes":
        bounds: tuple[float, ...] = _VOTE_BOUNDS
        colours: tuple[str, ...] = _VOTES
    elif figure.kind == "deviation":
        step = _nice(max(map(abs, values)) / 3 or 0.001)
        bounds, colours = (-2 * step, -step, 0.0, step, 2 * step), _ABOUT
    else:
        bounds = _even(min(values), max(values))
        colours = _AMOUNTS[: len(bounds) + 1]
    return Scale(colours, _labels(bounds, figure), tuple(_class(v, bounds) for v in figure.values))


def _nice(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5, 10... times a power of ten that is not below a number."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def _even(low: float, high: float) -> tuple[float, ...]:
    """At most five bounds at round numbers between two numbers."""
    if high <= low:
        return ()
    step = _nice((high - low) / len(_AMOUNTS))
    first = math.floor(low / step) + 1
    bounds = [round(number * step, 12) for number in range(first, first + len(_AMOUNTS))]
    return tuple(bound for bound in bounds if bound < high)[: len(_AMOUNTS) - 1]


def _class(value: float | None, bounds: Sequence[float]) -> int:
    """How many bounds a number reaches."""
    return NO_VALUE if value is None else sum(value >= bound for bound in bounds)


def _labels(bounds: Sequence[float], figure: Figure) -> tuple[str, ...]:
    if not bounds:
        return (figure.texts[0],)
    said = _said(bounds, figure.kind)
    between = [f"{low} to {high}" for low, high in pairwise(said)]
    return (f"below {said[0]}", *between, f"{said[-1]} and more")


def _said(bounds: Sequence[float], kind: str) -> list[str]:
    """Bounds with as few digits as say them exactly."""
    factor, unit = (1, "") if kind in ("shape", "count") else (100, "%")
    numbers = [factor * bound for bound in bounds]
    digits = next(
        n for n in range(12) if all(abs(round(x, n) - x) < 1e-9 for x in numbers) or n == 11
    )
    sign = "+" if kind == "deviation" else ""
    texts = [f"{0 if x == 0 else x:{sign if x else ''},.{digits if x else 0}f}" for x in numbers]
    return [text.replace("-", "−") + unit for text in texts]
