"""The lines of the scorecard on counties, towns and groups."""

from collections.abc import Iterator

from districtbot.plans.glossary.terms import TERMS
from districtbot.plans.groupscore import GroupScore
from districtbot.plans.line import Better, Form, Line
from districtbot.plans.regions import RegionScore
from districtbot.plans.scorecard import Scorecard
from districtbot.plans.text import plural

_OF = {
    "vap": "voting age population",
    "cvap": "citizen voting age population",
    "population": "population",
}
_GROUPS = {
    "two_or_more": "Two or more races",
    "native": "Native American",
    "pacific": "Pacific Islander",
}


def region_lines(card: Scorecard) -> Iterator[Line]:
    """Counties, then towns."""
    if card.counties is not None:
        yield from _region(card, card.counties)
    if card.municipalities is not None:
        yield from _region(card, card.municipalities)


def group_lines(card: Scorecard) -> Iterator[Line]:
    """Each group's share and the districts where it reaches a threshold; voters first."""
    for universe in _OF:
        for group in card.groups:
            if group.of == universe:
                yield from _group(card, group)


def group_label(group: str) -> str:
    """What people call a group: ``Black``, ``Black, any part``, ``Minority``."""
    if group in _GROUPS:
        return _GROUPS[group]
    if group.endswith("_any"):
        return f"{group_label(group.removesuffix('_any'))}, any part"
    words = group.replace("_", " ")
    return words[:1].upper() + words[1:]


def universe_label(of: str) -> str:
    """What shares are shares of: ``voting age population``."""
    return _OF[of]


def _region(card: Scorecard, region: RegionScore) -> Iterator[Line]:
    many = plural(region.region)
    section = many.capitalize()
    everyone = card.population.total
    in_split = region.people_in_split / everyone if everyone > 0 else None
    rows: tuple[tuple[str, str, float | None, Form, str, Better], ...] = (
        (
            "splits",
            f"{section} split",
            region.splits,
            "count",
            f"Of {region.n_regions:,}, those with units in more than one district.",
            "less",
        ),
        (
            "splits_populated",
            f"{section} split with people",
            region.splits_populated,
            "count",
            "Those with people in more than one district: cuts that only take off water or "
            "empty land are left out.",
            "less",
        ),
        (
            "multiply_split",
            f"{section} in three districts or more",
            region.multiply_split,
            "count",
            "",
            "less",
        ),
        ("whole", f"{section} kept whole", region.whole, "count", "", "more"),
        ("extra_pieces", "Splits, each cut counted", region.extra_pieces, "count", "", "less"),
        (
            "region_pieces",
            "Pieces",
            region.pieces,
            "count",
            f"The districts each one touches, added up: {region.n_regions:,} if none is split.",
            "less",
        ),
        ("parts", "Connected parts", region.parts, "count", "", "less"),
        (
            "people_in_split",
            f"People in split {many}",
            in_split,
            "share",
            "",
            "less",
        ),
    )
    for key, name, value, form, meaning, better in rows:
        told = meaning or TERMS[key].meaning
        why = "nobody lives on the map" if value is None else ""
        number = None if value is None else float(value)
        yield Line(f"{region.region}.{key}", section, "", name, number, form, told, why, better)


def _group(card: Scorecard, group: GroupScore) -> Iterator[Line]:
    section = f"Groups, share of {universe_label(group.of)}"
    key, column = f"{group.of}.{group.group}", group_label(group.group)
    nobody = "" if group.statewide is not None else "nobody is counted"
    yield Line(
        f"{key}.group_share.whole",
        section,
        column,
        "Whole map",
        group.statewide,
        "share",
        f"{group.formula} on the whole map.",
        nobody,
    )
    lived = [(share, place) for place, share in enumerate(group.share) if share is not None]
    highest, place = max(lived, key=lambda one: one[0], default=(None, 0))
    yield Line(
        f"{key}.group_share.highest",
        section,
        column,
        "Highest district",
        highest,
        "share",
        "The district with the largest share"
        + (f": {card.names[place]}." if highest is not None else "."),
        nobody,
        district=card.names[place] if highest is not None else "",
    )
    for found in group.opportunity:
        percent = f"{100 * found.threshold:g}%"
        named = ", ".join(card.names[number - 1] for number in found.districts)
        yield Line(
            f"{key}.opportunity.{100 * found.threshold:g}",
            section,
            column,
            f"Districts at {percent}+",
            float(len(found.districts)),
            "count",
            f"Districts with a share of {percent} or more" + (f": {named}." if named else "."),
        )
