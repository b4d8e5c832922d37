"""Tables behind the scorecard's counts: pieces of torn districts, split counties, moves."""

from collections.abc import Sequence

from districtbot.maps.parts import ReportTable
from districtbot.plans.pieces import Piece
from districtbot.plans.regions import RegionScore
from districtbot.plans.scorecard import Scorecard
from districtbot.plans.text import plural


def contiguity_tables(card: Scorecard) -> tuple[ReportTable, ...]:
    """Which pieces torn districts are in, and what holds others together; empty tables left out."""
    found = card.contiguity
    heads = ("District", "Piece", "Units", "People", "In", "Units with most people")
    torn = [
        (card.names[one.district - 1], str(number), *_piece(piece))
        for one in found.torn
        for number, piece in enumerate(one.pieces, 1)
    ]
    joints = [
        (card.names[one.district - 1], str(number), *_piece(piece), ", ".join(one.units))
        for one in found.joints
        for number, piece in enumerate(one.areas, 1)
    ]
    crossings = [
        (
            card.names[one.district - 1],
            f"{one.a} to {one.b}",
            "–" if one.metres is None else f"{one.metres:,.0f} m",
            one.reason,
        )
        for one in found.crossings
    ]
    tables = (
        ReportTable(
            "Districts in more than one piece",
            heads,
            tuple(torn),
            "No unit of one piece touches a unit of another.",
            words=(4, 5),
        ),
        ReportTable(
            "Districts over added bridges",
            ("District", "Bridge", "Length", "Why it was added"),
            tuple(crossings),
            "Edges between units that do not touch, added when the map was read; without them "
            "these districts fall apart.",
            words=(1, 3),
        ),
        ReportTable(
            "Districts joined only by a unit in several parts",
            (heads[0], "Area", *heads[2:], "Joined by"),
            tuple(joints),
            "The areas do not touch; separate parts of the joining units touch each of them. "
            "Units wholly inside an area are counted.",
            words=(4, 5, 6),
        ),
    )
    return tuple(table for table in tables if table.rows)


def split_tables(card: Scorecard) -> tuple[ReportTable, ...]:
    """The split counties and towns, with their people in each district."""
    regions = (card.counties, card.municipalities)
    return tuple(_splits(card, one) for one in regions if one is not None and one.split)


def change_tables(card: Scorecard) -> tuple[ReportTable, ...]:
    """What moves from the other plan, and how far its districts stay together."""
    change = card.change
    if change is None:
        return ()
    moves = tuple(
        (move.from_district, move.to_district, f"{move.people:,.0f}", f"{move.n_units:,}")
        for move in change.moves
    )
    follows = {match: name for match, name in zip(change.matches, card.names, strict=True) if match}
    kept = tuple(
        (name, follows.get(name, "–"), "–" if share is None else f"{share:.1%}")
        for name, share in zip(change.other_names, change.kept, strict=True)
    )
    tables = (
        ReportTable(
            f"Districts of {card.against} and those that follow them",
            (f"District of {card.against}", "Followed by", "Kept together"),
            kept,
            "Kept together: share of its people who are in one district, the one with most.",
        ),
        ReportTable(
            f"What moves from {card.against}",
            ("From", "To", "People", "Units"),
            moves,
            f"Districts have the numbers of those of {card.against} that they follow.",
        ),
    )
    return tuple(table for table in tables if table.rows)


def _piece(piece: Piece) -> tuple[str, str, str, str]:
    units: Sequence[str] = piece.units
    if piece.names:
        named = zip(piece.units, piece.names, strict=True)
        units = [f"{name} ({unit})" if name else unit for unit, name in named]
    listed = ", ".join(units)
    more = piece.n_units - len(piece.units)
    return (
        f"{piece.n_units:,}",
        f"{piece.people:,.0f}",
        ", ".join(piece.counties) or "–",
        f"{listed} and {more:,} more" if more else listed,
    )


def _splits(card: Scorecard, region: RegionScore) -> ReportTable:
    many = plural(region.region)
    rows = [
        (
            name,
            f"{sum(region.people[name]):,.0f}",
            ", ".join(
                f"{card.names[number - 1]} ({people:,.0f})"
                for number, people in zip(districts, region.people[name], strict=True)
            ),
        )
        for name, districts in sorted(region.split.items())
    ]
    return ReportTable(
        f"{region.splits:,} of {region.n_regions:,} {many} split",
        (region.region.capitalize(), "People", "Districts and the people they have of it"),
        tuple(rows),
        words=(2,),
    )
