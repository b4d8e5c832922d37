"""`districtbot tune`: train a model on problem sets, by a recipe."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, Named
from districtbot.cli.progress import INTERRUPTED, Step, shown, stopped_by_ctrl_c
from districtbot.ground.clock import Budget, OutOfTime

if TYPE_CHECKING:
    from districtbot.tuning.expect import Expectation
    from districtbot.tuning.mini.recipe import MiniRecipe
    from districtbot.tuning.recipe import LlamaRecipe
    from districtbot.tuning.train import Outcome

ROWS_SHOWN = 2
"""Rows that --dry-run shows."""


@click.command()
@click.argument("recipe", required=False)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Set a field of the recipe, such as training.batch=2; data=DIR, model=PATH.",
)
@click.option("--out", type=Named(), metavar="DIR", help="Its folder.  [default: runs/NAME]")
@click.option("--list", "listing", is_flag=True, help="List the recipes there are.")
@click.option("--show", "showing", is_flag=True, help="Print the recipe with every field.")
@click.option("--dry-run", is_flag=True, help="Say what it takes and show rows; train nothing.")
@click.option("--anyway", is_flag=True, help="Start also where the memory will hardly do.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that render rows.  [default: one a core]",
)
@JSON
def tune(
    recipe: str | None,
    settings: tuple[str, ...],
    out: Path | None,
    listing: bool,
    showing: bool,
    dry_run: bool,
    anyway: bool,
    jobs: int | None,
    as_json: bool,
) -> int:
    r"""Train a model on problem sets, by a RECIPE: one that comes along, or a YAML file.

    What it takes is told before it starts, and a run that the memory cannot hold is refused
    with advice. Broken off by Ctrl-C or otherwise, the same command goes on from the last
    checkpoint. With several GPUs: accelerate launch -m districtbot tune RECIPE ...

    Exit code 130 when interrupted.

    \b
    Examples:
      districtbot tune --list
      districtbot tune llama2-7b-qlora --set data=core-1 --dry-run
      districtbot tune llama2-7b-qlora --set data=core-1 --set model=PATH
    """
    from districtbot.tuning.shelf import read_recipe, written

    if listing:
        return _list(as_json=as_json)
    if recipe is None:
        raise click.UsageError("Missing argument 'RECIPE'; --list names those there are.")
    found: LlamaRecipe | MiniRecipe = read_recipe(recipe, settings)
    if showing:
        click.echo(written(found), nl=False)
        return 0
    budget = Budget(None)
    try:
        if found.kind == "mini":
            return _train_mini(found, out, budget, jobs, dry_run=dry_run, as_json=as_json)
        if dry_run:
            return _preview(found, budget, as_json=as_json)
        return _train(found, out, budget, jobs, anyway=anyway, as_json=as_json)
    except OutOfTime:
        from districtbot.cli.show import say

        say("Interrupted. The same command goes on from here.")
        return INTERRUPTED


def _list(*, as_json: bool) -> int:
    from districtbot.cli.show import show_json, show_table
    from districtbot.tuning.shelf import facts_of_recipes

    facts = facts_of_recipes()
    if as_json:
        show_json(facts)
    else:
        rows = [(one["name"], one["about"]) for one in facts]
        show_table("Recipes", ("recipe", "what it is"), rows, words=(1,))
    return 0


def _preview(recipe: "LlamaRecipe", budget: Budget, *, as_json: bool) -> int:
    from districtbot.cli.show import CONTROLS, show_json, tell
    from districtbot.tuning.preview import preview

    with (
        stopped_by_ctrl_c(budget),
        shown("Rendering some rows", "starting ...", quiet=as_json) as show_fn,
    ):
        found = preview(recipe, ROWS_SHOWN, budget, _stepped(show_fn, budget))
    if as_json:
        show_json(found.data())
        return 0
    _show_expectation(found.expectation, list(found.notes), about=True)
    tell(f"Items: {found.items:,}. Lines with | are only read, lines with >>| are trained on.")
    for row in found.rows:
        click.echo(f"\n{row.translate(CONTROLS)}")
    return 0


def _train(
    recipe: "LlamaRecipe",
    out: Path | None,
    budget: Budget,
    jobs: int | None,
    *,
    anyway: bool,
    as_json: bool,
) -> int:
    from districtbot.plans.ensemble.run import n_cores
    from districtbot.tuning.train import Hands, train

    folder = Path("runs") / recipe.name if out is None else out

    def expect(expectation: "Expectation", notes: list[str]) -> None:
        if not as_json:
            _show_expectation(expectation, notes)
            sys.stdout.flush()

    with (
        stopped_by_ctrl_c(budget),
        _stopped_by_others(budget),
        shown("Rendering rows", "starting ...", quiet=as_json) as show_fn,
    ):
        show = _stepped(show_fn, budget)
        hands = Hands(budget, show, expect, jobs or n_cores(), anyway)
        done = train(recipe, folder, hands)
    return _told(done, as_json=as_json)


def _train_mini(
    recipe: "MiniRecipe",
    out: Path | None,
    budget: Budget,
    jobs: int | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    from districtbot.cli.show import say, show_json, tell
    from districtbot.plans.ensemble.run import n_cores
    from districtbot.tuning.mini.expecting import expected, sample_rows
    from districtbot.tuning.mini.run import run_mini

    for line in () if as_json else expected(recipe):
        tell(line)
    if dry_run:
        for row in sample_rows(recipe, ROWS_SHOWN):
            click.echo(f"\n{row}")
        return 0
    folder = Path("runs") / recipe.name if out is None else out
    with (
        stopped_by_ctrl_c(budget),
        _stopped_by_others(budget),
        shown("Making rows", "starting ...", quiet=as_json) as show_fn,
    ):

        def show(stage: str, done: int, total: int, more: str) -> None:
            text = f"{stage}: {done:,} of {total:,}{f', {more}' if more else ''}"
            show_fn(Step(stage, done, total, text, budget.spent))

        ran = run_mini(recipe, folder, jobs=jobs or n_cores(), budget=budget, show=show)
    if not ran.finished:
        say("Interrupted; what is done is kept. The same command goes on from there.")
        return INTERRUPTED
    if as_json:
        show_json(ran.facts)
        return 0
    share = 100 * ran.facts["lines_right_on_dev"]
    tell(f"{share:.1f}% of the lines of rows held out are right in every symbol.")
    tell(f"Written to {ran.folder}: try it with --model mini:{ran.folder / 'model'}.")
    return 0


@contextmanager
def _stopped_by_others(budget: Budget) -> Iterator[None]:
    """Let whoever ends this process, such as a queue of jobs, have a checkpoint written first."""

    def stop(*_: object) -> None:
        budget.stop()

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(done: "Outcome", *, as_json: bool) -> int:
    """Say what came of a run."""
    from districtbot.cli.show import say, show_json, tell
    from districtbot.tuning.machine import is_first_process

    if not is_first_process():
        return 0 if done.finished else INTERRUPTED
    if not done.finished:
        say(
            f"Interrupted after step {done.step:,}; a checkpoint is written. The same command goes "
            "on from there."
        )
        return INTERRUPTED
    if as_json:
        show_json(done.summary)
        return 0
    first, last = done.summary["first_loss"], done.summary["last_loss"]
    tell(f"{done.step:,} steps; the loss went from {first:.4f} to {last:.4f}.")
    tell(f"Written to {done.folder}: summary.json says what came of it, losses.png shows it.")
    return 0


def _show_expectation(expectation: "Expectation", notes: list[str], *, about: bool = False) -> None:
    from districtbot.cli.show import show_table, tell

    title = "What the run would take, about" if about else "What the run will take"
    show_table(title, ("what", "how much"), expectation.rows())
    for note in notes:
        tell(note)


def _stepped(show_fn: Callable[[Step], None], budget: Budget) -> Callable[[str, int, int], None]:
    def show(stage: str, done: int, total: int) -> None:
        show_fn(Step(stage, done, total, f"{stage}: {done:,} of {total:,}", budget.spent))

    return show
