"""What a map of a plan shows: shapes, names and colours, in metres of the drawing's plane."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.shapes import LabelSpot, Shapes, dissolve, label_spots, lighter
from districtbot.plans.plan import Plan

_LONGEST_LABEL = 5
_MOST_PLAIN_UNITS = 1000
_SUFFIXES = (" county", " parish", " borough", " census area", " municipality")


@dataclass(frozen=True, slots=True)
class Regions:
    """Areas outlined finely beneath the districts.

    Attributes:
        kind: What they are, for the key: ``County lines``.
        shapes: One shape each.
        names: Their names; empty where they are codes or would crowd the map.
        spots: Where the names go.
    """

    kind: str
    shapes: Shapes
    names: tuple[str, ...]
    spots: tuple[LabelSpot, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything there is to draw.

    Attributes:
        districts: Shape of each district.
        spots: Where each district's number goes, the roomiest spot first.
        labels: What is written there.
        colours: Fill of each district.
        regions: Counties, or what stands in for them.
        reference: Districts of another plan to draw over this one.
        ground: Everything the districts cover, coarse.
        span: Longer side of that, in metres.
    """

    districts: Shapes
    spots: tuple[tuple[LabelSpot, ...], ...]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    regions: Regions | None
    reference: Shapes | None
    ground: shapely.Geometry
    span: float


def picture_of(state: StateMap, plan: Plan, units: Shapes, reference: Plan | None) -> Picture:
    """Dissolve, name and colour the districts.

    Args:
        state: The map.
        plan: Its districts.
        units: The map's units in the drawing's plane.
        reference: Another plan of the same units, to draw over this one.
    """
    left, bottom, right, top = shapely.total_bounds(units)
    span = float(max(right - left, top - bottom))
    regions = region_column(state)
    if regions is None:
        districts = dissolve(units, plan.district - 1, plan.n_districts)
        fine = Regions("Unit lines", units, (), ()) if len(units) <= _MOST_PLAIN_UNITS else None
    else:
        districts, fine = _with_regions(state, plan, units, *regions)
    other = None
    if reference is not None:
        other = dissolve(units, reference.district - 1, reference.n_districts)
    labels = plan.names
    if max(len(name) for name in labels) > _LONGEST_LABEL:
        labels = tuple(str(number) for number in range(1, plan.n_districts + 1))
    return Picture(
        districts,
        tuple(label_spots(shape) for shape in lighter(districts, span / 4000)),
        labels,
        tuple(district_colours(plan.n_districts, district_pairs(state, plan))),
        fine,
        other,
        shapely.simplify(shapely.union_all(lighter(districts, span / 400)), span / 300),
        span,
    )


def region_column(state: StateMap) -> tuple[str, str] | None:
    """What the regions are called in the key, and their column."""
    if state.columns.county is not None:
        return "County lines", state.columns.county
    if state.columns.municipality is not None:
        return "Town lines", state.columns.municipality
    return None


def _with_regions(
    state: StateMap, plan: Plan, units: Shapes, kind: str, column: str
) -> tuple[Shapes, Regions]:
    """Districts and regions, both put together from the pieces they cut each other into."""
    codes, names = state.codes(column)
    pairs, piece_of = np.unique(
        np.stack([codes, plan.district - 1], axis=1), axis=0, return_inverse=True
    )
    pieces = dissolve(units, piece_of.reshape(-1), len(pairs))
    districts = dissolve(pieces, pairs[:, 1], plan.n_districts)
    shapes = dissolve(pieces, pairs[:, 0], len(names))
    plain = plain_names(names)
    if not plain or plan.n_districts > len(names) / 2:
        return districts, Regions(kind, shapes, (), ())
    return districts, Regions(kind, shapes, plain, name_spots(pieces, pairs[:, 0], len(names)))


def name_spots(
    pieces: Shapes, region_of: NDArray[np.integer], n_regions: int
) -> tuple[LabelSpot, ...]:
    """For each region, the roomiest spot that no district line crosses."""
    best = [LabelSpot(0.0, 0.0, -1.0)] * n_regions
    for region, piece in zip(region_of.tolist(), pieces, strict=True):
        spot = label_spots(piece)[0]
        if spot.radius > best[region].radius:
            best[region] = spot
    return tuple(best)


def plain_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without ``County``, in title case; nothing where they are codes."""
    if any(letter.isdigit() for name in names for letter in name):
        return ()
    plain = []
    for name in names:
        for suffix in _SUFFIXES:
            if name.casefold().endswith(suffix):
                name = name[: -len(suffix)]  # noqa: PLW2901
        plain.append(name.title() if name.isupper() else name)
    return tuple(plain)
