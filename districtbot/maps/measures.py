"""The scorecard in groups, each measure with one plain sentence on what it says."""

from districtbot.maps.legend import signed_percent
from districtbot.maps.report import Measure, MeasureGroup
from districtbot.plans.elections import ElectionScore
from districtbot.plans.scorecard import RegionScore, Scorecard, Spread
from districtbot.plans.text import percent, plural


def measure_groups(card: Scorecard) -> tuple[MeasureGroup, ...]:
    """The measures of a plan, group by group."""
    groups = [_population(card), _contiguity(card), _shape(card)]
    groups += [_region(r) for r in (card.counties, card.municipalities) if r is not None]
    if card.elections:
        groups.append(_elections(card.elections))
    if card.declined:
        groups.append(
            MeasureGroup(
                "Not measured",
                tuple(Measure(name, ("–",), why) for name, why in sorted(card.declined.items())),
            )
        )
    return tuple(groups)


def _population(card: Scorecard) -> MeasureGroup:
    people = card.population
    worst = card.names[people.largest_district - 1]
    return MeasureGroup(
        "Population",
        (
            Measure(
                "Largest deviation",
                (percent(people.largest_deviation),),
                f"How far the district furthest from the ideal of {people.ideal:,.0f} people is "
                f"from it: district {worst}, {people.largest_deviation_people:,.0f} people off.",
            ),
            Measure(
                "Overall range",
                (percent(people.overall_range),),
                "Largest less smallest district, as a share of the ideal: "
                f"{people.overall_range_people:,.0f} people.",
            ),
        ),
    )


def _contiguity(card: Scorecard) -> MeasureGroup:
    found = card.contiguity
    torn = [card.names[index] for index, n_pieces in enumerate(found.pieces) if n_pieces != 1]
    meaning = "Every district is one piece: any unit can be reached from any other inside it."
    if torn:
        meaning = f"In more than one piece: {', '.join(torn)}."
    elif found.districts_on_bridges:
        named = ", ".join(card.names[number - 1] for number in found.districts_on_bridges)
        meaning += f" Over water or gaps, counted by added bridges: {named}."
    return MeasureGroup(
        "Contiguity",
        (Measure("Contiguous", ("yes" if found.contiguous else "no",), meaning),),
    )


def _shape(card: Scorecard) -> MeasureGroup:
    shape = card.compactness
    lines = []
    for name, spread, meaning in (
        (
            "Polsby-Popper",
            shape.polsby_popper,
            "Area against a circle with the same border: 1 is a circle, ragged borders go to 0.",
        ),
        (
            "Reock",
            shape.reock,
            "Area against the smallest circle around the district: 1 is a circle, long or bent "
            "districts go to 0.",
        ),
    ):
        if spread is not None:
            lines.append(Measure(f"{name}, mean", (f"{spread.mean:.3f}",), meaning))
            lines.append(_lowest(name, spread, card))
    lines.append(
        Measure(
            "Cut edges",
            (f"{shape.cut_edges:,}",),
            "Pairs of touching units in different districts: fewer means shorter borders. To be "
            "compared on the same map only.",
        )
    )
    return MeasureGroup("Shape", tuple(lines))


def _lowest(name: str, spread: Spread, card: Scorecard) -> Measure:
    district = card.names[spread.lowest_district - 1]
    return Measure(
        f"{name}, lowest", (f"{spread.minimum:.3f}",), f"The least compact: district {district}."
    )


def _region(region: RegionScore) -> MeasureGroup:
    many = plural(region.region)
    return MeasureGroup(
        many.capitalize(),
        (
            Measure(
                f"{many.capitalize()} split",
                (f"{region.splits:,}",),
                f"Of {region.n_regions:,}, those with units in more than one district.",
            ),
            Measure(
                "Pieces",
                (f"{region.pieces:,}",),
                f"The districts each one touches, added up: {region.n_regions:,} if none is split.",
            ),
        ),
    )


def _elections(elections: tuple[ElectionScore, ...]) -> MeasureGroup:
    margin = f"{100 * elections[0].margin:g}"
    lines = (
        Measure(
            "Democratic vote share",
            tuple(share_cell(e.dem_vote_share) for e in elections),
            "Of the votes for the two parties, on the whole map.",
        ),
        Measure(
            "Democratic districts",
            tuple(f"{e.dem_seats:,}" for e in elections),
            "Districts with more Democratic than Republican votes.",
        ),
        Measure(
            "Republican districts",
            tuple(f"{e.rep_seats:,}" for e in elections),
            "Districts with more Republican than Democratic votes.",
        ),
        Measure(
            "Competitive districts",
            tuple(f"{e.competitive:,}" for e in elections),
            f"Districts where the winner has less than {margin} points over one half.",
        ),
        Measure(
            "Efficiency gap",
            tuple(_signed(e.dem_efficiency_gap) for e in elections),
            "Wasted Republican less wasted Democratic votes, as a share of all. Positive favours "
            "Democrats.",
        ),
        Measure(
            "Mean-median",
            tuple(_signed(e.dem_mean_median) for e in elections),
            "Democratic share in the middle district less the average over the districts. "
            "Positive favours Democrats.",
        ),
        Measure(
            "Partisan bias",
            tuple(_signed(e.dem_partisan_bias) for e in elections),
            "Democratic share of the districts, less one half, if the vote swung to a tie. "
            "Positive favours Democrats.",
        ),
        Measure(
            "Proportionality",
            tuple(_signed(e.dem_proportionality) for e in elections),
            "Democratic share of the districts less Democratic share of the votes. Positive "
            "favours Democrats.",
        ),
    )
    undefined = [
        f"{e.name}: fairness is not measured, {reason}."
        for e in elections
        for reason in sorted(set(e.undefined.values()))
    ]
    return MeasureGroup("Votes", lines, tuple(e.name for e in elections), " ".join(undefined))


def share_cell(share: float | None) -> str:
    """A share in a table, ``–`` where there is none."""
    return "–" if share is None else f"{share:.1%}"


def _signed(share: float | None) -> str:
    return "–" if share is None else signed_percent(share)
