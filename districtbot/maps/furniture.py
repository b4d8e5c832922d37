"""What stands around the map: headline, scale bar, line key, source line."""

from dataclasses import dataclass

import numpy as np

from districtbot.maps.layout import FOOTER, MARGIN, Box, Size
from districtbot.maps.panel import DISTRICT_LINE, REFERENCE_LINE
from districtbot.maps.sheet import INK, QUIET, RULE, Sheet, width_of, wrapped

_TITLE_SIZES = (18.0, 16.5, 15.0, 13.5)
_SUBTITLE = 9.5
_SMALL_PRINT = 6.5
_KEY_PRINT = 7.0
_SAMPLE = 0.24
_KEY_ROW = 0.16
_METRES_PER_MILE = 1609.344


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One kind of line and what it means; a dashed one has a dash and a gap in points."""

    colour: str
    words: str
    dashes: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """Scale bar and line key.

    Attributes:
        scale_known: Whether a scale bar can be drawn.
        lines: The kinds of lines, the first one lowest.
    """

    scale_known: bool
    lines: tuple[KeyLine, ...]

    @classmethod
    def of(
        cls, scale_known: bool, regions: str, *, districts: str = "", reference: str = ""
    ) -> "Key":
        """The key of a map.

        Args:
            scale_known: Whether a scale bar can be drawn.
            regions: What the fine lines are; empty where there are none.
            districts: What the strong lines are; empty where there are none.
            reference: What the dashed lines are; empty where there are none.
        """
        lines = (
            KeyLine(DISTRICT_LINE, districts),
            KeyLine(RULE, regions),
            KeyLine(REFERENCE_LINE, reference, (2.6, 1.6)),
        )
        return cls(scale_known, tuple(line for line in lines if line.words))

    @property
    def rows(self) -> list[tuple[KeyLine, ...]]:
        """The lines by row: two in the lowest one, the others above."""
        rows = [self.lines[:2], *((line,) for line in self.lines[2:])]
        return [row for row in rows if row]

    @property
    def size(self) -> Size:
        """The room it takes."""
        widths = [
            sum(_SAMPLE + 0.06 + width_of(line.words, _KEY_PRINT) + 0.18 for line in row) - 0.18
            for row in self.rows
        ]
        height = _KEY_ROW * len(widths) + 0.04 + (0.42 if self.scale_known else 0.0)
        return Size(max([*widths, 1.9]), height)


def draw_key(sheet: Sheet, box: Box, key: Key, scale: float) -> None:
    """Draw the scale bar and, below it, a sample of each kind of line.

    Args:
        sheet: The page.
        box: Where.
        key: What.
        scale: Inches per metre of the main map.
    """
    y = box.y
    for row in key.rows:
        x = box.x
        for line in row:
            ends = [(x, y + 0.08), (x + _SAMPLE, y + 0.08)]
            sheet.line(ends, line.colour, 1.4, line.dashes)
            sheet.text(x + _SAMPLE + 0.06, y + 0.045, line.words, _KEY_PRINT, colour=QUIET)
            x += _SAMPLE + 0.06 + width_of(line.words, _KEY_PRINT) + 0.18
        y += _KEY_ROW
    if not key.scale_known:
        return
    miles = _round_length(1.5 / (scale * _METRES_PER_MILE))
    length = miles * _METRES_PER_MILE * scale
    y += 0.16
    sheet.rectangle(Box(box.x, y, length, 0.05), fill="white", edge=INK, points=0.6)
    sheet.rectangle(Box(box.x, y, length / 2, 0.05), fill=INK, edge=INK, points=0.6)
    sheet.text(box.x, y + 0.11, "0", _KEY_PRINT)
    sheet.text(box.x + length / 2, y + 0.11, f"{miles / 2:g}", _KEY_PRINT, align="center")
    end = width_of(f"{miles:g}", _KEY_PRINT) / 2
    sheet.text(box.x + length - end, y + 0.11, f"{miles:g} miles", _KEY_PRINT)


def header_height(title: str, subtitle: str, page_width: float) -> float:
    """Inches the headline takes at the top of the page."""
    _, titles, subtitles = _header(title, subtitle, page_width)
    return 0.42 + 0.31 * len(titles) + 0.18 * len(subtitles) + 0.14


def draw_header(sheet: Sheet, title: str, subtitle: str) -> None:
    """Draw headline and subtitle at the top left."""
    size, titles, subtitles = _header(title, subtitle, sheet.size.width)
    y = sheet.size.height - 0.42
    for words in titles:
        y -= 0.31
        sheet.text(MARGIN, y + 0.1, words, size, bold=True)
    for words in subtitles:
        y -= 0.18
        sheet.text(MARGIN, y + 0.06, words, _SUBTITLE, colour=QUIET)


def draw_footer(sheet: Sheet, source: str, projection: str) -> None:
    """Draw source and projection in small print at the foot of the page."""
    width = sheet.size.width - 2 * MARGIN
    y = FOOTER - 0.2
    sheet.line([(MARGIN, y + 0.13), (MARGIN + width, y + 0.13)], RULE, 0.5)
    for words in wrapped(f"{source} {projection}", _SMALL_PRINT, width, 2):
        sheet.text(MARGIN, y, words, _SMALL_PRINT, colour=QUIET)
        y -= 0.11


def _header(title: str, subtitle: str, page_width: float) -> tuple[float, list[str], list[str]]:
    """Title size and the lines of title and subtitle; a long title shrinks before it breaks."""
    width = page_width - 2 * MARGIN
    fitting = [s for s in _TITLE_SIZES if width_of(title, s, bold=True) <= width]
    size = fitting[0] if fitting else _TITLE_SIZES[1]
    return size, wrapped(title, size, width, 2, bold=True), wrapped(subtitle, _SUBTITLE, width, 2)


def _round_length(longest: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50... that is not above ``longest``."""
    power = 10.0 ** np.floor(np.log10(longest))
    return float(max(step * power for step in (1, 2, 5) if step * power <= longest))
