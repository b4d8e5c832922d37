"""`districtbot run`: draft, check, map and write a plan."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.asked import asked_data, asked_targets
from districtbot.cli.model_options import Chosen, model_options
from districtbot.cli.options import (
    DISTRICTS,
    JSON,
    MAP,
    MAX_COUNTY_SPLITS,
    MAX_CUT_EDGES,
    MAX_DEVIATION,
    Named,
    above_zero,
    map_options,
)
from districtbot.cli.progress import INTERRUPTED, watched

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions
    from districtbot.tools.alternatives import Alternatives

EXIT = {"met": 0, "not_met": 3, "declined": 4}


@click.command()
@MAP
@click.option("--goal", metavar="TEXT", help="What the districts must be, in plain words.")
@model_options
@DISTRICTS
@click.option(
    "--targets",
    "targets_path",
    type=Named(),
    metavar="FILE.toml",
    help="Targets; docs/targets.md lists what can be asked.",
)
@MAX_DEVIATION
@click.option("--max-range", metavar="SHARE", help="Largest less smallest district, such as 2%.")
@MAX_COUNTY_SPLITS
@click.option("--min-polsby-popper", type=float, metavar="X", help="Mean Polsby-Popper, 0 to 1.")
@click.option("--min-reock", type=float, metavar="X", help="Mean Reock, 0 to 1.")
@MAX_CUT_EDGES
@click.option(
    "--engine",
    type=click.Choice(["fast", "gerrychain"]),
    default="fast",
    show_default=True,
    help="What takes the steps: compiled code, or GerryChain itself.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same plan.")
@click.option(
    "--budget",
    type=float,
    callback=above_zero,
    metavar="SECONDS",
    help="Wall-clock seconds for the search.  [default: 60]",
)
@click.option(
    "--steps",
    type=click.IntRange(min=0),
    metavar="N",
    help="Steps in place of --budget: repeats a run that the clock ended.",
)
@click.option(
    "--alternatives",
    type=click.IntRange(2, 50),
    metavar="N",
    help="Plans to choose from, 2 to 50: the answer and others that meet every required target.",
)
@click.option(
    "--out",
    type=Named(),
    metavar="DIR",
    help="Folder for the results.  [default: MAP-K-districts]",
)
@click.option("--title", default="", metavar="TEXT", help="Headline of the map and the report.")
@map_options
@JSON
def run(
    map_path: Path,
    goal: str | None,
    chosen: Chosen,
    districts: int | None,
    targets_path: Path | None,
    engine: Any,
    seed: int,
    budget: float | None,
    steps: int | None,
    alternatives: int | None,
    out: Path | None,
    title: str,
    options: "MapOptions",
    as_json: bool,
    **flags: Any,
) -> int:
    """Draft a district plan for MAP that meets every target, and check it.

    Writes plan.csv, map.png, report.html, result.json and more into a folder.
    With --alternatives, further plans go into its folder alternatives: drafts with
    other seeds that meet every required target, none beaten by another plan, those
    furthest apart. The answer comes first: within the budget while it misses a
    required target, within half of it once only wishes are left; the alternatives
    get what remains. --steps bounds each single search.

    With --goal, a language model (--model) reads what is wanted in plain words and
    uses the tools; the other options hold besides.

    \b
    Exit codes: 0 every target met, or a question answered; 2 bad input; 3 a plan
    is written but some target is not met; 4 proved impossible or declined, or the
    request needs an answer first; 130 interrupted, the best plan so far is written.

    \b
    Examples:
      districtbot run precincts.zip -k 7 --max-deviation 1% --max-county-splits 10
      districtbot run precincts.gpkg --targets targets.toml --budget 300 --seed 7
      districtbot run precincts.gpkg -k 7 --alternatives 5
      districtbot run precincts.gpkg --goal "seven districts within 1%, few split counties"
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.alternatives import drawn_alternatives
    from districtbot.cli.goal import run_goal
    from districtbot.cli.show import say
    from districtbot.geo.open import open_map
    from districtbot.ground.clock import Budget
    from districtbot.plans.reference import with_plan_files
    from districtbot.tools.alternatives import wishing_at_most_half
    from districtbot.tools.draft import DEFAULT_BUDGET, Effort, draft
    from districtbot.tools.results import check_folder, write_results

    if goal is not None:
        if steps is not None or alternatives is not None or engine != "fast":
            raise click.UsageError("--steps, --alternatives and --engine do not go with --goal.")
        return run_goal(
            map_path,
            goal,
            options,
            chosen,
            asked=asked_data(targets_path, districts, flags),
            seed=seed,
            budget=budget,
            out=out,
            title=title,
            as_json=as_json,
        )
    targets = asked_targets(targets_path, districts, flags)
    folder = out if out is not None else Path(f"{map_path.stem}-{targets.districts}-districts")
    check_folder(folder)
    if budget is not None and steps is not None:
        raise click.UsageError("Give --budget or --steps, not both.")
    seconds = budget if steps is not None or budget is not None else DEFAULT_BUDGET
    effort = Effort(engine, seed, seconds, steps)
    beside = targets_path.parent if targets_path is not None else Path()
    state, targets = with_plan_files(open_map(map_path, options, say), targets, beside)
    clock = Budget(seconds)
    with watched(clock, effort, quiet=as_json) as watch_fn:
        if alternatives is not None:
            watch_fn = wishing_at_most_half(clock, watch_fn)  # noqa: PLW2901
        drafted = draft(state, targets, effort, watch_fn=watch_fn, budget=clock, say=say)
    found = None
    if alternatives is not None:
        found = drawn_alternatives(state, drafted, alternatives, quiet=as_json)
    result = write_results(folder, state, options, drafted, title, found)
    _show(result, folder, drafted.verdicts, found, as_json=as_json)
    stopped = drafted.ended == "interrupted" or (found is not None and found.ended == "interrupted")
    return INTERRUPTED if stopped else EXIT[drafted.status]


def _show(
    result: dict[str, Any],
    folder: Path,
    verdicts: Any,
    found: "Alternatives | None",
    *,
    as_json: bool,
) -> None:
    from districtbot.cli.show import show_alternatives, show_json, show_verdicts, tell

    if as_json:
        show_json(result)
        return
    if verdicts:
        show_verdicts(verdicts)
    if found is not None and found.plans:
        show_alternatives(found)
    tell(result["reply"])
    if result["status"] != "declined":
        tell(f"Results: {folder}")
        tell(f"Start with {folder / 'report.html'}")
    elif (folder / "plan.csv").exists():
        tell(f"The earlier plan in {folder} was left as it is; nothing was written.")
    else:
        tell(f"The proof is in {folder / 'result.json'}")
