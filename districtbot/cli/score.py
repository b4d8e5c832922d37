"""`districtbot score`: the scorecard of any plan."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, MAP, Named, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions
    from districtbot.plans.rating_formulas import Chamber
    from districtbot.tools.score import Scored


@click.command()
@click.argument("plan", metavar="PLAN")
@MAP
@click.option(
    "--against",
    metavar="PLAN",
    help="Another plan, a file or a plan column of the map, or NAME=PLAN: say what moves.",
)
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="SHARE",
    help="Count districts with at least this share of each group, such as 37%; may be repeated."
    "  [default: 35%, 40%, 45%, 50%]",
)
@click.option(
    "--election",
    "elections",
    multiple=True,
    metavar="NAME",
    help="Measure this contest, such as PRES20; may be repeated.  [default: all of the map]",
)
@click.option(
    "--margin",
    metavar="SHARE",
    help="How near to an even vote a district is competitive, such as 3%.  [default: 5%]",
)
@click.option(
    "--chamber",
    type=click.Choice(["congress", "legislature"]),
    help="Whose scale rates the population.  [default: by the size of the districts]",
)
@click.option(
    "--all",
    "more",
    is_flag=True,
    help="Add the measures that few ask for, of shape, votes and groups.",
)
@click.option("--brief", is_flag=True, help="Show the main numbers only, on one screen.")
@click.option("--explain", is_flag=True, help="Tell how each measure is worked out.")
@click.option("--csv", "csv_path", type=Named(), metavar="FILE", help="Write every number.")
@click.option(
    "--districts-csv",
    "districts_path",
    type=Named(),
    metavar="FILE",
    help="Write one row a district, to be joined to a map.",
)
@map_options
@JSON
def score(
    plan: str,
    map_path: Path,
    against: str | None,
    thresholds: tuple[str, ...],
    elections: tuple[str, ...],
    margin: str | None,
    chamber: "Chamber | None",
    more: bool,
    brief: bool,
    explain: bool,
    csv_path: Path | None,
    districts_path: Path | None,
    options: "MapOptions",
    as_json: bool,
) -> int:
    """Measure PLAN on MAP: population, contiguity, shape, splits, groups, elections, ratings.

    PLAN is a plan file or the name of a plan column of the map.

    \b
    Examples:
      districtbot score plan.csv precincts.zip
      districtbot score plan.csv precincts.zip --against CD --threshold 37%
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say, show_json, tell
    from districtbot.geo.open import open_map
    from districtbot.plans.card_data import card_data
    from districtbot.plans.elections import COMPETITIVE_MARGIN, checked_margin
    from districtbot.plans.groupscore import THRESHOLDS, checked_thresholds
    from districtbot.tools.arguments import check_map_last
    from districtbot.tools.score import score_file, write_csv

    limits = checked_thresholds(thresholds or THRESHOLDS)
    near = checked_margin(margin if margin is not None else COMPETITIVE_MARGIN)
    check_map_last([plan], map_path, "districtbot score PLAN MAP")
    state = open_map(map_path, options, say)
    scored = score_file(
        state,
        plan,
        against=against,
        thresholds=limits,
        elections=elections or None,
        margin=near,
        chamber=chamber,
        more=more,
    )
    write_csv(scored.card, csv_path, districts_path)
    if as_json:
        show_json({**card_data(scored.card), "notes": list(scored.notes)})
        return 0
    _show(f"{plan} on {map_path.name}", scored, brief=brief, explain=explain)
    for path in (csv_path, districts_path):
        if path is not None:
            tell(f"Written: {path}")
    return 0


def _show(title: str, scored: "Scored", *, brief: bool, explain: bool) -> None:
    """Print what was done to the files, the tables, and the terms if asked for."""
    from districtbot.cli.show import show_table, tell
    from districtbot.maps.brief import brief_table
    from districtbot.maps.card_tables import card_tables, terms_shown

    card, n_units = scored.card, len(scored.plan.unit_ids)
    people = card.population.total
    tell(f"{title}: {card.n_districts:,} districts of {n_units:,} units, {people:,.0f} people")
    for note in scored.notes:
        tell(f"Note: {note}")
    for table in (brief_table(card),) if brief else card_tables(card):
        show_table(table.title, table.columns, table.rows, table.words)
        if table.note:
            tell(table.note)
    for term in terms_shown(card, brief=brief) if explain else ():
        tell(f"{term.name}: {term.meaning} {term.how}")
        for word, text in (
            ("Sign", term.sign),
            ("No value", term.undefined),
            ("Source", term.source),
        ):
            if text:
                tell(f"  {word}: {text}")
