"""A report card as tables: for a terminal, for a page of docs, and for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.evals.card import CUTS, ReportCard
from districtbot.evals.metrics import Metric
from districtbot.evals.scores import Score
from districtbot.evals.tally import Example
from districtbot.ground.quoting import own

NONE = "–"
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words.

    Attributes:
        title: What it shows.
        header: Heads of the columns.
        rows: Cells.
    """

    title: str
    header: Row
    rows: tuple[Row, ...]


def told(score: Score) -> str:
    """A figure with its interval: shares in percent, all else as it is."""
    one = score.interval
    match score.metric.unit:
        case "share":
            return f"{100 * one.value:.1f} ({100 * one.low:.1f}–{100 * one.high:.1f})"
        case "seconds":
            return f"{one.value:.2f} ({one.low:.2f}–{one.high:.2f})"
        case _:
            return f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"


def main_table(card: ReportCard) -> Table:
    """Every figure, the models side by side, with 95% intervals."""
    rows: list[Row] = [
        ("items", *(f"{one.n_items:,}" for one in card.models)),
        ("turns", *(f"{one.n_turns:,}" for one in card.models)),
    ]
    for metric in metrics_of(card):
        cells = []
        for one in card.models:
            score = next((each for each in one.scores if each.metric.key == metric.key), None)
            cells.append(NONE if score is None else told(score))
        rows.append((_head(metric), *cells))
    extra = sorted({name for one in card.models for name in one.extra})
    rows += [(name, *(_extra(one.extra.get(name)) for one in card.models)) for name in extra]
    return Table("Report card", ("", *(one.name for one in card.models)), tuple(rows))


def metrics_of(card: ReportCard) -> tuple[Metric, ...]:
    """The metrics that any model has, each once, in the order of the first that has most."""
    found: dict[str, Metric] = {}
    for one in sorted(card.models, key=lambda one: -len(one.scores)):
        for score in one.scores:
            found.setdefault(score.metric.key, score.metric)
    return tuple(found.values())


def _head(metric: Metric) -> str:
    unit = {"share": ", %", "seconds": ", s", "number": ""}[metric.unit]
    return f"{metric.title}{unit}{' (less is better)' if metric.better == 'less' else ''}"


def _extra(found: tuple[float, float | None] | None) -> str:
    if found is None:
        return NONE
    value, half = found
    ends = "" if half is None else f" ({value - half:.3f}–{value + half:.3f})"
    return f"{value:.3f}{ends}"


def part_tables(card: ReportCard, cuts: Sequence[str] = ()) -> tuple[Table, ...]:
    """What is right in each part of the exam.

    Args:
        card: The card.
        cuts: Only these ways of parting it.
    """
    found = []
    for cut, _ in CUTS:
        parts = sorted({part for one in card.models for each, part in one.parts if each == cut})
        if (cuts and cut not in cuts) or len(parts) < 2:
            continue
        rows = [row for part in parts for row in _part_rows(card, (cut, part))]
        header = (cut, "percent of", "n", *(one.name for one in card.models))
        found.append(Table(f"By {cut}", header, tuple(rows)))
    return tuple(found)


def _part_rows(card: ReportCard, key: tuple[str, str]) -> Iterator[Row]:
    """A part's rows, one a metric; the part is named in the first."""
    scores = [{one.metric.key: one for one in model.parts.get(key, ())} for model in card.models]
    metrics = {one.metric.key: one.metric for some in scores for one in some.values()}
    for place, (name, metric) in enumerate(metrics.items()):
        known = [some.get(name) for some in scores]
        n = max(one.interval.n for one in known if one is not None)
        cells = [NONE if one is None else told(one) for one in known]
        yield (key[1] if place == 0 else "", metric.title, f"{n:,}", *cells)


def error_table(card: ReportCard) -> Table:
    """How often each kind of error, in percent of turns and coding tries."""
    categories: dict[str, float] = {}
    for one in card.models:
        for fault in one.faults:
            categories[fault.category] = categories.get(fault.category, 0.0) + fault.share
    rows = []
    for category in sorted(categories, key=lambda name: (-categories[name], name)):
        cells = []
        for one in card.models:
            found = next((each for each in one.faults if each.category == category), None)
            cells.append("0" if found is None else f"{found.n:,} ({100 * found.share:.1f}%)")
        rows.append((category, *cells))
    header = ("error", *(one.name for one in card.models))
    return Table("Errors by kind", header, tuple(rows))


def pair_table(card: ReportCard) -> Table:
    """Models beside each other on the same items."""
    rows = tuple(
        (
            f"{one.second} − {one.first}",
            one.what,
            f"{one.n:,}",
            f"{one.only_first:,}",
            f"{one.only_second:,}",
            f"{100 * one.difference.value:+.1f} "
            f"({100 * one.difference.low:+.1f} to {100 * one.difference.high:+.1f})",
            f"{one.p:.3g}",
        )
        for one in card.comparisons
    )
    header = ("models", "of", "n", "only first right", "only second right", "difference, points",
              "p (McNemar, exact)")  # fmt: skip
    return Table("Side by side on the same items", header, rows)


def as_markdown(card: ReportCard, picture: str | None = None) -> str:
    """The card as a page of docs.

    Args:
        card: The card.
        picture: Name of the picture beside it.
    """
    parts = ["# Report card\n", *_about(card)]
    if picture is not None:
        parts.append(f"![The models side by side, with 95% intervals]({picture})\n")
    parts += [_table(main_table(card)), _legend(card)]
    if card.comparisons:
        parts.append(_table(pair_table(card)))
    parts += [_table(one) for one in part_tables(card)]
    parts.append(_table(error_table(card)))
    parts += list(_examples(card))
    return "\n".join(parts).rstrip() + "\n"


def _about(card: ReportCard) -> Iterator[str]:
    exam = card.exam
    which = f"the {exam['split']} split of `{exam['set']}`"
    yield (
        f"{exam['items']:,} items of {which}, seed {exam['seed']}; items `"
        f"{str(exam['items_sha256'])[:16]}`, set `{str(exam['manifest_sha256'])[:16]}`. "
        f"{'' if card.finished else 'Not finished. '}Made with "
        f"{', '.join(f'{name} {number}' for name, number in card.versions.items())}.\n"
    )
    yield (
        "Figures come with 95% intervals: Wilson's for shares of items, else a bootstrap that "
        "draws whole items anew. Turns are judged after the right history; `dialogues right` has "
        "the model's own.\n"
    )


def _legend(card: ReportCard) -> str:
    lines = [f"- **{one.title}**: {one.about}" for one in metrics_of(card)]
    return "\n".join([*lines, ""])


def _table(table: Table) -> str:
    head = "| " + " | ".join(map(_cell, table.header)) + " |"
    rule = "|" + "---|" * len(table.header)
    rows = ["| " + " | ".join(map(_cell, row)) + " |" for row in table.rows]
    return "\n".join([f"## {table.title}\n", head, rule, *rows, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _examples(card: ReportCard) -> Iterator[str]:
    for one in card.models:
        if not one.faults:
            continue
        yield f"## Errors of {one.name}\n"
        for fault in one.faults:
            yield f"### {fault.category} ({fault.n:,})\n"
            yield "".join(f"{_example(example)}\n" for example in fault.examples)


def _example(one: Example) -> str:
    rows = (("said", one.message), ("expected", one.expected), ("found", one.found))
    lines = [f"- `{one.id}`: {_code(one.reason)}"]
    return "\n".join([*lines, *(f"  - {name}: {_code(text)}" for name, text in rows)])


def _code(text: str) -> str:
    """Text as it is: nothing in it is Markdown."""
    return f"`{own(text, len(text)).replace('`', chr(39))}`" if text else NONE


def as_csv(card: ReportCard) -> str:
    """Every figure in a row of its own; shares are 0..1."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("model", "by", "part", "metric", "unit", "value", "low", "high", "n"))
    for one in card.models:
        groups: list[tuple[str, str, Sequence[Score]]] = [("all", "all", one.scores)]
        groups += [(cut, part, scores) for (cut, part), scores in one.parts.items()]
        for cut, part, scores in groups:
            for score in scores:
                writer.writerow((one.name, cut, part, *_csv_row(score)))
        for name, (value, half) in sorted(one.extra.items()):
            ends = ("", "") if half is None else (f"{value - half:.6g}", f"{value + half:.6g}")
            writer.writerow((one.name, "all", "all", name, "number", f"{value:.6g}", *ends, ""))
    return out.getvalue()


def _csv_row(score: Score) -> tuple[Any, ...]:
    one, metric = score.interval, score.metric
    return (
        metric.key,
        metric.unit,
        f"{one.value:.6g}",
        f"{one.low:.6g}",
        f"{one.high:.6g}",
        one.n,
    )
