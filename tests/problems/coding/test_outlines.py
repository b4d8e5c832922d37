"""Truths from corners alone agree with those of geometry libraries."""

import random

import numpy as np
import pytest
import shapely

from districtbot.problems.coding.blocks import blocks_of, some_units
from districtbot.problems.coding.families.shape_circles_hulls import smallest_circle
from districtbot.problems.coding.outlines import (
    area_of,
    border_lengths,
    corners,
    parts,
    perimeters,
    shapes_in,
    sides,
)
from districtbot.problems.coding.pictures import colours_of, far_apart
from districtbot.problems.coding.places import drawn_places
from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap

CRS = "EPSG:5070"


def test_moved_shapes_are_those_of_geopandas(made: MadeMap) -> None:
    theirs = made.frame.to_crs(CRS).geometry
    for ours, other in zip(shapes_in(made, CRS), theirs, strict=True):
        assert area_of(ours) == pytest.approx(other.area, rel=1e-9)


def test_neighbours_by_line_are_those_of_the_dual_graph(made: MadeMap) -> None:
    assert sides(made) == {(int(a), int(b)) for a, b in made.state.graph.edges}


def test_neighbours_by_corner_touch_in_points_alone(made: MadeMap) -> None:
    shapes = list(made.frame.geometry)
    touching = {
        (a, b) for a in range(len(shapes)) for b in range(a) if shapes[a].touches(shapes[b])
    }
    assert {(b, a) for a, b in touching} == sides(made) | corners(made)


def test_borders_add_up_to_outlines(made: MadeMap) -> None:
    data = units_of(made)
    labels = [str(one) for one in data.districts]
    around = perimeters(border_lengths(made, labels, CRS))
    merged = made.frame.to_crs(CRS)[[data.plan, "geometry"]].dissolve(by=data.plan)
    for label, length in merged.length.items():
        assert around[str(label)] == pytest.approx(length, rel=1e-9)


def test_parts_are_largest_first() -> None:
    assert parts(range(6), [(0, 1), (4, 5), (3, 4)]) == [[3, 4, 5], [0, 1], [2]]


def test_the_smallest_circle_is_that_of_shapely() -> None:
    rng = np.random.default_rng(1)
    for n in (3, 5, 40):
        points = rng.normal(size=(n, 2)) * [3.0, 1.0]
        radius = shapely.minimum_bounding_radius(shapely.MultiPoint(points))
        assert smallest_circle(points) == pytest.approx(radius, rel=1e-9)


def test_blocks_fill_their_precincts(made: MadeMap) -> None:
    rng = random.Random(3)
    units = some_units(made, rng)
    blocks = blocks_of(made, units, CRS, rng)
    shapes, people = shapes_in(made, CRS), units_of(made).people
    assert len({one.id for one in blocks}) == len(blocks) > len(units)
    for unit in units:
        mine = [one for one in blocks if one.unit == unit]
        assert sum(one.people for one in mine) == people[unit]
        assert sum(one.shape.area for one in mine) == pytest.approx(shapes[unit].area, rel=1e-6)


def test_places_lie_where_they_are_said_to(made: MadeMap) -> None:
    shapes = list(made.frame.geometry)
    places = drawn_places(made, random.Random(5), [str(i) for i in range(30)], outside=4)
    assert sum(one.unit < 0 for one in places) == 4
    for one in places:
        inside = [i for i, shape in enumerate(shapes) if shape.contains(shapely.Point(one.where))]
        assert inside == ([one.unit] if one.unit >= 0 else [])


def test_proportions_of_pictures_are_told_apart() -> None:
    assert far_apart({"#000000": 0.5}, {"#000000": 0.6})
    assert not far_apart({"#000000": 0.5}, {"#000000": 0.51})
    assert callable(colours_of("map.png", (10, 10), {}))
