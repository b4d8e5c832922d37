"""A map of what moves between two plans: which units, from which district to which."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.maps.class_legend import ClassLegend, Entry
from districtbot.maps.furniture import Key
from districtbot.maps.insets import Window, windows_of
from districtbot.maps.land import Land, check_units, land_of
from districtbot.maps.page import Words, draw_page
from districtbot.maps.picture import Fill, Marks, Picture, picture_of
from districtbot.maps.shapes import label_spots, lighter
from districtbot.plans.change import Change, Move, change_between
from districtbot.plans.plan import Plan
from districtbot.plans.text import percent

STAYS = "#f1efe9"
"""Fill of what keeps its district."""
_REGION_LINE = "#c9c5ba"
_MOST_MOVES = 16


def draw_changes(
    state: StateMap,
    plan: Plan,
    other: Plan,
    path: Path,
    *,
    title: str = "",
    subtitle: str = "",
    source: str = "",
) -> pd.DataFrame:
    """Draw what moves from another plan to a plan on one letter page; PNG, SVG or PDF.

    Districts are matched so that most people stay, and the plan's take the other's names, as
    in `plans.change.change_between`. Units that move are filled with the colour of the district
    they go to and marked ``from → to`` where there is room; the plan's borders are solid, the
    other's dashed. Same map, plans and versions give the same bytes.

    Args:
        state: The map, with geometry.
        plan: The new plan.
        other: The plan to compare with; it may have more or fewer districts.
        path: Where to write.
        title: Headline.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.

    Returns:
        The units that move as a table: unit, from, to, people.

    Raises:
        AskError: If the map is a graph file without shapes, or a plan is of other units.
    """
    check_units(state, plan, other)
    land = land_of(state)
    change = change_between(state, plan, other)
    picture = _marked(picture_of(state, change.relabelled, land, other), land, change, other)
    key = Key.of(
        land.scale_known,
        picture.regions.kind if picture.regions is not None else "",
        districts="New district lines",
        reference="Old district lines",
    )
    words = Words(
        title or "What moves between two plans",
        subtitle,
        source or f"Source: {state.source.path.name}.",
        land.note,
    )
    draw_page(picture, _legend(change, picture), key, words, path, _windows)
    return changes_table(state, change, other)


def changes_table(state: StateMap, change: Change, other: Plan) -> pd.DataFrame:
    """The units that move, in map order: unit, from, to, people.

    Args:
        state: The map.
        change: What moves.
        other: The plan moved from.
    """
    new = np.array(change.relabelled.names, dtype=object)[change.relabelled.district - 1]
    old = np.array(other.names, dtype=object)[other.district - 1]
    table = pd.DataFrame(
        {"unit": state.unit_ids, "from": old, "to": new, "people": state.population}
    )
    return table[new != old].reset_index(drop=True)


def _windows(picture: Picture, scale: float) -> list[Window]:
    """Windows around crowded districts; where there are none, around small moves."""
    found = windows_of(picture, scale)
    if found or picture.marks is None:
        return found
    spots = tuple(
        label_spots(shape) for shape in lighter(picture.marks.shapes, picture.span / 4000)
    )
    return windows_of(replace(picture, labels=picture.marks.words, spots=spots), scale)


def _marked(picture: Picture, land: Land, change: Change, other: Plan) -> Picture:
    """The picture with what moves filled and marked."""
    plan = change.relabelled
    old_place = {name: place for place, name in enumerate(other.names)}
    new_place = {name: place for place, name in enumerate(plan.names)}
    pairs = [(old_place[m.from_district], new_place[m.to_district]) for m in change.moves]
    code_of = {pair: code for code, pair in enumerate(pairs)}
    codes = np.array(
        [
            code_of.get(pair, len(pairs))
            for pair in zip(
                (other.district - 1).tolist(), (plan.district - 1).tolist(), strict=True
            )
        ]
    )
    shapes = land.groups(codes, len(pairs) + 1)
    colours = tuple(picture.colours[to] for _, to in pairs)
    regions = picture.regions
    if regions is not None:
        regions = replace(regions, colour=_REGION_LINE)
    return replace(
        picture,
        regions=regions,
        fill=Fill(shapes, (*colours, STAYS)),
        marks=Marks(shapes[:-1], tuple(_arrow(move) for move in change.moves)),
    )


def _arrow(move: Move) -> str:
    return f"{move.from_district} → {move.to_district}"


def _legend(change: Change, picture: Picture) -> ClassLegend:
    colour_of = dict(zip(change.relabelled.names, picture.colours, strict=True))
    shown = change.moves if len(change.moves) <= _MOST_MOVES else change.moves[: _MOST_MOVES - 1]
    entries = [
        Entry(colour_of[move.to_district], _arrow(move), f"{move.people:,.0f}") for move in shown
    ]
    rest = change.moves[len(shown) :]
    if rest:
        people = sum(move.people for move in rest)
        entries.append(Entry("#ffffff", f"{len(rest)} other moves", f"{people:,.0f}"))
    share = "" if change.share_moved is None else f" ({percent(change.share_moved)})"
    title = f"{change.people_moved:,.0f} people{share} in {counted(change.units_moved, 'unit')}"
    if not entries:
        return ClassLegend("Nobody changes districts", ("", ""), (Entry(STAYS, "Stays", ""),))
    return ClassLegend(
        f"{title} change districts",
        ("From → to", "People"),
        (*entries, Entry(STAYS, "Keeps its district", "")),
        (
            "Colours are those of the new districts, which have the old numbers that most of their "
            "people had.",
        ),
    )
