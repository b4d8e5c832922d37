"""A letter page of one map: headline, map and insets, table, key and source line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from districtbot.maps.furniture import Key, draw_footer, draw_header, draw_key, header_height
from districtbot.maps.insets import Window, WindowsFn, wanted_insets, windows_of
from districtbot.maps.layout import LETTER, Box, Layout, Size, compose
from districtbot.maps.panel import TAG, Elsewhere, Panel, draw_panel, note_box
from districtbot.maps.picture import Picture
from districtbot.maps.sheet import INK, Sheet, plain_style

_INSET = 3.0
_CROWDED_INSET = 4.2
_CROWD = 8
"""Tight districts from which an inset may be `_CROWDED_INSET` inches long, not `_INSET`."""


class Table(Protocol):
    """What stands beside the map: a legend that can take several shapes."""

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The room it may take, preferred ones first."""

    def draw(self, sheet: Sheet, box: Box, choice: int) -> None:
        """Draw it in a box of one of the `sizes`, given by its place."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands at the head and the foot of a page.

    Attributes:
        title: Headline.
        subtitle: A line below it.
        source: Where the map comes from.
        note: Projection and the like.
    """

    title: str
    subtitle: str
    source: str
    note: str


def draw_page(
    picture: Picture,
    table: Table,
    key: Key,
    words: Words,
    path: Path,
    windows_fn: WindowsFn = windows_of,
) -> None:
    """Draw a page; it lies or stands, whichever shows the map larger.

    Args:
        picture: What the map shows.
        table: What stands beside it.
        key: Scale bar and kinds of lines.
        words: Head and foot.
        path: Where to write; see `Sheet.save`.
        windows_fn: Picks what is shown again, larger.
    """
    with plain_style():
        layout, windows = _composed(picture, table, key, words, windows_fn)
        sheet = Sheet(layout.page)
        draw_header(sheet, words.title, words.subtitle)
        _draw_map(sheet, picture, layout, windows)
        table.draw(sheet, layout.table, layout.table_choice)
        draw_key(sheet, layout.key, key, layout.scale)
        draw_footer(sheet, words.source, words.note)
        sheet.save(path)


def _composed(
    picture: Picture, table: Table, key: Key, words: Words, windows_fn: WindowsFn
) -> tuple[Layout, list[Window]]:
    """The page and the windows that have an inset on it."""
    headers = [header_height(words.title, words.subtitle, width) for width, _ in LETTER]
    plain = compose(picture.ground, headers, table.sizes, key.size)
    windows = windows_fn(picture, plain.scale)
    while windows:
        insets = wanted_insets(windows)
        largest = _CROWDED_INSET if windows[0].n_tight >= _CROWD else _INSET
        layout = compose(picture.ground, headers, table.sizes, key.size, insets, largest)
        if layout.insets:
            return layout, windows
        windows.pop()
    return plain, []


def _draw_map(sheet: Sheet, picture: Picture, layout: Layout, windows: list[Window]) -> None:
    main = Panel(layout.scale, layout.x, layout.y)
    fitted = [_inset_panel(window, box) for window, box in zip(windows, layout.insets, strict=True)]
    frames = [_frame(window, main) for window in windows]
    numbered: frozenset[int] = frozenset()
    for panel, box in zip(fitted, layout.insets, strict=True):
        sheet.rectangle(box, fill="white")
        numbered |= draw_panel(sheet, picture, panel)
        sheet.rectangle(box, edge=INK, points=0.9)
    draw_panel(sheet, picture, main, Elsewhere(numbered, tuple(frames)))
    for letter, place in zip("ABCDEFGH", reading_order(layout.insets), strict=False):
        frame, box = frames[place], layout.insets[place]
        sheet.rectangle(frame, edge=INK, points=0.9)
        _note(sheet, note_box(box), f"scale ×{fitted[place].scale / layout.scale:.1f}")
        if len(frames) > 1:
            _letter(sheet, frame, letter)
            _letter(sheet, box, letter)


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Places of boxes as they are read: row by row from the top, each from the left.

    A box is in the row of the topmost box that is left if its middle is beside that box.
    """
    left = sorted(range(len(boxes)), key=lambda n: (-boxes[n].y - boxes[n].height, boxes[n].x))
    order: list[int] = []
    while left:
        first = boxes[left[0]]
        row = [n for n in left if boxes[n].y + boxes[n].height / 2 > first.y]
        order += sorted(row, key=lambda n: boxes[n].x)
        left = [n for n in left if n not in row]
    return order


def _inset_panel(window: Window, box: Box) -> Panel:
    scale = min(box.width / window.width, box.height / window.height)
    return Panel(
        scale,
        box.x + box.width / 2 - (window.x + window.width / 2) * scale,
        box.y + box.height / 2 - (window.y + window.height / 2) * scale,
        box,
        noted=True,
    )


def _frame(window: Window, main: Panel) -> Box:
    return Box(
        main.x + window.x * main.scale,
        main.y + window.y * main.scale,
        window.width * main.scale,
        window.height * main.scale,
    )


def _note(sheet: Sheet, box: Box, words: str) -> None:
    """A white tag that says how much larger an inset is than the main map."""
    sheet.rectangle(box, fill="white", edge=INK, points=0.9)
    x, y = box.x + box.width / 2, box.y + box.height / 2
    sheet.text(x, y, words, 6.5, align="center", middle=True)


def _letter(sheet: Sheet, box: Box, letter: str) -> None:
    """A white tag with a letter in the upper left corner of a frame."""
    tag = Box(box.x, box.y + box.height - TAG, TAG, TAG)
    sheet.rectangle(tag, fill="white", edge=INK, points=0.9)
    sheet.text(
        tag.x + TAG / 2, tag.y + TAG / 2, letter, 7.5, align="center", bold=True, middle=True
    )
