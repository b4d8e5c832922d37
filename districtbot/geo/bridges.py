"""Bridges: edges added between parts of a map that do not touch, so that its graph is connected.

Which link is built first, among all pairs of units of different parts:

1. parts that touch at a point or lie less than a metre apart, within a county before across;
2. links within a county of up to 3 km, the shortest first;
3. all others, the shortest first, where a link within a county counts as a tenth shorter.

The bridges are the minimum spanning tree of the parts under this order (Borůvka's algorithm).
So two parts are joined where they are nearest to each other, unless units of one county are
within 3 km or no more than a tenth farther apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.options import MapOptions
from districtbot.geo.segments import Geometries, segments_of
from districtbot.geo.statemap import Bridge, components_of
from districtbot.ground.errors import AskError, some_of

TOUCH_METRES = 1.0
NEAR_METRES = 3000.0
COUNTY_FACTOR = 1.1
_MANY = 20
"""More bridges than this, and than one for this many units, are suspicious."""
_SIEVES = ((16, 1 << 40), (256, 16))
"""How the search is narrowed, coarsely first: points of each unit that bound the distance from
above, and pieces of its border that are taken together to bound it from below."""


@dataclass(frozen=True, slots=True)
class _Coast:
    """Border that a unit shares with no other, in pieces.

    Attributes:
        start: One end of each piece, shape (k, 2), metres.
        end: The other end, shape (k, 2), metres.
        unit: The unit of each piece, ascending, shape (k,).
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    unit: NDArray[np.int64]

    def only(self, kept: NDArray[np.bool_]) -> "_Coast":
        return _Coast(self.start[kept], self.end[kept], self.unit[kept])

    @property
    def rank(self) -> NDArray[np.int64]:
        """Number of each piece within its unit, shape (k,)."""
        first: NDArray[np.int64] = np.arange(len(self.unit)) - np.searchsorted(self.unit, self.unit)
        return first


@dataclass(frozen=True, slots=True)
class _Link:
    """A possible bridge; ``rival`` is a shorter way across a county line, metres, or NaN."""

    a: int
    b: int
    metres: float
    same_county: bool
    rival: float = float("nan")

    @property
    def rank(self) -> tuple[float, ...]:
        if self.metres < TOUCH_METRES:
            return 0, not self.same_county, self.metres, self.a, self.b
        if self.same_county and self.metres <= NEAR_METRES:
            return 1, 0, self.metres, self.a, self.b
        return 2, 0, self.metres / (COUNTY_FACTOR if self.same_county else 1), self.a, self.b


def add_bridges(
    n_units: int,
    edges: NDArray[np.int32],
    projected: gpd.GeoSeries | None,
    county: NDArray[np.int32] | None,
    unit_ids: Sequence[str],
    options: MapOptions,
) -> tuple[Bridge, ...]:
    """The bridges that make a dual graph connected; none where it is already.

    Args:
        n_units: Number of units.
        edges: Pairs of touching units, shape (m, 2).
        projected: The units' polygons in metres, or ``None`` for a graph file.
        county: County code of each unit, shape (n,), or ``None``.
        unit_ids: The id of each unit.
        options: ``bridge`` says whether bridges are allowed.

    Raises:
        AskError: If the graph has separate parts and bridges are not allowed or, without
            polygons, cannot be measured.
    """
    part = components_of(n_units, edges)
    if not part.any():
        return ()
    if projected is None:
        raise AskError(
            f"The graph has {_parts(part, unit_ids)}; without shapes nobody can say which "
            "units lie nearest to each other.",
            "Add the missing edges to the graph file, or hand over the map with its polygons.",
        )
    if not options.bridge:
        raise AskError(
            f"The map has {_parts(part, unit_ids)}, and bridges are switched off.",
            "Leave --no-bridge out to join them by the shortest bridges.",
        )
    polygons: Geometries = np.asarray(projected.array, dtype=object)
    links: list[_Link] = []
    coast = _coast(polygons, part)
    while part.any():
        links += _round(coast, part, county)
        pairs = np.array([(link.a, link.b) for link in links], dtype=np.int32)
        part = components_of(n_units, np.concatenate([edges, pairs]))
    links.sort(key=lambda link: (link.a, link.b))
    return tuple(
        Bridge(link.a, link.b, link.metres, _reason(link, county is not None)) for link in links
    )


def bridge_notes(
    bridges: Sequence[Bridge], county: NDArray[np.int32] | None, unit_ids: Sequence[str]
) -> tuple[str, ...]:
    """The bridges in one sentence, and a hint where they are many; nothing without bridges."""
    if not bridges:
        return ()

    def told(bridge: Bridge) -> str:
        text = f"{unit_ids[bridge.a]} to {unit_ids[bridge.b]} over {_distance(bridge.metres)}"
        if county is None:
            return text
        same = county[bridge.a] == county[bridge.b]
        return f"{text} ({'same county' if same else 'between counties'})"

    joined = "1 bridge joins" if len(bridges) == 1 else f"{len(bridges):,} bridges join"
    shown = "; ".join(told(bridge) for bridge in bridges[:6])
    more = f"; and {len(bridges) - 6:,} more" if len(bridges) > 6 else ""
    notes = [f"{joined} {len(bridges) + 1:,} separate parts: {shown}{more}."]
    if len(bridges) > max(_MANY, len(unit_ids) / _MANY):
        notes.append("So many parts hint at borders that do not meet; --repair may mend them.")
    return tuple(notes)


def _round(coast: _Coast, part: NDArray[np.int32], county: NDArray[np.int32] | None) -> list[_Link]:
    """The best link of each part, as far as they close no circle."""
    n_parts = int(part.max()) + 1
    best = {
        index: _Link(a, b, metres, county is not None and bool(county[a] == county[b]))
        for index, (metres, a, b) in _nearest(coast, part, np.full(n_parts, np.inf)).items()
    }
    if county is not None:
        reach = np.zeros(n_parts)
        for index, link in best.items():
            reach[index] = max(NEAR_METRES, COUNTY_FACTOR * link.metres)
        for index, link in _within_counties(coast, part, county, reach):
            nearest = best[index]
            if link.rank < nearest.rank:
                rival = nearest.rival if nearest.same_county else nearest.metres
                best[index] = _Link(link.a, link.b, link.metres, True, rival)
    taken = []
    joined = np.arange(n_parts)
    for link in sorted(best.values(), key=lambda link: link.rank):
        one, other = joined[part[link.a]], joined[part[link.b]]
        if one != other:
            joined[joined == other] = one
            taken.append(link)
    return taken


def _within_counties(
    coast: _Coast, part: NDArray[np.int32], county: NDArray[np.int32], reach: NDArray[np.float64]
) -> list[tuple[int, _Link]]:
    """For each part and county, the shortest link to another part inside that county."""
    found = []
    where = county[coast.unit]
    for code in np.unique(county):
        inside = coast.only(where == code)
        parts = np.unique(part[inside.unit])
        if len(parts) < 2:
            continue
        local = np.searchsorted(parts, part)
        nearest = _nearest(inside, local.astype(np.int32), reach[parts])
        found += [
            (int(parts[index]), _Link(a, b, metres, same_county=True))
            for index, (metres, a, b) in nearest.items()
        ]
    return found


def _nearest(
    coast: _Coast, part: NDArray[np.int32], reach: NDArray[np.float64]
) -> dict[int, tuple[float, int, int]]:
    """For each part, metres to the nearest unit of another part and the two units, a < b.

    Args:
        coast: Where to look.
        part: Part of each unit, shape (n,).
        reach: Farther than this a part need not look, shape (number of parts,), metres.
    """
    label = part[coast.unit]
    limit = reach
    for n_sampled, n_boxed in _SIEVES:
        limit = _upper_bounds(coast, label, limit, n_sampled)
        near = _within(coast, label, limit, n_boxed)
        coast, label = coast.only(near), label[near]
    lines = shapely.linestrings(np.stack([coast.start, coast.end], axis=1))
    order = np.argsort(label, kind="stable")
    first = np.searchsorted(label[order], np.arange(len(reach) + 1))
    best: dict[int, tuple[float, int, int]] = {}
    for half in _halves(label):
        rows = np.flatnonzero(half)
        tree = shapely.STRtree(lines[rows])
        for index in np.unique(label[~half]).tolist():
            own = order[first[index] : first[index + 1]]
            (asked, hit), metres = tree.query_nearest(
                lines[own], max_distance=limit[index], return_distance=True
            )
            if not len(metres):
                continue
            tied = metres == metres.min()
            ends = np.column_stack([coast.unit[own[asked[tied]]], coast.unit[rows[hit[tied]]]])
            a, b = min(map(tuple, np.sort(ends, axis=1).tolist()))
            found = (float(metres.min()), a, b)
            best[index] = min(best.get(index, found), found)
    return best


def _halves(label: NDArray[np.int32]) -> list[NDArray[np.bool_]]:
    """Ways to split the coast in two, such that any two parts are split by one of them.

    The numbers of two parts differ in at least one binary digit. Each half comes with its
    complement: two masks for each digit, shape (k,) each.
    """
    n_digits = int(label.max(initial=0)).bit_length()
    masks = [label >> digit & 1 == side for digit in range(n_digits) for side in (0, 1)]
    return [mask for mask in masks if mask.any() and not mask.all()]


def _upper_bounds(
    coast: _Coast, label: NDArray[np.int32], reach: NDArray[np.float64], n_sampled: int
) -> NDArray[np.float64]:
    """For each part, metres within which another part lies, if one is within reach at all.

    About ``n_sampled`` points of each unit are looked at.
    """
    from scipy.spatial import cKDTree  # a third of a second that most maps need not wait for

    size = np.bincount(coast.unit)[coast.unit]
    sample = coast.rank % np.maximum(1, size // n_sampled) == 0
    limit = reach.copy()
    for half in _halves(label):
        inside, outside = sample & half, sample & ~half
        metres, _ = cKDTree(coast.start[inside]).query(coast.start[outside])
        np.minimum.at(limit, label[outside], metres * (1 + 1e-9) + 1e-6)
    return limit


def _within(
    coast: _Coast, label: NDArray[np.int32], limit: NDArray[np.float64], n_boxed: int
) -> NDArray[np.bool_]:
    """The pieces that may lie within the limit of a part and another part's piece, shape (k,).

    Every ``n_boxed`` pieces of a unit are taken together in a box: a box that is farther from
    all boxes of other parts than the limit cannot hold the nearest piece.
    """
    begins = np.flatnonzero(coast.rank % n_boxed == 0)
    if not len(begins):
        return np.zeros(0, dtype=bool)
    low = np.minimum.reduceat(np.minimum(coast.start, coast.end), begins)
    high = np.maximum.reduceat(np.maximum(coast.start, coast.end), begins)
    of_box = label[begins]
    reach = limit[of_box]
    grown = shapely.box(*(low - reach[:, None]).T, *(high + reach[:, None]).T)
    boxes = shapely.box(*low.T, *high.T)
    near = np.zeros(len(boxes), dtype=bool)
    for half in _halves(of_box):
        rows, others = np.flatnonzero(half), np.flatnonzero(~half)
        asked, hit = shapely.STRtree(boxes[rows]).query(grown[others])
        one, other = others[asked], rows[hit]
        apart = np.maximum(np.maximum(low[one] - high[other], low[other] - high[one]), 0)
        close = np.hypot(apart[:, 0], apart[:, 1]) <= reach[one]
        near[one[close]] = True
        near[other[close]] = True
    return np.repeat(near, np.diff(begins, append=len(coast.unit)))


def _coast(polygons: Geometries, part: NDArray[np.int32]) -> _Coast:
    """The border of each part; the whole borders of its units where it seems to have none."""
    segments = segments_of(polygons)
    kept = ~segments.shared
    bare = np.setdiff1d(part, part[segments.unit[kept]])
    kept |= np.isin(part[segments.unit], bare)
    order = np.argsort(segments.unit[kept], kind="stable")
    start, end = segments.start[kept][order], segments.end[kept][order]
    return _Coast(start, end, segments.unit[kept][order])


def _reason(link: _Link, counties_known: bool) -> str:
    if link.metres < TOUCH_METRES:
        return "the parts touch at a point" if link.metres == 0 else "less than a metre apart"
    if link.same_county:
        if link.metres > link.rival:
            return f"same county, preferred to {_distance(link.rival)} across a county line"
        return "shortest gap, same county"
    return "shortest gap, between counties" if counties_known else "shortest gap"


def _distance(metres: float) -> str:
    return f"{metres / 1000:,.1f} km" if metres >= 1000 else f"{metres:,.0f} m"


def _parts(part: NDArray[np.int32], unit_ids: Sequence[str]) -> str:
    """The parts in words: how many, and how many units with an example for each."""
    sizes = np.bincount(part)
    first = [unit_ids[int(np.argmax(part == index))] for index in range(len(sizes))]
    examples = (
        f"{size:,} unit{'' if size == 1 else 's'} with {unit_id}"
        for size, unit_id in zip(sizes, first, strict=True)
    )
    return f"{len(sizes):,} separate parts ({some_of(examples)})"
