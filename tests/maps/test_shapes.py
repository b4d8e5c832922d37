"""Shapes to draw."""

from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box

from districtbot.maps.shapes import dissolve, label_spots, lighter, outline


def _array(*shapes: shapely.Geometry) -> NDArray[Any]:
    return np.array(shapes, dtype=object)


def test_dissolve_clean_grid() -> None:
    """Group 0 is the left half, 1 the right half, 2 nobody."""
    cells = _array(*(box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)))
    codes = np.repeat([0, 1], 8)
    left, right, nobody = dissolve(cells, codes, 3)
    assert left.equals(box(0, 0, 2, 4))
    assert right.equals(box(2, 0, 4, 4))
    assert nobody.is_empty


def test_dissolve_closes_hairlines_and_keeps_holes() -> None:
    """Two halves a hair apart, the right one with a real hole."""
    holed = Polygon(box(500.1, 0, 1000, 500).exterior, [box(700, 200, 800, 300).exterior])
    units = _array(box(0, 0, 500, 500), holed, box(999, 499, 1100, 600))
    (whole,) = dissolve(units, np.array([0, 0, 0]), 1)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 1
    assert shapely.area(whole) == pytest.approx(500 * 1000 - 100 * 100 + 101 * 101 - 1, rel=1e-3)


def test_labels_stand_inside_and_on_every_large_island() -> None:
    islands = shapely.union_all([box(0, 0, 10, 10), box(20, 0, 28, 8), box(40, 0, 41, 1)])
    spots = label_spots(islands)
    assert [round(spot.radius) for spot in spots] == [5, 4]
    ring = Polygon(box(0, 0, 30, 30).exterior, [box(5, 5, 25, 25).exterior])
    (spot, *_) = label_spots(ring)
    assert ring.contains(shapely.Point(spot.x, spot.y))
    assert label_spots(Polygon())[0].radius == 0


def test_outline_leaves_the_hole_open() -> None:
    ring = Polygon(box(0, 0, 30, 30).exterior, [box(5, 5, 25, 25).exterior])
    path = outline(ring)
    area = 0.0
    for part in path.to_polygons():
        x, y = part.T
        area += float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    assert abs(area) == pytest.approx(ring.area)
    assert len(outline(Polygon()).vertices) == 0


def test_lighter_keeps_neighbours_flush() -> None:
    border = [(5 + 0.01 * (-1) ** step, step / 10) for step in range(101)]
    left = Polygon([(0, 0), *border, (0, 10)])
    right = Polygon([(10, 0), *border, (10, 10)])
    a, b = lighter(_array(left, right), 0.1)
    assert len(a.exterior.coords) < 50
    assert a.intersection(b).area == pytest.approx(0, abs=1e-9)
    assert a.union(b).area == pytest.approx(100, rel=1e-3)
