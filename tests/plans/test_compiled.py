"""A problem as arrays for the kernels, on maps drawn by hand."""

from typing import Any

import numpy as np
import pytest

from districtbot.chains.state import state_of as counted
from districtbot.geo.statemap import Bridge
from districtbot.ground.errors import AskError
from districtbot.plans.compiled import compiled, reading, tighten
from districtbot.plans.gauge import MISSED
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targetfile import targets_of


def problem_for(state: Any, k: int, *targets: dict[str, Any]) -> Problem:
    return problem_of(state, targets_of({"districts": k, "target": list(targets)}))


def test_merged_units_bring_borders_and_edges(grid_frame: Any, state_of: Any) -> None:
    """The first column is one node; a bridge joins two corners::

    a b     nodes  0 1
    a c            0 2
    a d            0 3
    """
    frame = grid_frame(3, 2, COUNTY=["W", "E", "W", "E", "W", "E"])
    state = state_of(frame, county="COUNTY", bridges=(Bridge(1, 5, 1000.0, "drawn"),))
    problem = problem_for(
        state,
        2,
        {"measure": "together", "column": "COUNTY", "values": ["W"]},
        {"measure": "polsby_popper", "at_least": 0.5},
        {"measure": "cut_edges", "at_most": 0},
    )
    made = compiled(problem)
    assert problem.links.tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert made.graph.touching.tolist() == [1, 1, 1, 1, 0, 1]
    assert made.graph.shared.tolist() == [1000, 1000, 1000, 1000, 0, 1000]
    area, perimeter = made.objective.rows.column[1]
    assert made.graph.columns[:, area].tolist() == [3e6, 1e6, 1e6, 1e6]
    assert made.graph.columns[:, perimeter].tolist() == [8000, 4000, 4000, 4000]
    found = reading(made, counted(made.graph, np.array([0, 0, 1, 1], np.int32), 2))
    assert found.values[0] == 1
    around = np.array([4, 2]) / np.array([10, 6]) ** 2 * 4 * np.pi
    assert found.values[1] == pytest.approx(around.mean(), rel=1e-12)
    assert found.values[2] == 3
    assert found.gaps[2] == 3 + MISSED


def test_columns_and_levels_are_counted_once(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(2, 2, COUNTY=["A", "A", "B", "B"], PRES20D=1, PRES20R=[0, 1, 2, 3])
    state = state_of(frame, county="COUNTY")
    vote = {"election": "PRES20"}
    made = compiled(
        problem_for(
            state,
            2,
            {"measure": "region_splits", "at_most": 1},
            {"measure": "region_pieces", "at_most": 2},
            {"measure": "nested", "plan": "COUNTY"},
            {"measure": "efficiency_gap", **vote, "at_most": 0.1},
            {"measure": "seats", "party": "rep", **vote, "at_least": 1},
        )
    )
    assert len(made.graph.first_of) - 1 == 1
    assert made.graph.columns.shape == (4, 3)
    rows = made.objective.rows
    assert rows.column[4].tolist() == rows.column[3][::-1].tolist()


def test_targets_that_count_nothing_need_no_columns(grid_frame: Any, state_of: Any) -> None:
    made = compiled(problem_for(state_of(grid_frame(2, 2)), 2))
    assert made.graph.columns.shape == (4, 0)
    assert len(made.graph.first_of) == 1


def test_units_without_a_county_split_none(grid_frame: Any, state_of: Any) -> None:
    """Two units of no county lie in different districts::

    .  A     0 0
    .  A     1 0
    """
    state = state_of(grid_frame(2, 2, COUNTY=["", "A", "", "A"]), county="COUNTY")
    made = compiled(
        problem_for(
            state,
            2,
            {"measure": "region_splits", "at_most": 1},
            {"measure": "region_pieces", "at_most": 1},
            {"measure": "nested", "plan": "COUNTY"},
        )
    )
    found = reading(made, counted(made.graph, np.array([0, 0, 1, 0], np.int32), 2))
    assert found.values[:2] == (0.0, 1.0)
    assert found.values[2] == pytest.approx(3 / 4)


def test_a_tightened_target_asks_for_more(grid_frame: Any, state_of: Any) -> None:
    made = compiled(problem_for(state_of(grid_frame(2, 2)), 2))
    state = counted(made.graph, np.array([0, 0, 1, 1], np.int32), 2)
    assert reading(made, state).met
    tighten(made.objective, 0, 0.25)
    tighten(made.objective, 0, 0.25)
    assert reading(made, state).gaps == (pytest.approx(0.5 + MISSED), 0.0)


@pytest.mark.parametrize("measure", ["polsby_popper", "reock"])
def test_shapes_are_asked_for(grid_frame: Any, state_of: Any, measure: str) -> None:
    state = state_of(grid_frame(2, 2), shapes=False)
    problem = problem_for(state, 2, {"measure": measure, "at_least": 0.2})
    with pytest.raises(AskError, match="without shapes"):
        compiled(problem)


def test_a_map_without_shapes_counts_all_else(grid_frame: Any, state_of: Any) -> None:
    state = state_of(grid_frame(2, 2), shapes=False)
    made = compiled(problem_for(state, 2, {"measure": "cut_edges", "at_most": 2}))
    found = reading(made, counted(made.graph, np.array([0, 0, 1, 1], np.int32), 2))
    assert found.values[0] == 2
    assert found.met
