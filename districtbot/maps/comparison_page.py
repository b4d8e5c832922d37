"""A comparison as a page to read, print and hand on."""

from collections.abc import Sequence

from districtbot.geo.statemap import StateMap
from districtbot.maps.comparison import measure_tables, plan_table, standing_tables
from districtbot.maps.comparison_change import change_tables, number_tables
from districtbot.maps.comparison_pictures import CHARTS, change_words
from districtbot.maps.parts import Block, Illustration, Report
from districtbot.maps.provenance import reading_tables
from districtbot.plans.compare import Comparison

MOST_ROWS = 200
"""Rows at most of each table of districts, moves and counties."""


def comparison_report(
    state: StateMap,
    found: Comparison,
    pictures: Sequence[Illustration] = (),
    *,
    title: str,
    notes: Sequence[str] = (),
) -> Report:
    """A comparison as a report, to be written by `districtbot.maps.report.write_report`.

    Args:
        state: The map.
        found: The comparison.
        pictures: Its maps and charts.
        title: What the headline begins with.
        notes: How the plans were read, one sentence each.
    """
    names = ", ".join(each.name for each in found.plans)
    charts = tuple(one for one in pictures if one.name.startswith(CHARTS))
    maps = tuple(one for one in pictures if not one.name.startswith(CHARTS))
    blocks: list[Block] = [plan_table(found), *maps, *measure_tables(found)]
    for change in found.changes:
        blocks += (*number_tables(found, change), *change_tables(found, change, brief=MOST_ROWS))
    hashes = [(f"Plan {each.name}, SHA-256", each.plan.sha256) for each in found.plans]
    return Report(
        title=f"{title}: {names}",
        status="compared",
        summary=" ".join(change_words(found, change) for change in found.changes),
        comparison=tuple(blocks),
        ensemble=(*standing_tables(found), *charts),
        warnings=found.warnings,
        notes=(*notes, *state.notes),
        readings=reading_tables(state),
        provenance=(
            ("Map", f"{state.source.path.name} ({state.source.format})"),
            ("Map SHA-256", state.source.sha256),
            *hashes,
        ),
    )
