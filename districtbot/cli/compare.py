"""`districtbot compare`: plans of one map beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, MAP, Named, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions

ROWS = 20


@click.command()
@click.argument("plans", metavar="PLAN PLAN...", nargs=-1, required=True)
@MAP
@click.option("--reference", metavar="PLAN", help="Compare with this plan.  [default: the first]")
@click.option(
    "--ensemble",
    type=Named(),
    metavar="DIR",
    help="A finished ensemble: say where each plan stands in it.",
)
@click.option(
    "--out", type=Named(), metavar="DIR", help="Write tables, data and pictures into this folder."
)
@click.option(
    "--all", "show_all", is_flag=True, help="Show every measure, contest, district and move."
)
@map_options
@JSON
def compare(
    plans: tuple[str, ...],
    map_path: Path,
    reference: str | None,
    ensemble: Path | None,
    out: Path | None,
    show_all: bool,
    options: "MapOptions",
    as_json: bool,
) -> int:
    """Compare two or more plans of MAP: their measures, and what moves from one to the other.

    Each PLAN is a plan file or the name of a plan column of the map, or NAME=PLAN to
    say what it is called; the map comes last. The plans are compared with the first
    one, districts renumbered so that as few people as possible move.

    \b
    Examples:
      districtbot compare Enacted=CD Draft=draft.csv precincts.zip
      districtbot compare CD draft.csv other.csv precincts.zip --out DIR
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say, show_json, show_table, tell
    from districtbot.geo.open import open_map
    from districtbot.maps.comparison import comparison_tables
    from districtbot.plans.compare_data import comparison_data
    from districtbot.tools.compare import (
        PAGE,
        check_folder,
        check_order,
        compare_files,
        write_comparison,
    )

    check_order(plans, map_path)
    if out is not None:
        check_folder(out)
    state = open_map(map_path, options, say)
    found, notes = compare_files(
        state, plans, reference=reference, ensemble=ensemble, more=show_all
    )
    files: tuple[str, ...] = ()
    if out is not None:
        files = write_comparison(out, state, found, ensemble=ensemble, notes=notes)
    if as_json:
        show_json({**comparison_data(found), "notes": list(notes), "files": list(files)})
        return 0
    for sentence in found.warnings:
        tell(f"Note: {sentence}")
    for note in notes:
        tell(f"Note: {note}")
    for table in comparison_tables(found, brief=0 if show_all else ROWS):
        show_table(table.title, table.columns, table.rows, table.words)
        if table.note:
            tell(table.note)
    if not show_all:
        tell("--all shows every number, district and move.")
    if files:
        tell(f"Written to {out}: {len(files)} files. Start with {out}/{PAGE}")
    return 0
