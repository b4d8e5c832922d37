"""An ensemble looked at: scored, held against plans, drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.maps.charts.ordered import Kind
from districtbot.maps.charts.pictures import PictureSet, Suffix, ensemble_pictures
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.read import Ensemble, Measures
from districtbot.plans.ensemble.scores import EVERYTHING, ScoreWatchFn, Wanted, score_ensemble
from districtbot.plans.ensemble.standing import Standing, standing_in_scores

PICTURES = "pictures"
"""The folder of an ensemble's charts, within its own."""


def pictures_folder(source: Path, out: Path | None = None) -> Path:
    """Where the charts of an ensemble go: into its folder, or beside a file of plans."""
    if out is not None:
        return out
    if source.is_file():
        return source.with_name(f"{source.stem}-{PICTURES}")
    return source / PICTURES


@dataclass(frozen=True, slots=True)
class Study:
    """What was found.

    Attributes:
        scores: The scorecard's numbers of every plan of the ensemble.
        standings: Where each plan stands in it, in the order of the plans.
        pictures: The charts; ``None`` where none were asked for.
    """

    scores: Measures
    standings: tuple[tuple[Standing, ...], ...]
    pictures: PictureSet | None


def study_ensemble(
    source: str | Path | Ensemble,
    state: StateMap,
    plans: Sequence[NamedPlan] = (),
    *,
    wanted: Wanted = EVERYTHING,
    pictures: str | Path | None = None,
    title: str = "",
    kind: Kind = "box",
    suffixes: Sequence[Suffix] = (".png", ".svg"),
    watch_fn: ScoreWatchFn = lambda _plans, _share: None,
    budget: Budget | None = None,
) -> Study | None:
    """Score an ensemble by the scorecard's measures, say where plans stand in it, and draw it.

    Args:
        source: An ensemble, its folder, or a BEN, XBEN, BENDL or JSONL file of plans.
        state: The map.
        plans: Plans to be held against it.
        wanted: What to measure; of contests and groups, which to draw.
        pictures: Folder for the charts and their tables; ``None`` for none.
        title: What the headlines begin with.
        kind: How districts in order are drawn.
        suffixes: Formats of the charts.
        watch_fn: Told of progress.
        budget: A caller may stop it.

    Returns:
        What was found, or ``None`` where it was stopped.

    Raises:
        AskError: If map, plans and ensemble do not go together.
    """
    scored = Wanted(wanted.families)
    scores = score_ensemble(source, state, scored, watch_fn=watch_fn, budget=budget)
    if scores is None:
        return None
    standings = tuple(standing_in_scores(source, each.plan, state, scored) for each in plans)
    if pictures is None:
        return Study(scores, standings, None)
    drawn = ensemble_pictures(
        source,
        state,
        plans,
        Path(pictures),
        wanted=wanted,
        title=title,
        kind=kind,
        suffixes=suffixes,
        budget=budget,
    )
    return None if drawn is None else Study(scores, standings, drawn)
