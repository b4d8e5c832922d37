"""The scorecard line by line: the one place that turns its numbers into words."""

from collections.abc import Iterator

from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.line import Better, Form, Line, written
from districtbot.plans.lines_more import more_lines
from districtbot.plans.lines_ratings import rating_lines
from districtbot.plans.lines_regions import group_lines, region_lines
from districtbot.plans.lines_votes import vote_lines
from districtbot.plans.scorecard import Scorecard, Spread
from districtbot.plans.text import people as people_text
from districtbot.plans.text import percent

__all__ = ["Better", "Form", "Line", "lines_of", "written"]

_WORST: dict[str, Better] = {"schwartzberg": "less"}


def lines_of(card: Scorecard) -> tuple[Line, ...]:
    """Every number of the plan as a whole, section by section."""
    return (
        *_population(card),
        *_contiguity(card),
        *_shape(card),
        *region_lines(card),
        *group_lines(card),
        *vote_lines(card),
        *rating_lines(card),
        *_change(card),
        *more_lines(card),
    )


def _line(
    key: str,
    section: str,
    value: float | None,
    form: Form,
    better: Better = "",
    meaning: str = "",
    why: str = "",
) -> Line:
    """A line named and explained by its term, the key's last part."""
    term = TERMS[key.rsplit(".", 1)[-1]]
    return Line(key, section, "", term.name, value, form, meaning or term.meaning, why, better)


def _population(card: Scorecard) -> Iterator[Line]:
    people, section = card.population, "Population"
    worst = card.names[people.largest_district - 1]
    most, fewest = (card.names[n - 1] for n in (people.most_district, people.fewest_district))
    yield _line("ideal_population", section, people.ideal, "people")
    yield _line(
        "largest_deviation",
        section,
        people.largest_deviation,
        "deviation",
        "less",
        f"How far the district furthest from the ideal of {people.ideal:,.0f} people is "
        f"from it: district {worst}, {people.largest_deviation_people:,.0f} people off.",
    )
    yield _line("mean_deviation", section, people.mean_deviation, "deviation", "less")
    yield _line(
        "overall_range",
        section,
        people.overall_range,
        "deviation",
        "less",
        "Largest less smallest district, as a share of the ideal: "
        f"{people.overall_range_people:,.0f} people, from district {fewest} to {most}.",
    )


def _contiguity(card: Scorecard) -> Iterator[Line]:
    found, section = card.contiguity, "Contiguity"
    torn = [piece.district for piece in found.torn]
    jointed = sorted({joint.district for joint in found.joints})
    yield _line("contiguous", section, float(found.contiguous), "yes_no", "more")
    for key, districts in (
        ("torn_districts", torn),
        ("bridged_districts", found.districts_on_bridges),
        ("jointed_districts", jointed),
    ):
        named = ", ".join(card.names[number - 1] for number in districts)
        meaning = f"{TERMS[key].meaning} Here: {named}." if named else ""
        yield _line(key, section, float(len(districts)), "count", "less", meaning)


def _shape(card: Scorecard) -> Iterator[Line]:
    shape, section = card.compactness, "Shape"
    for key in ("polsby_popper", "reock", "schwartzberg", "convex_hull", "population_polygon"):
        spread: Spread | None = getattr(shape, key)
        if spread is not None:
            yield from _spread(key, spread, card)
    yield _line("cut_edges", section, float(shape.cut_edges), "count", "less")
    if shape.edges:
        cut = shape.cut_edges / shape.edges
        yield _line("cut_edge_share", section, cut, "share", "less")
    if shape.cut_border_km is not None:
        yield _line("cut_border", section, shape.cut_border_km, "kilometres", "less")


def _spread(key: str, spread: Spread, card: Scorecard) -> Iterator[Line]:
    better: Better = _WORST.get(key, "more")
    term = TERMS[key]
    low, high = (card.names[n - 1] for n in (spread.lowest_district, spread.highest_district))
    least, most = ("most", "least") if better == "less" else ("least", "most")
    for name, value, meaning, district in (
        ("mean", spread.mean, term.meaning, ""),
        ("lowest", spread.minimum, f"The {least} compact: district {low}.", low),
        ("highest", spread.maximum, f"The {most} compact: district {high}.", high),
    ):
        title = f"{term.name}, {name}"
        yield Line(
            f"{key}.{name}", "Shape", "", title, value, "ratio", meaning, "", better, district
        )


def _change(card: Scorecard) -> Iterator[Line]:
    change, section = card.change, "Change"
    if change is None:
        return
    nobody = "" if change.share_moved is not None else "nobody lives on the map"
    against = f" Against {card.against}."
    for key, value, form, better in (
        ("people_moved", change.people_moved, "people", "less"),
        ("share_moved", change.share_moved, "share", "less"),
        ("units_moved", float(change.units_moved), "count", "less"),
        ("districts_kept", float(change.districts_kept), "count", "more"),
        ("core_retention", change.kept_overall, "share", "more"),
        ("variation_of_information", change.variation_of_information, "ratio", "less"),
    ):
        yield _line(
            key,
            section,
            value,
            form,  # type: ignore[arg-type]
            better,  # type: ignore[arg-type]
            TERMS[key].meaning + against,
            nobody if value is None else "",
        )
    if change.moves:
        first = change.moves[0]
        yield Line(
            "people_moved.largest",
            section,
            "",
            "Largest move",
            first.people,
            "people",
            f"From district {first.from_district} to {first.to_district}: "
            f"{people_text(first.people)} in {first.n_units:,} units.",
        )
    lived = [(share, place) for place, share in enumerate(change.kept) if share is not None]
    if lived:
        lowest, place = min(lived)
        yield Line(
            "core_retention.lowest",
            section,
            "",
            "Core retention, lowest",
            lowest,
            "share",
            f"The district of {card.against} that is broken up most: "
            f"{change.other_names[place]}, of which {percent(round(lowest, 4))} stay together.",
            "",
            "more",
        )
