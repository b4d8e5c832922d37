"""What a map of a plan shows: shapes, names and colours, in metres of the drawing's plane."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.land import Land
from districtbot.maps.shapes import LabelSpot, Shapes, dissolve, label_spots, lighter
from districtbot.plans.plan import Plan

_LONGEST_LABEL = 5
_MOST_PLAIN_UNITS = 1000
_SUFFIXES = (" county", " parish", " borough", " census area", " municipality")
NOTHING: Shapes = np.empty(0, dtype=object)


@dataclass(frozen=True, slots=True)
class Regions:
    """Areas outlined finely beneath the districts.

    Attributes:
        kind: What they are, for the key: ``County lines``.
        shapes: One shape each.
        names: What is written in each of the ``rooms``; empty where the names are codes.
        rooms: For each region the largest piece of it that no district line crosses.
        colour: Colour of their outlines.
    """

    kind: str
    shapes: Shapes
    names: tuple[str, ...] = ()
    rooms: Shapes = field(default_factory=NOTHING.copy)
    colour: str = "#ffffff"


@dataclass(frozen=True, slots=True)
class Fill:
    """Areas filled in place of the districts.

    Attributes:
        shapes: One shape each.
        colours: The fill of each.
        hatched: Shapes hatched over their fill.
    """

    shapes: Shapes
    colours: tuple[str, ...]
    hatched: Shapes = field(default_factory=NOTHING.copy)


@dataclass(frozen=True, slots=True)
class Marks:
    """Words written in shapes where there is room."""

    shapes: Shapes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything there is to draw.

    Attributes:
        districts: Shape of each district.
        spots: Where each district's number goes, the roomiest spot first.
        labels: What is written there; nothing where empty.
        colours: Colour of each district.
        regions: Counties, or what stands in for them.
        reference: Districts of another plan to draw over this one.
        ground: Everything the districts cover, coarse.
        span: Longer side of that, in metres.
        fill: What is filled in place of the districts.
        marks: Words written before the names of regions.
    """

    districts: Shapes
    spots: tuple[tuple[LabelSpot, ...], ...]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    regions: Regions | None
    reference: Shapes | None
    ground: shapely.Geometry
    span: float
    fill: Fill | None = None
    marks: Marks | None = None


def picture_of(state: StateMap, plan: Plan, land: Land, reference: Plan | None = None) -> Picture:
    """Dissolve, name and colour the districts.

    Args:
        state: The map.
        plan: Its districts.
        land: The map laid flat.
        reference: Another plan of the same units, to draw over this one.
    """
    districts, regions = _districts_and_regions(state, plan, land)
    other = None
    if reference is not None:
        other = land.groups(reference.district - 1, reference.n_districts)
    labels = plan.names
    if max(len(name) for name in labels) > _LONGEST_LABEL:
        labels = tuple(str(number) for number in range(1, plan.n_districts + 1))
    return Picture(
        districts,
        tuple(label_spots(shape) for shape in lighter(districts, land.span / 4000)),
        labels,
        tuple(district_colours(plan.n_districts, district_pairs(state, plan))),
        regions,
        other,
        _ground(districts, land.span),
        land.span,
    )


def bare_picture(state: StateMap, land: Land) -> Picture:
    """The map without a plan: one nameless district."""
    whole = Plan(state.unit_ids, np.ones(state.n_units, dtype=np.int32), ("",))
    districts, regions = _districts_and_regions(state, whole, land)
    spots = (label_spots(districts[0]),)
    ground = _ground(districts, land.span)
    return Picture(districts, spots, ("",), ("#ffffff",), regions, None, ground, land.span)


def _ground(districts: Shapes, span: float) -> shapely.Geometry:
    whole = shapely.union_all(lighter(districts, span / 400))
    return shapely.simplify(whole, span / 300)


def region_column(state: StateMap) -> tuple[str, str] | None:
    """What the regions are called in the key, and their column."""
    if state.columns.county is not None:
        return "County lines", state.columns.county
    if state.columns.municipality is not None:
        return "Town lines", state.columns.municipality
    return None


def _districts_and_regions(
    state: StateMap, plan: Plan, land: Land
) -> tuple[Shapes, Regions | None]:
    """Districts and regions, both put together from the pieces they cut each other into."""
    found = region_column(state)
    if found is None:
        districts = _fit_to_print(land.groups(plan.district - 1, plan.n_districts), land)
        few = len(land.drawn) <= _MOST_PLAIN_UNITS
        return districts, Regions("Unit lines", land.drawn) if few else None
    kind, column = found
    codes, names = state.codes(column)
    pairs, piece_of = np.unique(
        np.stack([codes, plan.district - 1], axis=1), axis=0, return_inverse=True
    )
    pieces = _fit_to_print(land.groups(piece_of.reshape(-1), len(pairs)), land)
    there = ~shapely.is_empty(pieces)
    pairs, pieces = pairs[there], pieces[there]
    districts = dissolve(pieces, pairs[:, 1], plan.n_districts)
    shapes = dissolve(pieces, pairs[:, 0], len(names))
    plain = plain_names(names)
    if not plain:
        return districts, Regions(kind, shapes)
    return districts, Regions(kind, shapes, plain, _largest(pieces, pairs[:, 0], len(names)))


def _fit_to_print(shapes: Shapes, land: Land) -> Shapes:
    return lighter(shapes, land.span / 16_000)


def _largest(pieces: Shapes, region_of: NDArray[np.integer], n_regions: int) -> Shapes:
    """The largest part of any piece of each region."""
    parts, piece_of = shapely.get_parts(pieces, return_index=True)
    order = np.argsort(shapely.area(parts), kind="stable")
    largest = np.full(n_regions, shapely.Polygon(), dtype=object)
    largest[region_of[piece_of[order]]] = parts[order]
    return largest


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
