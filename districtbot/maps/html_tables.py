"""Tables of a report as HTML."""

from collections.abc import Iterable
from html import escape

from districtbot.maps.parts import Measure, MeasureGroup, ReportTable, TargetRow

_MANY = 9
"""Columns of a table from which it is set more tightly."""
_MOST_BESIDE = 3
"""Most value columns beside which the meaning of a measure still fits."""


def target_table(targets: Iterable[TargetRow]) -> str:
    """What was asked for, row by row."""
    rows = "".join(
        f'<tr><th scope="row">{escape(target.name)}{_standing(target)}</th>'
        f"<td>{escape(target.required)}</td><td>{escape(target.achieved)}</td>"
        f"<td>{_mark(target.met)}</td></tr>"
        for target in targets
    )
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Target", "Bound", "The plan has", "")
    )
    return _scrolling(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def report_table(table: ReportTable) -> str:
    """A table with its caption and its note; rows that sum up are its foot."""
    words = {0, *table.words}
    heads = "".join(
        f'<th scope="col"{_align(number not in words)}>{escape(head)}</th>'
        for number, head in enumerate(table.columns)
    )
    swatches = table.swatches or ("",) * len(table.rows)
    rows = [
        f'<tr><th scope="row">{swatch(colour)}{escape(row[0])}</th>'
        + "".join(
            f"<td{_align(number not in words)}>{escape(cell)}</td>"
            for number, cell in enumerate(row[1:], start=1)
        )
        + "</tr>"
        for row, colour in zip(table.rows, swatches, strict=True)
    ]
    body, foot = rows[: len(rows) - table.foot], rows[len(rows) - table.foot :]
    kind = "narrow" if len(table.columns) == 2 else "many" if len(table.columns) >= _MANY else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    last = f"<tfoot>{''.join(foot)}</tfoot>" if foot else ""
    return _scrolling(
        f"<table{_class(kind)}>{caption}<thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody>{last}</table>"
    ) + _note(table.note)


def measure_table(group: MeasureGroup) -> str:
    """A group of the scorecard; where many values stand side by side, meanings go below."""
    wide = len(group.columns) > _MOST_BESIDE
    heads = "".join(f'<th scope="col" class="number">{escape(head)}</th>' for head in group.columns)
    if not wide:
        heads += '<th scope="col" class="meaning">What it says</th>'
    rows = "".join(_measure(measure, wide) for measure in group.measures)
    kind = "measures wide" if wide else "measures"
    kind += " many" if len(group.columns) + 1 >= _MANY else ""
    return _scrolling(
        f'<table class="{kind}"><caption>{escape(group.title)}</caption>'
        f'<thead><tr><th scope="col">Measure</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    ) + _note(group.note)


def swatch(colour: str) -> str:
    """A small square in a colour; drawn, as the page allows no styles of single elements."""
    if not colour:
        return ""
    shade = escape(colour, quote=True)
    return (
        '<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">'
        f'<rect width="1" height="1" fill="{shade}"></rect></svg>'
    )


def _measure(measure: Measure, wide: bool) -> str:
    cells = "".join(f'<td class="number">{escape(value)}</td>' for value in measure.values)
    name = f'<th scope="row">{escape(measure.name)}</th>'
    if not wide:
        return f'<tr>{name}{cells}<td class="meaning">{escape(measure.meaning)}</td></tr>'
    span = len(measure.values) + 1
    return (
        f'<tr class="upper">{name}{cells}</tr>'
        f'<tr><td class="meaning" colspan="{span}">{escape(measure.meaning)}</td></tr>'
    )


def _standing(target: TargetRow) -> str:
    words = [word for word, holds in _standings(target) if holds]
    return "".join(f' <span class="wished">{word}</span>' for word in words)


def _standings(target: TargetRow) -> tuple[tuple[str, bool], ...]:
    return (("wished for", target.wished), ("default, not asked for", target.default))


def _mark(met: bool) -> str:
    if met:
        return '<span class="mark good">✓ met</span>'
    return '<span class="mark bad">✗ missed</span>'


def _align(number: bool) -> str:
    return _class("number" if number else "")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>' if words else ""


def _scrolling(table: str) -> str:
    return f'<div class="scroll">{table}</div>'
