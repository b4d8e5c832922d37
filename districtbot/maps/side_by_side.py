"""Plans of one map side by side, each small, in colours that compare."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import shapely

from districtbot.geo.statemap import StateMap
from districtbot.maps.colours import PALETTE, district_colours, district_pairs
from districtbot.maps.furniture import draw_footer, draw_header, header_height
from districtbot.maps.land import Land, land_of
from districtbot.maps.layout import FOOTER, MARGIN, Box, Size
from districtbot.maps.panel import Elsewhere, Panel, draw_panel
from districtbot.maps.picture import Picture, picture_of
from districtbot.maps.shapes import lighter
from districtbot.maps.sheet import QUIET, Sheet, plain_style, wrapped
from districtbot.plans.plan import Plan

_PAGE_WIDTH = 11.0
_ROOM = 0.25
"""Inches between the maps."""
_TALLEST, _TALLEST_ROW = 4.2, 5.9
"""Height of a map where there are several rows, and where there is one."""
_MOST_COLUMNS = 8
_NAME, _WORDS = 10.0, 7.0
_LINE = 0.13
_MOST_LINES = 6
_MOST_NUMBERED = 20
"""Districts from which only those with room for it have their number."""
_FINE = 1 / 1500
"""How much coarser than the map the small maps are, as a share of its longer side."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A plan and what stands above its map.

    Attributes:
        plan: The plan.
        name: A few words: ``Plan 2``.
        words: Its measures, one a line, cut where there is no room.
    """

    plan: Plan
    name: str
    words: tuple[str, ...] = ()


def draw_side_by_side(
    state: StateMap,
    plans: Sequence[Captioned],
    path: Path,
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
) -> None:
    """Draw plans of one map in rows, in reading order; PNG or SVG by the suffix.

    A district name has the same colour in every map, where the colours go round. Same map,
    plans and versions give the same bytes.

    Args:
        state: The map, with geometry.
        plans: The plans, one or more.
        path: Where to write.
        title: Headline of the page.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.

    Raises:
        AskError: If the map is a graph file without shapes.
    """
    land = land_of(state)
    left, bottom, right, top = shapely.total_bounds(land.drawn).tolist()
    coarse = replace(land, units=lighter(land.units, land.span * _FINE))
    colours = common_colours(state, [each.plan for each in plans])
    n_lines = min(_MOST_LINES, max(len(each.words) for each in plans))
    grid = Grid.of(len(plans), (right - left) / (top - bottom), n_lines)
    with plain_style():
        head = header_height(title, subtitle, _PAGE_WIDTH)
        sheet = Sheet(Size(_PAGE_WIDTH, head + grid.height + FOOTER + _ROOM))
        draw_header(sheet, title, subtitle)
        scale = grid.map_width / (right - left)
        for place, (each, fills) in enumerate(zip(plans, colours, strict=True)):
            box = grid.cell(place, sheet.size.height - head)
            panel = Panel(scale, box.x - left * scale, box.y - bottom * scale)
            picture = _picture(state, each.plan, coarse, fills)
            k = each.plan.n_districts
            optional = frozenset(range(k)) if k > _MOST_NUMBERED else frozenset[int]()
            draw_panel(sheet, picture, panel, Elsewhere(optional))
            _write(sheet, each, box, grid)
        draw_footer(sheet, source or f"Source: {state.source.path.name}.", land.note)
        sheet.save(path)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the maps lie, in inches.

    Attributes:
        columns: Maps in a row.
        rows: Rows.
        cell_width: From one map's left end to the next one's.
        map_width: Width of a map.
        map_height: Height of a map.
        n_lines: Lines above each map, its name not counted.
    """

    columns: int
    rows: int
    cell_width: float
    map_width: float
    map_height: float
    n_lines: int

    @classmethod
    def of(cls, n_maps: int, aspect: float, n_lines: int) -> "Grid":
        """Rows and columns for a number of maps.

        Args:
            n_maps: How many.
            aspect: Width of a map, its height being 1.
            n_lines: Lines above each map, its name not counted.
        """
        columns = min(n_maps, _MOST_COLUMNS, max(2, math.ceil(math.sqrt(1.4 * n_maps / aspect))))
        rows = -(-n_maps // columns)
        columns = -(-n_maps // rows)
        cell = (_PAGE_WIDTH - 2 * MARGIN + _ROOM) / columns
        width = min(cell - _ROOM, (_TALLEST if rows > 1 else _TALLEST_ROW) * aspect)
        return cls(columns, rows, cell, width, width / aspect, n_lines)

    @property
    def row_height(self) -> float:
        """From one row's top to the next one's."""
        return self.map_height + 0.25 + self.n_lines * _LINE + _ROOM

    @property
    def height(self) -> float:
        """Height of all rows."""
        return self.rows * self.row_height

    def cell(self, place: int, top: float) -> Box:
        """The box of a map, below its caption.

        Args:
            place: Its place in reading order, from 0.
            top: Where the first row begins.
        """
        row, column = divmod(place, self.columns)
        y = top - row * self.row_height - (self.row_height - _ROOM)
        return Box(MARGIN + column * self.cell_width, y, self.map_width, self.map_height)


def common_colours(state: StateMap, plans: Sequence[Plan]) -> list[list[str]]:
    """The fill of each district in each plan.

    A district name has one colour in all plans, unless that would take more colours than the
    palette has: then each plan has its own.
    """
    names = list(dict.fromkeys(name for plan in plans for name in plan.names))
    place = {name: number for number, name in enumerate(names, 1)}
    pairs = [district_pairs(state, plan) for plan in plans]
    joint = {
        (place[plan.names[a - 1]], place[plan.names[b - 1]])
        for plan, touching in zip(plans, pairs, strict=True)
        for a, b in touching.tolist()
    }
    shared = district_colours(len(names), sorted(joint))
    if set(shared) <= {colour.lower() for colour in PALETTE}:
        return [[shared[place[name] - 1] for name in plan.names] for plan in plans]
    return [
        district_colours(plan.n_districts, each) for plan, each in zip(plans, pairs, strict=True)
    ]


def _picture(state: StateMap, plan: Plan, land: Land, fills: list[str]) -> Picture:
    """What to draw of a plan; the names of regions would crowd it."""
    picture = picture_of(state, plan, land)
    regions = picture.regions
    if regions is not None:
        regions = replace(regions, names=())
    return replace(picture, colours=tuple(fills), regions=regions)


def _write(sheet: Sheet, each: Captioned, box: Box, grid: Grid) -> None:
    """The caption above a map."""
    y = box.y + box.height + _LINE * grid.n_lines + 0.1
    sheet.text(box.x, y, each.name, _NAME, bold=True)
    for words in each.words[: grid.n_lines]:
        y -= _LINE
        for line in wrapped(words, _WORDS, grid.cell_width - _ROOM, 1):
            sheet.text(box.x, y, line, _WORDS, colour=QUIET)
