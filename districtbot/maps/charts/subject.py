"""What the charts of an ensemble are about: its numbers, the plans held against it, their names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import Ensemble, Measures
from districtbot.plans.ensemble.rules_told import rules_told
from districtbot.plans.ensemble.scores import Wanted, plan_measures
from districtbot.plans.ensemble.source import PlanSource, plan_source
from districtbot.plans.ensemble.standing import check_districts
from districtbot.plans.groups import group_roles
from districtbot.plans.targets import Universe

Floats = NDArray[np.float64]

MOST_PLANS = 200_000
"""So many plans are drawn at most, evenly spaced; a reader cannot tell the difference."""
_LEAST_GROUP = 0.05
"""A group with a smaller share of the whole map has no picture unless it is asked for."""
_MOST_GROUPS = 2
_BLIND = "Votes and groups played no part in drawing the ensemble; they were counted afterwards."


@dataclass(frozen=True)
class Subject:
    """What the charts are about.

    Attributes:
        plans: The ensemble.
        state: The map.
        measures: The ensemble's numbers.
        own: Name of each plan that is held against it to its numbers.
        contests: Contests that have charts of their own.
        groups: Groups that do.
        title: What every headline begins with.
    """

    plans: PlanSource
    state: StateMap
    measures: Measures
    own: Mapping[str, Mapping[str, Floats]]
    contests: tuple[str, ...]
    groups: tuple[str, ...]
    title: str

    def values(self, name: str) -> Floats:
        """A measure of every plan, or of plans evenly spaced; shape (n,) or (n, k)."""
        values: NDArray[Any] = self.measures.thinned(name, MOST_PLANS)
        return values.reshape(-1, *values.shape[2:])

    @cached_property
    def among(self) -> str:
        """``10,000 neutral plans (9,515 of them different)``."""
        n_plans = f"{self.measures.n_plans:,} {self.plans.kind}"
        ensemble = self.plans.ensemble
        if ensemble is None or ensemble.summary["distinct_plans"] == self.measures.n_plans:
            return n_plans
        return f"{n_plans} ({ensemble.summary['distinct_plans']:,} of them different)"

    @cached_property
    def rules(self) -> str:
        """What the ensemble kept."""
        return rules_told(self.plans)

    @property
    def blind(self) -> str:
        """What played no part, where that is known."""
        return "" if self.plans.ensemble is None else _BLIND

    @property
    def source(self) -> str:
        """Where the numbers come from."""
        return f"Source: {self.state.source.path.name}."

    def dem_share(self, contest: str) -> float:
        """Democratic share of all votes in a contest, 0 to 1; NaN where there are none."""
        found = self.state.election(contest)
        dem = float(self.state.numbers(found.dem_col).sum())
        votes = dem + float(self.state.numbers(found.rep_col).sum())
        return dem / votes if votes > 0 else math.nan


def counted_in(state: StateMap, wanted: Wanted) -> Wanted:
    """What is scored: all contests and groups of the kinds wanted, whichever are shown.

    Raises:
        AskError: If the map has no such contest or group.
    """
    for contest in wanted.elections or ():
        state.election(contest)
    _known(state, wanted.groups or ())
    return Wanted(wanted.families)


def subject_of(
    source: str | Path | Ensemble,
    state: StateMap,
    plans: Sequence[NamedPlan],
    measures: Measures,
    wanted: Wanted,
    title: str,
) -> Subject:
    """Measure the plans and choose the contests and groups that have charts of their own.

    Args:
        source: The ensemble.
        state: The map.
        plans: The plans that are held against it.
        measures: The ensemble's numbers.
        wanted: What may be shown.
        title: What every headline begins with; empty for the map's name.

    Raises:
        AskError: If a plan has another number of districts, or the name of another plan.
    """
    names = [each.name for each in plans]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise AskError(f"Two plans are called {some_of(twice)}.", "Give each a name of its own.")
    own = {}
    scored = counted_in(state, wanted)
    for each in plans:
        if measures.n_districts:
            check_districts(each.plan, measures.n_districts)
        own[each.name] = plan_measures(source, state, each.plan.district - 1, scored)
    held = {name.partition(" ")[2] for name in measures.names if name.startswith("dem_share ")}
    contests = wanted.elections
    if contests is None:
        contests = tuple(one.name for one in state.columns.elections if one.name in held)[:1]
    groups = _large_groups(state) if wanted.groups is None else _known(state, wanted.groups)
    name = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    title = title or f"{name}, {measures.n_districts} districts"
    if "votes" not in wanted.families:
        contests = ()
    if "groups" not in wanted.families:
        groups = ()
    named = tuple(state.election(contest).name for contest in contests)
    return Subject(plan_source(source), state, measures, own, named, groups, title)


def _known(state: StateMap, groups: Sequence[str]) -> tuple[str, ...]:
    """Groups of the map by name, any case.

    Raises:
        AskError: If the map has no such group; lists those it has.
    """
    known = group_roles(state.columns, universe_of(state))
    unknown = [group for group in groups if group.casefold() not in known]
    if unknown:
        raise AskError(
            f"The map has no group {some_of(unknown)} in its {universe_of(state)}.",
            f"Groups it has there: {some_of(sorted(known), 20) or 'none'}.",
        )
    return tuple(group.casefold() for group in groups)


def universe_of(state: StateMap) -> Universe:
    """What groups are shares of, as the chains have it."""
    return "population" if state.columns.vap is None else "vap"


def _large_groups(state: StateMap) -> tuple[str, ...]:
    """The largest groups but the white one, by their share of the whole map.

    Of people who are of a race alone and those who are so in part the latter are taken.
    """
    roles = group_roles(state.columns, universe_of(state))
    everyone = float(state.numbers(state.columns.vap or state.columns.population).sum())
    shares = {
        group: float(state.numbers(column).sum()) / max(everyone, 1.0)
        for group, column in roles.items()
        if not group.startswith("white") and f"{group}_any" not in roles
    }
    large = [group for group in shares if shares[group] >= _LEAST_GROUP]
    return tuple(sorted(large, key=lambda group: (-shares[group], group))[:_MOST_GROUPS])
