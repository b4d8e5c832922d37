"""Shares of groups in the districts, and the districts where they reach a threshold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.groups import group_roles
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import Universe

UNIVERSES: tuple[Universe, ...] = ("population", "vap", "cvap")
THRESHOLDS = (0.35, 0.40, 0.45, 0.50)
MINORITY = "minority"
"""Everyone but the group ``white``, where the map counts that one and has no column of these."""


@dataclass(frozen=True, slots=True)
class Opportunity:
    """The districts where a group reaches a share.

    A count by arithmetic, not a finding that the group can elect whom it prefers.

    Attributes:
        threshold: The share, 0 to 1.
        districts: Districts whose share is at or above it; exactly the threshold counts.
    """

    threshold: float
    districts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group's share of each district.

    Attributes:
        group: Name of the group; ``minority`` for everyone but the group ``white``.
        of: What it is a share of: ``vap``, ``cvap`` or ``population``.
        column: Column of the group; of a complement the column that is taken away.
        total_column: Column of everyone.
        share: The share in each district, 0 to 1; ``None`` where nobody lives.
        statewide: The share on the whole map; ``None`` where nobody lives.
        complement: Whether the group is everyone but those in ``column``.
        number: The group's people of this kind in each district.
        total: Everyone of this kind in each district.
        opportunity: The districts at or above each threshold.
    """

    group: str
    of: Universe
    column: str
    total_column: str
    share: tuple[float | None, ...]
    statewide: float | None
    complement: bool
    number: tuple[float, ...]
    total: tuple[float, ...]
    opportunity: tuple[Opportunity, ...]

    @property
    def formula(self) -> str:
        """How the share comes from the columns: ``BVAP / VAP`` or ``1 − WVAP / VAP``."""
        share = f"{self.column} / {self.total_column}"
        return f"1 − {share}" if self.complement else share


def score_groups(
    scoring: Scoring, plan: Plan, thresholds: Sequence[float], declined: dict[str, str]
) -> tuple[GroupScore, ...]:
    """Every group that the map counts, by what it is a share of.

    Args:
        scoring: The map.
        plan: The plan.
        thresholds: Shares, 0 to 1, whose districts are counted.
        declined: Gets what cannot be measured, and why.
    """
    found = []
    for universe in UNIVERSES:
        columns = group_roles(scoring.state.columns, universe)
        asked = [(group, column, False) for group, column in columns.items()]
        if "white" in columns and MINORITY not in columns:
            asked.append((MINORITY, columns["white"], True))
        for group, column, complement in asked:
            try:
                total = _total_column(scoring.state, universe)
                sums = scoring.sums(plan, [column, total])
            except AskError as error:
                declined[f"{group} share of {universe}"] = error.problem
                continue
            number = sums[1] - sums[0] if complement else sums[0]
            shares = tuple(ratio(a, b) for a, b in zip(number, sums[1], strict=True))
            found.append(
                GroupScore(
                    group=group,
                    of=universe,
                    column=column,
                    total_column=total,
                    share=shares,
                    statewide=ratio(float(number.sum()), float(sums[1].sum())),
                    complement=complement,
                    number=tuple(number.tolist()),
                    total=tuple(sums[1].tolist()),
                    opportunity=_opportunity(shares, thresholds),
                )
            )
    return tuple(found)


def checked_thresholds(thresholds: Sequence[float | str]) -> tuple[float, ...]:
    """Thresholds as shares, in order, each once.

    Args:
        thresholds: Shares such as 0.37 or ``"0.37"``, or percentages as text such as ``"37%"``.

    Raises:
        AskError: If one is no share above 0 and at most 1.
    """
    return tuple(sorted({_threshold(value) for value in thresholds}))


def _threshold(value: float | str) -> float:
    text = str(value).strip()
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = math.nan
    share = number / 100 if text.endswith("%") else number
    if not 0 < share <= 1:
        near = f"{number:g}% or {number / 100:g}" if 1 < number <= 100 else "37% or 0.37"
        raise AskError(f"A threshold of {text!r} is no share.", f"Write it as {near}.")
    return share


def ratio(part: float, whole: float) -> float | None:
    """A share, or ``None`` where there is nothing to share."""
    return float(part / whole) if whole > 0 else None


def _total_column(state: StateMap, universe: Universe) -> str:
    total: str | None = getattr(state.columns, universe)
    if total is None:
        raise AskError(f"The map has no column of everyone's {universe.upper()}.")
    return total


def _opportunity(
    shares: Sequence[float | None], thresholds: Sequence[float]
) -> tuple[Opportunity, ...]:
    values = np.array([np.nan if share is None else share for share in shares])
    return tuple(
        Opportunity(threshold, tuple((np.flatnonzero(values >= threshold) + 1).tolist()))
        for threshold in thresholds
    )
