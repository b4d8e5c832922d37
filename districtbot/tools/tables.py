"""A scorecard as tables for people: one row a district, and one line a measure."""

from dataclasses import dataclass

from districtbot.plans.elections import ElectionScore
from districtbot.plans.scorecard import GroupScore, RegionScore, Scorecard
from districtbot.plans.text import percent, plural


@dataclass(frozen=True, slots=True)
class Line:
    """One measure.

    Attributes:
        name: What is measured.
        value: The value with its unit.
        meaning: What it says, and whom a positive sign favours, in plain words.
    """

    name: str
    value: str
    meaning: str


Header = tuple[str, ...]
Rows = tuple[tuple[str, ...], ...]


def district_table(card: Scorecard) -> tuple[Header, Rows]:
    """One row a district: people, deviation, shape, group shares, the newest election."""
    found, shapes = card.population, card.compactness
    columns = [
        ("district", card.names),
        ("people", tuple(f"{people:,.10g}" for people in found.people)),
        ("deviation", tuple(signed(share) for share in found.deviation)),
    ]
    columns += [
        (name, tuple(f"{value:.3f}" for value in spread.by_district))
        for name, spread in (("Polsby-Popper", shapes.polsby_popper), ("Reock", shapes.reock))
        if spread is not None
    ]
    columns += [
        (f"{one.group} {of_words(one.of)}", _shares(one.share)) for one in shown_groups(card)
    ]
    columns += [(f"{one.name} Dem.", _shares(one.dem_share)) for one in card.elections[:1]]
    header = tuple(name for name, _ in columns)
    return header, tuple(zip(*(cells for _, cells in columns), strict=True))


def _shares(shares: tuple[float | None, ...]) -> tuple[str, ...]:
    return tuple("–" if share is None else f"{share:.1%}" for share in shares)


def shown_groups(card: Scorecard) -> tuple[GroupScore, ...]:
    """The groups' shares of the narrowest universe that the map has: CVAP, VAP or everyone."""
    for universe in ("cvap", "vap", "population"):
        groups = tuple(group for group in card.groups if group.of == universe)
        if groups:
            return groups
    return ()


def of_words(universe: str) -> str:
    """``VAP``, ``CVAP`` or ``population``."""
    return universe if universe == "population" else universe.upper()


def measures(card: Scorecard) -> list[tuple[str, tuple[Line, ...]]]:
    """Every measure of the whole plan, in groups with a title."""
    found = [("Population", _population(card)), ("Shape and contiguity", _shape(card))]
    found += [
        (plural(region.region).capitalize(), _regions(region))
        for region in (card.counties, card.municipalities)
        if region is not None
    ]
    return found


def _population(card: Scorecard) -> tuple[Line, ...]:
    found = card.population
    return (
        Line(
            "ideal population",
            f"{found.ideal:,.2f}",
            "People in each district if all were equal: the total divided by the districts.",
        ),
        Line(
            "largest deviation",
            f"{percent(found.largest_deviation)} "
            f"({round(found.largest_deviation_people, 2):,.10g} people, "
            f"district {card.names[found.largest_district - 1]})",
            "How far the district furthest from the ideal is off, up or down.",
        ),
        Line(
            "overall range",
            f"{percent(found.overall_range)} ({round(found.overall_range_people, 2):,.10g} people)",
            "The largest district less the smallest, against the ideal. Courts use this one.",
        ),
    )


def _shape(card: Scorecard) -> tuple[Line, ...]:
    pieces = sum(count > 1 for count in card.contiguity.pieces)
    lines = [
        Line(
            "districts in one piece",
            f"{card.n_districts - pieces} of {card.n_districts}",
            "A district counts as one piece when every unit can be reached from every other "
            "without leaving it; added bridges over water count.",
        ),
        Line(
            "cut edges",
            f"{card.compactness.cut_edges:,}",
            "Pairs of touching units that lie in different districts: fewer is more compact.",
        ),
    ]
    for name, spread, meaning in (
        (
            "Polsby-Popper",
            card.compactness.polsby_popper,
            "Area against the square of the outline, 0 to 1; a circle has 1. Coasts lower it.",
        ),
        (
            "Reock",
            card.compactness.reock,
            "Area against the smallest circle around the district, 0 to 1.",
        ),
    ):
        if spread is not None:
            lines.append(Line(f"{name}, mean", f"{spread.mean:.4f}", meaning))
            lowest = card.names[spread.lowest_district - 1]
            lines.append(
                Line(f"{name}, lowest", f"{spread.minimum:.4f} (district {lowest})", meaning)
            )
    return tuple(lines)


def _regions(region: RegionScore) -> tuple[Line, ...]:
    many = plural(region.region)
    return (
        Line(
            f"{many} split",
            f"{region.splits:,} of {region.n_regions:,}",
            f"{many.capitalize()} with units in more than one district.",
        ),
        Line(
            f"{region.region} pieces",
            f"{region.pieces:,}",
            f"For each {region.region} the number of districts it touches, added up.",
        ),
    )


ELECTION_MEANINGS = (
    Line(
        "seats", "", "Districts where each party has more of the two-party vote; ties are nobody's."
    ),
    Line("Dem. vote", "", "Democratic share of the two-party vote on the whole map."),
    Line("competitive", "", "Districts within 5% of an even vote."),
    Line(
        "efficiency gap",
        "",
        "Wasted Republican less wasted Democratic votes, a share of all; plus favours Democrats.",
    ),
    Line("mean-median", "", "Median less mean Democratic share; plus favours Democrats."),
    Line(
        "partisan bias",
        "",
        "Democratic seat share at an even vote, less one half; plus favours Democrats.",
    ),
    Line("proportionality", "", "Democratic seat share less vote share; plus favours Democrats."),
)
"""What the columns of the election table say."""


def election_table(card: Scorecard) -> tuple[Header, Rows]:
    """One row a contest, newest first."""
    header = ("election", *(line.name for line in ELECTION_MEANINGS))
    return header, tuple(_election(election) for election in card.elections)


def _election(election: ElectionScore) -> tuple[str, ...]:
    tied = f", {election.tied} tied" if election.tied else ""
    signed_scores = (
        election.dem_efficiency_gap,
        election.dem_mean_median,
        election.dem_partisan_bias,
        election.dem_proportionality,
    )
    return (
        election.name,
        f"{election.dem_seats} D, {election.rep_seats} R{tied}",
        "–" if election.dem_vote_share is None else f"{election.dem_vote_share:.2%}",
        f"{election.competitive}",
        *("–" if value is None else signed(value) for value in signed_scores),
    )


def signed(share: float) -> str:
    """A share as a percentage with its sign: ``+0.43%``, ``−1.2%``."""
    shown = percent(abs(share))
    if shown == "0%":
        return shown
    return f"{'+' if share > 0 else '−'}{shown}"
