"""How the chains of an ensemble went: do they tell the same story?"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.maps.charts.frame import Heading, chart, look, name_axes, percent_ticks
from districtbot.plans.ensemble.words import MeasureWords

Floats = NDArray[np.float64]
_POINTS = 400


@dataclass(frozen=True, eq=False)
class Trace:
    """A measure along each chain: means of stretches of plans.

    Attributes:
        words: The measure.
        step: Last plan of each stretch, from 1; shape (n,).
        means: Mean over each stretch; shape (chains, n), NaN where no plan has a value.
        running: Mean over all plans up to it; likewise.
    """

    words: MeasureWords
    step: NDArray[np.int64]
    means: Floats
    running: Floats

    def table(self) -> pd.DataFrame:
        """One row for each stretch: of each chain its mean, and the mean so far."""
        columns: dict[str, object] = {"plan": self.step}
        for chain in range(len(self.means)):
            columns[f"chain {chain + 1}"] = self.means[chain]
            columns[f"chain {chain + 1} so far"] = self.running[chain]
        return pd.DataFrame(columns)


def trace(words: MeasureWords, values: Floats) -> Trace:
    """Cut each chain into at most 400 stretches.

    Args:
        words: The measure.
        values: Shape (chains, plans of each).
    """
    chains, n = values.shape
    ends = np.unique(np.linspace(0, n, min(n, _POINTS) + 1).astype(np.int64))
    there = np.isfinite(values)
    sums = np.concatenate([np.zeros((chains, 1)), np.where(there, values, 0).cumsum(axis=1)], 1)
    counts = np.concatenate([np.zeros((chains, 1)), there.cumsum(axis=1)], 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.diff(sums[:, ends], axis=1) / np.diff(counts[:, ends], axis=1)
        running = sums[:, ends[1:]] / counts[:, ends[1:]]
    return Trace(words, ends[1:], means, running)


def draw_trace(found: Trace, path: Path, *, heading: Heading) -> None:
    """Draw each chain: faint its stretches, strong its mean so far.

    Args:
        found: The chains.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
    """
    names = tuple(f"Chain {chain + 1}" for chain in range(min(len(found.means), 12)))
    with chart(path, heading, names, "line") as axes:
        for place in range(len(found.means)):
            colour = look(place).colour
            axes.plot(found.step, found.means[place], color=colour, linewidth=0.5, alpha=0.35)
            axes.plot(
                found.step,
                found.running[place],
                color=colour,
                linestyle=look(place).dashes,
                linewidth=1.8,
            )
        axes.set_xlim(0, int(found.step[-1]))
        name_axes(axes, "Plans of each chain", found.words.name)
        if found.words.form in ("share", "signed_share", "deviation"):
            percent_ticks(axes, "y")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
