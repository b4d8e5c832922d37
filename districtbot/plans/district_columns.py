"""Every number of the districts, one column each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from districtbot.plans.line import Form
from districtbot.plans.more.shape import SPREADS
from districtbot.plans.scorecard import RegionScore, Scorecard, Spread
from districtbot.plans.text import plural


@dataclass(frozen=True, slots=True)
class DistrictColumn:
    """One number of every district.

    Attributes:
        key: A name for a column of a file: ``deviation``, ``black_share_of_vap``.
        section: What it belongs to: ``Population``, ``Shape``, ``Counties``, ``Groups``, ``Votes``.
        form: How the numbers are meant; signed ones are above (positive) or below the ideal.
        values: The number of each district; ``None`` where there is none.
    """

    key: str
    section: str
    form: Form
    values: tuple[float | None, ...]


def district_columns(card: Scorecard) -> tuple[DistrictColumn, ...]:
    """Every number that a scorecard has for each district."""
    return (
        *_people(card),
        *_shape(card),
        *_regions(card),
        *_change(card),
        *_groups(card),
        *_votes(card),
        *_more(card),
    )


def _column(key: str, section: str, form: Form, values: Sequence[float | None]) -> DistrictColumn:
    return DistrictColumn(key, section, form, tuple(values))


def _people(card: Scorecard) -> Iterator[DistrictColumn]:
    people, section = card.population, "Population"
    yield _column("people", section, "people", people.people)
    yield _column("people_from_ideal", section, "people", people.deviation_people)
    yield _column("deviation", section, "signed_deviation", people.deviation)
    yield _column("units", section, "count", people.units)
    yield _column("pieces", "Contiguity", "count", card.contiguity.pieces)
    without = card.contiguity.pieces_without_bridges
    yield _column("pieces_without_bridges", "Contiguity", "count", without)


def _shape(card: Scorecard) -> Iterator[DistrictColumn]:
    shape, section = card.compactness, "Shape"
    for key in ("polsby_popper", "reock", "schwartzberg", "convex_hull", "population_polygon"):
        spread: Spread | None = getattr(shape, key)
        if spread is not None:
            yield _column(key, section, "ratio", spread.by_district)
    if shape.area_km2 is not None:
        yield _column("area_km2", section, "square_kilometres", shape.area_km2)
    if shape.perimeter_km is not None:
        yield _column("perimeter_km", section, "kilometres", shape.perimeter_km)


def _regions(card: Scorecard) -> Iterator[DistrictColumn]:
    regions: tuple[RegionScore | None, ...] = (card.counties, card.municipalities)
    for region in regions:
        if region is not None:
            many = plural(region.region)
            yield _column(many, many.capitalize(), "count", region.touched)
            yield _column(f"split_{many}", many.capitalize(), "count", region.touched_split)


def _change(card: Scorecard) -> Iterator[DistrictColumn]:
    if card.change is not None:
        yield _column("people_kept", "Change", "people", card.change.people_kept)


def _groups(card: Scorecard) -> Iterator[DistrictColumn]:
    totals = {}
    for group in card.groups:
        if group.of != "population":
            totals[group.of] = group.total
    for universe, total in totals.items():
        yield _column(universe, "Groups", "people", total)
    for group in card.groups:
        yield _column(f"{group.group}_share_of_{group.of}", "Groups", "share", group.share)


def _votes(card: Scorecard) -> Iterator[DistrictColumn]:
    for vote in card.elections:
        yield _column(f"{vote.name}_dem", "Votes", "count", vote.dem_votes)
        yield _column(f"{vote.name}_rep", "Votes", "count", vote.rep_votes)
        yield _column(f"{vote.name}_dem_share", "Votes", "share", vote.dem_share)


def _more(card: Scorecard) -> Iterator[DistrictColumn]:
    if card.more is None:
        return
    for key in SPREADS:
        spread: Spread | None = getattr(card.more.shape, key)
        if spread is not None:
            yield _column(key, "Shape", "ratio", spread.by_district)
    yield _column("log_spanning_trees", "Shape", "number", card.more.trees.by_district)
    for vote in card.more.votes:
        if vote.dem_dislocation_by_district is not None:
            values = vote.dem_dislocation_by_district
            yield _column(f"{vote.name}_dem_dislocation", "Votes", "signed_share", values)
