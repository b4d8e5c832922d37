"""The picture of a plan: one page that can be printed and published."""

from pathlib import Path

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.maps.furniture import Key, draw_footer, draw_header, draw_key, header_height
from districtbot.maps.insets import Window, wanted_insets, windows_of
from districtbot.maps.layout import LETTER, Box, Layout, compose
from districtbot.maps.legend import Legend
from districtbot.maps.panel import TAG, Elsewhere, Panel, draw_panel
from districtbot.maps.picture import Picture, picture_of
from districtbot.maps.projection import project
from districtbot.maps.sheet import INK, Sheet, plain_style
from districtbot.plans.plan import Plan

_INSET = 3.0
_CROWDED_INSET = 4.2
_CROWD = 8
"""Tight districts from which an inset may be `_CROWDED_INSET` inches long, not `_INSET`."""


def draw_plan(
    state: StateMap,
    plan: Plan,
    path: Path,
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    reference: Plan | None = None,
) -> None:
    """Draw a plan on one letter page, as PNG (200 dots an inch) or SVG by the suffix.

    The page lies or stands, whichever shows the map larger; crowded places are shown again in
    insets. Same map, plan and versions give the same bytes.

    Args:
        state: The map, with geometry.
        plan: Its districts.
        path: Where to write; ``.svg`` gives SVG, anything else PNG.
        title: Headline of the page.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.
        reference: Another plan whose borders are drawn dashed over this one.

    Raises:
        AskError: If the map is a graph file without shapes, or the plan is of other units.
    """
    for each in (plan, reference):
        if each is not None and each.unit_ids != state.unit_ids:
            raise AskError(
                f"The plan is of other units than {state.source.path.name}.",
                "Give the map that the plan was made for.",
            )
    if state.geometry is None:
        raise AskError(
            f"{state.source.path.name} is a graph file without shapes, so there is no map to draw.",
            "Give a file with the precinct polygons.",
        )
    flat = project(state.geometry)
    units = np.asarray(flat.geometry.to_numpy(), dtype=object)
    picture = picture_of(state, plan, units, reference)
    legend = Legend.of(state.population, plan, picture.colours)
    key = Key(
        flat.scale_known,
        picture.regions.kind if picture.regions is not None else "",
        reference is not None,
    )
    with plain_style():
        layout, windows = _composed(picture, legend, key, (title, subtitle))
        sheet = Sheet(layout.page)
        draw_header(sheet, title, subtitle)
        _draw_map(sheet, picture, layout, windows)
        legend.draw(sheet, layout.table, layout.table_choice)
        draw_key(sheet, layout.key, key, layout.scale)
        draw_footer(sheet, source or f"Source: {state.source.path.name}.", flat.note)
        sheet.save(path)


def _composed(
    picture: Picture, legend: Legend, key: Key, words: tuple[str, str]
) -> tuple[Layout, list[Window]]:
    """The page and the windows that have an inset on it."""
    headers = [header_height(*words, width) for width, _ in LETTER]
    plain = compose(picture.ground, headers, legend.sizes, key.size)
    windows = windows_of(picture, plain.scale)
    while windows:
        insets = wanted_insets(windows)
        largest = _CROWDED_INSET if windows[0].n_tight >= _CROWD else _INSET
        layout = compose(picture.ground, headers, legend.sizes, key.size, insets, largest)
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
    pairs = sorted(zip(frames, layout.insets, strict=True), key=lambda pair: -pair[0].y)
    for letter, (frame, box) in zip("ABCDEFGH", pairs, strict=False):
        sheet.rectangle(frame, edge=INK, points=0.9)
        if len(frames) > 1:
            _letter(sheet, frame, letter)
            _letter(sheet, box, letter)


def _inset_panel(window: Window, box: Box) -> Panel:
    scale = min(box.width / window.width, box.height / window.height)
    return Panel(
        scale,
        box.x + box.width / 2 - (window.x + window.width / 2) * scale,
        box.y + box.height / 2 - (window.y + window.height / 2) * scale,
        box,
    )


def _frame(window: Window, main: Panel) -> Box:
    return Box(
        main.x + window.x * main.scale,
        main.y + window.y * main.scale,
        window.width * main.scale,
        window.height * main.scale,
    )


def _letter(sheet: Sheet, box: Box, letter: str) -> None:
    """A white tag with a letter in the upper left corner of a frame."""
    tag = Box(box.x, box.y + box.height - TAG, TAG, TAG)
    sheet.rectangle(tag, fill="white", edge=INK, points=0.9)
    sheet.text(
        tag.x + TAG / 2, tag.y + TAG / 2, letter, 7.5, align="center", bold=True, middle=True
    )
