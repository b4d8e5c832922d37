"""Tables of a report for the PDF: they break across pages and repeat their heads."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from districtbot.maps.parts import MeasureGroup, ReportTable, TargetRow
from districtbot.maps.pdf_flow import rows_together
from districtbot.maps.sheet import printable

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle

PLAIN, BOLD, MONO = "DejaVu", "DejaVu-Bold", "DejaVu-Mono"
INK, QUIET = "#1f1f1f", "#5a5a5a"
_RULE, _GOOD, _BAD = "#c9c4bb", "#1d6b45", "#9a3412"
_SIZE = 8.0
_GAP = 9.0
"""Points between columns."""
_SWATCH = 12.0
_MOST_WORDS = 270.0
"""Points of a column of words from which it is broken into lines."""
_MOST_NAME = 130.0
_LONG_CELL = 1000
"""Letters of a cell from which its row may be broken across pages."""

Row = Sequence[str]


@lru_cache(maxsize=64)
def style(
    size: float,
    *,
    bold: bool = False,
    mono: bool = False,
    right: bool = False,
    bullet: bool = False,
    keep: bool = False,
    before: float = 0.0,
    after: float = 0.0,
    colour: str = INK,
) -> "ParagraphStyle":
    """How a paragraph looks; sizes and distances in points."""
    from reportlab.lib.styles import ParagraphStyle

    font = MONO if mono else BOLD if bold else PLAIN
    return ParagraphStyle(
        f"{font}{size}",
        fontName=font,
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        alignment=2 if right else 0,
        leftIndent=12 if bullet else 0,
        bulletIndent=2,
        bulletFontName=PLAIN,
        spaceBefore=before,
        spaceAfter=after,
        keepWithNext=keep,
        splitLongWords=True,
    )


def marked(text: str) -> str:
    """Text as reportlab's paragraphs take it: marks escaped, unknown letters as ``□``."""
    return escape(printable(" ".join(text.split())), {'"': "&quot;"})


def target_tables(rows: Iterable[TargetRow], width: float) -> list[Any]:
    """What was asked for, row by row."""
    body, styles = [], []
    for line, row in enumerate(rows, start=1):
        name = f"<b>{marked(row.name)}</b>"
        name += " · wished for" if row.wished else ""
        name += " · default, not asked for" if row.default else ""
        mark, colour = ("✓ met", _GOOD) if row.met else ("✗ missed", _BAD)
        styles.append(("TEXTCOLOR", (3, line), (3, line), colour))
        body.append(
            [_words(name), _words(marked(row.required)), _words(marked(row.achieved)), mark]
        )
    heads = ["Target", "Bound", "The plan has", ""]
    shares = [(width - 55) * part for part in (0.32, 0.26, 0.42)]
    return [_table([heads, *body], [*shares, 55.0], styles)]


def report_tables(table: ReportTable, width: float) -> list[Any]:
    """A table; one with more columns than fit is told in several, each with the first column."""
    words = {0, *table.words}
    flow = _captioned(table.title)
    if table.words:
        return [*flow, _worded(table, words, width), *_noted(table.note)]
    swatch = _SWATCH if table.swatches else 0.0
    texts = [tuple(map(_broken, table.columns)), *table.rows]
    names = min(_MOST_NAME, _widest([row[0] for row in texts], BOLD) + _GAP)
    for part in _parts(texts, width - swatch - names):
        rows: list[list[Any]] = []
        styles: list[Any] = []
        for line, row in enumerate(texts):
            name = _words(f"<b>{marked(row[0])}</b>") if line else marked_plain(row[0])
            lead = ["■" if line and table.swatches[line - 1] else ""] if table.swatches else []
            rows.append([*lead, name, *(marked_plain(row[place]) for place, _ in part)])
            if lead and lead[0]:
                styles.append(("TEXTCOLOR", (0, line), (0, line), table.swatches[line - 1]))
        first = 2 if table.swatches else 1
        styles.append(("ALIGN", (first, 0), (-1, -1), "RIGHT"))
        if table.foot:
            styles.append(("LINEABOVE", (0, -table.foot), (-1, -table.foot), 0.6, INK))
        widths = [*([swatch] if swatch else []), names, *(wide for _, wide in part)]
        flow.append(_table(rows, widths, styles))
    return [*flow, *_noted(table.note)]


def measure_tables(group: MeasureGroup, width: float) -> list[Any]:
    """A group of the scorecard, what a measure says beside its values or below them."""
    flow = _captioned(group.title)
    texts: list[Row] = [("Measure", *group.columns)]
    texts += [(measure.name, *measure.values) for measure in group.measures]
    names = min(_MOST_NAME, _widest([row[0] for row in texts], BOLD) + _GAP)
    parts = _parts(texts, width - names)
    beside = len(parts) == 1 and sum(wide for _, wide in parts[0]) < 0.36 * width
    for number, part in enumerate(parts):
        rows: list[list[Any]] = []
        styles: list[Any] = [("ALIGN", (1, 0), (len(part), -1), "RIGHT")]
        for line, row in enumerate(texts):
            name = _words(f"<b>{marked(row[0])}</b>") if line else row[0]
            cells = [name, *(marked_plain(row[place]) for place, _ in part)]
            meaning = group.measures[line - 1].meaning if line else "What it says"
            if beside:
                cells.append(_words(marked(meaning), QUIET) if line else meaning)
            rows.append(cells)
            if line and not beside and number == 0 and meaning:
                rows.append([_words(marked(meaning), QUIET), *[""] * len(part)])
                here = len(rows) - 1
                styles += [
                    ("SPAN", (0, here), (-1, here)),
                    ("NOSPLIT", (0, here - 1), (-1, here)),
                    ("LINEBELOW", (0, here - 1), (-1, here - 1), 0, "#ffffff"),
                    ("TOPPADDING", (0, here), (-1, here), 0),
                ]
        widths = [names, *(wide for _, wide in part)]
        if beside:
            widths.append(width - sum(widths))
        flow.append(_table(rows, widths, styles))
    return [*flow, *_noted(group.note)]


def facts_table(pairs: Iterable[tuple[str, str]], width: float) -> Any:
    """Labels with their values."""
    rows = [[_words(marked(label), QUIET), _words(marked(value))] for label, value in pairs]
    return _table(rows, [110.0, width - 110.0], [], heads=0)


def marked_plain(text: str) -> str:
    """Text of a cell that is drawn as it stands; it may have several lines."""
    return "\n".join(printable(" ".join(line.split())) for line in text.splitlines())


def _broken(head: str) -> str:
    """A head with each of its words on a line of its own."""
    return "\n".join(head.split())


def _worded(table: ReportTable, words: set[int], width: float) -> Any:
    """A table with columns of words, which take the room that numbers leave."""
    heads = list(map(_broken, table.columns))
    columns = list(zip(heads, *table.rows, strict=True))
    numbers = {
        place: _widest(column, PLAIN) + _GAP
        for place, column in enumerate(columns)
        if place not in words
    }
    least, wanted = {}, {}
    for place in sorted(words):
        each_word = [word for text in columns[place] for word in text.split()] or [""]
        least[place] = min(_widest(each_word, BOLD) + _GAP, _MOST_NAME)
        wanted[place] = max(least[place], min(_widest(columns[place], BOLD) + _GAP, _MOST_WORDS))
    room = width - sum(numbers.values()) - sum(least.values())
    more = sum(wanted.values()) - sum(least.values())
    stretch = max(0.0, room / more) if more else 0.0
    if len(heads) == 2:
        stretch = min(stretch, 1.0)
    widths = [
        numbers[place]
        if place in numbers
        else least[place] + stretch * (wanted[place] - least[place])
        for place in range(len(heads))
    ]
    rows: list[list[Any]] = [
        [
            marked_plain(head) if place in numbers else _words(marked(head), QUIET)
            for place, head in enumerate(heads)
        ]
    ]
    for row in table.rows:
        cells: list[Any] = [_words(f"<b>{marked(row[0])}</b>")]
        for place, text in enumerate(row[1:], start=1):
            cells.append(_words(marked(text)) if place in words else marked_plain(text))
        rows.append(cells)
    styles = [("ALIGN", (place, 0), (place, -1), "RIGHT") for place in numbers]
    return _table(rows, widths, styles)


def _parts(texts: Sequence[Row], room: float) -> list[list[tuple[int, float]]]:
    """Columns after the first with their widths, in as many parts as the room asks for."""
    parts: list[list[tuple[int, float]]] = [[]]
    left = room
    for place in range(1, len(texts[0])):
        wide = min(_widest([row[place] for row in texts], PLAIN) + _GAP, room)
        if wide > left and parts[-1]:
            parts.append([])
            left = room
        parts[-1].append((place, wide))
        left -= wide
    return parts


def _widest(texts: Iterable[str], font: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = [line for text in texts for line in marked_plain(text).splitlines()]
    return 2.0 + max((float(stringWidth(line, font, _SIZE)) for line in lines), default=0.0)


def _words(markup: str, colour: str = INK) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(markup, style(_SIZE, colour=colour))


def _captioned(title: str) -> list[Any]:
    """A caption that stays with its table."""
    from reportlab.platypus import Paragraph

    return [Paragraph(marked(title), style(10, bold=True, before=8, keep=True))] if title else []


def _noted(words: str) -> list[Any]:
    from reportlab.platypus import Paragraph

    return [Paragraph(marked(words), style(7.5, colour=QUIET, before=2))] if words else []


def _table(rows: list[list[Any]], widths: list[float], styles: list[Any], heads: int = 1) -> Any:
    from reportlab.platypus import LongTable

    long = any(len(getattr(cell, "text", cell)) > _LONG_CELL for row in rows for cell in row)
    table = LongTable(
        rows,
        colWidths=widths,
        repeatRows=heads,
        hAlign="LEFT",
        spaceAfter=2,
        splitInRow=int(long),  # else a cell taller than a page could not be printed
    )
    common: list[Any] = [
        ("FONT", (0, 0), (-1, -1), PLAIN, _SIZE),
        ("LEADING", (0, 0), (-1, -1), _SIZE * 1.35),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, _RULE),
    ]
    if heads:
        common += [
            ("TEXTCOLOR", (0, 0), (-1, 0), QUIET),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.7, INK),
        ]
    table.setStyle([*common, *styles, *rows_together(rows, heads)])
    return table
