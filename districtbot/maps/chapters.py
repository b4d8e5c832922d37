"""The chapters of a report that hold a plan against others: comparison and ensemble."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.maps.comparison import comparison_tables
from districtbot.maps.indexed import indexed
from districtbot.maps.parts import Block, Illustration, Listing, Paragraphs
from districtbot.plans.compare import MOST, Comparison, NamedPlan
from districtbot.plans.text import percent

_BRIEF = 20
"""Rows of the tables of districts, moves and counties."""


def comparison_chapter(
    state: StateMap, found: Comparison, folder: Path | None = None
) -> tuple[Block, ...]:
    """A comparison in words, pictures and tables.

    Args:
        state: The map.
        found: The comparison; the first plan is the report's.
        folder: A scratch folder to draw in; no pictures without it.
    """
    blocks: list[Block] = [Paragraphs((*_told(found), *found.warnings))]
    if folder is not None and state.geometry is not None:
        blocks += map(_lighter, _maps(state, found, folder))
    return (*blocks, *comparison_tables(found, brief=_BRIEF))


def ensemble_chapter(
    state: StateMap, plans: Sequence[NamedPlan], source: Path, folder: Path
) -> tuple[Block, ...]:
    """Where plans stand in an ensemble, in sentences and charts.

    Args:
        state: The map.
        plans: The report's plan, then others.
        source: Folder of a finished ensemble, or a file of plans.
        folder: A scratch folder to draw in.

    Raises:
        AskError: If plans, map and ensemble do not go together.
    """
    from districtbot.maps.charts.blocks import ensemble_blocks
    from districtbot.maps.charts.pictures import ensemble_pictures
    from districtbot.plans.ensemble.standing import standing_in_scores

    k = plans[0].plan.n_districts
    alike = [each for each in plans if each.plan.n_districts == k]
    drawn = ensemble_pictures(source, state, alike, folder / "ensemble", suffixes=(".png",))
    if drawn is None:
        return ()
    stands = [(each.name, standing_in_scores(source, each.plan, state)) for each in alike]
    return tuple(map(_lighter, (*_doubts(source), *ensemble_blocks(drawn, stands))))


def _doubts(source: Path) -> tuple[Block, ...]:
    """What the ensemble itself says against being relied on."""
    from districtbot.plans.ensemble.source import plan_source

    ensemble = plan_source(source).ensemble
    found = tuple(map(str, ensemble.summary.get("warnings", ()))) if ensemble is not None else ()
    return (Listing(found),) if found else ()


def _lighter(block: Block) -> Block:
    return replace(block, data=indexed(block.data)) if isinstance(block, Illustration) else block


def _told(found: Comparison) -> tuple[str, ...]:
    """What the report's plan changes against the one it is compared with."""
    name, base = found.plans[0].name, found.base.name
    said = []
    for change in (each.change for each in found.changes if each.place == 0):
        share = "" if change.share_moved is None else percent(round(change.share_moved, 4))
        said.append(
            f"{change.people_moved:,.0f} people ({share or 'of none'}) are in another district in "
            f"{name} than in {base}, districts renumbered so that as few as possible are."
        )
    others = [each.name for each in found.plans if each.name not in (name, base)]
    if others:
        said.append(f"Also shown: {some_of(others, MOST)}.")
    return tuple(said)


def _maps(state: StateMap, found: Comparison, folder: Path) -> list[Block]:
    from districtbot.maps.changes import draw_changes
    from districtbot.maps.side_by_side import Captioned, draw_side_by_side

    plan, base = found.plans[0], found.base
    changes = {change.place: change.change for change in found.changes}
    beside = folder / "side-by-side.png"
    captioned = [
        Captioned(changes[place].relabelled if place in changes else each.plan, each.name)
        for place, each in enumerate(found.plans)
    ]
    names = [each.name for each in found.plans]
    draw_side_by_side(state, captioned, beside, title=" · ".join(names))
    moved = folder / "changes.png"
    title = f"What moves from {base.name} to {plan.name}"
    draw_changes(state, plan.plan, base.plan, moved, title=title)
    words = f"Maps of {', '.join(names)} side by side; districts that follow each other look alike."
    return [
        Illustration(beside.read_bytes(), words, "side-by-side"),
        Illustration(moved.read_bytes(), f"{title}: units that change districts.", "changes"),
    ]
