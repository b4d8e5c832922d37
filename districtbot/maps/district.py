"""A page of one district: enlarged among its neighbours, with its counties and figures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.maps.figures import FigureGroup, district_figures
from districtbot.maps.furniture import Key, draw_footer, draw_header, draw_key, header_height
from districtbot.maps.land import Land, check_units, land_of
from districtbot.maps.layout import FOOTER, MARGIN, Box, Size
from districtbot.maps.panel import Panel, draw_panel, seen
from districtbot.maps.picture import Picture, picture_of, plain_names, region_column
from districtbot.maps.sheet import INK, NO_DATES, QUIET, RULE, Sheet, plain_style, width_of, wrapped
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score

_PAGE = Size(11.0, 8.5)
_SIDE = 2.9
"""Width of the column beside the map."""
_LOCATOR = 1.3
_GAP = 0.25
_FONT, _HEAD = 7.0, 7.5
_LINE = 0.138
_PALE = 0.72
_AROUND = 0.06
_REGION_LINE = "#98948a"
_ELSEWHERE = "#ebe9e3"
_COUNTIES = "Counties and people there"
_MOST_REGIONS = 8
_TABLE_ONLY = ("Schwartzberg", "Convex hull", "Population polygon", "From ideal")
"""Figures that the page has no room for."""
_GROUPS, _VAP = "Groups, as a share of the {}", "voting age population"


@dataclass(frozen=True, slots=True)
class Plate:
    """What every page of one plan shares.

    Attributes:
        state: The map.
        plan: The plan.
        land: The map laid flat.
        picture: What the map shows.
        groups: The figures of every district.
        source: Where the map comes from.
    """

    state: StateMap
    plan: Plan
    land: Land
    picture: Picture
    groups: tuple[FigureGroup, ...]
    source: str

    @classmethod
    def of(
        cls, state: StateMap, plan: Plan, *, card: Scorecard | None = None, source: str = ""
    ) -> "Plate":
        """What the pages of a plan share; the plan is scored where no scorecard is given.

        Raises:
            AskError: If the map is a graph file without shapes, or the plan is of other units.
        """
        check_units(state, plan)
        land = land_of(state)
        groups = district_figures(card if card is not None else score(state, plan))
        source = source or f"Source: {state.source.path.name}."
        return cls(state, plan, land, picture_of(state, plan, land), groups, source)


def draw_district(
    state: StateMap,
    plan: Plan,
    district: str,
    path: Path,
    *,
    card: Scorecard | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
) -> pd.DataFrame:
    """Draw one district on a letter page; PNG, SVG or PDF by the suffix.

    The map shows it among its neighbours, which are paler, with county names; beside it stand
    a small map of where it lies, its counties and its figures. Same map, plan and versions give
    the same bytes.

    Args:
        state: The map, with geometry.
        plan: The plan.
        district: Name of the district.
        path: Where to write.
        card: The plan's scorecard, where there is one already.
        title: Headline.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.

    Returns:
        Its figures and counties as a table: section, name, value.

    Raises:
        AskError: If the map is a graph file without shapes, the plan is of other units, or it
            has no such district.
    """
    place = district_place(plan, district)
    plate = Plate.of(state, plan, card=card, source=source)
    title = title or f"District {plan.names[place]}"
    return _draw(plate, place, lambda sheet: sheet.save(path), title, subtitle)


def draw_atlas(
    state: StateMap,
    plan: Plan,
    out: Path,
    *,
    card: Scorecard | None = None,
    title: str = "",
    source: str = "",
) -> pd.DataFrame:
    """Draw a page of each district: one PDF, or a PNG each; see `draw_district`.

    Args:
        state: The map, with geometry.
        plan: The plan.
        out: A PDF file to write; or a folder for ``district-1.png`` and so on, made if it is
            not there.
        card: The plan's scorecard, where there is one already.
        title: What stands below each headline.
        source: Where the map comes from; the file's name by default.

    Returns:
        What the pages say as a table: district, section, name, value.

    Raises:
        AskError: If the map is a graph file without shapes, or the plan is of other units.
    """
    plate = Plate.of(state, plan, card=card, source=source)
    pages = [(place, f"District {name}") for place, name in enumerate(plan.names)]
    if out.suffix.lower() == ".pdf":
        from matplotlib.backends.backend_pdf import PdfPages

        with PdfPages(out, metadata=NO_DATES) as book:
            tables = [
                _draw(plate, place, lambda sheet: book.savefig(sheet.figure), head, title)
                for place, head in pages
            ]
    else:
        out.mkdir(parents=True, exist_ok=True)
        paths = atlas_paths(plan, out)
        tables = [
            _draw(plate, place, partial(Sheet.save, path=paths[place]), head, title)
            for place, head in pages
        ]
    for name, table in zip(plan.names, tables, strict=True):
        table.insert(0, "district", name)
    return pd.concat(tables, ignore_index=True)


def atlas_paths(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """The files of an atlas of PNGs, by district."""
    digits = len(str(plan.n_districts))
    numbers = range(1, plan.n_districts + 1)
    return tuple(folder / f"district-{number:0{digits}d}.png" for number in numbers)


def district_place(plan: Plan, district: str) -> int:
    """Place of a district, from 0, by its name; leading zeros do not matter.

    Raises:
        AskError: If the plan has none of that name.
    """
    plain = [name.casefold().lstrip("0") for name in plan.names]
    wanted = district.strip().casefold().lstrip("0")
    if wanted not in plain:
        raise AskError(
            f"The plan has no district {district!r}.", f"Its districts: {some_of(plan.names, 12)}."
        )
    return plain.index(wanted)


def district_table(plate: Plate, place: int) -> pd.DataFrame:
    """Figures and counties of a district as a table: section, name, value.

    Args:
        plate: The plan's pages.
        place: The district's place, from 0.
    """
    titles = {group.title for group in plate.groups}
    rows = [
        (group.title, figure.name, figure.texts[place])
        for group in plate.groups
        if not (group.title == _GROUPS.format("population") and _GROUPS.format(_VAP) in titles)
        for figure in group.figures
    ]
    rows += [(_COUNTIES, name, words) for name, words in _regions(plate, place)]
    return pd.DataFrame(rows, columns=["section", "name", "value"])


def _draw(
    plate: Plate, place: int, save_fn: Callable[[Sheet], None], title: str, subtitle: str
) -> pd.DataFrame:
    """Draw the page of a district and hand it to ``save_fn``."""
    with plain_style():
        sheet = Sheet(_PAGE)
        head = header_height(title, subtitle, _PAGE.width)
        draw_header(sheet, title, subtitle)
        height = _PAGE.height - head - FOOTER
        frame = Box(MARGIN, FOOTER + 0.05, _PAGE.width - 2 * MARGIN - _SIDE - _GAP, height - 0.05)
        panel = _around(plate.picture, place, frame)
        picture = _pale(plate.picture, place)
        sheet.rectangle(frame, fill="white")
        draw_panel(sheet, picture, panel)
        own = seen(plate.picture.districts[[place]], panel)
        sheet.stroke(own, INK, 2.0, frame)
        sheet.rectangle(frame, edge=INK, points=0.9)
        x, y = frame.x + frame.width + _GAP, frame.y + frame.height
        y = _draw_locator(sheet, plate.picture, place, Box(x, y - _LOCATOR, _SIDE, _LOCATOR))
        key = Key.of(
            plate.land.scale_known,
            picture.regions.kind if picture.regions is not None else "",
            districts="District lines",
        )
        y -= key.size.height + 0.12
        draw_key(sheet, Box(x, y, _SIDE, key.size.height), key, panel.scale)
        table = district_table(plate, place)
        _draw_table(sheet, table, Box(x, frame.y, _SIDE, y - frame.y - 0.1))
        draw_footer(sheet, plate.source, plate.land.note)
        save_fn(sheet)
    return table


def _around(picture: Picture, place: int, frame: Box) -> Panel:
    """The window of the map in which the district fills the frame."""
    left, bottom, right, top = shapely.bounds(picture.districts[place]).tolist()
    if not right > left:
        left, bottom, right, top = shapely.bounds(picture.ground).tolist()
    room = 1 - 2 * _AROUND
    scale = room * min(frame.width / (right - left), frame.height / (top - bottom))
    x = frame.x + frame.width / 2 - (left + right) / 2 * scale
    return Panel(scale, x, frame.y + frame.height / 2 - (bottom + top) / 2 * scale, frame)


def _pale(picture: Picture, place: int) -> Picture:
    """The picture with all districts but one paler."""
    colours = tuple(
        colour if n == place else _mixed(colour) for n, colour in enumerate(picture.colours)
    )
    regions = picture.regions
    if regions is not None:
        regions = replace(regions, colour=_REGION_LINE)
    return replace(picture, colours=colours, regions=regions)


def _mixed(colour: str) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * _PALE):02x}" for part in parts)


def _draw_locator(sheet: Sheet, picture: Picture, place: int, box: Box) -> float:
    """The whole map, small, with the district in its colour; its foot."""
    left, bottom, right, top = shapely.bounds(picture.ground).tolist()
    scale = min(box.width / (right - left), box.height / (top - bottom))
    foot = box.y + box.height - (top - bottom) * scale
    panel = Panel(scale, box.x - left * scale, foot - bottom * scale)
    colours = tuple(
        colour if n == place else _ELSEWHERE for n, colour in enumerate(picture.colours)
    )
    plain = replace(picture, colours=colours, regions=None)
    sheet.fill(seen(plain.districts, panel), list(plain.colours))
    sheet.stroke(seen(plain.districts, panel), RULE, 0.4)
    sheet.stroke(seen(plain.districts[[place]], panel), INK, 0.7)
    return float(foot)


def _regions(plate: Plate, place: int) -> list[tuple[str, str]]:
    """The counties in a district, whole ones and parts, and the people there."""
    found = region_column(plate.state)
    if found is None:
        return []
    codes, names = plate.state.codes(found[1])
    inside = plate.plan.district == place + 1
    people = np.bincount(codes, plate.state.population * inside, len(names))
    total = np.bincount(codes, plate.state.population, len(names))
    units = np.bincount(codes, inside, len(names))
    all_units = np.bincount(codes, minlength=len(names))
    plain = plain_names(names) or names
    rows = []
    for region in np.flatnonzero(units > 0).tolist():
        words = f"{people[region]:,.0f}"
        if units[region] < all_units[region]:
            share = people[region] / total[region] if total[region] > 0 else 0.0
            words += f" ({share:.0%} of it)"
        rows.append((people[region], str(plain[region]), words))
    return [(name, words) for _, name, words in sorted(rows, key=lambda row: (-row[0], row[1]))]


def _draw_table(sheet: Sheet, table: pd.DataFrame, box: Box) -> None:
    """The table in sections, as much of it as there is room for."""
    n_rows = int(box.height / _LINE)
    lines = _lines(table, n_rows)
    y = box.y + box.height
    for name, value, bold in lines:
        y -= _LINE
        if bold:
            sheet.text(box.x, y + 0.03, name, _HEAD, bold=True)
            sheet.line([(box.x, y), (box.x + box.width, y)], RULE, 0.5)
            continue
        room = box.width - width_of(value, _FONT) - 0.1
        words = wrapped(name, _FONT, room, 1)
        sheet.text(box.x, y + 0.03, words[0] if words else "", _FONT, colour=QUIET)
        sheet.text(box.x + box.width, y + 0.03, value, _FONT, align="right")


def _lines(table: pd.DataFrame, n_rows: int) -> list[tuple[str, str, bool]]:
    """The lines to write: a head, its figures; what there is no room for is counted."""
    lines: list[tuple[str, str, bool]] = []
    for section, rows in sorted(table.groupby("section", sort=False), key=_rank):
        lines.append((_head(str(section)), "", True))
        shown = rows[~rows["name"].isin(_TABLE_ONLY)]
        if section == _COUNTIES:
            shown = rows.head(_MOST_REGIONS)
        pairs = zip(shown["name"], shown["value"], strict=True)
        lines += [(str(name), str(value), False) for name, value in pairs]
        if section == _COUNTIES and len(shown) < len(rows):
            lines.append((f"and {len(rows) - len(shown)} more", "", False))
    if len(lines) > n_rows:
        lines = [*lines[: n_rows - 1], ("More in the table of this page.", "", False)]
    return lines


def _head(section: str) -> str:
    """A section's title, short."""
    plain = section.removeprefix("Votes: ").removeprefix("Groups, as a ")
    return plain[:1].upper() + plain[1:]


def _rank(section: tuple[object, pd.DataFrame]) -> int:
    """People first, then counties, then the rest."""
    return {"People and shape": 0, _COUNTIES: 1}.get(str(section[0]), 2)
