"""Where everything goes on the page: the map as large as can be, the rest in its blank space.

Lengths are in inches from the lower left corner of a letter page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

LETTER = ((11.0, 8.5), (8.5, 11.0))
MARGIN = 0.5
FOOTER = 0.5
_CELL = 0.1
_CLEARANCE = 0.12
_SHRINKS = tuple(0.96**step for step in range(24))
_ALIGNMENTS = ((0.5, 0.5), (0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0), (0.0, 0.0), (1.0, 0.0))
_INSET_SIDES = (4.2, 3.6, 3.0, 2.6, 2.2, 1.8, 1.4)
_INSET_WEIGHT = 0.4
_TABLE_CORNERS = ((1, 1), (0, 1), (1, 0))
_KEY_CORNERS = ((0, 0), (1, 0))
_EDGE_PULL = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, its sides in inches."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in inches."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class WantedInset:
    """A part of the map to show again, larger.

    Attributes:
        width: Width relative to the longer side of the largest inset.
        height: Height, likewise.
        x: Middle of that part, in metres; the inset goes near it.
        y: Middle, upwards.
    """

    width: float
    height: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A page with everything placed.

    Attributes:
        page: The page's size.
        scale: Inches per metre of the main map.
        x: Where the map's origin lies, from the left.
        y: Where the map's origin lies, from below.
        table: The table's box.
        table_choice: Which of the offered table sizes was taken.
        key: Box of the scale bar and line key.
        insets: One box for each inset asked for.
    """

    page: Size
    scale: float
    x: float
    y: float
    table: Box
    table_choice: int
    key: Box
    insets: tuple[Box, ...]


def compose(
    ground: shapely.Geometry,
    headers: Sequence[float],
    tables: Sequence[Size],
    key: Size,
    insets: Sequence[WantedInset] = (),
    largest_inset: float = 3.0,
) -> Layout:
    """The page on which the map comes out largest with all its furniture in blank space.

    Insets weigh in: a somewhat smaller map with larger insets may win. Where they find no room
    at all, the page has none.

    Args:
        ground: Everything the main map covers, in metres.
        headers: Height of the title block on the landscape and on the portrait page.
        tables: Sizes the table may take, preferred ones first.
        key: Size of the scale bar and line key.
        insets: What to enlarge, the most important first.
        largest_inset: Longest side an inset may have.
    """
    sides = [side for side in _INSET_SIDES if side <= largest_inset] if insets else [0.0]
    bodies = [
        Box(MARGIN, FOOTER, width - 2 * MARGIN, height - header - FOOTER)
        for (width, height), header in zip(LETTER, headers, strict=True)
    ]
    options = sorted(
        (
            (
                _fit(ground, body) * shrink * (side**_INSET_WEIGHT if side else 1.0),
                page,
                shrink,
                side,
            )
            for page, body in enumerate(bodies)
            for shrink in _SHRINKS
            for side in sides
        ),
        key=lambda option: (-option[0], option[1], -option[2], -option[3]),
    )
    finder = _Finder(ground, bodies)
    for _, page, shrink, side in options:
        found = finder.arrange(page, shrink, tables, key, [(side, inset) for inset in insets])
        if found is not None:
            return found
    if insets:
        return compose(ground, headers, tables, key)
    smallest = min(range(len(tables)), key=lambda choice: tables[choice].height)
    return finder.squeezed(tables[smallest], smallest, key)


def _fit(ground: shapely.Geometry, body: Box) -> float:
    left, bottom, right, top = shapely.bounds(ground)
    return float(min(body.width / max(right - left, 1e-9), body.height / max(top - bottom, 1e-9)))


class _Finder:
    """Tries positions; remembers what the map covers at each scale and alignment."""

    def __init__(self, ground: shapely.Geometry, bodies: Sequence[Box]) -> None:
        self._ground = ground
        self._bodies = bodies
        self._covered: dict[tuple[int, float, tuple[float, float]], NDArray[np.bool_]] = {}
        self._widened: dict[float, shapely.Geometry] = {}

    def arrange(
        self,
        page: int,
        shrink: float,
        tables: Sequence[Size],
        key: Size,
        insets: Sequence[tuple[float, WantedInset]],
    ) -> Layout | None:
        """The page at this scale, or nothing where the furniture does not fit."""
        for alignment in _ALIGNMENTS:
            scale, x, y = self._origin(page, shrink, alignment)
            covered = self._cover(page, shrink, alignment)
            needed = sum(side**2 * inset.width * inset.height for side, inset in insets)
            if needed > (~covered).sum() * _CELL**2:
                continue
            for choice, table in enumerate(tables):
                space = _Space(self._bodies[page], covered)
                boxes = [space.by_corner(table, _TABLE_CORNERS)]
                for side, inset in insets:
                    size = Size(side * inset.width, side * inset.height)
                    boxes.append(space.beside(size, x + inset.x * scale, y + inset.y * scale))
                boxes.append(space.by_corner(key, _KEY_CORNERS))
                placed = tuple(box for box in boxes if box is not None)
                if len(placed) == len(boxes):
                    return Layout(
                        Size(*LETTER[page]),
                        scale,
                        x,
                        y,
                        placed[0],
                        choice,
                        placed[-1],
                        placed[1:-1],
                    )
        return None

    def squeezed(self, table: Size, choice: int, key: Size) -> Layout:
        """The last resort: the map above, the table and the key below on a portrait page."""
        body = self._bodies[1]
        low = table.height + key.height + 2 * _CLEARANCE
        upper = Box(body.x, body.y + low, body.width, max(body.height - low, 1.0))
        scale = _fit(self._ground, upper)
        x, y = _centred(self._ground, upper, scale, (0.5, 0.5))
        return Layout(
            Size(*LETTER[1]),
            scale,
            x,
            y,
            Box(body.x, body.y + key.height + _CLEARANCE, table.width, table.height),
            choice,
            Box(body.x, body.y, key.width, key.height),
            (),
        )

    def _origin(
        self, page: int, shrink: float, alignment: tuple[float, float]
    ) -> tuple[float, float, float]:
        body = self._bodies[page]
        scale = _fit(self._ground, body) * shrink
        return (scale, *_centred(self._ground, body, scale, alignment))

    def _cover(self, page: int, shrink: float, alignment: tuple[float, float]) -> NDArray[np.bool_]:
        """Which cells of the body the map covers, clearance included, (rows up, columns)."""
        name = (page, shrink, alignment)
        if name not in self._covered:
            body = self._bodies[page]
            scale, x, y = self._origin(page, shrink, alignment)
            wide = self._wide(scale)
            columns = body.x + (np.arange(int(body.width / _CELL)) + 0.5) * _CELL
            rows = body.y + (np.arange(int(body.height / _CELL)) + 0.5) * _CELL
            across, up = np.meshgrid((columns - x) / scale, (rows - y) / scale)
            self._covered[name] = shapely.contains_xy(wide, across, up)
        return self._covered[name]

    def _wide(self, scale: float) -> shapely.Geometry:
        """The ground and a clearance around it."""
        if scale not in self._widened:
            self._widened[scale] = shapely.buffer(self._ground, _CLEARANCE / scale, quad_segs=2)
            shapely.prepare(self._widened[scale])
        return self._widened[scale]


class _Space:
    """The free cells of a page's body; what is placed is free no more."""

    def __init__(self, body: Box, covered: NDArray[np.bool_]) -> None:
        self._body = body
        self._taken = covered.copy()

    def by_corner(self, size: Size, corners: Sequence[tuple[int, int]]) -> Box | None:
        """Place a box as near as can be to a corner of the body; earlier corners are liked more.

        A corner is (1 for right, 1 for top).
        """
        height, width = self._taken.shape
        rows, columns = _cells(size.height), _cells(size.width)
        free = self._free(rows, columns)
        cost = np.full(len(free), np.inf)
        for rank, (right, top) in enumerate(corners):
            wanted = np.array([(height - rows) * top, (width - columns) * right])
            cost = np.minimum(cost, np.hypot(*(free - wanted).T) + rank)
        return self._take(size, free, cost)

    def beside(self, size: Size, x: float, y: float) -> Box | None:
        """Place a box as near as can be to a point of the page, rather at the body's edge."""
        height, width = self._taken.shape
        rows, columns = _cells(size.height), _cells(size.width)
        free = self._free(rows, columns)
        middle = free + np.array([rows / 2, columns / 2])
        wanted = np.array([(y - self._body.y) / _CELL, (x - self._body.x) / _CELL])
        from_edge = np.minimum(free, np.array([height - rows, width - columns]) - free).min(axis=1)
        cost = np.hypot(*(middle - wanted).T) + _EDGE_PULL * from_edge
        return self._take(size, free, cost)

    def _free(self, rows: int, columns: int) -> NDArray[np.intp]:
        """Lowest row and first column of every free rectangle of that size, shape (m, 2)."""
        height, width = self._taken.shape
        if rows > height or columns > width:
            return np.empty((0, 2), dtype=np.intp)
        sums = np.zeros((height + 1, width + 1), dtype=np.int64)
        sums[1:, 1:] = self._taken.cumsum(0).cumsum(1)
        inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns]
        return np.argwhere(inside + sums[:-rows, :-columns] == 0)

    def _take(self, size: Size, free: NDArray[np.intp], cost: NDArray[np.float64]) -> Box | None:
        if len(free) == 0:
            return None
        row, column = (int(value) for value in free[int(np.argmin(cost))])
        rows, columns = _cells(size.height), _cells(size.width)
        self._taken[max(row - 1, 0) : row + rows + 1, max(column - 1, 0) : column + columns + 1] = 1
        x, y = self._body.x + column * _CELL, self._body.y + row * _CELL
        if column + columns == self._taken.shape[1]:
            x = self._body.x + self._body.width - size.width
        return Box(x, y, size.width, size.height)


def _cells(length: float) -> int:
    return int(np.ceil(length / _CELL - 1e-9))


def _centred(
    ground: shapely.Geometry, body: Box, scale: float, alignment: tuple[float, float]
) -> tuple[float, float]:
    left, bottom, right, top = shapely.bounds(ground)
    spare_x = body.width - (right - left) * scale
    spare_y = body.height - (top - bottom) * scale
    return (
        float(body.x + alignment[0] * spare_x - left * scale),
        float(body.y + alignment[1] * spare_y - bottom * scale),
    )
