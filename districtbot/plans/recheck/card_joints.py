"""The claim of a scorecard on districts that only units of several parts hold together.

The districts are dissolved here and their polygons looked at; the scorecard looks at parts of
units that touch.
"""

from typing import Any

import networkx as nx
import numpy as np
import shapely

from districtbot.plans.recheck.card_places import told_piece
from districtbot.plans.recheck.claim import Claim, alike, shown
from districtbot.plans.recheck.measures import Measures
from districtbot.plans.recheck.outlines import CLOSING


def check_joints(measures: Measures, card: dict[str, Any]) -> list[Claim]:
    """Which districts are several areas once parts of units count one by one.

    Where gaps as narrow as rounding decide, either answer stands.
    """
    said = card.get("contiguity")
    claimed = said.get("joints") if isinstance(said, dict) else None
    shapes = measures.shapes
    if shapes is None or not isinstance(claimed, list):
        return []
    found = _joints(measures, shapes, measures.outlines.dissolved, claimed)
    if not alike(claimed, found):
        closed = shapely.buffer(measures.outlines.dissolved, CLOSING, join_style="mitre")
        other = _joints(measures, shapes, closed, claimed)
        found = other if alike(claimed, other) else found
    return [
        Claim("scorecard: contiguity/joints", shown(claimed), shown(found), alike(claimed, found))
    ]


def _joints(
    measures: Measures, shapes: Any, outlines: Any, claimed: list[Any]
) -> list[dict[str, Any]]:
    joints = []
    for number, outline in zip(measures.numbers, outlines, strict=True):
        if shapely.get_num_geometries(outline) > 1:
            inside = (measures.district == number).to_numpy()
            units = shapes.to_numpy()[inside]
            joints += _of_district(measures, number, units, shapely.get_parts(outline))
    joints.sort(key=lambda one: (one["district"], one["units"]))
    for found, told in zip(joints, claimed, strict=False):
        areas = told.get("areas") if isinstance(told, dict) else None
        for area, piece in zip(found["areas"], areas or [], strict=False):
            area["names"] = piece.get("names") if isinstance(piece, dict) else None
    return joints


def _of_district(
    measures: Measures, number: int, units: Any, polygons: Any
) -> list[dict[str, Any]]:
    """The joints of one district, one for each piece of it that has several areas."""
    names = measures.district.index[measures.district == number]
    parts, unit = shapely.get_parts(units, return_index=True)
    points = shapely.point_on_surface(parts)
    part, polygon = shapely.STRtree(polygons).query(points, predicate="intersects")
    at = np.full(len(parts), -1)
    at[part] = polygon
    area = _joined(measures, polygons, names, unit, parts)[at]
    homes: list[set[int]] = [set() for _ in names]
    for place, where in zip(unit.tolist(), area.tolist(), strict=True):
        homes[place].add(where)
    joints = []
    for piece in nx.connected_components(measures.run.graph.subgraph(names)):
        whole: dict[int, set[Any]] = {}
        members = [place for place, name in enumerate(names) if name in piece]
        for place in members:
            if len(homes[place]) == 1:
                whole.setdefault(next(iter(homes[place])), set()).add(names[place])
        if len(whole) > 1:
            joining = [str(names[p]) for p in members if len(homes[p] & whole.keys()) > 1]
            areas = [told_piece(measures, units) for units in whole.values()]
            areas.sort(key=lambda one: (-one["people"], -one["n_units"], one["units"]))
            joints.append({"district": number, "units": joining, "areas": areas})
    return joints


def _joined(measures: Measures, polygons: Any, names: Any, unit: Any, parts: Any) -> Any:
    """The area that each polygon belongs to: bridges and, for queens, corners join them."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(polygons)))
    tree = shapely.STRtree(polygons)
    if measures.run.result.adjacency == "queen":
        graph.add_edges_from(zip(*tree.query(polygons, predicate="intersects"), strict=True))
    place = {name: index for index, name in enumerate(names)}
    for bridge in measures.run.result.bridges:
        if bridge.a in place and bridge.b in place:
            ours, theirs = (parts[unit == place[end]] for end in (bridge.a, bridge.b))
            metres = shapely.distance(ours[:, None], theirs[None, :])
            row, column = np.unravel_index(metres.argmin(), metres.shape)
            ends = shapely.point_on_surface(np.array([ours[row], theirs[column]]))
            a, b = tree.nearest(ends)
            graph.add_edge(int(a), int(b))
    area = np.empty(len(polygons), dtype=int)
    for number, members in enumerate(nx.connected_components(graph)):
        area[list(members)] = number
    return area
