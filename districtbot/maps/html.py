"""HTML of a report: every text escaped, nothing fetched, no scripts."""

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template

from districtbot.maps.parts import Choices, Measure, MeasureGroup, Report, ReportTable, TargetRow

_BANNERS = {
    "met": ("good", "Every required target is met"),
    "not_met": ("bad", "Best effort: not every required target is met"),
    "scored": ("plain", "Scored as it is, without targets"),
}
_MOST_BESIDE = 3
"""Most value columns beside which the meaning of a measure still fits."""


def page(report: Report) -> str:
    """The whole HTML page."""
    templates = files("districtbot.maps") / "templates"
    tone, verdict = _BANNERS[report.status]
    sections = (
        _section("Targets", _targets(report.targets)),
        _section("What stood in the way", _sentences(report.blocked)),
        _section("The map", _picture(report.picture, report.picture_words)),
        _section("Alternatives", _choices(report.choices)),
        _section("Districts", "".join(_table(table) for table in report.districts)),
        _section("Scorecard", "".join(_measures(group) for group in report.scorecard)),
        _section("Splits", "".join(_table(table) for table in report.splits)),
        _section("How the file was read", _reading(report)),
        _section("Where this comes from", _provenance(report)),
    )
    return Template((templates / "report.html").read_text(encoding="utf-8")).substitute(
        title=escape(report.title),
        style=(templates / "report.css").read_text(encoding="utf-8"),
        tone=tone,
        verdict=escape(verdict),
        summary=escape(report.summary),
        request=_request(report.request),
        warnings=_warnings(report.warnings),
        sections="".join(sections),
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>\n" if body else ""


def _sentences(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


def _request(request: str) -> str:
    if not request:
        return ""
    return f'<p class="request"><b>Asked for:</b> {escape(request)}</p>'


def _warnings(warnings: Iterable[str]) -> str:
    return "".join(f'<p class="warning">{escape(warning)}</p>' for warning in warnings)


def _picture(picture: bytes | None, picture_words: str) -> str:
    words = escape(picture_words, quote=True)
    if picture is None:
        return f"<p>{words}</p>" if words else ""
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/svg+xml"
    data = b64encode(picture).decode("ascii")
    return f'<figure><img alt="{words}" src="data:{kind};base64,{data}"></figure>'


def _choices(choices: Choices | None) -> str:
    """What was found, the table, the maps; long names of measures may break in the heads."""
    if choices is None:
        return ""
    table = _table(choices.table) if choices.table is not None else ""
    picture = _picture(choices.picture, choices.picture_words) if choices.picture else ""
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in choices.words)
    return f'{body}<div class="choices">{table}</div>{picture}'


def _targets(targets: Iterable[TargetRow]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(target.name)}{_wished(target.wished)}</th>'
        f"<td>{escape(target.required)}</td><td>{escape(target.achieved)}</td>"
        f"<td>{_mark(target.met)}</td></tr>"
        for target in targets
    )
    if not rows:
        return ""
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Target", "Bound", "The plan has", "")
    )
    return _scrolling(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def _wished(wished: bool) -> str:
    return ' <span class="wished">wished for</span>' if wished else ""


def _mark(met: bool) -> str:
    if met:
        return '<span class="mark good">✓ met</span>'
    return '<span class="mark bad">✗ missed</span>'


def _table(table: ReportTable) -> str:
    words = {0, *table.words}
    heads = "".join(
        f'<th scope="col"{_align(number not in words)}>{escape(head)}</th>'
        for number, head in enumerate(table.columns)
    )
    swatches = table.swatches or ("",) * len(table.rows)
    rows = "".join(
        f'<tr><th scope="row">{_swatch(colour)}{escape(row[0])}</th>'
        + "".join(
            f"<td{_align(number not in words)}>{escape(cell)}</td>"
            for number, cell in enumerate(row[1:], start=1)
        )
        + "</tr>"
        for row, colour in zip(table.rows, swatches, strict=True)
    )
    narrow = ' class="narrow"' if len(table.columns) == 2 else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    return _scrolling(
        f"<table{narrow}>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    ) + _note(table.note)


def _measures(group: MeasureGroup) -> str:
    wide = len(group.columns) > _MOST_BESIDE
    heads = "".join(f'<th scope="col" class="number">{escape(head)}</th>' for head in group.columns)
    if not wide:
        heads += '<th scope="col" class="meaning">What it says</th>'
    rows = "".join(_measure(measure, wide) for measure in group.measures)
    return _scrolling(
        f'<table class="measures{" wide" if wide else ""}"><caption>{escape(group.title)}</caption>'
        f'<thead><tr><th scope="col">Measure</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    ) + _note(group.note)


def _measure(measure: Measure, wide: bool) -> str:
    """One row; where many values stand side by side, the meaning goes below them."""
    cells = "".join(f'<td class="number">{escape(value)}</td>' for value in measure.values)
    name = f'<th scope="row">{escape(measure.name)}</th>'
    if not wide:
        return f'<tr>{name}{cells}<td class="meaning">{escape(measure.meaning)}</td></tr>'
    span = len(measure.values) + 1
    return (
        f'<tr class="upper">{name}{cells}</tr>'
        f'<tr><td class="meaning" colspan="{span}">{escape(measure.meaning)}</td></tr>'
    )


def _reading(report: Report) -> str:
    columns = ""
    if report.columns is not None:
        columns = f"<details><summary>{escape(report.columns.title)}</summary>"
        columns += _table(report.columns) + "</details>"
    return _sentences(report.notes) + columns


def _provenance(report: Report) -> str:
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in report.provenance
    )
    commands = "".join(f"<pre>{escape(command)}</pre>" for command in report.commands)
    again = f"<h3>To repeat and to check it</h3>{commands}" if commands else ""
    return (f"<dl>{facts}</dl>" if facts else "") + again


def _align(number: bool) -> str:
    return ' class="number"' if number else ""


def _swatch(colour: str) -> str:
    if not colour:
        return ""
    return f'<span class="swatch" style="background:{escape(colour, quote=True)}"></span>'


def _note(words: str) -> str:
    return f'<p class="note">{escape(words)}</p>' if words else ""


def _scrolling(table: str) -> str:
    return f'<div class="scroll">{table}</div>'
