"""What moves between two plans: matched districts, people, units, cores."""

from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.change import Move, change_between
from districtbot.plans.overlap import share_moved
from districtbot.plans.plan import Plan, plan_of


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Six units in a row with 10, 20, 30, 40, 50 and 0 people."""
    drawn: StateMap = state_of(grid_frame(1, 6, TOTPOP=[10, 20, 30, 40, 50, 0]))
    return drawn


def test_one_unit_moves(state: StateMap, plan_for: Any) -> None:
    """Old A A A B B B; new numbers are turned, and the third unit goes over."""
    old = plan_for(state, "A A A B B B")
    found = change_between(state, plan_for(state, "2 2 1 1 1 1"), old)
    assert found.relabelled.names == ("A", "B")
    assert found.relabelled.district.tolist() == [1, 1, 2, 2, 2, 2]
    assert found.matches == ("B", "A")
    assert found.people_kept == (90, 30)
    assert (found.people_moved, found.units_moved) == (30, 1)
    assert found.share_moved == pytest.approx(30 / 150)
    assert found.moves == (Move("A", "B", 30, 1),)
    assert found.kept == (0.5, 1)
    assert found.kept_overall == pytest.approx(120 / 150)
    assert (found.districts_kept, found.other_names) == (0, ("A", "B"))


def test_an_empty_unit_moves(state: StateMap, plan_for: Any) -> None:
    found = change_between(state, plan_for(state, "1 1 2 2 2 1"), plan_for(state, "1 1 2 2 2 2"))
    assert (found.people_moved, found.units_moved, found.districts_kept) == (0, 1, 0)
    assert found.moves == (Move("2", "1", 0, 1),)


def test_the_same_plan_whatever_its_numbers(state: StateMap, plan_for: Any) -> None:
    found = change_between(state, plan_for(state, "3 1 1 2 2 2"), plan_for(state, "1 2 2 3 3 3"))
    assert (found.people_moved, found.units_moved, found.moves) == (0, 0, ())
    assert found.relabelled.district.tolist() == [1, 2, 2, 3, 3, 3]
    assert found.districts_kept == 3


def test_a_district_more(state: StateMap, plan_for: Any) -> None:
    """Old 1 1 1 3 3 3 has two districts: of 30 people each, the one with more units follows."""
    found = change_between(state, plan_for(state, "1 1 2 3 3 3"), plan_for(state, "1 1 1 3 3 3"))
    assert found.relabelled.names == ("1", "3", "2")
    assert found.matches == ("1", None, "3")
    assert found.moves == (Move("1", "2", 30, 1),)
    assert found.people_kept == (30, 0, 90)


def test_a_district_less(state: StateMap, plan_for: Any) -> None:
    """Districts 4 and 5 of five are the ones that live on."""
    old = plan_for(state, "1 2 3 4 5 5")
    found = change_between(state, plan_for(state, "1 1 1 1 2 2"), old)
    assert found.relabelled.names == ("4", "5")
    assert found.people_moved == 60
    assert [(move.from_district, move.people) for move in found.moves] == [
        ("3", 30), ("2", 20), ("1", 10),
    ]  # fmt: skip
    assert found.kept == (1, 1, 1, 1, 1)


def test_where_nobody_lives_units_decide(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    drawn = state_of(grid_frame(1, 5, TOTPOP=0))
    found = change_between(drawn, plan_for(drawn, "2 2 2 1 1"), plan_for(drawn, "1 1 1 2 2"))
    assert (found.people_moved, found.share_moved, found.kept_overall) == (0, None, None)
    assert (found.units_moved, found.kept) == (0, (None, None))


def test_no_matching_keeps_more_people(state: StateMap) -> None:
    """Against all ways of matching three districts, on fifty pairs of plans."""
    from itertools import permutations

    rng = np.random.default_rng(3)
    for _ in range(50):
        ours, theirs = (_random(state, rng) for _ in range(2))
        found = change_between(state, ours, theirs)
        least = min(
            state.population[np.array(order)[ours.district - 1] != theirs.district].sum()
            for order in permutations((1, 2, 3))
        )
        assert found.people_moved == least
        assert found.share_moved == pytest.approx(share_moved(ours, theirs, state.population))
        assert sum(move.people for move in found.moves) == found.people_moved
        assert sum(move.n_units for move in found.moves) == found.units_moved


def test_another_maps_plan_is_refused(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, "1 1 1 2 2 2")
    other = Plan(tuple(reversed(plan.unit_ids)), plan.district, plan.names)
    with pytest.raises(AskError, match="different units"):
        change_between(state, plan, other)


def _random(state: StateMap, rng: np.random.Generator) -> Plan:
    """A plan of three districts, none of them empty."""
    labels = np.concatenate([[1, 2, 3], rng.integers(1, 4, state.n_units - 3)])
    return plan_of(state.unit_ids, rng.permutation(labels))
