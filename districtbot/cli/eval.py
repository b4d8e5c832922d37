"""`districtbot eval`: models sit held-out problems; a report card puts them side by side."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, Named, above_zero
from districtbot.cli.progress import INTERRUPTED, Step, shown, stopped_by_ctrl_c
from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from districtbot.evals.card import ReportCard
    from districtbot.evals.sitting import ShowFn
    from districtbot.problems.spec import Kind
    from districtbot.problems.split import Split


@click.command(name="eval")
@click.argument("path", metavar="SET", type=Named())
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME",
    help="Who sits the exam; several are put side by side.  [default: mini]",
)
@click.option("--out", type=Named(), metavar="DIR", help="Its folder.  [default: eval-SET-SPLIT]")
@click.option(
    "--split",
    type=click.Choice(["train", "dev", "test"]),
    default="test",
    show_default=True,
    help="Items of this split.",
)
@click.option("--kind", type=click.Choice(["coding", "dialogue"]), help="Only these.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only so many of each.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N", help="Which."
)
@click.option("--family", "families", multiple=True, metavar="NAME", help="Only of these families.")
@click.option(
    "--level", "levels", multiple=True, type=click.IntRange(1, 3), help="Only of these levels."
)
@click.option(
    "--map", "maps", multiple=True, type=Named(), metavar="MAP", help="The set's maps, if real."
)
@click.option(
    "--tries",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="K",
    help="Answers to each coding problem, for pass@K.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(min=0),
    metavar="T",
    help="Of these answers.  [default: 0, or 0.8 where there are several]",
)
@click.option(
    "--seconds",
    type=float,
    default=300.0,
    show_default=True,
    callback=above_zero,
    metavar="S",
    help="Wall-clock limit of an item.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes side by side; each loads the model.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    metavar="N",
    help="Examples of each kind of error.",
)
@click.option("--judge", metavar="MODEL", help="Have a model judge replies too: openai:NAME@URL.")
@click.option(
    "--judged",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="So many replies of each model.",
)
@click.option(
    "--harness",
    metavar="TASKS",
    help="Run lm-eval on hf: models too: names of tasks with commas between.",
)
@click.option(
    "--harness-limit", type=click.IntRange(min=1), metavar="N", help="Only so many items of each."
)
@JSON
def evaluate(
    path: Path,
    models: tuple[str, ...],
    out: Path | None,
    split: "Split",
    kind: "Kind | None",
    sample: int | None,
    seed: int,
    families: tuple[str, ...],
    levels: tuple[int, ...],
    maps: tuple[Path, ...],
    tries: int,
    temperature: float | None,
    seconds: float,
    jobs: int,
    examples: int,
    judge: str | None,
    judged: int,
    harness: str | None,
    harness_limit: int | None,
    as_json: bool,
) -> int:
    """Have models sit the problems of a set and put them side by side.

    Dialogues are held by the agent as in a chat; code runs in the sandbox. `ideal` and `empty`
    are models too, the most and the least that can be had, and `rules`, which knows patterns
    alone. Broken off, the same command goes on where it stopped. Exit code 130 when interrupted.
    """
    from districtbot.cli.show import show_json
    from districtbot.evals.exam import ExamSpec, read_exam
    from districtbot.evals.reporting import Extras, check_extras, report
    from districtbot.evals.sitting import sit

    warmth = temperature if temperature is not None else 0.8 * (tries > 1)
    spec = ExamSpec(path, split, kind, sample, seed, families, levels, maps, tries, warmth, seconds)
    exam = read_exam(spec)
    folder = Path(f"eval-{exam.data['set']}-{split}") if out is None else out
    tasks = tuple(one.strip() for one in (harness or "").split(",") if one.strip())
    extras = Extras(judge, judged, tasks, harness_limit)
    sitters = models or ("mini",)
    check_extras(extras, sitters)
    budget = Budget(None)
    with _watched(budget, quiet=as_json) as show_fn:
        results = sit(exam, sitters, folder, jobs, budget, show_fn)
        card, files = report(exam, results, folder, examples, extras, budget)
    if as_json:
        show_json(card.data())
    else:
        _tell(card, files)
    return INTERRUPTED if budget.interrupted else 0


def _tell(card: "ReportCard", files: tuple[Path, ...]) -> None:
    """Show the tables, and say where the rest is."""
    from districtbot.cli.show import show_table, tell
    from districtbot.evals.tables import error_table, main_table, pair_table, part_tables
    from districtbot.evals.words import missing

    tables = [
        main_table(card),
        *part_tables(card, ("all as in training", "phrases", "map's words", "level")),
    ]
    tables += [pair_table(card)] * bool(card.comparisons)
    for table in [*tables, error_table(card)]:
        if table.rows:
            show_table(table.title, table.header, table.rows, words=())
    if not card.finished:
        tell("Not finished: the same command goes on from there.")
    if missing():
        tell(f"Without ROUGE or BLEU: {' and '.join(missing())} not installed.")
    tell(f"Written: {', '.join(map(str, files))}.")


@contextmanager
def _watched(budget: Budget, *, quiet: bool) -> "Iterator[ShowFn]":
    """Progress on standard error, and Ctrl-C that stops the budget."""
    with stopped_by_ctrl_c(budget), shown("Exam", "starting ...", quiet=quiet) as show_fn:

        def show(name: str, done: int, total: int) -> None:
            text = f"{name}: {done:,} of {total:,}"
            show_fn(Step("Exam", done, total, text, budget.spent))

        yield show
