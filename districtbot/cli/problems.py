"""`districtbot problems`: make, verify, look at and convert sets of problems."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.options import JSON, Named

if TYPE_CHECKING:
    from districtbot.problems.generate import Made
    from districtbot.problems.spec import SetSpec

SET = click.argument("path", metavar="SET", type=Named())
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes side by side.  [default: one a core]",
)
KIND = click.option("--kind", type=click.Choice(["coding", "dialogue"]), help="Only these.")
SPLIT = click.option("--split", type=click.Choice(["train", "dev", "test"]), help="Only this.")
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
    from districtbot.cli.progress import INTERRUPTED
    from districtbot.cli.show import say, show_json
    from districtbot.ground.clock import Budget
    from districtbot.problems.generate import clear_parts, generate
    from districtbot.problems.paraphrase import paraphraser_of, reworded
    from districtbot.problems.spec import SetSpec
    from districtbot.problems.workers import n_cores
    from districtbot.problems.writing import check_folder, write_set

    spec = SetSpec(name, seed, coding, dialogues, only, maps)
    folder = Path(f"{name}-{seed}") if out is None else out
    check_folder(folder, spec)
    model = None if paraphrase is None else paraphraser_of(paraphrase)
    budget = Budget(None)
    with _watched(budget, quiet=as_json) as show_fn:
        made = generate(spec, folder, jobs or n_cores(), budget, show_fn)
        if model is not None and made.finished:
            reworded(made, model, budget, show_fn)
    if not made.finished:
        say(f"Interrupted. What is done is kept in {folder}; the same command goes on from there.")
        return INTERRUPTED
    manifest = write_set(folder, spec, made, paraphrase)
    clear_parts(folder)
    if as_json:
        show_json(manifest)
    else:
        _tell_made(folder, spec, made)
    return 0


def _tell_made(folder: Path, spec: "SetSpec", made: "Made") -> None:
    from districtbot.cli.show import tell
    from districtbot.problems.spec import KINDS
    from districtbot.problems.split import SPLITS

    for kind in KINDS:
        numbers = {split: len(made.items.get((kind, split), ())) for split in SPLITS}
        told = ", ".join(f"{n:,} {split}" for split, n in numbers.items())
        word = "Coding problems" if kind == "coding" else "Dialogues"
        tell(f"{word}: {sum(numbers.values()):,} ({told}).")
    if made.refused:
        told = ", ".join(f"{n:,} {reason}" for reason, n in sorted(made.refused.items()))
        tell(f"Drawn again because refused: {told}.")
    for fault in made.faults[:5]:
        tell(f"Not verified: {fault}")
    for family, n in sorted(made.short.items()):
        tell(f"{family}: {n:,} fewer than wanted; its maps and phrases give no more.")
    tell(f"Written to {folder}: README.md says what is in it. Check it with")
    tell(f"  districtbot problems verify {folder}")
    del spec


@problems.command()
@SET
@KIND
@SPLIT
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only so many of each.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    type=Named(),
    metavar="MAP",
    help="The maps of the set, if real.",
)
@JOBS
@JSON
def verify(
    path: Path,
    kind: Any,
    split: Any,
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
    from districtbot.cli.progress import INTERRUPTED
    from districtbot.cli.show import show_json, show_table, tell
    from districtbot.ground.clock import Budget
    from districtbot.problems.verify import verify_set
    from districtbot.problems.workers import n_cores

    budget = Budget(None)
    with _watched(budget, quiet=as_json) as show_fn:
        found = verify_set(path, kind, split, sample, maps, jobs or n_cores(), budget, show_fn)
    if as_json:
        show_json(found.data())
    else:
        show_table(
            f"Wrong answers put to the checks of {path}",
            ("kind", "refused", "taken for right", "refused, percent"),
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
@JSON
def show(
    path: Path,
    names: tuple[str, ...],
    kind: Any,
    split: Any,
    n: int,
    seed: int,
    files: Path | None,
    as_json: bool,
) -> int:
    """Show items by their id, or N of them at random."""
    from districtbot.cli.show import CONTROLS, show_json
    from districtbot.problems.shelf import line_of
    from districtbot.problems.showing import as_text, chosen, write_files

    found = chosen(path, names, kind, split, n, seed)
    if files is not None:
        write_files(path, found, files)
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
    from districtbot.problems.statistics import tallies

    found = tallies(read_items(path))
    if as_json:
        show_json([{"kind": key[0], "split": key[1], **one.data()} for key, one in found.items()])
        return 0
    header = ("kind", "split", "items", "families", "maps", "median letters", "levels 1/2/3")
    rows = [
        (
            *key,
            f"{one.n:,}",
            str(len(one.families)),
            str(len(one.maps)),
            f"{one.data()['question_letters']['median']:.0f}",
            "/".join(str(one.levels[level]) for level in (1, 2, 3)),
        )
        for key, one in sorted(found.items())
    ]
    show_table(f"Items of {path}", header, rows, words=(1, 6))
    families = {
        (kind, family): sum(one.families[family] for key, one in found.items() if key[0] == kind)
        for kind, _ in found
        for key, tally in found.items()
        if key[0] == kind
        for family in tally.families
    }
    counts = [(*key, f"{n:,}") for key, n in sorted(families.items())]
    show_table("Families", ("kind", "family", "items"), counts, words=(1,))
    return 0


@problems.command()
@JSON
def families(as_json: bool) -> int:
    """List the families of problems."""
    from districtbot.cli.show import show_json, show_table
    from districtbot.problems.families import coding_families, dialogue_families

    kinds = (("coding", coding_families()), ("dialogue", dialogue_families()))
    rows = [
        (
            kind,
            one.topic,
            one.name,
            one.title,
            str(one.version),
            "test only" if one.held_out else "",
        )
        for kind, some in kinds
        for one in some
    ]
    header = ("kind", "topic", "family", "what it asks", "version", "split")
    if as_json:
        names = ("kind", "topic", "family", "title", "version", "held_out")
        show_json(
            [dict(zip(names, (*row[:4], int(row[4]), bool(row[5])), strict=True)) for row in rows]
        )
    else:
        show_table("Families of problems", header, sorted(rows), words=(1, 2, 3, 5))
    return 0


@problems.command()
@SET
@click.option("--format", "form", type=FORM, required=True, help="What trainers read.")
@click.option("--out", type=Named(), metavar="FILE", required=True, help="A .jsonl or .jsonl.gz.")
@KIND
@SPLIT
@JSON
def export(path: Path, form: Any, out: Path, kind: Any, split: Any, as_json: bool) -> int:
    """Write a set as Alpaca rows, chat messages, ReAct text, or questions and answers."""
    from districtbot.cli.show import show_json, tell
    from districtbot.problems.exporting import export_rows

    n = export_rows(path, out, form, kind, split)
    if as_json:
        show_json({"rows": n, "files": [str(out)]})
    else:
        tell(f"{n:,} rows written to {out}.")
    return 0


def _watched(budget: Any, *, quiet: bool) -> Any:
    """Progress on standard error, and Ctrl-C that stops the budget."""
    from contextlib import contextmanager

    from districtbot.cli.progress import Step, shown, stopped_by_ctrl_c

    @contextmanager
    def both() -> "Any":
        with (
            stopped_by_ctrl_c(budget),
            shown("Making problems", "starting ...", quiet=quiet) as show_fn,
        ):

            def show(stage: str, done: int, total: int) -> None:
                text = f"{stage}: {done:,} of {total:,}"
                show_fn(Step(stage, done, total, text, budget.spent))

            yield show

    return both()
