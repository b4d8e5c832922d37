"""`districtbot problems`: make, verify, look at and convert sets of problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, Named
from districtbot.cli.progress import INTERRUPTED, Step, shown, stopped_by_ctrl_c
from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from districtbot.problems.formats import Format
    from districtbot.problems.generate import ShowFn
    from districtbot.problems.spec import Kind
    from districtbot.problems.split import Split

SET = click.argument("path", metavar="SET", type=Named())
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes side by side.  [default: one a core]",
)
KIND = click.option("--kind", type=click.Choice(["coding", "dialogue"]), help="Only these.")
SPLIT = click.option("--split", type=click.Choice(["train", "dev", "test"]), help="Only this.")
SET_MAPS = click.option(
    "--map",
    "maps",
    multiple=True,
    type=Named(),
    metavar="MAP",
    help="The maps of the set, if real.",
)
FORM = click.Choice(["alpaca", "alpaca-no-input", "chat", "react", "qa"])


@click.group()
def problems() -> None:
    """Coding problems and dialogues with verified answers, to train and test models on.

    `districtbot problems generate` makes a set; SET below is its folder or a file of it.
    """


@problems.command()
@click.option("--out", type=Named(), metavar="DIR", help="Its folder.  [default: NAME-SEED]")
@click.option("--name", default="core", show_default=True, help="What to call it.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="N")
@click.option("--coding", default=5_000, show_default=True, metavar="N", help="Coding problems.")
@click.option("--dialogues", default=20_000, show_default=True, metavar="N", help="Dialogues.")
@click.option("--family", "only", multiple=True, metavar="NAME", help="Only of these families.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    type=Named(),
    metavar="MAP",
    help="Set them on these maps instead of made-up ones.",
)
@click.option(
    "--paraphrase",
    metavar="MODEL",
    help="Have a model reword every question, such as openai:NAME@URL.",
)
@JOBS
@JSON
def generate(
    out: Path | None,
    name: str,
    seed: int,
    coding: int,
    dialogues: int,
    only: tuple[str, ...],
    maps: tuple[Path, ...],
    paraphrase: str | None,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Make a set of problems, each one verified.

    The same options give the same bytes. Broken off, the same command goes on where it
    stopped. Exit code 130 when interrupted.
    """
    from districtbot.cli.show import say, show_json, tell
    from districtbot.plans.ensemble.run import n_cores
    from districtbot.problems.making import make_set
    from districtbot.problems.spec import SetSpec

    if not coding and not dialogues:
        raise click.UsageError("There is nothing to make: --coding and --dialogues are both 0.")
    spec = SetSpec(name, seed, coding, dialogues, only, maps)
    folder = Path(f"{name}-{seed}") if out is None else out
    budget = Budget(None)
    with _watched(budget, quiet=as_json) as show_fn:
        done = make_set(spec, folder, paraphrase, jobs or n_cores(), budget, show_fn)
    if done is None:
        say(f"Interrupted. What is done is kept in {folder}; the same command goes on from there.")
        return INTERRUPTED
    if as_json:
        show_json(done.manifest)
        return 0
    for line in done.made.told:
        tell(line)
    tell(f"Written to {folder}: README.md says what is in it. Check it with")
    tell(f"  districtbot problems verify {folder}")
    return 0


@problems.command()
@SET
@KIND
@SPLIT
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only so many of each.")
@SET_MAPS
@JOBS
@JSON
def verify(
    path: Path,
    kind: "Kind | None",
    split: "Split | None",
    sample: int | None,
    maps: tuple[Path, ...],
    jobs: int | None,
    as_json: bool,
) -> int:
    """Run every reference and its check; wrong answers must be refused.

    Each item is drawn anew and must be the same; its reference is run and must pass; empty
    answers, answers to another problem, answers with one mistake, and everything at once
    must not. Exit code 0 when all is as it should be, 3 when not, 130 when interrupted.
    """
    from districtbot.cli.show import show_json, show_table, tell
    from districtbot.plans.ensemble.run import n_cores
    from districtbot.problems.verify import verify_set

    budget = Budget(None)
    with _watched(budget, quiet=as_json) as show_fn:
        found = verify_set(path, kind, split, sample, maps, jobs or n_cores(), budget, show_fn)
    if as_json:
        show_json(found.data())
    else:
        show_table(
            f"Wrong answers put to the checks of {path}",
            ("kind", "refused", "taken for right", "refused, percent", "right all the same"),
            found.rows(),
        )
        for fault in found.faults[:10]:
            tell(f"NOT VERIFIED {fault}")
        tell(found.told)
    if budget.interrupted:
        return INTERRUPTED
    return 0 if found.ok else 3


@problems.command()
@SET
@click.argument("names", metavar="[ID]...", nargs=-1)
@KIND
@SPLIT
@click.option("-n", "n", type=click.IntRange(min=1), default=1, show_default=True, metavar="N")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N")
@click.option(
    "--files", type=Named(), metavar="DIR", help="Write the files of a coding problem there."
)
@SET_MAPS
@JSON
def show(
    path: Path,
    names: tuple[str, ...],
    kind: "Kind | None",
    split: "Split | None",
    n: int,
    seed: int,
    files: Path | None,
    maps: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Show items by their id, or N of them at random."""
    from districtbot.cli.show import CONTROLS, show_json
    from districtbot.problems.shelf import line_of
    from districtbot.problems.showing import as_text, chosen, write_files

    found = chosen(path, names, kind, split, n, seed)
    if files is not None:
        write_files(path, found, files, maps)
    if as_json:
        show_json([line_of(item) for item in found])
    else:
        for item in found:
            click.echo(as_text(item).translate(CONTROLS))
    return 0


@problems.command()
@SET
@JSON
def stats(path: Path, as_json: bool) -> int:
    """Count the items of a set by kind, split, topic, family and level."""
    from districtbot.cli.show import show_json, show_table
    from districtbot.problems.shelf import read_items
    from districtbot.problems.statistics import HEADER, items_by_family, rows_of, tallies

    found = tallies(read_items(path))
    if as_json:
        show_json([{"kind": key[0], "split": key[1], **one.data()} for key, one in found.items()])
        return 0
    show_table(f"Items of {path}", HEADER, rows_of(found), words=(1, 6))
    counts = [(*key, f"{n:,}") for key, n in items_by_family(found).items()]
    show_table("Families", ("kind", "family", "items"), counts, words=(1,))
    return 0


@problems.command()
@JSON
def families(as_json: bool) -> int:
    """List the families of problems."""
    from districtbot.cli.show import show_json, show_table
    from districtbot.problems.families import facts_of_families

    facts = facts_of_families()
    if as_json:
        show_json(facts)
        return 0
    header = ("kind", "topic", "family", "what it asks", "version", "split")
    rows = [
        (*map(str, list(one.values())[:-1]), "test only" if one["held_out"] else "")
        for one in facts
    ]
    show_table("Families of problems", header, sorted(rows), words=(1, 2, 3, 5))
    return 0


@problems.command()
@SET
@click.option("--format", "form", type=FORM, required=True, help="What trainers read.")
@click.option("--out", type=Named(), metavar="FILE", required=True, help="A .jsonl or .jsonl.gz.")
@KIND
@SPLIT
@JSON
def export(
    path: Path,
    form: "Format",
    out: Path,
    kind: "Kind | None",
    split: "Split | None",
    as_json: bool,
) -> int:
    """Write a set as Alpaca rows, chat messages, ReAct text, or questions and answers."""
    from districtbot.cli.show import show_json, tell
    from districtbot.problems.exporting import export_rows

    n = export_rows(path, out, form, kind, split)
    if as_json:
        show_json({"rows": n, "files": [str(out)]})
    else:
        tell(f"{n:,} rows written to {out}.")
    return 0


@contextmanager
def _watched(budget: Budget, *, quiet: bool) -> "Iterator[ShowFn]":
    """Progress on standard error, and Ctrl-C that stops the budget."""
    with (
        stopped_by_ctrl_c(budget),
        shown("Making problems", "starting ...", quiet=quiet) as show_fn,
    ):

        def show(stage: str, done: int, total: int) -> None:
            text = f"{stage}: {done:,} of {total:,}"
            show_fn(Step(stage, done, total, text, budget.spent))

        yield show
