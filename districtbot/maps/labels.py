"""Numbers of districts and names of counties, written where there is room."""

from collections.abc import Sequence

import numpy as np

from districtbot.maps.layout import Box
from districtbot.maps.sheet import Sheet, width_of

SMALLEST = 6.0
LAST_RESORT = 4.8
_LARGEST = 15.0
_SMALLEST_NAME = 5.0
_LARGEST_NAME = 7.0
_NAME_INK = "#4d4d4d"
_POINTS = 72.0


def label_size(words: str, radius: float) -> float:
    """Font size in points at which a bold label fits a circle of ``radius`` inches."""
    half_diagonal = float(np.hypot(0.36 * max(len(words), 1), 0.4))
    return min(_LARGEST, 1.1 * radius * _POINTS / half_diagonal)


class Labels:
    """The labels of one panel; none is written over another."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._taken: list[Box] = []

    def number(self, x: float, y: float, words: str, size: float) -> None:
        """Write a district's number, centred on (x, y)."""
        self._sheet.text(x, y, words, size, align="center", bold=True, halo=True, middle=True)
        self._taken.append(_around(x, y, width_of(words, size, bold=True), size))

    def name(self, x: float, y: float, radius: float, words: str, size: float) -> None:
        """Write a county's name near (x, y) if it fits its circle and covers no number."""
        width = width_of(words, size)
        if width / 2 > 1.1 * radius:
            return
        room = 0.9 * float(np.sqrt(max(radius**2 - (width / 2) ** 2, 0.0)))
        for offset in (0.0, 0.5, -0.5, 1.0, -1.0):
            box = _around(x, y + offset * room, width, size)
            if not any(_meet(box, other) for other in self._taken):
                middle = y + offset * room
                self._sheet.text(
                    x, middle, words, size, align="center", colour=_NAME_INK, middle=True
                )
                self._taken.append(box)
                return


def name_size(names: Sequence[str], radii: Sequence[float]) -> float:
    """One font size at which most names fit their circles (radii in inches)."""
    fitting = [
        2 * radius / max(width_of(words, 1.0), 1e-9)
        for words, radius in zip(names, radii, strict=True)
    ]
    return float(np.clip(np.quantile(fitting, 0.3), _SMALLEST_NAME, _LARGEST_NAME))


def _around(x: float, y: float, width: float, size: float) -> Box:
    height = size / _POINTS
    return Box(x - width / 2, y - height / 2, width, height)


def _meet(a: Box, b: Box) -> bool:
    return (
        abs(2 * a.x + a.width - 2 * b.x - b.width) < a.width + b.width + 0.04
        and abs(2 * a.y + a.height - 2 * b.y - b.height) < a.height + b.height + 0.02
    )
