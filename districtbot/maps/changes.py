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
_MOST_OWN = 20


def draw_changes(
    state: StateMap,
    plan: Plan,
    other: Plan,
    path: Path,
    *,
    names: tuple[str, str] = ("the old plan", "the new plan"),
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
        names: What the other plan and the plan are called.
        title: Headline.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.

    Returns:
        The units that move as a table: unit, from, to, people, to_own; see `changes_table`.

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
        title or f"What moves from {names[0]} to {names[1]}",
        subtitle,
        source or f"Source: {state.source.path.name}.",
        land.note,
    )
    legend = _legend(change, picture, _numbering(plan, change, names))
    draw_page(picture, legend, key, words, path, _windows)
    return changes_table(state, change, plan, other)


def own_names(plan: Plan, relabelled: Plan) -> dict[str, str]:
    """Names of a relabelled plan's districts, and what each is called in the plan itself."""
    first = np.unique(relabelled.district, return_index=True)[1]
    own = [plan.names[number - 1] for number in plan.district[first]]
    return dict(zip(relabelled.names, own, strict=True))


def changes_table(state: StateMap, change: Change, plan: Plan, other: Plan) -> pd.DataFrame:
    """The units that move, in map order: unit, from, to, people, to_own.

    ``to`` is the district they go to under the number that it has on the map, ``to_own`` its
    name in the plan itself.

    Args:
        state: The map.
        change: What moves.
        plan: The plan moved to.
        other: The plan moved from.
    """
    new = np.array(change.relabelled.names, dtype=object)[change.relabelled.district - 1]
    old = np.array(other.names, dtype=object)[other.district - 1]
    table = pd.DataFrame(
        {
            "unit": state.unit_ids,
            "from": old,
            "to": new,
            "people": state.population,
            "to_own": np.array(plan.names, dtype=object)[plan.district - 1],
        }
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


def _numbering(plan: Plan, change: Change, names: tuple[str, str]) -> tuple[str, ...]:
    """Whose numbers the districts have, and their own where those are others."""
    old, new = names
    told = f"Colours and numbers: districts of {new}, numbered like {old} where most people stay."
    other = {name: own for name, own in own_names(plan, change.relabelled).items() if name != own}
    if not other:
        return (told,)
    if len(other) > _MOST_OWN:
        return (told, f"{len(other)} districts have another number in {new}: see the table.")
    listed = ", ".join(f"{name} is its {own}" for name, own in other.items())
    return (told, f"Other numbers in {new} itself: {listed}.")


def _legend(change: Change, picture: Picture, notes: tuple[str, ...]) -> ClassLegend:
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
        notes,
    )
