"""What is known of each district: the columns of the district tables and of the map's panel."""

from dataclasses import dataclass
from typing import Literal

from districtbot.plans.compactness import CompactnessScore, Spread
from districtbot.plans.groupscore import GroupScore
from districtbot.plans.line import written
from districtbot.plans.lines_regions import group_label
from districtbot.plans.scorecard import Scorecard
from districtbot.plans.text import signed_people, signed_percent

Kind = Literal["count", "deviation", "shape", "share", "votes", ""]
"""How districts are coloured by it; not at all where empty."""
_UNIVERSES = {"vap": "voting age population", "cvap": "citizen voting age population"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of every district.

    Attributes:
        name: Head of its column.
        texts: The number of each district as the tables have it.
        values: The numbers themselves, ``None`` where there is none.
        kind: How a map is coloured by it.
        whole: The number of the whole map as text; empty where there is none.
    """

    name: str
    texts: tuple[str, ...]
    values: tuple[float | None, ...]
    kind: Kind = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that stand in one table.

    Attributes:
        title: Its caption.
        figures: Its columns.
        note: A line below it.
    """

    title: str
    figures: tuple[Figure, ...]
    note: str = ""


def district_figures(card: Scorecard) -> tuple[FigureGroup, ...]:
    """Every number of the districts: people and shape, groups, votes."""
    groups = [_people(card)]
    for universe in ("population", "vap", "cvap"):
        shares = [group for group in card.groups if group.of == universe]
        if shares:
            groups.append(_groups(shares, universe))
    if card.elections:
        groups.append(_votes(card))
    return tuple(groups)


def _people(card: Scorecard) -> FigureGroup:
    people = card.population
    figures = [
        Figure("People", tuple(f"{n:,.0f}" for n in people.people), people.people, "count"),
        Figure(
            "From ideal",
            tuple(signed_people(n) for n in people.deviation_people),
            people.deviation_people,
        ),
        Figure(
            "Deviation",
            tuple(signed_percent(share) for share in people.deviation),
            people.deviation,
            "deviation",
        ),
    ]
    figures += [
        Figure(
            name,
            tuple(written(v, "ratio") for v in spread.by_district),
            spread.by_district,
            "shape",
        )
        for name, spread in _shapes(card.compactness)
        if spread is not None
    ]
    pieces = card.contiguity.pieces
    figures.append(Figure("Pieces", tuple(str(n) for n in pieces), tuple(map(float, pieces))))
    note = f"Ideal population {people.ideal:,.0f} people."
    if not all(float(n).is_integer() for n in people.people):
        note += " The map's population has fractions; people are rounded here."
    return FigureGroup("People and shape", tuple(figures), note)


def _shapes(shape: CompactnessScore) -> tuple[tuple[str, Spread | None], ...]:
    return (
        ("Polsby-Popper", shape.polsby_popper),
        ("Reock", shape.reock),
        ("Schwartzberg", shape.schwartzberg),
        ("Convex hull", shape.convex_hull),
        ("Population polygon", shape.population_polygon),
    )


def _groups(groups: list[GroupScore], universe: str) -> FigureGroup:
    figures = tuple(
        Figure(
            group_label(group.group),
            tuple(written(share, "share") for share in group.share),
            group.share,
            "share",
            written(group.statewide, "share"),
        )
        for group in groups
    )
    columns = "; ".join(f"{group_label(group.group)} = {group.formula}" for group in groups)
    title = f"Groups, as a share of the {_UNIVERSES.get(universe, universe)}"
    return FigureGroup(title, figures, f"Columns: {columns}.")


def _votes(card: Scorecard) -> FigureGroup:
    figures = tuple(
        Figure(
            election.name,
            tuple(written(share, "share") for share in election.dem_share),
            election.dem_share,
            "votes",
            written(election.dem_vote_share, "share"),
        )
        for election in card.elections
    )
    return FigureGroup(
        "Votes: Democratic share of the two-party vote",
        figures,
        "Above 50% the district's Democratic votes outnumber its Republican votes.",
    )
