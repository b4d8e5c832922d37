"""Districts in order of a share, over an ensemble: boxes or violins, with plans as dots.

The first box holds every plan's district with the smallest share, the second its second
smallest, and so on; names of districts play no part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import (
    CLOUD,
    CLOUD_EDGE,
    LEVEL,
    Heading,
    chart,
    dot,
    name_axes,
    percent_ticks,
)
from districtbot.plans.ensemble.words import MeasureWords
from districtbot.plans.field import data_plots

Floats = NDArray[np.float64]
Kind = Literal["box", "violin"]
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_WHISKERS = 0.01, 0.99
_MOST_LABELS = 30
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2500)
_MOST_BOXES = 60
"""More districts than that are drawn as bands: their boxes would run together."""
_VIOLIN_PLANS = 4000


@dataclass(frozen=True, eq=False)
class OrderedDistricts:
    """The districts of an ensemble's plans, each plan's in order of a measure.

    Attributes:
        words: The measure.
        ranked: Of each plan, ascending within it; shape (n_plans, k), NaN where undefined.
        plans: Name of each plan that is held against them to its districts' values, ascending.
    """

    words: MeasureWords
    ranked: Floats
    plans: Mapping[str, Floats]

    @property
    def n_plans(self) -> int:
        """Plans of the ensemble with a value in every district."""
        return int(np.isfinite(self.ranked).all(axis=1).sum())

    @property
    def n_districts(self) -> int:
        """Districts of each plan."""
        return int(self.ranked.shape[1])

    def says(self, kind: Kind) -> str:
        """What the shapes of the drawing mean, in a sentence."""
        if self.n_districts > _MOST_BOXES:
            return "Dark: the middle half of the plans; light: all but 1% on each side."
        if kind == "violin":
            return "Each violin is as wide as plans are many."
        return "Each box holds the middle half of the plans, its whiskers all but 1% on each side."

    def table(self) -> pd.DataFrame:
        """One row for each rank: quantiles, then each plan's value and its percentile.

        Percentiles are shares, 0 to 1: plans below and half of those that are equal.
        """
        whole = self.ranked[np.isfinite(self.ranked).all(axis=1)]
        columns: dict[str, object] = {"rank": np.arange(1, self.n_districts + 1)}
        columns["smallest"] = whole.min(axis=0)
        for share, row in zip(QUANTILES, np.quantile(whole, QUANTILES, axis=0), strict=True):
            columns[f"{100 * share:g}%"] = row
        columns["largest"] = whole.max(axis=0)
        for name, own in self.plans.items():
            columns[name] = own
            below, equal = (whole < own).mean(axis=0), (whole == own).mean(axis=0)
            columns[f"{name} percentile"] = below + equal / 2
        return pd.DataFrame(columns)


def ordered_districts(
    words: MeasureWords, values: Floats, plans: Mapping[str, Floats]
) -> OrderedDistricts:
    """Put the districts of each plan in order.

    Args:
        words: The measure.
        values: The ensemble's, shape (n_plans, k), by any numbers of districts.
        plans: Each plan's, shape (k,).

    Raises:
        AskError: If no plan has a value in every district, or a plan has another number of
            districts.
    """
    if not np.isfinite(values).all(axis=1).any():
        raise AskError(
            f"{words.name} has no value in some district of every plan.",
            "Nobody is counted there, so there is no share to put in order: take another column.",
        )
    for name, own in plans.items():
        if len(own) != values.shape[1]:
            raise AskError(
                f"{name} has {len(own)} districts, the plans of the ensemble {values.shape[1]}.",
                "Compare it with an ensemble of as many.",
            )
    in_order = {name: np.sort(np.asarray(own, np.float64)) for name, own in plans.items()}
    return OrderedDistricts(words, np.sort(values, axis=1), in_order)


def draw_ordered_districts(
    found: OrderedDistricts, path: Path, *, heading: Heading, kind: Kind = "box"
) -> None:
    """Draw a box or a violin for each rank, and each plan's districts as dots.

    Boxes hold the middle half of the plans, whiskers all but the outermost 1% on each side; from
    61 districts on both are bands.

    Args:
        found: The districts.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
        kind: Boxes, or violins of at most 4,000 plans, evenly spaced.
    """
    k = found.n_districts
    with chart(path, heading, tuple(found.plans)) as axes:
        _draw_cloud(axes, found, kind)
        size = float(np.clip(460 / k * 0.62, 2.2, 6.5))
        spread = _offsets(len(found.plans), k)
        for place, own in enumerate(found.plans.values()):
            axes.plot(np.arange(1, k + 1) + spread[place], own, zorder=5, **dot(place, size))
        _draw_levels(axes)
        step = next(step for step in _STEPS if step * _MOST_LABELS >= k)
        shown = [rank for rank in range(1, k + 1) if rank == 1 or rank % step == 0]
        axes.set_xticks(shown, [str(rank) for rank in shown])
        axes.set_xlim(0.3, k + 0.7)
        name_axes(axes, "Districts of each plan, from smallest to largest", found.words.name)
        percent_ticks(axes, "y")
        axes.grid(axis="y", color="#e6e6e6", linewidth=0.5)


def _draw_cloud(axes: Axes, found: OrderedDistricts, kind: Kind) -> None:
    """The ensemble, by gerrytools' plots on our axes, or as bands where districts are many."""
    if found.n_districts > _MOST_BOXES:
        _draw_bands(axes, found.table())
        return
    plots = data_plots()
    labels = [str(rank) for rank in range(1, found.n_districts + 1)]
    style = {"facecolor": CLOUD, "edgecolor": CLOUD_EDGE, "edgewidth": 0.8}
    if kind == "violin":
        whole = found.ranked[np.isfinite(found.ranked).all(axis=1)]
        some = whole[:: max(1, -(-len(whole) // _VIOLIN_PLANS))]
        violin = plots.ViolinPlot(ax=axes)
        scores = {label: some[:, place].tolist() for place, label in enumerate(labels)}
        violin.add_dataset(scores, "ensemble", **style)
        _ = violin.ax
        return
    table = found.table()
    box = plots.BoxPlot(ax=axes, width_scale=0.8)
    stats = {
        label: {
            "median": table["50%"][place],
            "lower_quartile": table["25%"][place],
            "upper_quartile": table["75%"][place],
            "lower_whisker": table["1%"][place],
            "upper_whisker": table["99%"][place],
        }
        for place, label in enumerate(labels)
    }
    box.add_stats_dataset(stats, "ensemble", **style)
    _ = box.ax


def _draw_bands(axes: Axes, table: pd.DataFrame) -> None:
    """What boxes and whiskers say, run together."""
    for low, high, colour in (("1%", "99%", CLOUD), ("25%", "75%", CLOUD_EDGE)):
        axes.fill_between(table["rank"], table[low], table[high], color=colour, linewidth=0)
    axes.plot(table["rank"], table["50%"], color="white", linewidth=0.9)


def _draw_levels(axes: Axes) -> None:
    """A line at one half, where shares lie on both sides of it or near it."""
    low, high = axes.get_ylim()
    if low - 0.02 < 0.5 < high + 0.02:
        axes.axhline(0.5, color=LEVEL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        axes.set_ylim(min(low, 0.49), max(high, 0.51))


def _offsets(n_plans: int, k: int) -> Floats:
    """How far the dots of each plan stand to the side, so that none hides another."""
    reach = 0.0 if n_plans < 2 or k > _MOST_LABELS else 0.2
    return np.linspace(-reach, reach, max(n_plans, 1))
