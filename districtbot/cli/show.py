"""How results look in a terminal."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from districtbot.plans.verdict import Verdict
    from districtbot.tools.alternatives import Alternatives


CONTROLS = {
    code: "\ufffd"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(code) not in "\n\t"
}
"""Characters that would steer the terminal rather than show; they come from files."""


def console() -> "Console":
    """A console on standard output; as wide as the lines need where nobody looks."""
    from rich.console import Console

    return Console(
        highlight=False,
        soft_wrap=not sys.stdout.isatty(),
        width=None if sys.stdout.isatty() else 200,
    )


def say(text: str) -> None:
    """A line to whoever watches, apart from the result."""
    click.echo(" ".join(text.translate(CONTROLS).split()), err=True)


def tell(text: str) -> None:
    """A line of the result."""
    click.echo(" ".join(text.translate(CONTROLS).split()))


def show_json(data: Any) -> None:
    """Print data as JSON; NaN is refused rather than printed.

    Letters are escaped where the output cannot hold all of them.
    """
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(data, indent=2, ensure_ascii=not unicode, allow_nan=False))


def show_table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    words: Sequence[int] | None = None,
) -> None:
    """Print a table with a bold title; columns of numbers are set flush right.

    Args:
        title: Caption.
        header: Heads of the columns.
        rows: Cells.
        words: Columns (from 0) of words after the first; by default those with cells that are
            no numbers.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    texts = [[str(cell).translate(CONTROLS) for cell in row] for row in rows]
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for place, name in enumerate(header):
        right = bool(texts) and all(_is_number(row[place]) for row in texts)
        if words is not None:
            right = place > 0 and place not in words
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in texts:
        table.add_row(*[Text(cell) for cell in row])
    console().print(table)


def show_verdicts(verdicts: "Iterable[Verdict]") -> None:
    """Print the target table."""
    rows = [
        (
            verdict.name + (" (wished)" if verdict.wished else ""),
            verdict.required,
            verdict.achieved,
            "met" if verdict.met else "NOT MET",
        )
        for verdict in verdicts
    ]
    show_table("Targets", ("target", "required", "achieved", ""), rows)


def show_alternatives(found: "Alternatives") -> None:
    """Print the measures of the answer and of each alternative, one line a plan."""
    from districtbot.plans.text import percent
    from districtbot.plans.weighing import said

    rows = [["1, the answer", *map(said, found.answer), "–"]]
    rows += [
        [str(one.number), *map(said, one.weights), percent(round(one.moved, 3))]
        for one in found.plans
    ]
    names = [weight.name for weight in found.answer]
    show_table("Plans to choose from", ("plan", *names, "people moved"), rows)


def _is_number(cell: str) -> bool:
    text = cell.replace(",", "").replace("%", "").replace("−", "-").strip()
    try:
        float(text)
    except ValueError:
        return text in ("", "–")
    return True
