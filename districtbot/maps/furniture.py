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
_METRES_PER_MILE = 1609.344


@dataclass(frozen=True, slots=True)
class Key:
    """Scale bar and line key.

    Attributes:
        scale_known: Whether a scale bar can be drawn.
        regions: What the fine lines are; empty where there are none.
        reference: Whether another plan's borders are drawn.
    """

    scale_known: bool
    regions: str
    reference: bool

    @property
    def size(self) -> Size:
        """The room it takes."""
        samples = sum(
            _SAMPLE + 0.06 + width_of(words, _KEY_PRINT) + 0.18 for _, words in self.lines
        )
        return Size(max(samples - 0.18, 1.9), 0.62 if self.scale_known else 0.2)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Colour and meaning of each kind of line."""
        lines = [(DISTRICT_LINE, "District lines")]
        if self.regions:
            lines.append((RULE, self.regions))
        if self.reference:
            lines.append((REFERENCE_LINE, "Reference plan (dashed)"))
        return lines


def draw_key(sheet: Sheet, box: Box, key: Key, scale: float) -> None:
    """Draw the scale bar and, below it, a sample of each kind of line.

    Args:
        sheet: The page.
        box: Where.
        key: What.
        scale: Inches per metre of the main map.
    """
    x = box.x
    for colour, words in key.lines:
        sheet.line([(x, box.y + 0.08), (x + _SAMPLE, box.y + 0.08)], colour, 1.4)
        sheet.text(x + _SAMPLE + 0.06, box.y + 0.045, words, _KEY_PRINT, colour=QUIET)
        x += _SAMPLE + 0.06 + width_of(words, _KEY_PRINT) + 0.18
    if not key.scale_known:
        return
    miles = _round_length(1.5 / (scale * _METRES_PER_MILE))
    length = miles * _METRES_PER_MILE * scale
    y = box.y + 0.32
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
