"""All charts of an ensemble in one go, with their tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import Heading
from districtbot.maps.charts.histogram import draw_histogram, histogram
from districtbot.maps.charts.ordered import Kind, draw_ordered_districts, ordered_districts
from districtbot.maps.charts.sea_level import draw_sea_level, sea_level
from districtbot.maps.charts.seats_votes import draw_seats_votes, seats_votes
from districtbot.maps.charts.trace import draw_trace, trace
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import Ensemble, Measures
from districtbot.plans.ensemble.rules_told import rules_told
from districtbot.plans.ensemble.scores import (
    EVERYTHING,
    ScoreWatchFn,
    Wanted,
    plan_measures,
    score_ensemble,
)
from districtbot.plans.ensemble.source import PlanSource, plan_source
from districtbot.plans.ensemble.standing import check_districts
from districtbot.plans.ensemble.words import MeasureWords, words_of
from districtbot.plans.groups import group_roles
from districtbot.plans.targets import Universe

Floats = NDArray[np.float64]
Suffix = Literal[".png", ".svg"]

MOST_PLANS = 200_000
"""So many plans are drawn at most, evenly spaced; a reader cannot tell the difference."""
_HISTOGRAMS = ("cut_edges", "county_splits", "municipality_splits", "polsby_popper_mean")
_OF_CONTEST = (
    "dem_seats",
    "dem_efficiency_gap",
    "dem_mean_median",
    "dem_partisan_bias",
    "dem_declination",
)
_LEAST_GROUP = 0.05
"""A group with a smaller share of the whole map has no picture unless it is asked for."""
_MOST_GROUPS = 2
_BLIND = "Votes and groups played no part in drawing the ensemble; they were counted afterwards."


@dataclass(frozen=True, slots=True)
class EnsemblePicture:
    """A chart on disk.

    Attributes:
        path: The picture.
        caption: What it shows, for whoever cannot see it.
        title: Its headline.
        table_path: The same numbers as a CSV file.
    """

    path: Path
    caption: str
    title: str
    table_path: Path

    @property
    def data(self) -> bytes:
        """The picture's bytes."""
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class PictureSet:
    """The charts of an ensemble.

    Attributes:
        pictures: The charts, one of each in the first format asked for.
        left_out: What could not be drawn, and why, a sentence each.
        rules: What the ensemble kept, and what it is neutral for.
    """

    pictures: tuple[EnsemblePicture, ...]
    left_out: tuple[str, ...]
    rules: str


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
        """Democratic share of all votes in a contest, 0 to 1."""
        found = self.state.election(contest)
        dem = float(self.state.numbers(found.dem_col).sum())
        return dem / (dem + float(self.state.numbers(found.rep_col).sum()))


DrawFn = Callable[[Path, Heading], None]


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn.

    Attributes:
        stem: Name of its files, without what follows the dot.
        heading: The words around it.
        table: The same numbers.
        draw_fn: Draws it.
    """

    stem: str
    heading: Heading
    table: pd.DataFrame
    draw_fn: DrawFn


def ensemble_pictures(
    source: str | Path | Ensemble,
    state: StateMap,
    plans: Sequence[NamedPlan],
    folder: Path,
    *,
    wanted: Wanted = EVERYTHING,
    title: str = "",
    kind: Kind = "box",
    suffixes: Sequence[Suffix] = (".png", ".svg"),
    watch_fn: ScoreWatchFn = lambda _plans, _share: None,
    budget: Budget | None = None,
) -> PictureSet | None:
    """Draw what an ensemble looks like and where plans stand in it.

    The plans of the ensemble are scored first, unless they have been. Contests and groups that
    have charts of their own are those that are asked for; else the newest contest, and the one
    or two largest groups, white people aside, that make up a twentieth of the map. Same
    ensemble, map and plans give the same bytes.

    Args:
        source: An ensemble, its folder, or a BEN, XBEN, BENDL or JSONL file of plans.
        state: The map.
        plans: Plans to be held against it.
        folder: Where to write; made if it is not there.
        wanted: What may be shown.
        title: What every headline begins with; the map's name and the number of districts by
            default.
        kind: How districts in order are drawn.
        suffixes: Formats of the pictures.
        watch_fn: Told of progress while plans are scored.
        budget: A caller may stop it.

    Returns:
        The charts; ``None`` where it was stopped.

    Raises:
        AskError: If map, plans and ensemble do not go together.
    """
    measures = score_ensemble(
        source, state, _counted(state, wanted), watch_fn=watch_fn, budget=budget
    )
    if measures is None:
        return None
    subject = _subject(source, state, plans, measures, wanted, title)
    folder.mkdir(parents=True, exist_ok=True)
    pictures: list[EnsemblePicture] = []
    left_out: list[str] = []
    for make_fn in _makers(subject, kind):
        if budget is not None and budget.over:
            return None
        try:
            chart = make_fn()
        except AskError as error:
            left_out.append(error.problem)
            continue
        pictures.append(_written(chart, folder, suffixes))
    return PictureSet(tuple(pictures), tuple(left_out), subject.rules)


def _counted(state: StateMap, wanted: Wanted) -> Wanted:
    """What is scored: all contests and groups of the families wanted, whichever are shown."""
    for contest in wanted.elections or ():
        state.election(contest)
    return Wanted(wanted.families)


def _subject(
    source: str | Path | Ensemble,
    state: StateMap,
    plans: Sequence[NamedPlan],
    measures: Measures,
    wanted: Wanted,
    title: str,
) -> Subject:
    own = {}
    scored = _counted(state, wanted)
    for each in plans:
        if measures.n_districts:
            check_districts(each.plan, measures.n_districts)
        own[each.name] = plan_measures(source, state, each.plan.district - 1, scored)
    held = {name.partition(" ")[2] for name in measures.names if name.startswith("dem_share ")}
    contests = wanted.elections
    if contests is None:
        contests = tuple(one.name for one in state.columns.elections if one.name in held)[:1]
    groups = wanted.groups if wanted.groups is not None else _large_groups(state)
    name = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    title = title or f"{name}, {measures.n_districts} districts"
    if "votes" not in wanted.families:
        contests = ()
    if "groups" not in wanted.families:
        groups = ()
    named = tuple(state.election(contest).name for contest in contests)
    return Subject(plan_source(source), state, measures, own, named, groups, title)


def _large_groups(state: StateMap) -> tuple[str, ...]:
    """The largest groups but the white one, by their share of the whole map.

    Of people who are of a race alone and those who are so in part the latter are taken.
    """
    universe: Universe = "population" if state.columns.vap is None else "vap"
    roles = group_roles(state.columns, universe)
    everyone = float(state.numbers(state.columns.vap or state.columns.population).sum())
    shares = {
        group: float(state.numbers(column).sum()) / max(everyone, 1.0)
        for group, column in roles.items()
        if not group.startswith("white") and f"{group}_any" not in roles
    }
    large = [group for group in shares if shares[group] >= _LEAST_GROUP]
    return tuple(sorted(large, key=lambda group: (-shares[group], group))[:_MOST_GROUPS])


def _makers(subject: Subject, kind: Kind) -> Iterator[Callable[[], Chart]]:
    """The charts in the order in which a reader would want them."""
    names = subject.measures.names
    for contest in subject.contests:
        yield partial(_ordered, subject, f"dem_share {contest}", kind)
    for group in subject.groups:
        for head in ("vap_share", "population_share"):
            if f"{head} {group}" in names:
                yield partial(_ordered, subject, f"{head} {group}", kind)
    for contest in subject.contests:
        if subject.own:
            yield partial(_seats_votes, subject, contest)
        for head in _OF_CONTEST:
            yield partial(_histogram, subject, f"{head} {contest}")
    if subject.contests and subject.own:
        yield partial(_sea_level, subject)
    for key in _HISTOGRAMS:
        if key in names:
            yield partial(_histogram, subject, key)
    if subject.measures.chains > 1:
        followed = [f"dem_mean_median {contest}" for contest in subject.contests[:1]]
        for key in (*followed, "cut_edges"):
            if key in names:
                yield partial(_trace, subject, key)


def _ordered(subject: Subject, key: str, kind: Kind) -> Chart:
    words = words_of(key)
    own = {name: numbers[key] for name, numbers in subject.own.items()}
    found = ordered_districts(words, subject.values(key), own)
    says = (
        f"The districts of each of {subject.among}, from the smallest share to the largest: the "
        f"smallest of every plan, the second smallest, and so on. {found.says(kind)} "
    )
    if subject.own:
        says += f"Dots: {_and(subject.own)}. "
    if key.startswith("dem_share"):
        says += "Above 50% the Democratic candidate leads."
    heading = _heading(subject, words.name, says, subject.blind)
    return Chart(
        f"ordered {key}",
        heading,
        found.table(),
        lambda path, heading: draw_ordered_districts(found, path, heading=heading, kind=kind),
    )


def _histogram(subject: Subject, key: str) -> Chart:
    words = words_of(key)
    own = {name: float(numbers[key]) for name, numbers in subject.own.items()}
    found = histogram(words, subject.values(key), own)
    bar = "for each value" if found.by_value else "for each range of values"
    says = f"How many of {subject.among} have which value: one bar {bar}. "
    if subject.own:
        says += f"Line{'s' * (len(own) > 1)}: {_and(own)}; the percentile is the share of the "
        says += "plans with a smaller number and half of those with the same. "
    if words.is_signed:
        says += "A positive value favours Democrats, a negative one Republicans."
    note = subject.blind if " " in key else ""
    if found.without:
        note = (
            f"{found.without:,} plans have no value: a party has no votes in some district"
            f"{', or wins none' if 'declination' in key else ''}. {note}"
        )
    heading = _heading(subject, words.name, says, note)
    return Chart(
        f"histogram {key}",
        heading,
        found.table(),
        lambda path, heading: draw_histogram(found, path, heading=heading),
    )


def _seats_votes(subject: Subject, contest: str) -> Chart:
    key = f"dem_share {contest}"
    own = {name: numbers[key] for name, numbers in subject.own.items()}
    found = seats_votes(contest, subject.dem_share(contest), own, subject.values(key))
    says = (
        "How many districts Democrats would win with more or fewer votes, if every district moved "
        f"by as many points (uniform swing). Dot{'s' * (len(own) > 1)}: the vote itself. Grey "
        f"band: the middle 90% of {subject.among}. Straight line: as many seats as votes. Above "
        "the crossing of the dashed lines favours Democrats, below it Republicans."
    )
    heading = _heading(subject, f"Seats and votes, {contest}", says, subject.blind)
    return Chart(
        f"seats-votes {contest}",
        heading,
        found.table(),
        lambda path, heading: draw_seats_votes(found, path, heading=heading),
    )


def _sea_level(subject: Subject) -> Chart:
    contests = [
        name.partition(" ")[2] for name in subject.measures.names if name.startswith("dem_seats ")
    ]
    votes = {contest: subject.dem_share(contest) for contest in contests}
    own = {
        name: {contest: float(numbers[f"dem_seats {contest}"]) for contest in contests}
        for name, numbers in subject.own.items()
    }
    ensemble = {contest: subject.values(f"dem_seats {contest}") for contest in contests}
    found = sea_level(votes, own, subject.measures.n_districts, ensemble)
    says = (
        "The sea is the Democratic share of all votes in each contest; the dots are the share of "
        f"the districts that {_and(own)} would have given. Bubbles: {subject.among}; the larger, "
        "the more of them have that many Democratic districts. Dots above the sea have more "
        "seats than votes for Democrats."
    )
    heading = _heading(subject, "Seats and votes over all contests", says, subject.blind)
    return Chart(
        "sea-level",
        heading,
        found.table(),
        lambda path, heading: draw_sea_level(found, path, heading=heading),
    )


def _trace(subject: Subject, key: str) -> Chart:
    words = words_of(key)
    values = subject.measures.thinned(key, MOST_PLANS)
    found = trace(words, values)
    says = (
        "Each chain began with a plan of its own. Faint: means of short stretches; strong: the "
        f"mean so far. Where the chains end apart they have not been long enough. "
        f"{_rhat(subject, key)}"
    )
    heading = _heading(subject, f"Chains, {_lower(words)}", says, "")
    return Chart(
        f"trace {key}",
        heading,
        found.table(),
        lambda path, heading: draw_trace(found, path, heading=heading),
    )


def _rhat(subject: Subject, key: str) -> str:
    ensemble = subject.plans.ensemble
    found = ensemble.summary["diagnostics"]["measures"].get(key, {}) if ensemble else {}
    rhat, size = found.get("rhat"), found.get("ess")
    if rhat is None or size is None:
        return ""
    return (
        f"R-hat {rhat:.3f} (1.01 or less is wanted); the plans tell as much as {size:,.0f} "
        "independent ones."
    )


def _heading(subject: Subject, what: str, says: str, note: str) -> Heading:
    return Heading(
        f"{subject.title}: {what}", says.strip(), subject.source, f"{subject.rules} {note}".strip()
    )


def _written(chart: Chart, folder: Path, suffixes: Sequence[Suffix]) -> EnsemblePicture:
    stem = re.sub(r"[^A-Za-z0-9.-]+", "-", chart.stem.replace("_", "-")).strip("-")
    table = folder / f"{stem}.csv"
    chart.table.to_csv(table, index=False, lineterminator="\n")
    for suffix in suffixes:
        chart.draw_fn(folder / f"{stem}{suffix}", chart.heading)
    heading = chart.heading
    return EnsemblePicture(folder / f"{stem}{suffixes[0]}", heading.subtitle, heading.title, table)


def _lower(words: MeasureWords) -> str:
    return words.name[:1].lower() + words.name[1:]


def _and(names: Mapping[str, Any]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
