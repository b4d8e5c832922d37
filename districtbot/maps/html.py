"""HTML of a report: every text escaped, nothing fetched, only the page's own script."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from districtbot.maps.html_map import map_figure, quiet
from districtbot.maps.html_tables import measure_table, report_table, target_table
from districtbot.maps.parts import (
    Block,
    Commands,
    Facts,
    Handbook,
    Illustration,
    Listing,
    MeasureGroup,
    Paragraphs,
    Report,
    ReportTable,
    Section,
    Status,
    TargetTable,
)
from districtbot.maps.sections import VERDICTS, sections_of
from districtbot.maps.stored import stored
from districtbot.plans.glossary.term import Term

TONES: dict[Status, str] = {
    "met": "good",
    "not_met": "bad",
    "scored": "plain",
    "compared": "plain",
}
_SCRIPTS = ("map.js", "tables.js")
_POLICY = (
    "default-src 'none'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
)
"""What the page may load: pictures that it carries itself, and the style and script below."""


def page(report: Report) -> str:
    """The whole HTML page."""
    style = _template("report.css")
    script = "".join(map(_template, _SCRIPTS))
    sections = sections_of(report)
    policy = (*_POLICY, f"style-src {_digest(style)}", f"script-src {_digest(script)}")
    return Template(_template("report.html")).substitute(
        policy="; ".join(policy),
        title=escape(report.title),
        style=style,
        script=script,
        tone=TONES[report.status],
        verdict=escape(VERDICTS[report.status]),
        summary=escape(report.summary),
        request=_request(report.request),
        warnings="".join(f'<p class="warning">{escape(text)}</p>' for text in report.warnings),
        contents=_contents(sections),
        sections="".join(map(_section, sections)),
        data=quiet(stored(report)),
    )


def _template(name: str) -> str:
    return (files("districtbot.maps") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """A text as the content security policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def _request(request: str) -> str:
    if not request:
        return ""
    return f'<p class="request"><b>Asked for:</b> {escape(request)}</p>'


def _contents(sections: tuple[Section, ...]) -> str:
    links = "".join(
        f'<li><a href="#{section.anchor}">{escape(section.title)}</a></li>' for section in sections
    )
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>' if len(sections) > 1 else ""


def _section(section: Section) -> str:
    title = f"<h2>{escape(section.title)}</h2>"
    if section.anchor == "methods":
        return f'<section id="methods">{title}{_folded(section.blocks)}</section>\n'
    wide = ' class="choices"' if section.anchor in ("alternatives", "comparison") else ""
    body = "".join(map(_block, section.blocks))
    if section.anchor == "reading":
        listed = [block for block in section.blocks if isinstance(block, Listing)]
        tables = [block for block in section.blocks if isinstance(block, ReportTable)]
        body = "".join(map(_block, listed)) + "".join(map(_folded_table, tables))
    return f'<section id="{section.anchor}"{wide}>{title}{body}</section>\n'


def _folded(blocks: Iterable[Block]) -> str:
    body = "".join(map(_block, blocks))
    return f"<details><summary>In plain words, with sources</summary>{body}</details>"


def _folded_table(table: ReportTable) -> str:
    title = escape(table.title)
    return f"<details><summary>{title}</summary>{report_table(table)}</details>"


def _block(block: Block) -> str:
    match block:
        case Paragraphs():
            return "".join(f"<p>{escape(text)}</p>" for text in block.texts)
        case Listing():
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
        case TargetTable():
            return target_table(block.rows)
        case ReportTable():
            return _folded_table(block) if block.folded else report_table(block)
        case MeasureGroup():
            return measure_table(block)
        case Illustration():
            return map_figure(block)
        case Facts():
            return _facts(block)
        case Commands():
            lines = "".join(f"<pre>{escape(line)}</pre>" for line in block.lines)
            return f"<h3>{escape(block.title)}</h3>{lines}"
        case Handbook():
            return "".join(map(_term, block.terms))


def _facts(facts: Facts) -> str:
    pairs = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts.pairs
    )
    return f"<dl>{pairs}</dl>"


def _term(term: Term) -> str:
    said = [
        ("", term.meaning),
        ("Worked out: ", term.how),
        ("", term.sign),
        ("Without a value: ", term.undefined),
        ("Source: ", term.source),
    ]
    body = "".join(f"<p>{label}{escape(text)}</p>" for label, text in said if text)
    return f'<div class="term"><h3>{escape(term.name)}</h3>{body}</div>'
