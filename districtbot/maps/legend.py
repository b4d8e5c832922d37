"""The district table beside the map, which is also its legend."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.maps.layout import Box, Size
from districtbot.maps.panel import DISTRICT_LINE
from districtbot.maps.sheet import INK, QUIET, Sheet, width_of
from districtbot.plans.plan import Plan
from districtbot.plans.text import signed_people, signed_percent

_HEADS = ("District", "People", "From ideal")
_MOST_ROWS = 40
_GAP = 0.3
_SWATCH = 0.24
_SPACE = 0.16
_NOTE = 7.5


@dataclass(frozen=True, slots=True)
class Row:
    """One district: its fill, name, people, and their distance from the ideal, as text."""

    colour: str
    name: str
    people: str
    drift: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The table, in one or more blocks side by side.

    Attributes:
        rows: The districts; none where they are too many for the page.
        notes: Lines below them.
        font: Font size in points.
        widths: Inches of the columns name, people and deviation.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    font: float
    widths: tuple[float, float, float]

    @classmethod
    def of(cls, population: NDArray[np.float64], plan: Plan, colours: tuple[str, ...]) -> "Legend":
        """The legend of a plan.

        Deviations are in people where none reaches 0.05% of the ideal, else in percent.

        Args:
            population: People in each unit.
            plan: The districts.
            colours: The fill of each district.
        """
        people = np.bincount(plan.district - 1, population, plan.n_districts)
        ideal = float(people.sum()) / plan.n_districts
        shares = people / ideal - 1 if ideal > 0 else np.zeros(plan.n_districts)
        drift = [signed_percent(float(share)) for share in shares]
        if np.abs(shares).max() < 0.0005:
            drift = [signed_people(float(n - ideal)) for n in people]
        rows = tuple(
            Row(colour, name if len(name) <= 16 else name[:15] + "…", f"{n:,.0f}", off)
            for colour, name, n, off in zip(colours, plan.names, people, drift, strict=True)
        )
        notes = [f"Ideal district: {ideal:,.0f} people"]
        if plan.n_districts > _MOST_ROWS:
            low, high = rows[int(people.argmin())], rows[int(people.argmax())]
            notes.append(f"Smallest: {low.name}, {low.people} people ({low.drift})")
            notes.append(f"Largest: {high.name}, {high.people} people ({high.drift})")
            rows = ()
        font = 8.0 if len(rows) <= 24 else 6.8
        name, count, off = (
            max(width_of(words, font, bold=bold) for words in column)
            for column, bold in (
                ((_HEADS[0], *(row.name for row in rows)), True),
                ((_HEADS[1], *(row.people for row in rows)), False),
                ((_HEADS[2], *(row.drift for row in rows)), False),
            )
        )
        return cls(rows, tuple(notes), font, (name, count, off))

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The room it takes in 1, 2, 3... blocks."""
        foot = len(self.notes) * _line(_NOTE) + 0.05
        least = max(width_of(words, _NOTE) for words in self.notes)
        if not self.rows:
            return (Size(least, foot),)
        sizes = []
        for n_blocks in range(1, 6):
            deep = -(-len(self.rows) // n_blocks)
            if n_blocks == 1 or deep >= 2:
                wide = n_blocks * (self._block + _GAP) - _GAP
                sizes.append(Size(max(wide, least), (deep + 1.2) * _line(self.font) + foot))
        return tuple(sizes)

    def draw(self, sheet: Sheet, box: Box, choice: int) -> None:
        """Draw it in a box.

        Args:
            sheet: The page.
            box: Where, of one of the `sizes`.
            choice: Which of them.
        """
        deep = -(-len(self.rows) // (choice + 1))
        y = box.y + box.height
        if self.rows:
            for block in range(choice + 1):
                rows = self.rows[block * deep : (block + 1) * deep]
                self._draw_block(sheet, box.x + block * (self._block + _GAP), y, rows)
            y -= (deep + 1.2) * _line(self.font)
        for words in self.notes:
            y -= _line(_NOTE)
            sheet.text(box.x, y, words, _NOTE, colour=QUIET)

    @property
    def _block(self) -> float:
        return _SWATCH + sum(self.widths) + 2 * _SPACE

    def _draw_block(self, sheet: Sheet, x: float, top: float, rows: tuple[Row, ...]) -> None:
        line = _line(self.font)
        name, people, drift = self.widths
        end_people = x + _SWATCH + name + _SPACE + people
        end_drift = end_people + _SPACE + drift
        y = top - 0.7 * line
        sheet.text(x, y, _HEADS[0], self.font, colour=QUIET)
        sheet.text(end_people, y, _HEADS[1], self.font, colour=QUIET, align="right")
        sheet.text(end_drift, y, _HEADS[2], self.font, colour=QUIET, align="right")
        y = top - 1.1 * line
        sheet.line([(x, y), (end_drift, y)], INK, 0.7)
        for row in rows:
            y -= line
            swatch = Box(x, y + 0.12 * line, 0.15, 0.62 * line)
            sheet.rectangle(swatch, fill=row.colour, edge=DISTRICT_LINE, points=0.5)
            base = y + 0.2 * line
            sheet.text(x + _SWATCH, base, row.name, self.font, bold=True)
            sheet.text(end_people, base, row.people, self.font, align="right")
            sheet.text(end_drift, base, row.drift, self.font, align="right")


def _line(font: float) -> float:
    return font * 1.65 / 72
