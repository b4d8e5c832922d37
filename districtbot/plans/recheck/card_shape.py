"""The claims of a scorecard on shapes, worked out anew with Shapely.

Shapes have been to EPSG:4326 and back: what rounding of coordinates leaves open is told by two
ends, and a claim between them stands.
"""

import math
from typing import Any

import numpy as np
import shapely

from districtbot.plans.recheck.claim import SHAPE_TOLERANCE, Claim, alike, near, shown
from districtbot.plans.recheck.measures import Measures, Unclaimed
from districtbot.plans.recheck.outlines import CLOSING

REACH = 1e-3
"""Metres within which borders of two units of an edge may lie apart."""
STRAIGHT = 0.01
"""How much of a border, a share, may lie elsewhere once its corners are projected."""


def check_shapes(measures: Measures, card: dict[str, Any]) -> list[Claim]:
    """Everything on shapes but Polsby-Popper and Reock."""
    said = card.get("compactness")
    if not isinstance(said, dict) or said.get("polsby_popper") is None:
        return []
    outlines = measures.outlines.dissolved
    area = shapely.area(outlines)
    hull = area / shapely.area(shapely.convex_hull(outlines))
    scores = np.array(measures.outlines.polsby_popper)
    claims = _around(said, area, scores, scores)
    if not all(claim.agrees for claim in claims):
        low, high = map(np.array, measures.outlines.polsby_popper_between)
        claims = _around(said, area, np.minimum(low, scores), np.maximum(high, scores))
    claims += [
        _spread("convex_hull", said, hull, hull),
        _each("area_km2", said.get("area_km2"), area / 1e6, area / 1e6),
    ]
    claims += _border(measures, said.get("cut_border_km"))
    if said.get("population_polygon") is not None:
        claims.append(_spread("population_polygon", said, *_people_around(measures, outlines)))
    return claims


def _around(said: dict[str, Any], area: Any, low: Any, high: Any) -> list[Claim]:
    """Claims on perimeters, from the ends of each district's Polsby-Popper score."""
    bent = 1 / np.sqrt(high), 1 / np.sqrt(low)
    metres = [2 * one * np.sqrt(math.pi * area) for one in bent]
    return [
        _spread("schwartzberg", said, *bent),
        _each("perimeter_km", said.get("perimeter_km"), *(one / 1e3 for one in metres)),
    ]


def _each(name: str, claimed: Any, low: Any, high: Any) -> Claim:
    """A claim on a number of each district that rounding leaves open between two ends."""
    low, high = np.minimum(low, high), np.maximum(low, high)
    numbers = claimed if isinstance(claimed, list) else []
    agrees = len(numbers) == len(low) and all(
        isinstance(value, int | float)
        and start * (1 - SHAPE_TOLERANCE) <= value <= end * (1 + SHAPE_TOLERANCE)
        for value, start, end in zip(numbers, low.tolist(), high.tolist(), strict=True)
    )
    return Claim(f"scorecard: compactness/{name}", shown(claimed), shown(low.tolist()), agrees)


def _spread(name: str, said: dict[str, Any], low: Any, high: Any) -> Claim:
    """A claim on a measure: each district's value, and what is told of them all."""
    spread = said.get(name)
    values = spread.get("by_district") if isinstance(spread, dict) else None
    claim = _each(name, values, low, high)
    if not claim.agrees or not isinstance(spread, dict) or not isinstance(values, list):
        return Claim(claim.name, claim.claimed, claim.found, agrees=False)
    told = {
        "mean": sum(values) / len(values),
        "minimum": min(values),
        "lowest_district": values.index(min(values)) + 1,
        "maximum": max(values),
        "highest_district": values.index(max(values)) + 1,
    }
    said_of_all = {key: spread.get(key) for key in told}
    agrees = alike(said_of_all, told)
    return Claim(claim.name, shown(said_of_all), shown(told), agrees)


def _border(measures: Measures, claimed: Any) -> list[Claim]:
    """Border between districts: by the edges of the graph, and by the shapes.

    The shapes leave open what lies between the border that two units share exactly and the
    border of either that is inside the other or next to it; and `STRAIGHT` more, as a long
    straight line of the map's file is a bent one in another projection.
    """
    if measures.shapes is None:
        raise Unclaimed("there are no shapes to measure")
    units, home = measures.shapes.to_numpy(), measures.district
    place = {unit: index for index, unit in enumerate(home.index)}
    cut = [
        (place[a], place[b], data.get("shared_perim"))
        for a, b, data in measures.run.graph.edges(data=True)
        if not data.get("bridge") and home[a] != home[b]
    ]
    if not cut or not all(isinstance(metres, int | float) for *_, metres in cut):
        return [near("scorecard: compactness/cut_border_km", claimed, None if cut else 0.0)]
    a, b = (np.array([edge[end] for edge in cut]) for end in (0, 1))
    border, other = shapely.boundary(units[a]), shapely.boundary(units[b])
    exact = shapely.length(shapely.intersection(border, other)).sum()
    drawn = near(
        "scorecard: compactness/cut_border_km by the graph",
        claimed,
        math.fsum(metres for *_, metres in cut) / 1e3,
    )
    shared = near(
        "scorecard: compactness/cut_border_km", claimed, float(exact) / 1e3, SHAPE_TOLERANCE
    )
    if shared.agrees:
        return [drawn, shared]
    ours = shapely.length(shapely.intersection(border, shapely.buffer(units[b], REACH)))
    theirs = shapely.length(shapely.intersection(other, shapely.buffer(units[a], REACH)))
    most = np.maximum(ours, theirs).sum()
    ends = exact / 1e3 * (1 - STRAIGHT), most / 1e3 * (1 + STRAIGHT)
    return [drawn, _each("cut_border_km", [claimed], *(np.array([end]) for end in ends))]


def _people_around(measures: Measures, outlines: Any) -> tuple[Any, Any]:
    """People of each district / people of units that touch its hull, barely ones left open."""
    if measures.shapes is None:
        raise Unclaimed("there are no shapes to measure")
    tree = shapely.STRtree(measures.shapes.to_numpy())
    lived = measures.counts(measures.role("population")).to_numpy()
    hulls = shapely.convex_hull(outlines)
    ends = []
    for metres in (CLOSING, -CLOSING):
        district, met = tree.query(shapely.buffer(hulls, metres), predicate="intersects")
        ends.append(measures.people / np.bincount(district, lived[met], len(outlines)))
    return ends[0], ends[1]
