"""Which parts of a map need to be shown again, larger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.maps.labels import label_size
from districtbot.maps.land import Land
from districtbot.maps.layout import WantedInset
from districtbot.maps.picture import Picture
from districtbot.maps.shapes import LabelSpot

_TIGHT_LABEL = 8.0
_TIGHT_LABEL_OF_MANY = 6.0
_MANY = 40
_LEVELS = ((10.5, 0.5), (8.0, 0.4), (6.5, 0.3), (5.5, 0.2))
_WIDEST = 1.2
_MOST_INSETS = 6
_LEAST_SIDE = 0.3
_COMPACT = 10.0
_TINY = 0.07
_CITY = 0.7
_CITY_SHARE = 0.04
_FEWEST_UNITS = 12
_MOST_CITIES = 3
_FINE_CELLS = 7


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map to enlarge, in metres.

    Attributes:
        x: Left side.
        y: Lower side.
        width: Width.
        height: Height.
        n_tight: Number of districts in it that are too small on the main map.
    """

    x: float
    y: float
    width: float
    height: float
    n_tight: int


WindowsFn = Callable[[Picture, float], list[Window]]
"""Picks the parts of a picture to enlarge at a scale, in inches per metre."""


def windows_of(picture: Picture, scale: float) -> list[Window]:
    """Windows around crowds of districts too small for a good number, most crowded first.

    Args:
        picture: What is drawn.
        scale: Inches per metre of the main map.
    """
    if len(picture.labels) < 2:
        return []
    sizes = np.array(
        [
            label_size(words, spots[0].radius * scale)
            for words, spots in zip(picture.labels, picture.spots, strict=True)
        ]
    )
    spots = [spots[0] for spots in picture.spots]
    tight = _TIGHT_LABEL if len(sizes) <= _MANY else _TIGHT_LABEL_OF_MANY
    windows = list(_split(spots, sizes, tight, np.arange(len(sizes)), scale))
    windows.sort(key=lambda window: -window.n_tight)
    return windows[:_MOST_INSETS]


def _split(
    spots: list[LabelSpot],
    sizes: NDArray[np.float64],
    tight: float,
    members: NDArray[np.intp],
    scale: float,
    level: int = 0,
) -> Iterator[Window]:
    """Windows around the crowds among these districts; a wide crowd is thinned and split."""
    below, reach = _LEVELS[level]
    members = members[sizes[members] < below]
    points = np.array([[spots[n].x, spots[n].y] for n in members]).reshape(-1, 2)
    for crowd in _crowds(points, reach / scale):
        inside = members[crowd]
        n_tight = int((sizes[inside] < tight).sum())
        if not n_tight:
            continue
        window = _window([spots[n] for n in inside], n_tight, scale)
        if max(window.width, window.height) * scale > _WIDEST and level + 1 < len(_LEVELS):
            yield from _split(spots, sizes, tight, inside, scale, level + 1)
        else:
            yield window


def dense_windows(land: Land, people: NDArray[np.float64]) -> WindowsFn:
    """Picks windows around cities whose units are too small to be seen on the main map.

    A window is 0.7 inch of the main map wide, and holds at least 4% of all people and a dozen
    units narrower than 0.07 inch.

    Args:
        land: The map laid flat.
        people: People in each unit, shape (n,).
    """
    points = shapely.get_coordinates(shapely.centroid(land.drawn))
    widths = np.sqrt(shapely.area(land.drawn))
    living = people[land.shown]
    centred = ~shapely.is_empty(land.drawn)
    widths, living = widths[centred], living[centred]

    def windows(_: Picture, scale: float) -> list[Window]:
        tiny = widths * scale < _TINY
        return _densest(points[tiny], living[tiny], float(living.sum()), _CITY / scale)

    return windows


def _densest(
    points: NDArray[np.float64], living: NDArray[np.float64], total: float, side: float
) -> list[Window]:
    """Squares with many people, most first, that do not meet."""
    found: list[Window] = []
    left = np.ones(len(points), dtype=bool)
    while len(found) < _MOST_CITIES and left.sum() >= _FEWEST_UNITS:
        corner = points[left].min(axis=0)
        cells = ((points[left] - corner) / (side / _FINE_CELLS)).astype(int)
        grid = np.zeros(cells.max(axis=0) + 2 * _FINE_CELLS)
        np.add.at(grid, tuple(cells.T), living[left])
        sums = np.zeros(np.array(grid.shape) + 1)
        sums[1:, 1:] = grid.cumsum(0).cumsum(1)
        n = _FINE_CELLS
        inside = sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]
        place = np.array(np.unravel_index(int(np.argmax(inside.round(6))), inside.shape))
        if inside[tuple(place)] < _CITY_SHARE * total:
            break
        low = corner + place * side / n
        members = left & ((points >= low) & (points < low + side)).all(axis=1)
        near = ((points >= low - side) & (points < low + 2 * side)).all(axis=1)
        left &= ~near
        if members.sum() >= _FEWEST_UNITS:
            x, y = low.tolist()
            rank = max(1, _MOST_CITIES + 1 - len(found))
            found.append(Window(x, y, side, side, rank))
    return found


def wanted_insets(windows: list[Window]) -> list[WantedInset]:
    """Size of each inset relative to the largest, which has a longer side of 1."""
    most = max((window.n_tight for window in windows), default=1)
    wanted = []
    for window in windows:
        side = max(0.55, (window.n_tight / most) ** 0.5)
        longest = max(window.width, window.height)
        wanted.append(
            WantedInset(
                side * window.width / longest,
                side * window.height / longest,
                window.x + window.width / 2,
                window.y + window.height / 2,
            )
        )
    return wanted


def _window(spots: list[LabelSpot], n_tight: int, scale: float) -> Window:
    sides = []
    for spot in spots:
        left, bottom, right, top = spot.piece
        reach = max(4 * spot.radius, 0.06 / scale)
        if max(right - left, top - bottom) <= _COMPACT * spot.radius:
            sides.append((left - reach / 4, bottom - reach / 4, right + reach / 4, top + reach / 4))
        else:
            sides.append((spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach))
    left, bottom = np.min(sides, axis=0)[:2].tolist()
    right, top = np.max(sides, axis=0)[2:].tolist()
    least = _LEAST_SIDE / scale
    width = max(right - left, 0.75 * (top - bottom), least)
    height = max(top - bottom, 0.75 * (right - left), least)
    x, y = (left + right - width) / 2, (bottom + top - height) / 2
    return Window(x, y, width, height, n_tight)


def _crowds(points: NDArray[np.float64], reach: float) -> Iterator[NDArray[np.intp]]:
    """Groups of points, shape (n, 2), linked by steps of at most ``reach``, largest first."""
    if len(points) == 0:
        return
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    label = np.arange(len(points))
    for a, b in np.argwhere(np.triu(gaps <= reach, 1)):
        low, high = sorted((label[a], label[b]))
        label[label == high] = low
    names, sizes = np.unique(label, return_counts=True)
    for name in names[np.argsort(-sizes, kind="stable")]:
        yield np.flatnonzero(label == name)
