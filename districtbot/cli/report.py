"""`districtbot report`: everything about a plan, to read, print and hand on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.options import Named, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions


@click.command()
@click.argument("plan", metavar="PLAN")
@click.argument("map_path", metavar="[MAP]", type=Named(), required=False)
@click.option(
    "--targets",
    "targets_path",
    type=Named(),
    metavar="FILE.toml",
    help="Judge the plan by these targets; docs/targets.md lists what can be asked.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="PLAN",
    help="Compare with this plan, or NAME=PLAN; can be given several times.",
)
@click.option(
    "--ensemble",
    type=Named(),
    metavar="DIR",
    help="A finished ensemble: show where the plan stands in it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf", "md"]),
    help="html opens offline with an interactive map; pdf prints.  [default: html]",
)
@click.option(
    "--out", type=Named(), metavar="FILE", help="The file to write.  [default: PLAN-report.FORMAT]"
)
@click.option("--title", default="", metavar="TEXT", help="Headline of the map and the report.")
@click.option("--all", "more", is_flag=True, help="Add the measures that few ask for.")
@map_options
def report(
    plan: str,
    map_path: Path | None,
    targets_path: Path | None,
    against: tuple[str, ...],
    ensemble: Path | None,
    form: Any,
    out: Path | None,
    title: str,
    more: bool,
    options: "MapOptions",
) -> int:
    """Write a report of PLAN on MAP: map, scorecard, districts, comparison, ensemble, methods.

    PLAN is a plan file or the name of a plan column of the map, or NAME=PLAN to say
    what it is called. It may also be the folder of a finished run or an HTML report:
    without MAP, that report is then written again in another format; with MAP, the
    run's plan is judged by the targets of the run.

    \b
    Examples:
      districtbot report plan.csv precincts.zip --against CD --targets targets.toml
      districtbot report plan.csv precincts.zip --ensemble DIR --format pdf
      districtbot report RUN-DIR --format md
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say, tell
    from districtbot.tools.arguments import check_map_last
    from districtbot.tools.report_files import Asked, check_out, rewritten, written_report

    asked = Asked(plan, targets_path, against, ensemble, title, more)
    target, kind = check_out(plan, out, form)
    if map_path is None:
        found = rewritten(asked)
    else:
        from districtbot.geo.open import open_map

        check_map_last([plan], map_path, "districtbot report PLAN MAP")
        found = written_report(open_map(map_path, options, say), asked, say)
    from districtbot.maps.report import write_report

    write_report(target, found, kind)
    tell(f"Report: {target}")
    return 0
