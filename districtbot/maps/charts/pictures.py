"""All charts of an ensemble in one go, with their tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
from districtbot.maps.charts.subject import (
    MOST_PLANS,
    Subject,
    counted_in,
    subject_of,
    universe_of,
)
from districtbot.maps.charts.trace import draw_trace, trace
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import Ensemble
from districtbot.plans.ensemble.scores import (
    EVERYTHING,
    ScoreWatchFn,
    Wanted,
    score_ensemble,
)
from districtbot.plans.ensemble.words import MeasureWords, words_of

Floats = NDArray[np.float64]
Suffix = Literal[".png", ".svg"]

_HISTOGRAMS = ("cut_edges", "county_splits", "municipality_splits", "polsby_popper_mean")
_OF_CONTEST = (
    "dem_seats",
    "dem_efficiency_gap",
    "dem_mean_median",
    "dem_partisan_bias",
    "dem_declination",
)


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
        source, state, counted_in(state, wanted), watch_fn=watch_fn, budget=budget
    )
    if measures is None:
        return None
    subject = subject_of(source, state, plans, measures, wanted, title)
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


def _makers(subject: Subject, kind: Kind) -> Iterator[Callable[[], Chart]]:
    """The charts in the order in which a reader would want them."""
    names = subject.measures.names
    for contest in subject.contests:
        yield partial(_ordered, subject, f"dem_share {contest}", kind)
    for group in subject.groups:
        yield partial(_ordered, subject, f"{universe_of(subject.state)}_share {group}", kind)
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
    shares = {contest: subject.dem_share(contest) for contest in contests}
    votes = {contest: share for contest, share in shares.items() if share >= 0}
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
    drawn = min(MOST_PLANS, subject.measures.n_plans)
    thinned = "" if drawn == subject.measures.n_plans else f" Drawn from {drawn:,} of the plans."
    told = f"{subject.rules} {note}".strip() + thinned
    return Heading(f"{subject.title}: {what}", says.strip(), subject.source, told)


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
