"""Borders kept once."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from districtbot.maps.topology import Topology, topology_of


def areas_of(*polygons: Any) -> Any:
    found = np.empty(len(polygons), dtype=object)
    found[:] = polygons
    return found


def put_together(topology: Topology, rings: Any) -> Any:
    """The area inside rings, in the plane of the shapes."""
    whole = shapely.Polygon()
    for ring in rings:
        points: list[list[int]] = []
        for way in ring:
            arc = topology.arcs[way] if way >= 0 else topology.arcs[~way][::-1]
            points += arc.tolist()[bool(points) :]
        assert points[0] == points[-1]
        places = np.array(points) * [topology.cell, -topology.cell] + [topology.left, topology.top]
        whole = whole.symmetric_difference(shapely.Polygon(places))
    return whole


GRID = areas_of(*(box(x, y, x + 1, y + 1) for y in (1, 0) for x in (0, 1)))
"""Four squares::

    0 1
    2 3
"""


def test_four_squares_have_eight_arcs() -> None:
    """Each square shares two sides and has one corner piece of the outer border."""
    topology = topology_of(GRID)
    assert len(topology.arcs) == 8
    assert sorted(map(sorted, topology.sides.tolist())) == [
        [-1, 0], [-1, 1], [-1, 2], [-1, 3], [0, 1], [0, 2], [1, 3], [2, 3],
    ]  # fmt: skip
    assert (topology.width, topology.height) == (2**17, 2**17)


@pytest.mark.parametrize("groups", [[0, 1, 2, 3], [0, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 0]])
def test_groups_are_the_union_of_their_areas(groups: list[int]) -> None:
    """Also where a group touches itself at a corner alone."""
    topology = topology_of(GRID)
    rings = topology.rings(np.array(groups), max(groups) + 1)
    for group, found in enumerate(rings):
        members = [area for area, one in zip(GRID, groups, strict=True) if one == group]
        truth = shapely.union_all(members)
        assert put_together(topology, found).symmetric_difference(truth).area < 1e-3


def test_borders_lie_between_groups() -> None:
    """Two stripes: the two arcs between them, and the four of the outer border."""
    topology = topology_of(GRID)
    stripes = np.array([0, 0, 1, 1])
    borders = topology.borders(stripes)
    inner = [arc for arc in borders if topology.sides[arc].min() >= 0]
    assert len(borders) == 6
    assert all(stripes[topology.sides[arc]].tolist() in ([0, 1], [1, 0]) for arc in inner)
    assert sum(abs(np.diff(topology.arcs[arc][[0, -1], 0])[0]) for arc in inner) == 2**17


def test_an_island_in_a_lake_and_a_far_one() -> None:
    """A disc inside a ring of land, and a square apart; the ring keeps its hole."""
    disc = Point(5, 5).buffer(1, quad_segs=8)
    ring = box(0, 0, 10, 10).difference(disc)
    topology = topology_of(areas_of(ring, disc, box(20, 0, 21, 1)))
    rings = topology.rings(np.arange(3), 3)
    assert [len(each) for each in rings] == [2, 1, 1]
    assert put_together(topology, rings[0]).area == pytest.approx(ring.area, rel=1e-3)
    assert put_together(topology, rings[1]).area == pytest.approx(disc.area, rel=1e-3)


def test_gaps_and_overlaps_are_drawn_as_they_are() -> None:
    """A gap between two squares gives each a border of its own; no area is lost."""
    apart = areas_of(box(0, 0, 1, 1), box(1.1, 0, 2, 1))
    topology = topology_of(apart)
    assert [each.min() for each in topology.sides] == [-1, -1]
    over = areas_of(box(0, 0, 1, 1), box(0.9, 0, 2, 1))
    for found, truth in ((topology, apart), (topology_of(over), over)):
        for rings, area in zip(found.rings(np.arange(2), 2), truth, strict=True):
            assert put_together(found, rings).area == pytest.approx(area.area, rel=1e-3)


def test_the_order_of_the_areas_does_not_matter_to_the_borders() -> None:
    one, other = topology_of(GRID), topology_of(GRID[::-1])
    assert {arc.tobytes() for arc in one.arcs} == {arc.tobytes() for arc in other.arcs}


def test_an_empty_group_has_no_rings() -> None:
    assert topology_of(GRID).rings(np.array([0, 0, 2, 2]), 3)[1] == ()
