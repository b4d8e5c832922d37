"""The data behind the interactive map of a report: shared borders, names, numbers, colours.

The page's own script (``templates/map.js``) draws it; nothing is fetched.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.figures import Figure, FigureGroup
from districtbot.maps.land import Land, land_of
from districtbot.maps.picture import plain_names, region_column
from districtbot.maps.scales import scale_of
from districtbot.maps.shapes import LabelSpot, Shapes, dissolve, label_spots, lighter
from districtbot.maps.topology import Arc, Topology, topology_of
from districtbot.plans.compare import NamedPlan
from districtbot.plans.plan import Plan

_LONGEST_LABEL = 5
_COARSE = 1 / 4000
"""How finely places for names are sought, as a share of the map's longer side."""


def map_data(
    state: StateMap,
    plan: Plan,
    groups: Iterable[FigureGroup],
    other: NamedPlan | None = None,
    land: Land | None = None,
) -> str:
    """The interactive map of a plan as JSON text, empty for a map without geometry.

    Units of open water are left out, as on the printed map.

    Args:
        state: The map.
        plan: Its districts.
        groups: What is shown of each district.
        other: Another plan to compare borders with.
        land: The map laid flat, where it is at hand.
    """
    if state.geometry is None:
        return ""
    land = land if land is not None else land_of(state)
    layers = [plan.district - 1]
    region = region_column(state)
    names: tuple[str, ...] = ()
    if region is not None:
        codes, names = state.codes(region[1])
        layers.append(codes)
    if other is not None:
        layers.append(other.plan.district - 1)
    keys, piece_of = np.unique(np.stack(layers, axis=1)[land.shown], axis=0, return_inverse=True)
    pieces = dissolve(land.drawn, piece_of.reshape(-1), len(keys))
    topology = topology_of(pieces)
    coarse = lighter(pieces, land.span * _COARSE)
    district = keys[:, 0]
    data: dict[str, Any] = {
        "width": topology.width,
        "height": topology.height,
        "metres": round(topology.cell, 6),
        "arcs": [encoded(arc) for arc in topology.arcs],
        "districts": _districts(state, plan, topology, coarse, district),
        "borders": topology.borders(district),
        "groups": [
            {"title": group.title, "figures": [_figure(figure) for figure in group.figures]}
            for group in groups
        ],
    }
    if region is not None:
        spots = _region_spots(topology, coarse, keys[:, :2], plain_names(names))
        data["regions"] = {
            "kind": region[0],
            "borders": topology.borders(keys[:, 1]),
            "spots": spots,
        }
    if other is not None:
        data["other"] = {"name": other.name, "borders": topology.borders(keys[:, -1])}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encoded(arc: Arc) -> str:
    """An arc as text: differences from corner to corner, five bits a letter.

    The first corner is the difference from (0, 0). Numbers are doubled, negative ones then
    inverted; each letter but a number's last has bit 6 set; 63 is added. (Google's encoded
    polyline algorithm.)
    """
    steps = np.diff(arc, axis=0, prepend=np.zeros((1, 2), dtype=arc.dtype)).reshape(-1)
    letters = []
    for step in steps.tolist():
        number = ~(step << 1) if step < 0 else step << 1
        while number >= 32:
            letters.append(chr((32 | number & 31) + 63))
            number >>= 5
        letters.append(chr(number + 63))
    return "".join(letters)


def _districts(
    state: StateMap,
    plan: Plan,
    topology: Topology,
    coarse: Shapes,
    district: NDArray[np.integer],
) -> list[dict[str, Any]]:
    shapes = dissolve(coarse, district, plan.n_districts)
    rings = topology.rings(district, plan.n_districts)
    colours = district_colours(plan.n_districts, district_pairs(state, plan))
    short = max(map(len, plan.names)) <= _LONGEST_LABEL
    return [
        {
            "name": name,
            "label": name if short else str(number + 1),
            "colour": colours[number],
            "rings": rings[number],
            "spots": [_spot(topology, spot) for spot in label_spots(shapes[number])],
        }
        for number, name in enumerate(plan.names)
    ]


def _region_spots(
    topology: Topology, coarse: Shapes, keys: NDArray[np.integer], names: tuple[str, ...]
) -> list[list[Any]]:
    """Where the names of regions go, in the middle of each part that district lines leave.

    Name, whether it is the region's roomiest part, and column, row and radius in cells; nothing
    for regions whose names are codes.
    """
    if not names:
        return []
    pairs, part_of = np.unique(keys, axis=0, return_inverse=True)
    spots: dict[int, list[LabelSpot]] = defaultdict(list)
    parts = dissolve(coarse, part_of.reshape(-1), len(pairs))
    for number, part in zip(pairs[:, 1].tolist(), parts, strict=True):
        spots[number].append(label_spots(part)[0])
    return [
        [name, int(place == 0), *_spot(topology, spot)]
        for number, name in enumerate(names)
        if name
        for place, spot in enumerate(sorted(spots[number], key=lambda one: -one.radius))
        if spot.radius > 0
    ]


def _spot(topology: Topology, spot: LabelSpot) -> list[int]:
    """Column, row and radius in cells."""
    return [
        round((spot.x - topology.left) / topology.cell),
        round((topology.top - spot.y) / topology.cell),
        round(spot.radius / topology.cell),
    ]


def _figure(figure: Figure) -> dict[str, Any]:
    data: dict[str, Any] = {"name": figure.name, "texts": figure.texts}
    scale = scale_of(figure)
    if scale is not None:
        data["scale"] = {
            "colours": scale.colours,
            "labels": scale.labels,
            "classes": scale.classes,
        }
    return data
