"""Numbers of districts and names of counties, written where there is room."""

from collections.abc import Iterable

import numpy as np
import shapely

from districtbot.maps.layout import Box
from districtbot.maps.shapes import LabelSpot
from districtbot.maps.sheet import Sheet, width_of

SMALLEST = 6.0
"""Points; nothing on a letter page is smaller."""
_LARGEST = 15.0
_NAME_SIZES = (7.0, SMALLEST)
_NAME_INK = "#4d4d4d"
_POINTS = 72.0
_STEP = 0.025
_MOST_STEPS = 120
_AIR = 0.04


def label_size(words: str, radius: float) -> float:
    """Font size in points at which a bold label fits a circle of ``radius`` inches."""
    half_diagonal = float(np.hypot(0.36 * max(len(words), 1), 0.4))
    return min(_LARGEST, 1.1 * radius * _POINTS / half_diagonal)


class Labels:
    """The labels of one panel; none is written over another where there is another place.

    Args:
        sheet: The page.
        taken: Where nothing may be written.
    """

    def __init__(self, sheet: Sheet, taken: Iterable[Box] = ()) -> None:
        self._sheet = sheet
        self._taken = list(taken)

    def without(self, boxes: Iterable[Box]) -> "Labels":
        """The same labels with more places where nothing may be written."""
        return Labels(self._sheet, [*self._taken, *boxes])

    def number(
        self,
        shape: shapely.Geometry,
        spot: LabelSpot,
        words: str,
        size: float,
        *,
        forced: bool,
        avoid: Iterable[Box] = (),
    ) -> bool:
        """Write a district's number at a spot, or elsewhere in its shape if that is taken.

        Args:
            shape: The district, in inches.
            spot: The best place for it.
            words: The number.
            size: Font size in points; smaller where there is no other way.
            forced: Whether it is written even where there is no room.
            avoid: More places where it may not go.

        Returns:
            Whether it was written.
        """
        x, y = spot.x, spot.y
        box = _around(x, y, width_of(words, size, bold=True), size)
        taken = [*self._taken, *avoid]
        if any(_meet(box, other) for other in taken):
            for points in (size, (size + SMALLEST) / 2, SMALLEST):
                width = width_of(words, points, bold=True)
                found = find_room(shape, width, 0.8 * points / _POINTS, taken, (x, y))
                if found is not None:
                    (x, y), size = found, points
                    break
            else:
                if not forced:
                    return False
                size = SMALLEST
        self._sheet.text(x, y, words, size, align="center", bold=True, halo=True, middle=True)
        self._taken.append(_around(x, y, width_of(words, size, bold=True), size))
        return True

    def name(self, shape: shapely.Geometry, words: str, *, halo: bool = False) -> bool:
        """Write a name inside its shape if there is room, on a white halo; whether there was."""
        middle = shapely.get_coordinates(shapely.centroid(shape))
        if not len(middle):
            return False
        wanted = (float(middle[0, 0]), float(middle[0, 1]))
        for size in _NAME_SIZES:
            width = width_of(words, size)
            found = find_room(shape, width + _AIR, size / _POINTS, self._taken, wanted)
            if found is not None:
                x, y = found
                self._sheet.text(
                    x, y, words, size, align="center", colour=_NAME_INK, halo=halo, middle=True
                )
                self._taken.append(_around(x, y, width, size))
                return True
        return False


def find_room(
    shape: shapely.Geometry,
    width: float,
    height: float,
    taken: Iterable[Box],
    wanted: tuple[float, float],
) -> tuple[float, float] | None:
    """The middle of a free rectangle inside a shape, the nearest to a point; all in inches.

    Args:
        shape: Where to look.
        width: Width of the rectangle.
        height: Its height.
        taken: Rectangles that it must not meet.
        wanted: Where it would best lie.

    Returns:
        Its middle, or nothing where there is no room.
    """
    left, bottom, right, top = shapely.bounds(shape).tolist()
    if not (right - left >= width and top - bottom >= height):
        return None
    step = max(_STEP, max(right - left, top - bottom) / _MOST_STEPS)
    xs = np.arange(left + step / 2, right, step)
    ys = np.arange(bottom + step / 2, top, step)
    across, up = np.meshgrid(xs, ys)
    shapely.prepare(shape)
    free = shapely.contains_xy(shape, across, up)
    rise = (_AIR + step) / 2
    for box in taken:
        beside = (across < box.x - _AIR) | (across > box.x + box.width + _AIR)
        above, below = box.y + box.height + rise, box.y - rise
        free &= beside | (up < below) | (up > above)
    columns, rows = (int(np.ceil(length / step)) for length in (width, height))
    if rows > len(ys) or columns > len(xs):
        return None
    sums = np.zeros((len(ys) + 1, len(xs) + 1), dtype=np.int64)
    sums[1:, 1:] = free.cumsum(0).cumsum(1)
    inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns]
    found = np.argwhere(inside + sums[:-rows, :-columns] == rows * columns)
    if not len(found):
        return None
    middles = found[:, ::-1] * step + np.array(
        [left + columns * step / 2, bottom + rows * step / 2]
    )
    best = middles[int(np.argmin(np.hypot(*(middles - np.array(wanted)).T).round(6)))]
    return float(best[0]), float(best[1])


def _around(x: float, y: float, width: float, size: float) -> Box:
    height = size / _POINTS
    return Box(x - width / 2, y - height / 2, width, height)


def _meet(a: Box, b: Box) -> bool:
    return (
        abs(2 * a.x + a.width - 2 * b.x - b.width) < a.width + b.width + _AIR
        and abs(2 * a.y + a.height - 2 * b.y - b.height) < a.height + b.height + _AIR / 2
    )
