"""The scorecard line by line: the one place that turns its numbers into words."""

from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.line import Better, Form, Line, written
from districtbot.plans.lines_votes import vote_lines
from districtbot.plans.scorecard import RegionScore, Scorecard, Spread
from districtbot.plans.text import plural

__all__ = ["Better", "Form", "Line", "lines_of", "written"]


def lines_of(card: Scorecard) -> tuple[Line, ...]:
    """Every number of the plan as a whole, section by section."""
    lines = [*_population(card), *_contiguity(card), *_shape(card)]
    for region in (card.counties, card.municipalities):
        if region is not None:
            lines += _region(region)
    return (*lines, *vote_lines(card))


def _population(card: Scorecard) -> list[Line]:
    people = card.population
    worst = card.names[people.largest_district - 1]
    return [
        Line(
            "largest_deviation",
            "Population",
            "",
            "Largest deviation",
            people.largest_deviation,
            "deviation",
            f"How far the district furthest from the ideal of {people.ideal:,.0f} people is "
            f"from it: district {worst}, {people.largest_deviation_people:,.0f} people off.",
            better="less",
        ),
        Line(
            "overall_range",
            "Population",
            "",
            "Overall range",
            people.overall_range,
            "deviation",
            "Largest less smallest district, as a share of the ideal: "
            f"{people.overall_range_people:,.0f} people.",
            better="less",
        ),
    ]


def _contiguity(card: Scorecard) -> list[Line]:
    found = card.contiguity
    torn = [card.names[index] for index, n_pieces in enumerate(found.pieces) if n_pieces != 1]
    meaning = TERMS["contiguous"].meaning
    if torn:
        meaning = f"In more than one piece: {', '.join(torn)}."
    elif found.districts_on_bridges:
        named = ", ".join(card.names[number - 1] for number in found.districts_on_bridges)
        meaning += f" Over water or gaps, counted by added bridges: {named}."
    return [
        Line(
            "contiguous",
            "Contiguity",
            "",
            "Contiguous",
            float(found.contiguous),
            "yes_no",
            meaning,
            better="more",
        )
    ]


def _shape(card: Scorecard) -> list[Line]:
    shape = card.compactness
    lines = []
    for key, spread in (("polsby_popper", shape.polsby_popper), ("reock", shape.reock)):
        if spread is not None:
            lines += _spread(key, spread, card)
    term = TERMS["cut_edges"]
    lines.append(
        Line(
            "cut_edges",
            "Shape",
            "",
            term.name,
            float(shape.cut_edges),
            "count",
            term.meaning,
            better="less",
        )
    )
    return lines


def _spread(key: str, spread: Spread, card: Scorecard) -> list[Line]:
    term, district = TERMS[key], card.names[spread.lowest_district - 1]
    worst = f"The least compact: district {district}."
    return [
        Line(
            f"{key}.mean",
            "Shape",
            "",
            f"{term.name}, mean",
            spread.mean,
            "ratio",
            term.meaning,
            better="more",
        ),
        Line(
            f"{key}.lowest",
            "Shape",
            "",
            f"{term.name}, lowest",
            spread.minimum,
            "ratio",
            worst,
            better="more",
        ),
    ]


def _region(region: RegionScore) -> list[Line]:
    many = plural(region.region)
    section = many.capitalize()
    return [
        Line(
            f"{region.region}.splits",
            section,
            "",
            f"{section} split",
            float(region.splits),
            "count",
            f"Of {region.n_regions:,}, those with units in more than one district.",
            better="less",
        ),
        Line(
            f"{region.region}.region_pieces",
            section,
            "",
            "Pieces",
            float(region.pieces),
            "count",
            f"The districts each one touches, added up: {region.n_regions:,} if none is split.",
            better="less",
        ),
    ]
