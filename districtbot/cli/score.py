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
    from districtbot.cli.show import say, show_json, show_table
    from districtbot.geo.open import open_map
    from districtbot.plans.files import open_plan
    from districtbot.plans.scorecard import score as score_plan
    from districtbot.tools.tables import district_table, election_table, measures

    state = open_map(map_path, options, say)
    opened = open_plan(plan, state)
    card = score_plan(state, opened.plan)
    if as_json:
        show_json({**card.to_dict(), "notes": list(opened.notes)})
        return 0
    header, rows = district_table(card)
    show_table("Districts", header, rows)
    for title, lines in measures(card):
        show_table(title, ("measure", "value"), [(line.name, line.value) for line in lines])
    if card.elections:
        show_table("Elections (plus favours Democrats)", *election_table(card))
    for note in opened.notes:
        click.echo(f"Note: {note}")
    for election in card.elections:
        for why in dict.fromkeys(election.undefined.values()):
            click.echo(f"Not defined for {election.name}: {why}")
    for what, why in card.declined.items():
        click.echo(f"Not measured: {what}: {why}")
    return 0
