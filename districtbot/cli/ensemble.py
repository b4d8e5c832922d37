"""`districtbot ensemble`: many neutral plans, and where a plan stands among them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.asked import asked_targets
from districtbot.cli.options import (
    DISTRICTS,
    JSON,
    MAP,
    MAX_COUNTY_SPLITS,
    MAX_CUT_EDGES,
    MAX_DEVIATION,
    Named,
    map_options,
)
from districtbot.cli.progress import INTERRUPTED, Step, shown, stopped_by_ctrl_c
from districtbot.cli.study import (
    Studying,
    named_plans,
    scoring_told,
    study_data,
    study_options,
    tell_study,
)

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions
    from districtbot.geo.statemap import StateMap
    from districtbot.ground.clock import Budget
    from districtbot.plans.compare import NamedPlan
    from districtbot.plans.ensemble.run import Progress, WatchFn
    from districtbot.plans.ensemble.standing import Standing
    from districtbot.tools.ensemble_study import Study


@click.command()
@MAP
@DISTRICTS
@click.option(
    "--targets",
    "targets_path",
    type=Named(),
    metavar="FILE.toml",
    help="Targets that every plan must meet: population, splits, cut edges, kept together.",
)
@MAX_DEVIATION
@MAX_COUNTY_SPLITS
@MAX_CUT_EDGES
@click.option(
    "--rules",
    "rules_path",
    type=Named(),
    metavar="FILE.toml",
    help="How the chains go; docs/ensembles.md lists what can be set.",
)
@click.option("--steps", type=int, default=10_000, show_default=True, help="Of each chain.")
@click.option("--chains", type=int, default=4, show_default=True, help="Each starts anew.")
@click.option("--thin", type=int, metavar="N", help="Keep every Nth plan.  [default: 1]")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same plans.")
@click.option(
    "--processes", type=int, metavar="P", help="Of this machine.  [default: one for each core]"
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Let a Dask cluster work, such as tcp://host:8786."
)
@study_options
@click.option(
    "--out",
    type=Named(),
    metavar="DIR",
    help="Folder for the plans.  [default: MAP-K-ensemble]",
)
@map_options
@JSON
def ensemble(
    map_path: Path,
    districts: int | None,
    targets_path: Path | None,
    rules_path: Path | None,
    steps: int,
    chains: int,
    thin: int | None,
    seed: int,
    processes: int | None,
    scheduler: str | None,
    studying: Studying,
    out: Path | None,
    options: "MapOptions",
    as_json: bool,
    **flags: Any,
) -> int:
    """Draw many neutral plans of MAP by ReCom, and say where a plan stands among them.

    Writes ensemble.bendl (the plans), measures.parquet and summary.json (rules,
    versions, diagnostics) into a folder; with --score the scorecard's numbers of
    every plan, with --pictures charts, with --report a page. Stopped with Ctrl-C or
    killed, the same command goes on where it stopped; finished, it reads what is
    there. Parties and groups never steer the drawing; they are counted afterwards.

    \b
    Exit codes: 0 done; 2 bad input; 130 interrupted, what is done is kept.

    \b
    Examples:
      districtbot ensemble precincts.zip -k 7 --max-deviation 1% --steps 50000
      districtbot ensemble precincts.zip -k 7 --plan enacted.csv --pictures
      districtbot ensemble precincts.zip --from plans.ben --plan enacted.csv --pictures
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say
    from districtbot.geo.open import open_map
    from districtbot.ground.clock import Budget

    clock = Budget(None)
    studying.check()
    if studying.source is not None:
        state = open_map(map_path, options, say)
        plans = named_plans(studying.plans, state, None)
        return _study(studying.source, state, plans, studying, out, {}, clock, as_json=as_json)
    from districtbot.plans.chain_rules import rules_of
    from districtbot.plans.ensemble.run import Hands
    from districtbot.tools.ensemble import run_ensemble

    targets = asked_targets(targets_path, districts, flags)
    rules = rules_of(_rules(rules_path, thin))
    hands = Hands(processes, scheduler)
    folder = out if out is not None else Path(f"{map_path.stem}-{targets.districts}-ensemble")
    state = open_map(map_path, options, say)
    plans = named_plans(studying.plans, state, targets.districts)
    with stopped_by_ctrl_c(clock), _told(quiet=as_json) as watch_fn:
        drawn = run_ensemble(
            state,
            targets,
            folder,
            steps=steps,
            chains=chains,
            seed=seed,
            rules=rules,
            hands=hands,
            watch_fn=watch_fn,
            budget=clock,
        )
    if drawn.summary is None:
        say(f"Interrupted at {_share(drawn.progress)}; the same command goes on from there.")
        return INTERRUPTED
    return _study(folder, state, plans, studying, None, drawn.summary, clock, as_json=as_json)


def _study(
    source: Path,
    state: "StateMap",
    plans: "Sequence[NamedPlan]",
    studying: Studying,
    out: Path | None,
    summary: dict[str, Any],
    clock: "Budget",
    *,
    as_json: bool,
) -> int:
    """Score, compare and draw an ensemble as asked, and show what was found."""
    from districtbot.cli.show import say
    from districtbot.plans.ensemble.place import stands

    study = None
    if studying.goes_on:
        from districtbot.tools.ensemble_study import pictures_folder, study_ensemble

        with stopped_by_ctrl_c(clock), scoring_told(quiet=as_json) as watch_fn:
            study = study_ensemble(
                source,
                state,
                plans,
                wanted=studying.wanted,
                pictures=pictures_folder(source, out) if studying.draws else None,
                kind="violin" if studying.violins else "box",
                watch_fn=watch_fn,
                budget=clock,
            )
        if study is None:
            say("Interrupted; the plans are kept, the same command scores them anew.")
            return INTERRUPTED
        among = study.standings
        if studying.report:
            from districtbot.tools.ensemble_report import report_path, write_ensemble_report

            path = report_path(source, out)
            write_ensemble_report(study, source, state, plans, path)
            say(f"Report: {path}")
    else:
        among = tuple(stands(source, each.plan, state) for each in plans)
    standings = [(each.name, found) for each, found in zip(plans, among, strict=True)]
    _show(source, summary, study, standings, as_json=as_json)
    return 0


def _rules(path: Path | None, thin: int | None) -> dict[str, Any]:
    from districtbot.ground.toml import read_toml

    example = "See docs/ensembles.md for an example."
    data = {} if path is None else read_toml(path, f"The rule file {path}", example)
    return data if thin is None else {**data, "thin": thin}


def _show(
    source: Path,
    summary: dict[str, Any],
    study: "Study | None",
    standings: "Sequence[tuple[str, Sequence[Standing]]]",
    *,
    as_json: bool,
) -> None:
    from districtbot.cli.show import show_json, tell
    from districtbot.plans.ensemble.rules_told import rules_missed

    if as_json:
        show_json({**summary, **study_data(study, standings), "folder": str(source)})
        return
    if summary:
        _show_summary(summary)
    tell_study(study, standings)
    for missed in rules_missed(source, standings):
        tell(f"Note: {missed}")
    if summary:
        tell(f"Plans, measures and summary: {source}")


def _show_summary(summary: dict[str, Any]) -> None:
    from districtbot.cli.show import show_table, tell

    rows = [
        _row(name, one)
        for name, one in summary["diagnostics"]["measures"].items()
        if "ranks" not in one
    ]
    show_table(
        f"{summary['plans']:,} plans",
        ("measure", "mean", "least", "most", "R-hat", "effective plans"),
        rows,
    )
    tell(
        f"{summary['distinct_plans']:,} of {summary['plans']:,} plans are different; "
        f"{summary['acceptance']:.1%} of the steps gave a plan that was accepted, be it a new one "
        "or the same one again."
    )
    for warning in summary["warnings"]:
        tell(f"Warning: {warning}")
    if summary["warnings"]:
        tell("For more plans give a larger --steps, and another --out.")


def _row(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    from districtbot.plans.ensemble.words import words_of
    from districtbot.plans.line import written

    words = words_of(name)

    def number(key: str, form: str) -> str:
        return "–" if one[key] is None else format(one[key], form)

    mean = number("mean", ",.1f") if words.form == "count" else written(one["mean"], words.form)
    return (
        words.name,
        mean,
        *(written(one[key], words.form) for key in ("least", "most")),
        number("rhat", ".3f"),
        number("ess", ",.0f"),
    )


@contextmanager
def _told(*, quiet: bool) -> "Iterator[WatchFn]":
    """Show progress on standard error."""
    with shown("Drawing", "first block ...", quiet=quiet) as show_fn:
        stage = "drawing"

        def watch(told: "Progress") -> None:
            nonlocal stage
            new = told.stage not in ("drawing", stage)
            stage = told.stage
            name = told.stage.capitalize()
            show_fn(Step(name, told.steps, told.total, _sentence(told), new=new))

        yield watch


def _sentence(told: "Progress") -> str:
    """``1,200,000 of 4,000,000 steps (12,345/s, 3:47 left, 98.1% accepted)``."""
    if told.stage == "compiling":
        return "Building the chains (once for this version; it takes a minute)"
    if told.stage == "merging":
        return "Writing the files"
    facts = []
    if told.rate is not None:
        left = (told.total - told.steps) / told.rate
        facts = [f"{told.rate:,.0f}/s", f"{int(left // 60)}:{int(left % 60):02d} left"]
    if told.steps:
        facts.append(f"{told.accepted / told.steps:.1%} accepted")
    more = f" ({', '.join(facts)})" if facts else ""
    return f"{_share(told)}{more}"


def _share(told: "Progress") -> str:
    return f"{told.steps:,} of {told.total:,} steps"
