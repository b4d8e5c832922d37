"""The chapters of a report that hold a plan against others: comparison and ensemble."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.maps.comparison import measure_tables, plan_table
from districtbot.maps.comparison_change import change_tables, number_tables
from districtbot.maps.comparison_pictures import change_words, draw_maps
from districtbot.maps.indexed import indexed
from districtbot.maps.parts import Block, Illustration, Paragraphs
from districtbot.plans.compare import Comparison, NamedPlan

_BRIEF = 20
"""Rows of the tables of districts, moves and counties."""


def comparison_chapter(
    state: StateMap, found: Comparison, folder: Path | None = None, title: str = ""
) -> tuple[Block, ...]:
    """A comparison in words, pictures and tables.

    Args:
        state: The map.
        found: The comparison; the first plan is the report's.
        folder: A scratch folder to draw in; no pictures without it.
        title: What the headlines of the pictures begin with.
    """
    told = (change_words(found, change) for change in found.changes)
    blocks: list[Block] = [Paragraphs((*told, *found.warnings))]
    if folder is not None:
        blocks += map(_lighter, draw_maps(state, found, folder, title=title))
    blocks += (plan_table(found), *measure_tables(found))
    for change in found.changes:
        blocks += (*number_tables(found, change), *change_tables(found, change, brief=_BRIEF))
    return tuple(blocks)


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
    from districtbot.maps.charts.blocks import doubts, ensemble_blocks
    from districtbot.maps.charts.pictures import ensemble_pictures
    from districtbot.plans.ensemble.standing import standing_in_scores

    k = plans[0].plan.n_districts
    alike = [each for each in plans if each.plan.n_districts == k]
    drawn = ensemble_pictures(source, state, alike, folder / "ensemble", suffixes=(".png",))
    if drawn is None:
        return ()
    stands = [(each.name, standing_in_scores(source, each.plan, state)) for each in alike]
    return tuple(map(_lighter, (*doubts(source, stands), *ensemble_blocks(drawn, stands))))


def _lighter(block: Block) -> Block:
    return replace(block, data=indexed(block.data)) if isinstance(block, Illustration) else block
