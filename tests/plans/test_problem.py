"""Merging what must stay together, and who must be apart."""

from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.problem import exclusions, problem_of
from districtbot.plans.targetfile import targets_of


def targets(k: int, *items: dict[str, Any]) -> Any:
    return targets_of({"districts": k, "target": list(items)})


def test_without_wishes_every_unit_is_a_node(grid_frame: Any, state_of: Any) -> None:
    state = state_of(grid_frame(2, 3))
    problem = problem_of(state, targets(2))
    assert problem.node_of.tolist() == [0, 1, 2, 3, 4, 5]
    assert problem.links.tolist() == state.graph.edges.tolist()
    assert problem.ideal == 300
    assert problem.neighbours[1] == (0, 2, 4)


def test_units_kept_together_become_one_node(grid_frame: Any, state_of: Any) -> None:
    """The corner block of four is one node with 400 people::

    A A .
    A A .
    . . .
    """
    frame = grid_frame(3, 3, town=["A", "A", "", "A", "A", "", "", "", ""])
    problem = problem_of(
        state_of(frame), targets(2, {"measure": "together", "column": "town", "values": ["a"]})
    )
    assert problem.node_of.tolist() == [0, 0, 1, 0, 0, 2, 3, 4, 5]
    assert problem.population.tolist() == [400, 100, 100, 100, 100, 100]
    assert problem.neighbours[0] == (1, 2, 3, 4)


def test_parts_that_do_not_touch_stay_two_nodes(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 3, town=["A", "", "A"])
    problem = problem_of(
        state_of(frame), targets(2, {"measure": "together", "column": "town", "values": ["A"]})
    )
    assert problem.n_nodes == 3


def test_no_split_counties_merges_each_county(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(2, 4, COUNTY=list("AABBAABB"))
    asked = {"measure": "region_splits", "at_most": 0}
    problem = problem_of(state_of(frame, county="COUNTY"), targets(2, asked))
    assert problem.node_of.tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    wished = problem_of(state_of(frame, county="COUNTY"), targets(2, {**asked, "wished": True}))
    assert wished.n_nodes == 8


def test_half_the_range_is_aimed_at(grid_frame: Any, state_of: Any) -> None:
    asked = targets(2, {"measure": "population_range", "at_most": 0.02})
    problem = problem_of(state_of(grid_frame(2, 2)), asked)
    assert (problem.tolerance, problem.aim) == (0.02, 0.01)


def test_locks_incumbents_and_apart_are_exclusions(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 4, town=list("ABCD"))
    asked = targets(
        3,
        {"measure": "locked", "column": "town", "values": ["A"], "district": 2},
        {"measure": "locked", "column": "town", "values": ["D"], "district": 1},
        {"measure": "apart", "column": "town", "values": ["B", "C"]},
        {"measure": "incumbents", "units": ["00101", "00104"]},
    )
    found = exclusions(state_of(frame), asked)
    assert [labels.tolist() for labels in found] == [
        [-1, 0, 1, -1],
        [0, -1, -1, 1],
        [1, -1, -1, 0],
    ]


def test_a_county_may_be_named_without_the_word(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 2, COUNTY=["Wayne County", "Oakland County"])
    asked = targets(2, {"measure": "together", "column": "county", "values": ["wayne"]})
    assert problem_of(state_of(frame, county="COUNTY"), asked).n_nodes == 2


def test_an_unknown_value_is_said_with_those_there_are(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 2, COUNTY=["Wayne", "Oakland"])
    asked = targets(2, {"measure": "together", "column": "county", "values": ["Cook"]})
    with pytest.raises(AskError, match=r"'Cook'.*Oakland, Wayne"):
        problem_of(state_of(frame, county="COUNTY"), asked)


def test_unit_order_changes_nothing(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(3, 3, town=list("AABAABCCB"))
    asked = targets(2, {"measure": "together", "column": "town", "values": ["A"]})
    turned = frame.iloc[::-1].reset_index(drop=True)
    one, two = problem_of(state_of(frame), asked), problem_of(state_of(turned), asked)
    assert sorted(one.population) == sorted(two.population)
    assert len(one.links) == len(two.links)
    assert np.array_equal(
        np.bincount(one.node_of)[one.node_of], np.bincount(two.node_of)[two.node_of][::-1]
    )
