"""Classes and colours for districts shaded by a number.

Amounts and votes have the colours of the printed choropleths (`ramps`). What lies above or below
is orange and purple (ColorBrewer's PuOr, C. Brewer and M. Harrower, colorbrewer2.org), as red and
blue would be taken for parties; colour-blind readers tell these apart too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from districtbot.maps.classing import Classing, classes_of
from districtbot.maps.figures import Figure
from districtbot.maps.ramps import diverging, sequential

_ABOUT = ("#b35806", "#f1a340", "#fee0b6", "#d8daeb", "#998ec3", "#542788")
_VOTES = (0.40, 0.45, 0.50, 0.55, 0.60)
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """How districts are shaded by one of their numbers.

    Attributes:
        colours: ``#rrggbb`` of each class, from the smallest numbers up.
        labels: What each class holds, in words.
        classes: Class of each district; `classing.MISSING` where it has no number.
    """

    colours: tuple[str, ...]
    labels: tuple[str, ...]
    classes: tuple[int, ...]


def scale_of(figure: Figure) -> Scale | None:
    """Classes for a figure, ``None`` where districts are not to be shaded by it.

    Args:
        figure: One number of every district.
    """
    known = [value for value in figure.values if value is not None]
    if not figure.kind or not known:
        return None
    values = np.array([math.nan if value is None else value for value in figure.values])
    if figure.kind == "votes":
        classing, colours = Classing(bounds=_VOTES), diverging((0.0, *_VOTES, 1.0), 0.5)
    elif figure.kind == "deviation":
        step = _nice(max(map(abs, known)) / 3 or 0.001)
        classing, colours = Classing(bounds=(-2 * step, -step, 0.0, step, 2 * step)), _ABOUT
    else:
        classing, colours = Classing("equal"), ()
    found = classes_of(values, classing)
    colours = colours or sequential(len(found.counts))
    return Scale(colours, _labels(found.bounds[1:-1], figure), tuple(found.of.tolist()))


def _nice(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5, 10... times a power of ten that is not below a number."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def _labels(bounds: Sequence[float], figure: Figure) -> tuple[str, ...]:
    if not bounds:
        pairs = zip(figure.texts, figure.values, strict=True)
        return next((text,) for text, value in pairs if value is not None)
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
