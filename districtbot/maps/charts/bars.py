"""A number for each district of a plan, as bars from a level such as zero or one half."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from districtbot.maps.charts.frame import COLOURS, LEVEL, Heading, chart, name_axes
from districtbot.maps.sheet import INK

Floats = NDArray[np.float64]
Form = Literal["signed share", "share", "number"]
MOST_WRITTEN = 20
"""With more districts their values are not written at their bars."""
_CLOSE = 0.12
"""Room beyond the furthest bar, as a share of the range."""
_LEAST = 0.01
"""Room on both sides of the level where every bar ends on it."""


@dataclass(frozen=True, eq=False)
class Bars:
    """A number for each district.

    Attributes:
        districts: Names of the districts.
        numbers: The numbers, shape (k,); NaN for none.
        form: What kind of number it is.
        level: Where the bars begin.
        across: What the districts are.
        up: What the numbers are, with their unit.
        bounds: Values between which all should lie; empty for none.
    """

    districts: tuple[str, ...]
    numbers: Floats
    form: Form
    level: float
    across: str
    up: str
    bounds: tuple[float, ...] = ()

    def table(self) -> pd.DataFrame:
        """One row for each district."""
        values = [None if not np.isfinite(one) else float(one) for one in self.numbers]
        return pd.DataFrame({"district": self.districts, "value": values})


def draw_bars(found: Bars, path: Path, *, heading: Heading) -> None:
    """Draw the bars, above the level in one colour and below it in another.

    Args:
        found: The numbers.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
    """
    places = np.arange(len(found.districts))
    heights = np.nan_to_num(found.numbers - found.level, nan=0.0)
    colours = [COLOURS[1] if height >= 0 else COLOURS[0] for height in heights]
    with chart(path, heading, ()) as axes:
        axes.bar(places, heights, bottom=found.level, width=0.7, color=colours)
        axes.axhline(found.level, color=LEVEL, linewidth=0.8)
        for bound in found.bounds:
            axes.axhline(bound, color=LEVEL, linewidth=0.8, linestyle=(0, (4, 3)))
        _fit(axes, found, heights)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _text(value, found.form)))
        axes.set_xticks(places[:: _every(len(places))])
        axes.set_xticklabels(found.districts[:: _every(len(places))])
        if len(places) <= MOST_WRITTEN:
            _write(axes, found, heights)
        name_axes(axes, found.across, found.up)


def _fit(axes: Axes, found: Bars, heights: Floats) -> None:
    """Limits with room for the numbers at the bars."""
    ends = [found.level, *found.bounds, *(found.level + heights).tolist()]
    low, high = min(ends), max(ends)
    room = _CLOSE * (high - low)
    if room == 0:
        low, high, room = low - _LEAST, high + _LEAST, 0.0
    axes.set_ylim(low - room * (low < found.level), high + room * (high > found.level))
    axes.set_xlim(-0.6, len(heights) - 0.4)


def _write(axes: Axes, found: Bars, heights: Floats) -> None:
    """Each value at the end of its bar."""
    texts: Sequence[str] = [_text(value, found.form, decimals=2) for value in found.numbers]
    for place, (text, height) in enumerate(zip(texts, heights.tolist(), strict=True)):
        above = height >= 0
        axes.annotate(
            text,
            (place, found.level + height),
            xytext=(0, 2 if above else -2),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontsize=6.5,
            color=INK,
        )


def _every(n_districts: int) -> int:
    """Which districts have their name on the axis: each, or each second..."""
    return max(1, -(-n_districts // 40))


def _text(value: float, form: Form, decimals: int | None = None) -> str:
    if not np.isfinite(value):
        return "none"
    if form == "number":
        return f"{value:,.10g}" if decimals is None else f"{value:,.0f}"
    percent = round(100 * value, 6)
    text = f"{abs(percent):g}%" if decimals is None else f"{abs(percent):.{decimals}f}%"
    if not any(digit in "123456789" for digit in text):
        return text
    sign = "−" if percent < 0 else "+" if form == "signed share" else ""
    return f"{sign}{text}"
