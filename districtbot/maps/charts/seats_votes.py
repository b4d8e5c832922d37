"""Seats by votes of plans in one contest, with the ensemble's as a band."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of
from districtbot.maps.charts.frame import (
    CLOUD,
    LEVEL,
    PAPER,
    TICKS,
    Heading,
    chart,
    dot,
    look,
    name_axes,
    percent_ticks,
)
from districtbot.maps.sheet import INK
from districtbot.plans.seats_votes import LEVEL as TIE
from districtbot.plans.seats_votes import seats_votes_curve

Floats = NDArray[np.float64]
_STEPS = 400
_BAND = 0.05, 0.95
_BAND_PLANS = 2000


@dataclass(frozen=True, eq=False)
class SeatsVotes:
    """What plans do when every district swings by as many points.

    Attributes:
        contest: The contest.
        votes: Statewide Democratic shares, 0 to 1, ascending; shape (n,).
        actual: The statewide share in the contest itself.
        curves: Name of each plan to its Democratic share of the districts at each; shape (n,).
        points: Name of each plan to its Democratic share of the districts as voted.
        band: Of the ensemble's plans the 5% and 95% quantiles at each; shape (2, n); ``None``
            without an ensemble.
        n_districts: Districts of the first plan.
    """

    contest: str
    votes: Floats
    actual: float
    curves: Mapping[str, Floats]
    points: Mapping[str, float]
    band: Floats | None
    n_districts: int

    def table(self) -> pd.DataFrame:
        """One row for each statewide share: each plan's seat share, and the ensemble's band."""
        columns: dict[str, object] = {"dem_votes": self.votes, **self.curves}
        if self.band is not None:
            columns |= {"ensemble 5%": self.band[0], "ensemble 95%": self.band[1]}
        return pd.DataFrame(columns)


def seats_votes(
    contest: str,
    actual: float,
    plans: Mapping[str, Floats],
    ensemble: Floats | None = None,
) -> SeatsVotes:
    """Compute the curves.

    Args:
        contest: The contest.
        actual: The Democratic share of all its votes, 0 to 1.
        plans: Democratic share of each district of each plan, shape (k,).
        ensemble: The same of an ensemble's plans, shape (n_plans, k); at most 2,000 of them,
            evenly spaced, make the band.

    Raises:
        AskError: If a plan has a district without votes.
    """
    votes = np.linspace(0, 1, _STEPS + 1)
    curves, points = {}, {}
    for name, shares in plans.items():
        empty = np.flatnonzero(~np.isfinite(shares)) + 1
        if len(empty):
            raise AskError(
                f"{name} has no votes for {contest} in district {some_of(empty.tolist())}.",
                "A curve of seats by votes needs votes in every district: take another contest.",
            )
        curve = seats_votes_curve(shares, start=actual, votes=votes)
        curves[name], points[name] = np.array(curve.dem_seats), curve.at_seats
    band = None if ensemble is None else _band(ensemble, actual, votes)
    first = next(iter(plans.values()))
    return SeatsVotes(contest, votes, actual, curves, points, band, len(first))


def _band(ensemble: Floats, actual: float, votes: Floats) -> Floats | None:
    """Quantiles of the plans' curves; ``None`` where no plan has votes in every district."""
    whole = ensemble[np.isfinite(ensemble).all(axis=1)]
    if len(whole) == 0:
        return None
    some = whole[:: -(-len(whole) // _BAND_PLANS)]
    rows = []
    for vote in votes.tolist():
        lead = some + (vote - actual) - 0.5
        seats = np.where(np.abs(lead) <= TIE, 0.5, lead > 0).mean(axis=1)
        rows.append(np.quantile(seats, _BAND))
    return np.array(rows).T


def draw_seats_votes(found: SeatsVotes, path: Path, *, heading: Heading) -> None:
    """Draw each plan's curve and where it stands, lines at one half, and the ensemble's band.

    Drawn by matplotlib: gerrytools' plot has no band, and computes its curves itself, while the
    table, the scorecard and the picture are to show the same ones.

    Args:
        found: The curves.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        heading: The words around the chart.
    """
    keyed = tuple(
        f"{name}: {share * found.n_districts:g} of {found.n_districts} districts as voted"
        for name, share in found.points.items()
    )
    with chart(path, heading, keyed, "line") as axes:
        if found.band is not None:
            low, high = found.band
            axes.fill_between(found.votes, low, high, color=CLOUD, linewidth=0, step="mid")
        for level in (axes.axhline, axes.axvline):
            level(0.5, color=LEVEL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        axes.plot([0, 1], [0, 1], color=LEVEL, linewidth=0.7, zorder=1)
        for place, (name, curve) in enumerate(found.curves.items()):
            drawn = look(place)
            axes.plot(
                found.votes,
                curve,
                color=drawn.colour,
                linestyle=drawn.dashes,
                linewidth=1.8,
                drawstyle="steps-mid",
                zorder=4,
            )
            size = 8.0 + 3.0 * (len(found.curves) - 1 - place)
            axes.plot([found.actual], [found.points[name]], zorder=6, **dot(place, size))
        _fit(axes, found)
        name_axes(
            axes,
            f"Democratic share of the two-party vote, {found.contest}",
            "Democratic share of the districts",
        )
        percent_ticks(axes, "x", "y")


def _fit(axes: Axes, found: SeatsVotes) -> None:
    """Show the shares between which anything happens, with a little room."""
    moving = [found.votes[(curve > 0) & (curve < 1)] for curve in found.curves.values()]
    ends = np.concatenate([*moving, [0.4, 0.6, found.actual]])
    axes.set_xlim(max(0.0, float(ends.min()) - 0.03), min(1.0, float(ends.max()) + 0.03))
    axes.set_ylim(-0.02, 1.02)
    left = found.actual < 0.5
    axes.annotate(
        f"actual vote {100 * found.actual:.1f}%",
        (found.actual, 0.015),
        (-3 if left else 3, 0),
        textcoords="offset points",
        fontsize=TICKS,
        color=INK,
        bbox=PAPER,
        ha="right" if left else "left",
    )
    axes.axvline(found.actual, color=LEVEL, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
