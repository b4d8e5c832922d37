"""Pieces of districts by name, bridges that hold them, units of several parts that join them."""

from typing import Any

import numpy as np
import pytest
import shapely

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.plans.contiguity import ContiguityScore, pieces_of, told_contiguity
from districtbot.plans.joints import areas_of
from districtbot.plans.plan import Plan


def _told(state: StateMap, plan: Plan) -> ContiguityScore:
    return told_contiguity(state, plan, areas_of(state))


def test_pieces_are_named(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """District 1 in three pieces; the piece with most people first::

    1 1 2 1      100 100 100 900      A A A B
    1 2 2 2      100 100 100 100      A A B B
    2 2 2 1      100 100 100 100      B B B B
    """
    people = [100, 100, 100, 900] + [100] * 8
    names = [f"Ward {letter}" for letter in "abcdefghijkl"]
    counties = [*"AAABAABBBBBB"]
    drawn = state_of(grid_frame(3, 4, TOTPOP=people, NAME=names, COUNTY=counties), county="COUNTY")
    found = _told(drawn, plan_for(drawn, "1 1 2 1  1 2 2 2  2 2 2 1"))
    assert not found.contiguous
    (torn,) = found.torn
    assert torn.district == 1
    lone, corner, last = torn.pieces
    assert (lone.n_units, lone.people, lone.units, lone.names) == (1, 900, ("00104",), ("Ward d",))
    assert (lone.counties, corner.counties) == (("B",), ("A",))
    assert (corner.n_units, corner.units) == (3, ("00101", "00102", "00105"))
    assert last.units == ("00112",)
    assert found.crossings == ()


def test_a_piece_names_its_largest_units_first(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """Seven units of district 1, then one of district 2, then one more of district 1."""
    drawn = state_of(grid_frame(1, 9, TOTPOP=[1, 2, 3, 4, 5, 6, 7, 8, 9]))
    (torn,) = _told(drawn, plan_for(drawn, "1 1 1 1 1 1 1 2 1")).torn
    assert torn.pieces[0].n_units == 7
    assert torn.pieces[0].units == ("00107", "00106", "00105", "00104", "00103")
    assert torn.pieces[0].names == ()


def test_bridges_that_hold_a_district_are_told(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """Two bridges: the first joins the ends of district 1, the second joins what touches::

    1 2 2 2 1
    """
    bridges = (Bridge(0, 4, 3000.0, "ferry"), Bridge(1, 3, 1000.0, "no need"))
    drawn = state_of(grid_frame(1, 5), bridges=bridges)
    found = _told(drawn, plan_for(drawn, "1 2 2 2 1"))
    (crossing,) = found.crossings
    assert (crossing.district, crossing.a, crossing.b) == (1, "00101", "00105")
    assert (crossing.metres, crossing.reason) == (3000.0, "ferry")


def test_a_bridge_without_length_has_none(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    bridges = (Bridge(0, 4, float("nan"), "given"),)
    drawn = state_of(grid_frame(1, 5), shapes=False, bridges=bridges)
    (crossing,) = _told(drawn, plan_for(drawn, "1 2 2 2 1")).crossings
    assert crossing.metres is None


@pytest.fixture
def strait(grid_frame: Any, state_of: Any) -> StateMap:
    """Unit w is water, in two parts at the ends of the middle row::

    1 2 3
    w 4 w
        6
    """
    frame = grid_frame(3, 3).iloc[[0, 1, 2, 3, 4, 8]].reset_index(drop=True)
    frame["GEOID"] = ["1", "2", "3", "water", "4", "6"]
    left = frame.geometry[3]
    right = shapely.affinity.translate(left, 2000, 0)
    frame.loc[3, "geometry"] = shapely.MultiPolygon([left, right])
    drawn: StateMap = state_of(frame)
    return drawn


def test_a_unit_of_two_parts_joins_two_areas(strait: StateMap, plan_for: Any) -> None:
    """District 1 holds units 1, 6 and the water, whose parts touch either."""
    found = _told(strait, plan_for(strait, "1 2 2 1 2 1"))
    assert found.contiguous
    (joint,) = found.joints
    assert (joint.district, joint.units) == (1, ("water",))
    assert [area.units for area in joint.areas] == [("1",), ("6",)]


@pytest.mark.parametrize("drawing", ["1 1 1 1 1 1", "2 2 1 1 2 1", "1 2 2 2 2 2", "1 2 2 1 2 2"])
def test_a_unit_of_two_parts_that_joins_nothing(
    strait: StateMap, plan_for: Any, drawing: str
) -> None:
    """All in one; both neighbours on one side; the water elsewhere; an idle part of it."""
    assert _told(strait, plan_for(strait, drawing)).joints == ()


def test_areas_joined_by_a_bridge_are_one(strait: StateMap, plan_for: Any) -> None:
    """A bridge from unit 1 to unit 6 joins the areas without the water."""
    bridged = StateMap(
        **{
            **{name: getattr(strait, name) for name in strait.__dataclass_fields__},
            "graph": type(strait.graph)(
                strait.graph.n_units,
                strait.graph.edges,
                strait.graph.shared_perimeter,
                (Bridge(0, 5, 1.0, "ferry"),),
                "rook",
            ),
        }
    )
    assert _told(bridged, plan_for(bridged, "1 2 2 1 2 1")).joints == ()


def test_a_corner_joins_queens_only(strait: StateMap, plan_for: Any) -> None:
    """Unit 2 and the right part of the water meet in a point, so do unit 4 and unit 6."""
    graph = strait.graph
    corners = np.array([[1, 3], [4, 5]], dtype=np.int32)
    edges = np.concatenate([graph.edges, corners])
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    queen = StateMap(
        **{
            **{name: getattr(strait, name) for name in strait.__dataclass_fields__},
            "graph": type(graph)(graph.n_units, edges, np.ones(len(edges)), (), "queen"),
        }
    )
    assert _told(strait, plan_for(strait, "1 2 2 1 2 1")).joints
    assert _told(queen, plan_for(queen, "1 1 2 1 2 1")).joints == ()


def test_a_map_of_whole_units_has_no_areas(grid_frame: Any, state_of: Any) -> None:
    assert areas_of(state_of(grid_frame(2, 2))) is None
    assert areas_of(state_of(grid_frame(2, 2), shapes=False)) is None


def test_a_district_without_units_has_no_pieces() -> None:
    pairs = np.array([[0, 1]], dtype=np.int32)
    assert pieces_of(np.array([1, 1, 3], dtype=np.int32), pairs, 3).tolist() == [1, 0, 1]
