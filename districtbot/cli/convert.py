"""`districtbot convert`: a plan in another format."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.options import JSON, MAP, Named, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions


@click.command()
@click.argument("plan", metavar="PLAN")
@MAP
@click.option("--to", metavar="FORMAT", help="Format to write; by default what --out ends in.")
@click.option(
    "--out", type=Named(), metavar="FILE", help="File to write.  [default: PLAN-FORMAT, here]"
)
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@click.option(
    "--blocks", type=Named(), metavar="FILE", help="Shapes or list of the map's census blocks."
)
@click.option(
    "--level",
    type=click.Choice(["units", "blocks"]),
    help="A line for each unit or each block.  [default: units, where the format has them]",
)
@click.option(
    "--missing",
    type=click.Choice(["refuse", "fill-empty", "fill", "leave"]),
    default="refuse",
    show_default=True,
    help="Units without a district: refuse, fill those without people or all from around them, "
    "or leave them.",
)
@click.option(
    "--split",
    type=click.Choice(["refuse", "majority"]),
    default="refuse",
    show_default=True,
    help="Units in several districts: refuse, or give each to the one with most of it.",
)
@click.option("--dissolved", is_flag=True, help="Shapes of districts rather than of units.")
@click.option(
    "--entity",
    type=click.Choice(["CD", "SLDU", "SLDL"], case_sensitive=False),
    default="CD",
    show_default=True,
    help="Which districts a Census file is of.",
)
@click.option(
    "--like",
    metavar="PLAN",
    help="Number the districts like those of this plan that they hold most people of.",
)
@click.option("--report", type=Named(), metavar="FILE", help="What did not match, as CSV.")
@map_options
@JSON
def convert(
    plan: str,
    map_path: Path,
    to: str | None,
    out: Path | None,
    options: "MapOptions",
    as_json: bool,
    **wanted: Any,
) -> int:
    """Read PLAN in any format, match it to MAP, and write it in another format.

    PLAN is a file, the folder of a run or an ensemble, or a plan column of the map; # and
    which part of it is meant may follow: plans.bendl#12, BlockAssign_ST19_IA.zip#SLDU,
    graph.json#CD. What does not match is reported, and refused unless said otherwise.

    \b
    Formats: csv, dra, dra-id, districtr, districtr-json, baf, bef, districtbuilder,
    qgis, mosaic, rdatools, xlsx, ods, json, gerrychain, jsonl, ben, xben, bendl,
    geojson, gpkg, shapefile. docs/formats.md tells more.

    \b
    Examples:
      districtbot convert plan.csv precincts.zip --to dra --out for-dra.csv
      districtbot convert blocks.csv precincts.zip --blocks VTD.txt --split majority --to csv
      districtbot convert plan.csv precincts.zip --like CD --to csv
      districtbot convert CD precincts.zip --dissolved --out districts.geojson
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say, show_json, tell
    from districtbot.geo.open import open_map
    from districtbot.plans.formats.names import format_named
    from districtbot.tools.arguments import check_map_last
    from districtbot.tools.convert import Wanted, target_of
    from districtbot.tools.convert import convert as convert_plan

    blocks = wanted.pop("blocks")
    asked = Wanted(
        to=format_named(to) if to is not None else None,
        blocks=str(blocks) if blocks is not None else None,
        **{**wanted, "entity": wanted["entity"].upper()},
    )
    check_map_last([plan], map_path, "districtbot convert PLAN MAP")
    target_of(plan, out, asked)  # before the map is read, which may take long
    state = open_map(map_path, options, say)
    done = convert_plan(plan, state, out, asked)
    if as_json:
        show_json(done.to_dict())
        return 0
    tell(done.read)
    for note in done.notes:
        tell(f"Note: {note}")
    written = done.written
    tell(f"Wrote {written.path} ({written.format}): {written.count:,} {written.of}.")
    return 0
