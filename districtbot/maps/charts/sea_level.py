"""Seats against votes over all contests: the sea level of each election, and what it lifted."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    look,
    name_axes,
    percent_ticks,
)

Floats = NDArray[np.float64]
SEA = "#9fc6e7"
_MOST_LEVEL = 10
_ASIDE = 0.018
"""How far dots of several plans stand to the side, as a share of the width of the plot."""


@dataclass(frozen=True, eq=False)
class SeaLevel:
    """Seats of plans in several contests, in order of the statewide vote.

    Attributes:
        contests: Their names, the least Democratic first.
        votes: Democratic share of all votes in each; shape (n,).
        seats: Name of each plan to its Democratic share of the districts in each; shape (n,).
        counts: Share of the ensemble's plans with 0..k Democratic districts in each contest;
            shape (n, k + 1); ``None`` without an ensemble.
        n_districts: k.
    """

    contests: tuple[str, ...]
    votes: Floats
    seats: Mapping[str, Floats]
    counts: Floats | None
    n_districts: int

    def table(self) -> pd.DataFrame:
        """One row for each contest: votes, each plan's seat share, shares of plans by seats."""
        columns: dict[str, object] = {"contest": self.contests, "dem_votes": self.votes}
        columns |= self.seats
        if self.counts is not None:
            columns |= {
                f"ensemble {seats} of {self.n_districts}": self.counts[:, seats]
                for seats in range(self.n_districts + 1)
            }
        return pd.DataFrame(columns)


def sea_level(
    votes: Mapping[str, float],
    plans: Mapping[str, Mapping[str, float]],
    n_districts: int,
    ensemble: Mapping[str, Floats] | None = None,
) -> SeaLevel:
    """Put contests in order of their votes.

    Args:
        votes: Contest to the Democratic share of all its votes, 0 to 1.
        plans: Name of each plan to its Democratic districts by contest.
        n_districts: k.
        ensemble: Contest to the Democratic districts of each plan, shape (n_plans,).

    Raises:
        AskError: If there is no contest.
    """
    if not votes:
        raise AskError("The map has no contest.", "Open one with two-party votes.")
    order = tuple(sorted(votes, key=lambda name: (votes[name], name)))
    seats = {
        name: np.array([own[contest] for contest in order]) / n_districts
        for name, own in plans.items()
    }
    counts = None
    if ensemble is not None:
        tallies = [
            np.bincount(ensemble[contest].astype(int), minlength=n_districts + 1)
            for contest in order
        ]
        counts = np.array([tally / tally.sum() for tally in tallies])
    levels = np.array([votes[contest] for contest in order])
    return SeaLevel(order, levels, seats, counts, n_districts)


def draw_sea_level(found: SeaLevel, path: Path, *, heading: Heading) -> None:
    """Draw the vote as a sea, plans' seats as linked dots, the ensemble's as bubbles.

    Drawn by matplotlib: gerrytools' plot links single scores and has no room for an ensemble.

    Args:
        found: The numbers.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
    """
    place_of = np.arange(len(found.contests))
    with chart(path, heading, tuple(found.seats), below=_below(found)) as axes:
        axes.fill_between(
            np.append(np.insert(place_of.astype(float), 0, -0.6), len(place_of) - 0.4),
            np.append(np.insert(found.votes, 0, found.votes[0]), found.votes[-1]),
            color=SEA,
            alpha=0.35,
            linewidth=0,
        )
        axes.plot(place_of, found.votes, color="#2b6ca3", linewidth=1.4, zorder=2)
        axes.axhline(0.5, color=LEVEL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        if found.counts is not None:
            _draw_bubbles(axes, found.counts)
        reach = 0.0 if len(found.seats) < 2 else _ASIDE * len(place_of)
        offsets = np.linspace(-reach, reach, max(len(found.seats), 1))
        for place, own in enumerate(found.seats.values()):
            x = place_of + offsets[place]
            axes.plot(x, own, color=look(place).colour, linewidth=0.8, alpha=0.6, zorder=4)
            axes.plot(x, own, zorder=5, **dot(place, 7.5))
        _fit(axes, found)


def _below(found: SeaLevel) -> float:
    """Inches for the names of the contests, which stand upright where they are many."""
    return 0.66 if len(found.contests) <= _MOST_LEVEL else 1.2


def _draw_bubbles(axes: Axes, counts: Floats) -> None:
    """One bubble for each number of seats, its area the share of the plans that have it."""
    contest, seats = np.nonzero(counts)
    axes.scatter(
        contest,
        seats / (counts.shape[1] - 1),
        s=420 * counts[contest, seats],
        facecolors=CLOUD,
        edgecolors=CLOUD_EDGE,
        linewidths=0.6,
        zorder=3,
        clip_on=False,
    )


def _fit(axes: Axes, found: SeaLevel) -> None:
    n = len(found.contests)
    levels = zip(found.contests, found.votes, strict=True)
    texts = [f"{name}\n{100 * vote:.1f}%" for name, vote in levels]
    axes.set_xticks(range(n), texts, rotation=0 if n <= _MOST_LEVEL else 90)
    axes.set_xlim(-0.6, n - 0.4)
    axes.set_ylim(-0.05, 1.05)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    name_axes(axes, "Contests by Democratic share of the vote", "Democratic share of the districts")
    percent_ticks(axes, "y")
