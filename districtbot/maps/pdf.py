"""A report as a PDF to print: letter pages, numbered, with the fonts embedded."""

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    TargetTable,
)
from districtbot.maps.pdf_flow import height_of, paged
from districtbot.maps.pdf_tables import (
    BOLD,
    INK,
    MONO,
    PLAIN,
    QUIET,
    facts_table,
    marked,
    measure_tables,
    report_tables,
    style,
    target_tables,
)
from districtbot.maps.sections import VERDICTS, sections_of
from districtbot.maps.sheet import printable
from districtbot.plans.glossary.term import Term

if TYPE_CHECKING:
    from reportlab.platypus import BaseDocTemplate

_FILES = {PLAIN: "DejaVuSans", BOLD: "DejaVuSans-Bold", MONO: "DejaVuSansMono"}
_TONES = {
    "met": "#1d6b45",
    "not_met": "#9a3412",
    "scored": "#33506b",
    "compared": "#33506b",
}
_INCH = 72.0
_MARGIN = 0.75 * _INCH
_LETTER = (8.5 * _INCH, 11 * _INCH)
_LONGEST_HEAD = 90
_MOST_BUILDS = 3
"""Pages are known once the document is built; contents that name them may move them once."""
_LEAST_OF_MAP = 0.6
"""Part of its own size that a map must keep to stand on the first page."""
_FEW_WORDS = 900
"""Letters at the beginning of a section up to which they stay with what comes next."""
WIDTH = _LETTER[0] - 2 * _MARGIN
"""Points across that text and tables may take."""
_HEIGHT = _LETTER[1] - 2 * _MARGIN - 80
_HEIGHT_OF_CHART = 4.5 * _INCH
"""So that two fit on a page."""
_DOTS = 200
"""Dots an inch of a page-wide picture (`static.draw_plan`)."""


def document(report: Report) -> bytes:
    """The report as PDF; the same report gives the same bytes.

    The map stands on the first page where it need not shrink much for that, else on one of its
    own. Letters that DejaVu Sans lacks are shown as ``□``.
    """
    _load_fonts()
    pages: dict[str, int] = {}
    for _ in range(_MOST_BUILDS):
        told = dict(pages)
        content = _built(report, told, pages)
        if pages == told:
            break
    return content


def _built(report: Report, told: Mapping[str, int], pages: MutableMapping[str, int]) -> bytes:
    """The document with these pages in its contents; ``pages`` gets the true ones."""
    content = BytesIO()
    flow = _opening(report, told)
    for section in sections_of(report):
        flow += _section(section, flow)
    _template(content, report, pages).build(flow, canvasmaker=_numbered(report.title))
    return content.getvalue()


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    """Make the fonts that come with matplotlib known to reportlab."""
    import matplotlib as mpl
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name, stem in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{stem}.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def _template(
    content: BytesIO, report: Report, found: MutableMapping[str, int]
) -> "BaseDocTemplate":
    from reportlab.platypus import Frame, PageTemplate

    pages = []
    for name, (width, height), margin in (
        ("text", _LETTER, _MARGIN),
        ("standing", _LETTER, 0.0),
        ("lying", _LETTER[::-1], 0.0),
    ):
        frame = Frame(margin, margin, width - 2 * margin, height - 2 * margin, 0, 0, 0, 0)
        begin = _whole_page if not margin else _text_page
        pages.append(PageTemplate(name, [frame], begin, pagesize=(width, height)))
    return paged()(
        content,
        pages=found,
        pageTemplates=pages,
        title=report.title,
        author="districtbot",
        subject=report.summary,
        lang="en-US",
        invariant=1,
    )


def _text_page(canvas: Any, _: Any) -> None:
    canvas.whole = False


def _whole_page(canvas: Any, _: Any) -> None:
    """Mark a page whose picture has its own margins and foot."""
    canvas.whole = True


def _numbered(title: str) -> Any:
    """A canvas that knows at the end how many pages there are, and numbers them."""
    from reportlab.pdfgen.canvas import Canvas

    line = printable(" ".join(title.split()))
    head = line if len(line) <= _LONGEST_HEAD else line[: _LONGEST_HEAD - 1] + "…"

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._done: list[dict[str, Any]] = []
            self.whole = False

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._done.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._done, start=1):
                self.__dict__.update(page)
                self._write(number, len(self._done))
                super().showPage()
            super().save()

        def _write(self, number: int, n_pages: int) -> None:
            self.setFont(PLAIN, 7.5)
            self.setFillColor(QUIET)
            right = self._pagesize[0] - _MARGIN
            foot = (0.12 if self.whole else 0.42) * _INCH
            self.drawRightString(right, foot, f"Page {number} of {n_pages}")
            if number > 1 and not self.whole:
                self.drawString(_MARGIN, foot, head)

    return Numbered


def _opening(report: Report, pages: Mapping[str, int]) -> list[Any]:
    """Headline, verdict, warnings, contents with their pages."""
    from reportlab.platypus import Paragraph, Spacer, Table

    flow: list[Any] = [Paragraph(marked(report.title), style(18, bold=True, after=6))]
    if report.request:
        words = f"<b>Asked for:</b> {marked(report.request)}"
        flow.append(Paragraph(words, style(9.5, after=6)))
    tone = _TONES[report.status]
    verdict = [Paragraph(marked(VERDICTS[report.status]), style(12, bold=True, colour=tone))]
    if report.summary:
        verdict.append(Paragraph(marked(report.summary), style(9.5)))
    banner = Table([[verdict]], colWidths=[WIDTH])
    banner.setStyle(
        [("LINEBEFORE", (0, 0), (0, -1), 4, tone), ("LEFTPADDING", (0, 0), (-1, -1), 10)]
    )
    flow += [banner, Spacer(1, 6)]
    flow += [Paragraph(marked(words), style(9.5, after=4)) for words in report.warnings]
    links = [
        f'<a href="#{section.anchor}" color="#33506b">{marked(section.title)}</a>'
        f'&nbsp;<font color="{QUIET}">{pages.get(section.anchor, "–")}</font>'
        for section in sections_of(report)
    ]
    return [*flow, Paragraph(" &nbsp;·&nbsp; ".join(links), style(9, after=4))]


def _section(section: Section, before: Sequence[Any]) -> list[Any]:
    """A section; the map takes what those before it leave of the first page."""
    if section.anchor == "map" and isinstance(section.blocks[0], Illustration):
        page = _map_page(section.blocks[0], before)
        if page:
            return page
    flow: list[Any] = []
    for block in section.blocks:
        flow += _picture(block, section) if isinstance(block, Illustration) else _block(block)
    if isinstance(section.blocks[0], Paragraphs | Listing) and len(section.blocks) > 1:
        _led_in(flow[: _n_texts(section.blocks[0])])
    return [*_head(section), *flow]


def _n_texts(block: Paragraphs | Listing) -> int:
    return len(block.texts if isinstance(block, Paragraphs) else block.items)


def _led_in(paragraphs: Sequence[Any]) -> None:
    """Keep a few words with what they introduce."""
    if sum(len(one.text) for one in paragraphs) <= _FEW_WORDS:
        for one in paragraphs:
            one.keepWithNext = True


def _head(section: Section) -> list[Any]:
    from reportlab.platypus import HRFlowable, Paragraph

    title = f'<a name="{section.anchor}"/>{marked(section.title)}'
    rule = HRFlowable(width="100%", thickness=1.2, color=INK, spaceBefore=14, spaceAfter=2)
    rule.keepWithNext = True
    head = Paragraph(title, style(13, bold=True, after=4, keep=True))
    head.anchor = section.anchor
    return [rule, head]


def _map_page(block: Illustration, before: Sequence[Any]) -> list[Any]:
    """The map below what is before it, or on a page of its own; nothing where it is no page."""
    from reportlab.platypus import AnchorFlowable, NextPageTemplate, PageBreak

    image = _image(block)
    if image is None or sorted((image.drawWidth, image.drawHeight)) != sorted(_LETTER):
        return []
    image.anchor = "map"
    left = _LETTER[1] - 2 * _MARGIN - height_of(before, WIDTH) - 1
    share = min(WIDTH / image.drawWidth, left / image.drawHeight)
    if share >= _LEAST_OF_MAP:
        image.drawWidth *= share
        image.drawHeight *= share
        return [AnchorFlowable("map"), image]
    page = "lying" if image.drawWidth > image.drawHeight else "standing"
    image.drawHeight -= 1  # a frame takes nothing that is as high as itself
    return [
        NextPageTemplate(page),
        PageBreak(),
        AnchorFlowable("map"),
        image,
        NextPageTemplate("text"),
        PageBreak(),
    ]


def _picture(block: Illustration, section: Section) -> list[Any]:
    """A picture as wide as the text, with its caption; in words where it is no PNG."""
    from reportlab.platypus import Paragraph

    image = _image(block)
    if image is None:
        return [Paragraph(marked(block.words), style(9.5, after=4))]
    most = _HEIGHT_OF_CHART if section.anchor == "ensemble" else _HEIGHT
    share = min(WIDTH / image.drawWidth, most / image.drawHeight)
    image.drawWidth *= share
    image.drawHeight *= share
    image.spaceBefore = 6
    if not block.caption:
        return [image]
    image.keepWithNext = True
    return [image, Paragraph(marked(block.caption), style(8, colour=QUIET, after=8))]


def _image(block: Illustration) -> Any:
    """A PNG in its own size; ``None`` for other pictures."""
    from reportlab.platypus import Image

    if not block.data.startswith(b"\x89PNG"):
        return None
    image = Image(BytesIO(block.data))
    image.drawWidth = image.imageWidth * _INCH / _DOTS
    image.drawHeight = image.imageHeight * _INCH / _DOTS
    return image


def _block(block: Block) -> list[Any]:
    from reportlab.platypus import Paragraph

    match block:
        case Paragraphs():
            return [Paragraph(marked(text), style(9.5, after=4)) for text in block.texts]
        case Listing():
            item = style(9.5, after=2, bullet=True)
            return [Paragraph(marked(text), item, bulletText="•") for text in block.items]
        case TargetTable():
            return target_tables(block.rows, WIDTH)
        case ReportTable():
            return report_tables(block, WIDTH)
        case MeasureGroup():
            return measure_tables(block, WIDTH)
        case Facts():
            return [facts_table(block.pairs, WIDTH)]
        case Commands():
            title = Paragraph(marked(block.title), style(10, bold=True, before=8, keep=True))
            return [
                title,
                *(Paragraph(marked(line), style(8, mono=True, after=3)) for line in block.lines),
            ]
        case Handbook():
            return [flowable for term in block.terms for flowable in _term(term)]
        case Illustration():
            return []


def _term(term: Term) -> list[Any]:
    from reportlab.platypus import Paragraph

    said = [
        ("", term.meaning),
        ("Worked out: ", term.how),
        ("", term.sign),
        ("Without a value: ", term.undefined),
        ("Source: ", term.source),
    ]
    title = Paragraph(marked(term.name), style(9.5, bold=True, before=6, keep=True))
    return [title, *(Paragraph(label + marked(text), style(8.5)) for label, text in said if text)]
