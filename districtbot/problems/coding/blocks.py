"""Census blocks made by cutting precincts, so that it is known where each block belongs."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap

_SMALLEST = 0.02
"""Pieces with a smaller share of their precinct's area go to the largest piece."""


@dataclass(frozen=True, slots=True)
class Block:
    """A census block.

    Attributes:
        id: Fifteen digits.
        unit: Index of the precinct it was cut from.
        shape: Its shape in the CRS asked for.
        people: Who lives there.
    """

    id: str
    unit: int
    shape: BaseGeometry
    people: int


def some_units(made: MadeMap, rng: random.Random, fewest: int = 14) -> list[int]:
    """The units of some counties."""
    counties = units_of(made).counties
    order = sorted(set(counties))
    rng.shuffle(order)
    chosen: set[str] = set()
    while order and sum(one in chosen for one in counties) < fewest:
        chosen.add(order.pop())
    return [i for i, one in enumerate(counties) if one in chosen]


def blocks_of(made: MadeMap, units: Sequence[int], crs: str, rng: random.Random) -> list[Block]:
    """Blocks that fill some precincts, two to four in each; the people of a precinct shared out."""
    shapes, people = shapes_in(made, crs), units_of(made).people
    found: list[Block] = []
    for number, unit in enumerate(units):
        pieces = _cut(shapes[unit], rng)
        weights = np.array([rng.uniform(0.3, 1.0) for _ in pieces])
        shares = np.floor(people[unit] * weights / weights.sum()).astype(int)
        shares[0] += people[unit] - shares.sum()
        for i, (piece, n) in enumerate(zip(pieces, shares.tolist(), strict=True)):
            block = f"91{number // 100 + 1:03d}{unit:06d}{1000 + i:04d}"
            found.append(Block(block, unit, piece, int(n)))
    return found


def _cut(shape: BaseGeometry, rng: random.Random) -> list[BaseGeometry]:
    x0, y0, x1, y1 = shape.bounds
    x = x0 + (x1 - x0) * rng.uniform(0.35, 0.65)
    y = y0 + (y1 - y0) * rng.uniform(0.35, 0.65)
    boxes = [(x0, y0, x, y), (x, y0, x1, y), (x0, y, x, y1), (x, y, x1, y1)]
    pieces = [shapely.intersection(shape, shapely.box(*one)) for one in boxes]
    whole = shape.area
    pieces = [_polygons(one) for one in pieces]
    large = sorted(
        (one for one in pieces if one.area > _SMALLEST * whole), key=lambda one: -one.area
    )
    small = [one for one in pieces if 0 < one.area <= _SMALLEST * whole]
    return [shapely.union_all([large[0], *small]), *large[1:]] if large else [shape]


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of what two shapes have in common, without lines and points."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return shapely.union_all(parts)


def block_frame(blocks: Sequence[Block], crs: str, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Blocks as a layer with ids, people and more columns."""
    rows = {"GEOID20": [one.id for one in blocks], "POP20": [one.people for one in blocks]}
    return gpd.GeoDataFrame({**rows, **columns}, geometry=[one.shape for one in blocks], crs=crs)


def shifted(blocks: Sequence[Block], metres: float, rng: random.Random) -> list[Block]:
    """The same blocks, all drawn a little off to one side."""
    turn = rng.uniform(0, 2 * np.pi)
    dx, dy = metres * np.cos(turn), metres * np.sin(turn)
    return [Block(one.id, one.unit, translate(one.shape, dx, dy), one.people) for one in blocks]


def smallest_side(blocks: Sequence[Block]) -> float:
    """Root of the smallest block's area, metres."""
    return float(min(area_of(one.shape) for one in blocks) ** 0.5)
