"""Whether the dual graph is what the shapes say: every edge touches, all that touch are edges."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from districtbot.plans.recheck.claim import Claim, holds
from districtbot.plans.recheck.folder import Run

REACH = 1e-3
"""Metres within which two units of an edge must touch."""
DOUBT = 1e-6
"""Metres within which borders are the same beyond doubt; files are exact to about 1e-9."""
CORNER = 0.1
"""Metres of border that two units can seem to share where they meet in a point."""

Pair = tuple[int, int]


def check_bridges(run: Run) -> Claim:
    """Whether the graph's bridges are the declared ones."""
    drawn = {frozenset(pair) for *pair, data in run.graph.edges(data=True) if data.get("bridge")}
    declared = {frozenset((bridge.a, bridge.b)) for bridge in run.result.bridges}
    faults = [f"{_words(pair)} is not declared" for pair in drawn - declared]
    faults += [f"{_words(pair)} is not in the graph" for pair in declared - drawn]
    return holds("bridges of the graph are the declared ones", sorted(faults), f"{len(declared)}")


def check_adjacency(run: Run, shapes: gpd.GeoSeries) -> list[Claim]:
    """Whether edges and touching units are the same pairs.

    Two units whose shapes overlap, or lie apart by more than `DOUBT` and less than `REACH`,
    may be an edge or not: a layer that is not clean leaves it open.

    Args:
        run: The run.
        shapes: The units in metres, in the order of ``run.units``.
    """
    place = {unit: index for index, unit in enumerate(run.units.index)}
    edges = sorted(
        tuple(sorted((place[a], place[b])))
        for a, b, data in run.graph.edges(data=True)
        if not data.get("bridge")
    )
    units = shapes.to_numpy()
    apart = _not_touching(units, edges, rook=run.result.adjacency == "rook")
    missed = _missed(units, set(edges))
    return [
        holds("every edge of the graph touches", _pairs(run.units, apart)),
        holds("all units that share a border are edges", _pairs(run.units, missed)),
    ]


def equal_area(crs: str) -> Claim:
    """Whether shapes are measured in an equal-area projection."""
    operation = pyproj.CRS.from_user_input(crs).coordinate_operation
    method = operation.method_name if operation is not None else "degrees"
    return Claim("projection", "equal area", method, "Equal Area" in method)


def _not_touching(units: Any, edges: list[Any], *, rook: bool) -> list[Pair]:
    a, b = np.array(edges, dtype=int).reshape(-1, 2).T
    apart = shapely.distance(units[a], units[b]) > REACH
    if rook:
        border = shapely.intersection(shapely.boundary(units[a]), shapely.boundary(units[b]))
        doubtful = np.flatnonzero((shapely.length(border) == 0) & ~apart)
        metres = _shared(units[a[doubtful]], units[b[doubtful]], REACH)
        apart[doubtful] = metres <= CORNER
    return [(int(x), int(y)) for x, y in zip(a[apart], b[apart], strict=True)]


def _missed(units: Any, edges: set[Any]) -> list[Pair]:
    a, b = shapely.STRtree(units).query(units, predicate="dwithin", distance=DOUBT)
    pairs = [(int(x), int(y)) for x, y in zip(a, b, strict=True) if x < y]
    others = np.array(sorted(set(pairs) - edges), dtype=int).reshape(-1, 2)
    left, right = units[others[:, 0]], units[others[:, 1]]
    metres = _shared(left, right, DOUBT)
    overlap = shapely.area(shapely.intersection(left, right))
    sure = (metres > CORNER) & (overlap <= DOUBT * metres)
    return [(int(x), int(y)) for x, y in others[sure]]


def _shared(left: Any, right: Any, reach: float) -> Any:
    """Metres of the left units' borders within reach of the right units."""
    return shapely.length(
        shapely.intersection(shapely.boundary(left), shapely.buffer(right, reach))
    )


def _pairs(units: pd.DataFrame, pairs: list[Pair]) -> list[str]:
    return [f"{units.index[a]} - {units.index[b]}" for a, b in pairs]


def _words(pair: frozenset[str]) -> str:
    return " - ".join(sorted(map(str, pair)))
