"""The legend of a choropleth: classes, their colours, and how many units are in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from districtbot.maps.amounts import Form
from districtbot.maps.layout import Box, Size
from districtbot.maps.panel import DISTRICT_LINE, HATCH
from districtbot.maps.sheet import INK, QUIET, Sheet, width_of, wrapped

_FONT = 8.0
_NOTE = 7.0
_SWATCH = 0.3
_SPACE = 0.2
_WIDEST = 2.6


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its fill, words and number."""

    colour: str
    words: str
    number: str
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class ClassLegend:
    """Lines of colours under a head, and notes.

    Attributes:
        title: What is shown.
        heads: Heads of the words and of the numbers.
        entries: The lines.
        notes: Lines below them.
    """

    title: str
    heads: tuple[str, str]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The room it takes in 1, 2, 3... blocks."""
        found = []
        for n_blocks in range(1, 5):
            deep = -(-len(self.entries) // n_blocks)
            if n_blocks == 1 or deep >= 4:
                width = max(n_blocks * (self._block + _SPACE) - _SPACE, self._least)
                height = (deep + 1.2) * _line(_FONT) + self._title_height(width)
                found.append(Size(width, height + len(self._notes(width)) * _line(_NOTE) + 0.05))
        return tuple(found)

    def draw(self, sheet: Sheet, box: Box, choice: int) -> None:
        """Draw it in a box of one of the `sizes`, given by its place."""
        deep = max(1, -(-len(self.entries) // (choice + 1)))
        y = box.y + box.height
        for words in wrapped(self.title, _FONT, box.width, 3, bold=True):
            y -= _line(_FONT)
            sheet.text(box.x, y + 0.04, words, _FONT, bold=True)
        for block in range(choice + 1 if self.entries else 0):
            entries = self.entries[block * deep : (block + 1) * deep]
            self._draw_block(sheet, box.x + block * (self._block + _SPACE), y, entries)
        y -= (deep + 1.2) * _line(_FONT) if self.entries else 0.0
        for words in self._notes(box.width):
            y -= _line(_NOTE)
            sheet.text(box.x, y, words, _NOTE, colour=QUIET)

    def _draw_block(self, sheet: Sheet, x: float, top: float, entries: Sequence[Entry]) -> None:
        line, end = _line(_FONT), x + self._block
        y = top - 0.7 * line
        sheet.text(x, y, self.heads[0], _FONT, colour=QUIET)
        sheet.text(end, y, self.heads[1], _FONT, colour=QUIET, align="right")
        y = top - 1.1 * line
        sheet.line([(x, y), (end, y)], INK, 0.7)
        for entry in entries:
            y -= line
            swatch = Box(x, y + 0.1 * line, 0.22, 0.72 * line)
            sheet.rectangle(swatch, fill=entry.colour, edge=DISTRICT_LINE, points=0.5)
            if entry.hatched:
                shape = shapely.box(
                    swatch.x, swatch.y, swatch.x + swatch.width, swatch.y + swatch.height
                )
                sheet.hatch(np.array([shape], dtype=object), HATCH)
            sheet.text(x + _SWATCH, y + 0.2 * line, entry.words, _FONT)
            sheet.text(end, y + 0.2 * line, entry.number, _FONT, align="right")

    @property
    def _block(self) -> float:
        words = max(width_of(text, _FONT) for text in self._column(0))
        numbers = max(width_of(text, _FONT) for text in self._column(1))
        return max(_SWATCH + words, width_of(self.heads[0], _FONT)) + _SPACE + numbers

    def _column(self, place: int) -> list[str]:
        texts = [entry.words if place == 0 else entry.number for entry in self.entries]
        return [self.heads[place] if place else "", *texts]

    @property
    def _least(self) -> float:
        return min(_WIDEST, width_of(self.title, _FONT, bold=True))

    def _title_height(self, width: float) -> float:
        return len(wrapped(self.title, _FONT, width, 3, bold=True)) * _line(_FONT)

    def _notes(self, width: float) -> list[str]:
        return [part for note in self.notes for part in wrapped(note, _NOTE, width, 4)]


def class_words(bounds: Sequence[float], form: Form) -> tuple[str, ...]:
    """What each class holds: ``below 20%``, ``20% to 40%``, ``40% and more``.

    Args:
        bounds: Ends of the classes, rising, outer ones included.
        form: What the numbers are.
    """
    inner = bounds[1:-1]
    if not inner:
        low, high = (amount_text(value, form) for value in bounds)
        return (low if low == high else f"{low} to {high}",)
    said = _bounds_text(inner, form)
    between = [f"{low} to {high}" for low, high in pairwise(said)]
    return (f"below {said[0]}", *between, f"{said[-1]} and more")


def amount_text(value: float, form: Form) -> str:
    """A value as people read it."""
    if form in ("share", "margin"):
        return f"{value:.2%}"
    if form == "density":
        return f"{value:,.1f}"
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.2f}"


def _bounds_text(inner: Sequence[float], form: Form) -> list[str]:
    """Bounds with as few digits as say them exactly."""
    factor, unit = (100, "%") if form in ("share", "margin") else (1, "")
    numbers = [factor * bound for bound in inner]
    digits = next(
        (n for n in range(8) if all(abs(round(x, n) - x) < 1e-9 * max(1, abs(x)) for x in numbers)),
        8,
    )
    return [f"{0 if x == 0 else x:,.{digits}f}".replace("-", "−") + unit for x in numbers]


def _line(font: float) -> float:
    return font * 1.65 / 72
