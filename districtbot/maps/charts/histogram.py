"""How often each value of a measure comes up in an ensemble, and where plans stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import (
    CLOUD,
    CLOUD_EDGE,
    LEVEL,
    PAPER,
    TICKS,
    Heading,
    chart,
    look,
    name_axes,
    percent_ticks,
)
from districtbot.maps.sheet import INK
from districtbot.plans.ensemble.words import MeasureWords

Floats = NDArray[np.float64]
_MOST_VALUES = 60
"""Whole numbers that spread no wider have a bar each."""
_FEWEST_BINS, _MOST_BINS = 12, 50
_FEWEST_SLOTS = 7
"""Bars of whole numbers are no wider than if there were so many."""
_MOST_NAMED = 12
_MOST_TICKS = 14
_LEAST_TOLD = 0.0005


@dataclass(frozen=True, eq=False)
class Histogram:
    """Plans counted by a measure.

    Attributes:
        words: The measure.
        edges: Ends of the bins, ascending; shape (n_bins + 1,). A bin holds its lower end, the
            last one both ends.
        counts: Plans in each bin; shape (n_bins,).
        by_value: Whether each bin is one whole number, in its middle.
        least: Smallest value.
        most: Greatest value.
        without: Plans that have no value.
        plans: Name of each plan that is held against them to its value; ``None`` without one.
        percentiles: Share of the ensemble below it and half of those that are equal, likewise.
    """

    words: MeasureWords
    edges: Floats
    counts: NDArray[np.int64]
    by_value: bool
    least: float
    most: float
    without: int
    plans: Mapping[str, float | None]
    percentiles: Mapping[str, float | None]

    @property
    def n_plans(self) -> int:
        """Plans of the ensemble that have a value."""
        return int(self.counts.sum())

    def table(self) -> pd.DataFrame:
        """One row for each bin, then one for each plan with its percentile, a share."""
        bins: dict[str, object] = {"from": self.edges[:-1], "to": self.edges[1:]}
        if self.by_value:
            middle = (self.edges[:-1] + self.edges[1:]) / 2
            bins = {"from": middle, "to": middle}
        rows = pd.DataFrame(
            {"kind": "bin", "name": "", **bins, "plans": self.counts.astype("float64")}
        )
        rows["share"] = self.counts / self.n_plans
        own = pd.DataFrame(
            [
                {"kind": "plan", "name": name, "from": value, "to": value, "share": None}
                | {"percentile": self.percentiles[name]}
                for name, value in self.plans.items()
            ],
            columns=["kind", "name", "from", "to", "plans", "share", "percentile"],
        )
        rows["percentile"] = None
        return pd.concat([rows.astype(object), own.astype(object)], ignore_index=True)


def histogram(words: MeasureWords, values: Floats, plans: Mapping[str, float | None]) -> Histogram:
    """Count plans by a measure: whole numbers one by one, others in bins.

    Bins are as wide as Freedman and Diaconis (1981) have it, 12 to 50 of them.

    Args:
        words: The measure.
        values: The ensemble's, shape (n_plans,); NaN where there is none.
        plans: Each plan's.

    Raises:
        AskError: If no plan of the ensemble has a value.
    """
    found = values[np.isfinite(values)]
    if len(found) == 0:
        raise AskError(
            f"{words.name} has no value in any plan of the ensemble.",
            "It needs votes for both parties in every district: take another contest.",
        )
    own = {name: _or_none(value) for name, value in plans.items()}
    whole = bool((found == np.floor(found)).all()) and words.form in ("count", "number")
    by_value = whole and float(np.ptp(found)) <= _MOST_VALUES
    edges = _edges(found, by_value=by_value, whole=whole)
    counts, _ = np.histogram(found, edges)
    percentiles = {name: _percentile(found, value) for name, value in own.items()}
    without = len(values) - len(found)
    least, most = float(found.min()), float(found.max())
    tally = counts.astype(np.int64)
    return Histogram(words, edges, tally, by_value, least, most, without, own, percentiles)


def draw_histogram(found: Histogram, path: Path, *, heading: Heading) -> None:
    """Draw the bars, and a line at each plan's value.

    The bars are matplotlib's own: gerrytools' histogram takes every plan's number as a Python
    list, and ensembles have millions.

    Args:
        found: The counts.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
    """
    keyed = tuple(_keyed(found, name) for name in found.plans)
    with chart(path, heading, keyed, "line") as axes:
        gap = 0.86 if found.by_value else 1.0
        width = np.diff(found.edges)
        middle = (found.edges[:-1] + found.edges[1:]) / 2
        axes.bar(
            middle,
            found.counts / found.n_plans,
            width * gap,
            color=CLOUD,
            edgecolor=CLOUD_EDGE,
            linewidth=0.5,
        )
        _draw_plans(axes, found)
        _fit(axes, found)
        if found.by_value and len(found.counts) <= _MOST_NAMED:
            _name_bars(axes, found, middle)
        name_axes(axes, _across(found.words), "Share of the plans")
        percent_ticks(axes, "y")
        if found.words.form in ("share", "signed_share", "deviation"):
            percent_ticks(axes, "x")
        axes.grid(axis="y", color="#e6e6e6", linewidth=0.5)


def _draw_plans(axes: Axes, found: Histogram) -> None:
    for place, value in enumerate(found.plans.values()):
        if value is not None:
            drawn = look(place)
            axes.axvline(value, color=drawn.colour, linestyle=drawn.dashes, linewidth=2, zorder=4)


def _name_bars(axes: Axes, found: Histogram, middle: Floats) -> None:
    """Write the share of the plans above each bar."""
    lines = [value for value in found.plans.values() if value is not None]
    for x, count in zip(middle.tolist(), found.counts.tolist(), strict=True):
        share, beside = count / found.n_plans, x in lines
        words = f"{share:.1%}" if share >= _LEAST_TOLD or count == 0 else "<0.1%"
        axes.annotate(
            words,
            (x, share),
            (-4 * beside, 2.5),
            textcoords="offset points",
            ha="right" if beside else "center",
            fontsize=TICKS,
            color=INK,
            bbox=PAPER,
            zorder=5,
        )


def _fit(axes: Axes, found: Histogram) -> None:
    """Show every bar and every plan; whole numbers are marked as such; zero is a line."""
    own = [value for value in found.plans.values() if value is not None]
    low, high = min([*own, found.edges[0]]), max([*own, found.edges[-1]])
    room = 0.03 * (high - low)
    if found.by_value:
        room = max(room, (_FEWEST_SLOTS - (high - low)) / 2)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(0, max(0.001, float(found.counts.max()) / found.n_plans * 1.1))
    if found.by_value:
        axes.set_xticks(_whole_ticks(low, high))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(9, integer=found.words.form == "count"))
    if found.words.is_signed and low < 0 < high:
        axes.axvline(0, color=LEVEL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)


def _whole_ticks(low: float, high: float) -> list[float]:
    """Whole numbers between two ends, a dozen or so at most."""
    ticks = MaxNLocator(_MOST_TICKS, integer=True).tick_values(ceil(low), floor(high))
    return [float(tick) for tick in ticks if low <= tick <= high]


def _across(words: MeasureWords) -> str:
    if words.is_signed:
        return f"{words.name}:  ← favours Republicans | favours Democrats →"
    return words.name


def _keyed(found: Histogram, name: str) -> str:
    """``Enacted: 512, percentile 97.2``."""
    value, percentile = found.plans[name], found.percentiles[name]
    if value is None or percentile is None:
        return f"{name}: no value"
    own = f"{name}: {found.words.text(value)}"
    if value < found.least or value > found.most:
        return f"{own}, {'lower' if value < found.least else 'higher'} than every plan"
    return f"{own}, percentile {100 * percentile:.1f}"


def _edges(found: Floats, *, by_value: bool, whole: bool) -> Floats:
    low, high = float(found.min()), float(found.max())
    if by_value:
        return np.arange(low - 0.5, high + 1.0)
    if low == high:
        pad = max(abs(low) * 0.05, 1e-6)
        return np.array([low - pad, high + pad])
    n_bins = len(np.histogram_bin_edges(found, "fd")) - 1
    n_bins = int(np.clip(n_bins, _FEWEST_BINS, _MOST_BINS))
    if not whole:
        return np.linspace(low, high, n_bins + 1)
    step = max(1, round((high - low + 1) / n_bins))
    return np.arange(low - 0.5, high + step, step)


def _percentile(found: Floats, value: float | None) -> float | None:
    if value is None:
        return None
    return float((found < value).mean() + (found == value).mean() / 2)


def _or_none(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
