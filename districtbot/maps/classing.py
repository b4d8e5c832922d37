"""Values sorted into the few classes that a map's legend can name."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError

Floats = NDArray[np.float64]
Scheme = Literal["quantiles", "equal", "natural"]

MISSING = -1
"""Class of a value that is not there."""
MOST_CLASSES = 9
_MOST_NATURAL = 400


@dataclass(frozen=True, slots=True)
class Classing:
    """How values are to be sorted.

    Attributes:
        scheme: How the bounds are chosen: ``quantiles`` gives classes of about as many values
            each; ``equal`` classes as wide as each other, at round numbers; ``natural`` those
            with the least variance inside.
        n_classes: Number of classes wanted, 2 to 9.
        bounds: Inner bounds, rising, in place of a scheme's.

    Raises:
        AskError: If the number or the bounds are not so.
    """

    scheme: Scheme = "quantiles"
    n_classes: int = 5
    bounds: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not 2 <= self.n_classes <= MOST_CLASSES:
            raise AskError(
                f"{self.n_classes} classes cannot be told apart on a map.",
                f"Ask for 2 to {MOST_CLASSES}.",
            )
        rising = all(low < high for low, high in pairwise(self.bounds))
        if not rising or not np.isfinite(self.bounds).all() or len(self.bounds) >= MOST_CLASSES:
            raise AskError(
                f"Class bounds are {', '.join(f'{bound:g}' for bound in self.bounds)}.",
                f"Give at most {MOST_CLASSES - 1} numbers, each above the one before.",
            )


@dataclass(frozen=True, slots=True)
class Classes:
    """Values in classes.

    Attributes:
        bounds: Ends of the classes, rising, one more than there are classes; a value on an
            inner bound is in the class above it.
        of: Class of each value, 0..n-1 from the lowest, or `MISSING`.
        counts: Number of values in each class.
        n_missing: Number of values that are not there.
    """

    bounds: tuple[float, ...]
    of: NDArray[np.int32]
    counts: tuple[int, ...]
    n_missing: int


def classes_of(values: Floats, classing: Classing) -> Classes:
    """Sort values into classes with round bounds.

    Natural breaks are Fisher's (1958, doi:10.1080/01621459.1958.10501479; "Jenks"), found on at
    most 400 quantiles of the values. Inner bounds are rounded to as few digits as leave them
    apart, so counts differ a little from the scheme's. Where there are fewer different values
    than classes, there are fewer classes.

    Args:
        values: The values, shape (n,); NaN for one that is not there.
        classing: How.
    """
    there = np.isfinite(values)
    known = np.sort(values[there])
    if len(known) == 0:
        none = np.full(len(values), MISSING, dtype=np.int32)
        return Classes((0.0, 0.0), none, (0,), len(values))
    low, high = float(known[0]), float(known[-1])
    found = _inner(known, classing.scheme, classing.n_classes)
    if classing.scheme != "equal":
        found = list(_rounded(found, low, high))
    inner = classing.bounds or tuple(found[: MOST_CLASSES - 1])
    ends = (min([low, *inner]), *inner, max([high, *inner]))
    codes = np.searchsorted(np.array(inner), values, side="right").astype(np.int32)
    codes[~there] = MISSING
    counts = np.bincount(codes[there], minlength=len(inner) + 1)
    return Classes(ends, codes, tuple(counts.tolist()), int((~there).sum()))


def _inner(known: Floats, scheme: Scheme, n_classes: int) -> list[float]:
    steps = np.arange(1, n_classes) / n_classes
    if scheme == "equal":
        return _even(float(known[0]), float(known[-1]), n_classes)
    found = np.quantile(known, steps) if scheme == "quantiles" else _natural(known, n_classes)
    return sorted({float(value) for value in found if known[0] < value <= known[-1]})


def _even(low: float, high: float, n_classes: int) -> list[float]:
    """Multiples of a round number between two numbers, about ``n_classes`` - 1 of them."""
    if high <= low:
        return []
    power = 10.0 ** np.floor(np.log10((high - low) / n_classes))
    step = min(
        (factor * power for factor in (1, 2, 2.5, 5, 10)),
        key=lambda size: abs((high - low) / size - n_classes),
    )
    first = int(np.floor(low / step)) + 1
    last = int(np.ceil(high / step)) - 1
    return [float(round(number * step, 12)) for number in range(first, last + 1)]


def _natural(known: Floats, n_classes: int) -> Floats:
    """Where the classes of least variance begin, the first one left out."""
    points = known
    if len(points) > _MOST_NATURAL:
        points = np.quantile(known, np.linspace(0, 1, _MOST_NATURAL))
    n = len(points)
    sums = np.concatenate([[0.0], np.cumsum(points)])
    squares = np.concatenate([[0.0], np.cumsum(points**2)])
    first = np.arange(n)[:, None]
    last = np.arange(1, n + 1)[None, :]
    size = np.maximum(last - first, 1)
    spread = squares[last] - squares[first] - (sums[last] - sums[first]) ** 2 / size
    spread = np.where(last > first, np.maximum(spread, 0.0), np.inf)
    best = spread[0].copy()
    starts = []
    for _ in range(1, min(n_classes, n)):
        total = np.concatenate([[np.inf], best[:-1]])[:, None] + spread
        starts.append(total.argmin(axis=0))
        best = total.min(axis=0)
    found, end = [], n
    for start in reversed(starts):
        end = int(start[end - 1])
        found.append(points[end])
        if end == 0:
            break
    return np.array(found[::-1])


def _rounded(inner: list[float], low: float, high: float) -> tuple[float, ...]:
    """The bounds with as few digits as keep them apart from each other and from the ends."""
    span = high - low
    if not inner or span <= 0:
        return ()
    first = 1 - int(np.floor(np.log10(span)))
    for digits in range(first, first + 8):
        near = sorted({round(value, digits) for value in inner})
        steps = np.diff([low, *inner, high])
        off = max(abs(round(value, digits) - value) for value in inner)
        inside = near[0] > low and near[-1] <= high
        if len(near) == len(inner) and inside and off <= float(steps[:-1].min()) / 4 + 1e-12:
            return tuple(float(value) for value in near)
    return tuple(inner)
