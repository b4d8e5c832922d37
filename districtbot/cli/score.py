"""`districtbot score`: the scorecard of any plan."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, MAP, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions


@click.command()
@click.argument("plan", metavar="PLAN")
@MAP
@map_options
@JSON
def score(plan: str, map_path: Path, options: "MapOptions", as_json: bool) -> int:
    """Measure PLAN on MAP: population, shape, splits, groups, elections.

    PLAN is a CSV file of units and districts, or the name of a plan column of the map.
    """
    from districtbot.cli.show import say, show_json, show_table, tell
    from districtbot.geo.open import open_map
    from districtbot.maps.contents import RunFacts, report_of
    from districtbot.plans.files import open_plan
    from districtbot.plans.scorecard import score as score_plan

    state = open_map(map_path, options, say)
    opened = open_plan(plan, state)
    card = score_plan(state, opened.plan)
    if as_json:
        show_json({**card.to_dict(), "notes": list(opened.notes)})
        return 0
    report = report_of(state, opened.plan, (), card, RunFacts(plan, "scored", ""))
    for table in (*report.districts, *report.splits):
        show_table(table.title, table.columns, table.rows)
    for group in report.scorecard:
        rows = [(line.name, *line.values, line.meaning) for line in group.measures]
        show_table(group.title, ("measure", *group.columns, "meaning"), rows)
        if group.note:
            tell(group.note)
    for note in opened.notes:
        tell(f"Note: {note}")
    return 0
