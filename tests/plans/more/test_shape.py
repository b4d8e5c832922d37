"""Shapes measured by hand: squares, rectangles, an L, a ring, a bar across the map's border."""

import math
from typing import Any

import numpy as np
import pytest
import shapely

from districtbot.geo.statemap import StateMap
from districtbot.plans.field import scoring_engine
from districtbot.plans.more.shape import (
    SPREADS,
    boyce_clark,
    measure_outlines,
    people_apart,
    score_more_shape,
)
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


def _measured(outline: Any, land: Any = None) -> dict[str, float]:
    found = measure_outlines(np.array([outline]), outline if land is None else land)
    return {name: float(values[0]) for name, values in found.items()}


def test_a_square() -> None:
    found = _measured(shapely.box(0, 0, 10, 10))
    full = ("upright_box", "turned_box", "length_width", "x_symmetry", "y_symmetry", "clipped_hull")
    for name in full:
        assert found[name] == pytest.approx(1), name
    assert found["skew"] == pytest.approx(1 / math.sqrt(2), rel=1e-3)


def test_a_square_reaches_further_into_its_corners() -> None:
    """Of 16 lines, 4 go to the middle of a side, 4 into a corner, 8 between (1 / cos 22.5°)."""
    reach = np.repeat([1, math.sqrt(2), 1 / math.cos(math.pi / 8)], [4, 4, 8])
    uneven = np.abs(100 * reach / reach.sum() - 6.25).sum()
    assert boyce_clark(shapely.box(0, 0, 10, 10)) == pytest.approx(1 - uneven / 200)


def test_a_circle_is_even() -> None:
    circle = shapely.Point(3, 4).buffer(5, quad_segs=64)
    assert boyce_clark(circle) == pytest.approx(1, abs=1e-3)
    assert _measured(circle)["skew"] == pytest.approx(1, abs=1e-3)


def test_a_rectangle() -> None:
    """Three long and one high."""
    found = _measured(shapely.box(0, 0, 3, 1))
    assert found["length_width"] == pytest.approx(1 / 3)
    assert found["skew"] == pytest.approx(0.5 / (math.sqrt(10) / 2), rel=1e-3)
    assert found["upright_box"] == found["turned_box"] == pytest.approx(1)


def test_a_slanted_square_fills_its_smallest_box_but_half_of_the_upright_one() -> None:
    slanted = shapely.Polygon([(1, 0), (2, 1), (1, 2), (0, 1)])
    found = _measured(slanted)
    assert found["upright_box"] == pytest.approx(0.5)
    assert found["turned_box"] == pytest.approx(1)


L = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)])
"""Three unit squares::

#.
##
"""


def test_an_l() -> None:
    """Its centroid is (5/6, 5/6); its mirror images are worked out corner by corner.

    Turned about y = 5/6 it is x in 0..2 for y in 2/3..5/3, x in 0..1 for y in -1/3..2/3. The
    overlap is 1 x 2/3 below, 2 x 1/3 to y = 1, 1 x 2/3 to y = 5/3: two of three squares.
    """
    found = _measured(L)
    assert found["x_symmetry"] == pytest.approx(2 / 3)
    assert found["y_symmetry"] == pytest.approx(2 / 3)
    assert found["upright_box"] == pytest.approx(3 / 4)
    assert found["length_width"] == pytest.approx(1)
    assert found["clipped_hull"] == pytest.approx(1)
    assert _measured(L, shapely.box(0, 0, 2, 2))["clipped_hull"] == pytest.approx(3 / 3.5)


def test_the_smallest_box_has_the_smallest_area_of_all() -> None:
    """Each box has a side on an edge of the hull: all edges are tried."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        hull = shapely.convex_hull(shapely.MultiPoint(rng.random((12, 2)) * [3, 1]))
        corners = shapely.get_coordinates(hull)
        areas = []
        for angle in np.arctan2(*(np.diff(corners, axis=0).T[::-1])):
            turn = np.array(
                [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
            )
            areas.append(np.prod(np.ptp(corners @ turn, axis=0)))
        assert _measured(hull)["turned_box"] == pytest.approx(hull.area / min(areas))


def test_a_ring_is_looked_at_from_within() -> None:
    """The centroid of a ring lies in its hole: the lines start in the ring itself."""
    ring = shapely.box(0, 0, 10, 10) - shapely.box(3, 3, 7, 7)
    found = _measured(ring)
    assert found["x_symmetry"] == pytest.approx(1)
    assert 0 < found["boyce_clark"] < 0.9


def test_turning_and_scaling_change_what_they_must_only() -> None:
    turned = shapely.transform(L, lambda p: 7 * p[:, ::-1] * [-1, 1] + [1e6, 2e6])
    before, after = _measured(L), _measured(turned)
    assert after["x_symmetry"] == pytest.approx(before["y_symmetry"])
    for name in ("upright_box", "turned_box", "length_width", "boyce_clark", "skew"):
        assert after[name] == pytest.approx(before[name], rel=1e-3), name


def test_people_apart_pair_by_pair(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    people = [3, 0, 5, 7, 2, 9]
    state = state_of(grid_frame(2, 3, TOTPOP=people))
    plan = plan_for(state, "1 1 2 1 2 2")
    places = shapely.get_coordinates(shapely.centroid(state.geometry.to_numpy()))
    total = pairs = 0.0
    for a in range(6):
        for b in range(6):
            if plan.district[a] == plan.district[b]:
                total += people[a] * people[b] * ((places[a] - places[b]) ** 2).sum()
                pairs += people[a] * people[b]
    scatter, apart = people_apart(plan, places, state.population)
    assert scatter == pytest.approx(total, rel=1e-9)
    assert apart == pytest.approx(math.sqrt(total / pairs))


def test_hulls_on_the_map_are_gerrytools(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """::

    1 1 2
    1 2 2
    1 2 2 less its last unit: the map itself has a dent
    """
    frame = grid_frame(3, 3).iloc[:8].reset_index(drop=True)
    state = state_of(frame)
    plan = plan_for(state, "1 1 2 1 2 2 1 2")
    engine = scoring_engine()
    evaluator = engine.PlanEvaluator(state.networkx(bridged=False), geometry=frame)
    metric = engine.StateClippedConvexHullRatio(shapely.union_all(frame.geometry.to_numpy()))
    theirs = evaluator.add_metrics(metric).evaluate(plan.district.tolist())
    ours = score_more_shape(Scoring(state), plan).clipped_hull
    assert ours is not None
    assert ours.by_district == pytest.approx(
        theirs.array("state_clipped_convex_hull_ratio")[0].tolist()
    )


def test_numbering_and_unit_order_change_nothing(grid_frame: Any, state_of: Any) -> None:
    people = np.arange(1, 13)
    labels = np.array([1, 1, 2, 3, 1, 2, 2, 3, 1, 1, 2, 3], dtype=np.int32)
    frame = grid_frame(3, 4, TOTPOP=people.tolist())
    order = np.random.default_rng(3).permutation(12)
    first = _scored(state_of(frame), labels)
    second = _scored(
        state_of(frame.iloc[order].reset_index(drop=True)), (4 - labels[order]).astype(np.int32)
    )
    for name in SPREADS:
        assert getattr(first, name).by_district == pytest.approx(
            getattr(second, name).by_district[::-1]
        ), name
    for name in ("people_apart_km", "fryer_holden", "edges_kept"):
        assert getattr(first, name) == pytest.approx(getattr(second, name)), name


def _scored(state: StateMap, labels: Any) -> Any:
    return score_more_shape(Scoring(state), Plan(state.unit_ids, labels, ("1", "2", "3")))


def test_edges_kept(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """Two of the twelve edges of 3 x 3 are not kept around a corner unit."""
    state = state_of(grid_frame(3, 3))
    found = score_more_shape(Scoring(state), plan_for(state, "1 2 2 2 2 2 2 2 2"))
    assert found.edges_kept == pytest.approx(10 / 12)


def test_a_map_without_shapes_says_so(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(2, 2), shapes=False)
    found = score_more_shape(Scoring(state), plan_for(state, "1 1 2 2"))
    for name in (*SPREADS, "people_apart_km", "fryer_holden"):
        assert getattr(found, name) is None
        assert "without shapes" in found.undefined[name]
    assert found.edges_kept == pytest.approx(0.5)


def test_nobody_and_nothing_touching(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(1, 1, TOTPOP=0))
    found = score_more_shape(Scoring(state), plan_for(state, "1"))
    assert found.people_apart_km is None
    assert found.edges_kept is None
    assert set(found.undefined) == {"people_apart_km", "edges_kept"}
