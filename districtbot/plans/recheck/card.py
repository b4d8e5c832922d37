"""The claims of a scorecard in ``result.json``, worked out anew."""

from typing import Any

import numpy as np

from districtbot.plans.recheck.card_across import check_across
from districtbot.plans.recheck.card_joints import check_joints
from districtbot.plans.recheck.card_places import (
    check_contiguity,
    check_groups,
    check_population,
    check_regions,
)
from districtbot.plans.recheck.card_ratings import check_ratings
from districtbot.plans.recheck.card_shape import check_shapes
from districtbot.plans.recheck.claim import (
    SHAPE_TOLERANCE,
    SHARE_TOLERANCE,
    Claim,
    alike,
    between,
    same,
    shown,
)
from districtbot.plans.recheck.measures import Measures, Unclaimed

Found = list[tuple[str, Any, float]]
"""Where in the scorecard, what is found there, and the tolerance."""

SIGNED = (
    "efficiency_gap",
    "efficiency_gap_simplified",
    "mean_median",
    "partisan_bias",
    "declination",
    "lopsided_margins",
    "proportionality",
    "seats_at_half",
)


def check_card(measures: Measures, card: dict[str, Any]) -> list[Claim]:
    """Every number of a scorecard that the files can confirm."""
    claims: list[Claim] = []
    for part in PARTS:
        try:
            claims += [_compare(card, *expected) for expected in part(measures, card)]
        except Unclaimed as error:
            claims.append(_unclaimed(error))
    for check in (check_whole, check_shapes, check_joints, check_ratings):
        try:
            claims += check(measures, card)
        except Unclaimed as error:
            claims.append(_unclaimed(error))
    return claims


def check_whole(measures: Measures, card: dict[str, Any]) -> list[Claim]:
    """What a scorecard says of itself: its districts, groups and contests; no other plan."""
    result, declined = measures.run.result, card.get("declined")
    left_out = declined if isinstance(declined, dict) else {}
    groups = [
        (of, group)
        for of in ("population", "vap", "cvap")
        for group in _counted(result.group_columns.get(of, {}))
    ]
    told = [(one.get("of"), one.get("group")) for one in _dicts(card.get("groups"))]
    contests = [name for name in result.elections if f"election {name}" not in left_out]
    named = [one.get("name") for one in _dicts(card.get("elections"))]
    people = measures.people.tolist()
    off = [abs(number - measures.ideal) for number in people]
    return [
        same("scorecard: n_districts", card.get("n_districts"), measures.k),
        same("scorecard: names", card.get("names"), [str(n) for n in measures.numbers]),
        same(
            "scorecard: groups",
            told,
            [(of, group) for of, group in groups if f"{group} share of {of}" not in left_out],
        ),
        same("scorecard: elections", named, contests),
        same("scorecard: change", card.get("change"), None),
        same(
            "scorecard: population/largest_district",
            _at(card, "population/largest_district"),
            off.index(max(off)) + 1,
        ),
    ]


def _unclaimed(error: Unclaimed) -> Claim:
    return Claim("scorecard", "can be checked", str(error), agrees=False)


def _counted(columns: dict[str, str]) -> list[str]:
    """The groups of a scorecard: with a white group all others together are one too."""
    more = ["minority"] if "white" in columns and "minority" not in columns else []
    return [*columns, *more]


def _at(card: dict[str, Any], place: str) -> Any:
    """What a scorecard says at a place such as ``groups/0/share``."""
    claimed: Any = card
    for step in place.split("/"):
        if isinstance(claimed, list) and step.isdecimal() and int(step) < len(claimed):
            claimed = claimed[int(step)]
        else:
            claimed = claimed.get(step) if isinstance(claimed, dict) else None
    return claimed


def _compare(card: dict[str, Any], place: str, found: Any, tolerance: float) -> Claim:
    claimed = _at(card, place)
    agrees = alike(claimed, found, tolerance)
    return Claim(f"scorecard: {place}", shown(claimed), shown(found), agrees)


def _population(measures: Measures, _card: dict[str, Any]) -> Found:
    people, ideal = measures.people, measures.ideal
    off = np.abs(people - ideal)
    found = {
        "total": float(people.sum()),
        "ideal": ideal,
        "people": people.tolist(),
        "deviation_people": (people - ideal).tolist(),
        "deviation": ((people - ideal) / ideal).tolist(),
        "largest_deviation": float(off.max()) / ideal,
        "largest_deviation_people": float(off.max()),
        "overall_range": float(np.ptp(people)) / ideal,
        "overall_range_people": float(np.ptp(people)),
    }
    return [(f"population/{name}", value, SHARE_TOLERANCE) for name, value in found.items()]


def _contiguity(measures: Measures, _card: dict[str, Any]) -> Found:
    linked, touching = measures.pieces(), measures.pieces(bridged=False)
    over = [n for n, a, b in zip(measures.numbers, linked, touching, strict=True) if b > a]
    found = {
        "contiguous": all(n == 1 for n in linked),
        "pieces": linked,
        "pieces_without_bridges": touching,
        "districts_on_bridges": over,
    }
    return [(f"contiguity/{name}", value, 0.0) for name, value in found.items()]


def _compactness(measures: Measures, card: dict[str, Any]) -> Found:
    edges = sum(not data.get("bridge") for *_, data in measures.run.graph.edges(data=True))
    found: Found = [
        ("compactness/cut_edges", measures.cut_edges, 0.0),
        ("compactness/edges", edges, 0.0),
    ]
    claimed = card.get("compactness")
    for name in ("polsby_popper", "reock"):
        said = claimed.get(name) if isinstance(claimed, dict) else None
        if isinstance(said, dict):
            spread = _spread(getattr(measures.outlines, name), said)
            if name == "polsby_popper" and not alike(said, spread, SHAPE_TOLERANCE):
                spread = _left_open(measures, said) or spread
            found.append((f"compactness/{name}", spread, SHAPE_TOLERANCE))
    return found


def _spread(scores: list[float], said: dict[str, Any]) -> dict[str, Any]:
    """A measure of shape over the districts; of several at an end, the claimed one will do."""

    def at(end: float, name: str) -> int:
        there = [n for n, score in enumerate(scores, 1) if alike(score, end, SHAPE_TOLERANCE)]
        named = said.get(name)
        return named if named in there else there[0]

    low, high = min(scores), max(scores)
    return {
        "by_district": scores,
        "mean": sum(scores) / len(scores),
        "minimum": low,
        "lowest_district": at(low, "lowest_district"),
        "maximum": high,
        "highest_district": at(high, "highest_district"),
    }


def _left_open(measures: Measures, said: dict[str, Any]) -> dict[str, Any] | None:
    """The claimed spread where every score is one that rounding leaves open, else ``None``."""
    scores = said.get("by_district")
    ends = zip(*measures.outlines.polsby_popper_between, strict=True)
    if not isinstance(scores, list) or len(scores) != measures.k:
        return None
    for score, (low, high) in zip(scores, ends, strict=True):
        if not between("", score, low, (low, high), SHAPE_TOLERANCE).agrees:
            return None
    return _spread(scores, said)


def _regions(measures: Measures, card: dict[str, Any]) -> Found:
    found: Found = []
    for place, role in (("counties", "county"), ("municipalities", "municipality")):
        if card.get(place) is None:
            continue
        touched = measures.regions(measures.role(role))
        split = {label: homes for label, homes in touched.items() if len(homes) > 1}
        values = {
            "n_regions": len(touched),
            "splits": len(split),
            "pieces": sum(map(len, touched.values())),
            "split": split,
        }
        found += [(f"{place}/{name}", value, 0.0) for name, value in values.items()]
    return found


def _elections(measures: Measures, card: dict[str, Any]) -> Found:
    found: Found = []
    for place, election in enumerate(_dicts(card.get("elections"))):
        contest = measures.contest(str(election.get("name")))
        margin, safe, half_width = (
            _share(election, name) for name in ("margin", "safe_margin", "half_width")
        )
        values = {
            "dem_votes": contest.dem,
            "rep_votes": contest.rep,
            "dem_share": contest.shares,
            "dem_seats": contest.seats("dem"),
            "rep_seats": contest.seats("rep"),
            "tied": measures.k - contest.seats("dem") - contest.seats("rep"),
            "dem_vote_share": contest.vote_share,
            "competitive": contest.competitive(margin),
        }
        for party in ("dem", "rep"):
            values[f"safe_{party}"] = contest.won(party, safe)
            values[f"lean_{party}"] = contest.won(party, margin) - contest.won(party, safe)
        found += [
            (f"elections/{place}/{name}", value, SHARE_TOLERANCE) for name, value in values.items()
        ]
        found += [
            (f"elections/{place}/dem_{name}", contest.signed(name), contest.slack(name))
            for name in SIGNED
        ]
        found += [
            (f"elections/{place}/{name}", contest.unsigned(name, half_width), SHARE_TOLERANCE)
            for name in ("partisan_gini", "responsiveness", "responsiveness_at_half")
        ]
    return found


def _share(election: dict[str, Any], name: str) -> float:
    """A margin that a contest was measured with."""
    value = election.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 0.5:
        raise Unclaimed(f"{name} of {election.get('name')} is no share")
    return float(value)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


PARTS = (
    *(_population, check_population, _contiguity, check_contiguity, _compactness),
    *(_regions, check_regions, check_groups, _elections, check_across),
)
"""The checks, each of a part of the scorecard."""
