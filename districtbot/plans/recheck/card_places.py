"""The claims of a scorecard on pieces, counties and groups, worked out anew."""

from collections.abc import Iterable
from typing import Any

import networkx as nx

from districtbot.plans.recheck.claim import SHARE_TOLERANCE
from districtbot.plans.recheck.measures import Measures, Unclaimed, ratio

Found = list[tuple[str, Any, float]]
"""Where in the scorecard, what is found there, and the tolerance."""
MOST_UNITS = 5
"""Units named of a piece."""


def check_population(measures: Measures, _card: dict[str, Any]) -> Found:
    """What a scorecard says of population beyond each district's people."""
    people = measures.people.tolist()
    off = [abs(number - measures.ideal) / measures.ideal for number in people]
    counts = measures.district.value_counts()
    values = {
        "mean_deviation": sum(off) / len(off),
        "most_district": people.index(max(people)) + 1,
        "fewest_district": people.index(min(people)) + 1,
        "units": [int(counts[number]) for number in measures.numbers],
    }
    return [(f"population/{name}", value, SHARE_TOLERANCE) for name, value in values.items()]


def check_contiguity(measures: Measures, card: dict[str, Any]) -> Found:
    """The pieces of torn districts, and the bridges that hold others together."""
    said = card.get("contiguity")
    claimed = said.get("torn") if isinstance(said, dict) else None
    torn = []
    for number in measures.numbers:
        members = measures.district.index[measures.district == number]
        pieces = list(nx.connected_components(measures.run.graph.subgraph(members)))
        if len(pieces) > 1:
            told = [told_piece(measures, piece) for piece in pieces]
            told.sort(key=lambda piece: (-piece["people"], -piece["n_units"], piece["units"]))
            torn.append({"district": number, "pieces": told})
    _take_names(torn, claimed)
    found: Found = [("contiguity/torn", torn, SHARE_TOLERANCE)]
    return [*found, ("contiguity/crossings", _crossings(measures, said), SHARE_TOLERANCE)]


def check_regions(measures: Measures, card: dict[str, Any]) -> Found:
    """What a scorecard says of counties and towns beyond splits and pieces."""
    found: Found = []
    for place, role in (("counties", "county"), ("municipalities", "municipality")):
        if card.get(place) is not None:
            values = _region(measures, measures.role(role))
            found += [(f"{place}/{name}", value, SHARE_TOLERANCE) for name, value in values.items()]
    return found


def check_groups(measures: Measures, card: dict[str, Any]) -> Found:
    """Shares of groups and the districts at or above each threshold."""
    found: Found = []
    groups, thresholds = card.get("groups"), card.get("thresholds")
    for place, group in enumerate(groups if isinstance(groups, list) else []):
        if not isinstance(group, dict) or not isinstance(thresholds, list):
            raise Unclaimed("the groups or thresholds of the scorecard make no sense")
        column, total = str(group.get("column")), str(group.get("total_column"))
        part, whole = measures.sums(column).tolist(), measures.sums(total).tolist()
        if group.get("complement"):
            part = [b - a for a, b in zip(part, whole, strict=True)]
        shares = [ratio(a, b) for a, b in zip(part, whole, strict=True)]
        values = {
            "share": shares,
            "statewide": ratio(sum(part), sum(whole)),
            "number": part,
            "total": whole,
            "opportunity": [
                {"threshold": limit, "districts": _reached(shares, limit)} for limit in thresholds
            ],
        }
        found += [
            (f"groups/{place}/{name}", value, SHARE_TOLERANCE) for name, value in values.items()
        ]
    return found


def _reached(shares: Iterable[float | None], limit: Any) -> list[int]:
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise Unclaimed("a threshold of the scorecard is no number")
    return [n for n, share in enumerate(shares, 1) if share is not None and share >= limit]


def _region(measures: Measures, column: str) -> dict[str, Any]:
    labels, home = measures.labels(column), measures.district
    people = measures.counts(measures.role("population"))
    touched = measures.regions(column)
    split = {label: homes for label, homes in touched.items() if len(homes) > 1}
    lived = people.groupby([labels, home]).sum()
    of_split = {
        label: [float(lived[label, number]) for number in homes] for label, homes in split.items()
    }
    several = [label for label, found in of_split.items() if sum(n > 0 for n in found) > 1]
    pieces = sum(map(len, touched.values()))
    return {
        "whole": len(touched) - len(split),
        "extra_pieces": pieces - len(touched),
        "multiply_split": sum(len(homes) > 2 for homes in touched.values()),
        "parts": _parts(measures, labels.to_dict()),
        "splits_populated": len(several),
        "split_populated": several,
        "people_in_split": sum(map(sum, of_split.values())),
        "people": of_split,
        "touched": [sum(n in homes for homes in touched.values()) for n in measures.numbers],
        "touched_split": [sum(n in homes for homes in split.values()) for n in measures.numbers],
    }


def _parts(measures: Measures, labels: dict[Any, str]) -> int:
    """Connected parts of regions within districts, over touching units."""
    home = measures.district.to_dict()
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(unit for unit in measures.run.graph if labels[unit])
    for a, b, data in measures.run.graph.edges(data=True):
        same = labels[a] == labels[b] and home[a] == home[b]
        if same and labels[a] and not data.get("bridge"):
            graph.add_edge(a, b)
    return sum(1 for _ in nx.connected_components(graph))


def told_piece(measures: Measures, units: set[Any]) -> dict[str, Any]:
    """A piece as a scorecard tells it, without names."""
    inside = measures.district.index.isin(units)
    people = measures.counts(measures.role("population"))[inside]
    largest = people.sort_values(ascending=False, kind="stable").index[:MOST_UNITS]
    county = measures.run.result.columns.get("county")
    counties = set(measures.labels(county)[inside]) - {""} if county is not None else set[str]()
    return {
        "n_units": len(units),
        "people": float(people.sum()),
        "units": [str(unit) for unit in largest],
        "names": [],
        "counties": sorted(counties),
    }


def _take_names(torn: list[dict[str, Any]], claimed: Any) -> None:
    """Names of units are not in the files: take those that the scorecard gives."""
    for found, said in zip(torn, claimed if isinstance(claimed, list) else [], strict=False):
        pieces = said.get("pieces") if isinstance(said, dict) else None
        for piece, told in zip(found["pieces"], pieces or [], strict=False):
            if isinstance(told, dict):
                piece["names"] = told.get("names")


def _crossings(measures: Measures, said: Any) -> list[dict[str, Any]]:
    """The bridges whose ends lie in different pieces of a district over touching units."""
    home, graph = measures.district.to_dict(), measures.run.graph
    touching: nx.Graph[Any] = nx.Graph()
    touching.add_nodes_from(graph)
    touching.add_edges_from(
        (a, b)
        for a, b, data in graph.edges(data=True)
        if home[a] == home[b] and not data.get("bridge")
    )
    piece = {
        unit: number
        for number, units in enumerate(nx.connected_components(touching))
        for unit in units
    }
    claimed = said.get("crossings") if isinstance(said, dict) else None
    reasons = {
        (one.get("a"), one.get("b")): one.get("reason")
        for one in claimed or []
        if isinstance(one, dict)
    }
    found = [
        {
            "district": int(home[one.a]),
            "a": one.a,
            "b": one.b,
            "metres": one.metres,
            "reason": reasons.get((one.a, one.b)),
        }
        for one in measures.run.result.bridges
        if home[one.a] == home[one.b] and piece[one.a] != piece[one.b]
    ]
    return sorted(found, key=lambda one: (one["district"], one["a"], one["b"]))
