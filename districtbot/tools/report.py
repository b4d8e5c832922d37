"""A report of any plan: scored, judged, compared, held against an ensemble."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.maps.chapters import comparison_chapter, ensemble_chapter
from districtbot.maps.contents import Pictures, RunFacts, report_of
from districtbot.maps.figures import district_figures
from districtbot.maps.interactive import map_data
from districtbot.maps.land import land_of
from districtbot.maps.parts import Block, Report, Status
from districtbot.maps.static import draw_plan
from districtbot.plans.compare import NamedPlan, compare
from districtbot.plans.judge import judge
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score
from districtbot.plans.targets import GroupShare, PopulationDeviation, Targets
from districtbot.plans.text import percent, plural
from districtbot.plans.verdict import Verdict, all_required_met
from districtbot.tools.versions import versions
from districtbot.tools.words import RACE_NOTE

DEFAULT_NOTE = (
    "Nobody said how far the districts' populations may differ: the default was taken, and the "
    "target table marks it."
)


def make_report(
    state: StateMap,
    named: NamedPlan,
    *,
    targets: Targets | None = None,
    against: Sequence[NamedPlan] = (),
    ensemble: Path | None = None,
    more: bool = False,
    title: str = "",
    notes: Sequence[str] = (),
    commands: Sequence[str] = (),
) -> Report:
    """A report of a plan, to be written by `maps.report.write_report`.

    Same arguments give the same report.

    Args:
        state: The map.
        named: The plan and what to call it.
        targets: What it is judged by; it is only scored without them.
        against: Other plans of the map; the first is what it is compared with, and its borders
            can be laid over the interactive map.
        ensemble: Folder of a finished ensemble, or a file of plans, to hold it against.
        more: Whether to add the measures that few ask for.
        title: Headline; the map's name and the plan's by default.
        notes: How the plans were read, one sentence each.
        commands: Command lines that repeat the report.

    Raises:
        AskError: If the map cannot serve a target, or plans, map, targets and ensemble do not go
            together.
    """
    plan = named.plan
    verdicts = judge(state, targets, plan) if targets is not None else ()
    plans = (named, *against)
    found = compare(state, plans, reference=1, more=more) if against else None
    card = found.cards[0] if found is not None else score(state, plan, more=more)
    title = title or headline(state, named)
    run = RunFacts(
        title=title,
        status=status_of(verdicts),
        summary=summary_of(card, verdicts),
        defaults=defaults_of(targets),
        warnings=warnings_of(targets),
        notes=tuple(notes),
        versions=versions(),
        commands=tuple(commands),
    )
    comparison: tuple[Block, ...] = ()
    stands: tuple[Block, ...] = ()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pictures = draw_pictures(state, plan, card, folder, title, against[0] if against else None)
        if found is not None:
            comparison = comparison_chapter(state, found, folder, title)
        if ensemble is not None:
            stands = ensemble_chapter(state, plans, ensemble, folder)
    return report_of(
        state, plan, verdicts, card, run, pictures, comparison=comparison, ensemble=stands
    )


def draw_pictures(
    state: StateMap,
    plan: Plan,
    card: Scorecard,
    folder: Path,
    title: str,
    other: NamedPlan | None = None,
) -> Pictures:
    """Draw the map as ``map.png``, and make the interactive one; neither for a graph file.

    Args:
        state: The map.
        plan: The plan.
        card: Its scorecard: what the interactive map says of each district.
        folder: Where to draw.
        title: Headline of the map.
        other: Another plan whose borders can be laid over the interactive map.
    """
    if state.geometry is None:
        return Pictures()
    path = folder / "map.png"
    land = land_of(state)
    draw_plan(state, plan, path, title=title, land=land)
    live = map_data(state, plan, district_figures(card), other, land)
    return Pictures(path.read_bytes(), live)


def headline(state: StateMap, named: NamedPlan) -> str:
    """What a report of a plan is called where nobody gave it a title."""
    place = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    name = named.name.removesuffix(".csv")
    return f"{place}: {name}, {named.plan.n_districts} districts"


def status_of(verdicts: Sequence[Verdict]) -> Status:
    """The verdict on the whole."""
    if not verdicts:
        return "scored"
    return "met" if all_required_met(verdicts) else "not_met"


def defaults_of(targets: Targets | None) -> frozenset[int]:
    """Places of the targets whose bound nobody asked for."""
    return frozenset(
        place
        for place, target in enumerate(targets.target if targets is not None else ())
        if isinstance(target, PopulationDeviation) and "at_most" not in target.model_fields_set
    )


def warnings_of(targets: Targets | None) -> tuple[str, ...]:
    """What the reader must know of the targets."""
    if targets is None:
        return ()
    race = any(isinstance(target, GroupShare) for target in targets.target)
    told = ((RACE_NOTE, race), (DEFAULT_NOTE, bool(defaults_of(targets))))
    return tuple(note for note, holds in told if holds)


def summary_of(card: Scorecard, verdicts: Sequence[Verdict] = ()) -> str:
    """The verdict in a few sentences: targets met and missed, or the plan at a glance."""
    if verdicts:
        return verdict_summary(verdicts)
    said = [
        f"{card.n_districts} districts of {card.population.ideal:,.0f} people on average, the "
        f"furthest from it by {percent(card.population.largest_deviation)}."
    ]
    if not card.contiguity.contiguous:
        torn = [name for name, n in zip(card.names, card.contiguity.pieces, strict=True) if n != 1]
        said.append(f"In several pieces: {', '.join(torn)}.")
    if card.counties is not None:
        counties = card.counties
        said.append(f"{counties.splits:,} of {counties.n_regions:,} {plural('county')} are split.")
    return " ".join(said)


def verdict_summary(verdicts: Sequence[Verdict]) -> str:
    """How many targets are met, and each one that is missed."""
    missed = [verdict for verdict in verdicts if not verdict.met]
    said = f"{len(verdicts) - len(missed)} of {len(verdicts)} targets are met."
    if not missed:
        said = f"All {len(verdicts)} targets are met." if len(verdicts) > 1 else "It is met."
    return " ".join([said, *map(_missed, missed)])


def _missed(verdict: Verdict) -> str:
    kind = "Wished for, not met" if verdict.wished else "Not met"
    return f"{kind}: {verdict.told}."
