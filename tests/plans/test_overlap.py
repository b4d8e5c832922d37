"""People kept and districts nested between two plans of one map."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.overlap import overlap_people, relabel_like, share_kept, share_nested


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Six units with an old plan, and people::

    old  A A B B C C      people  10 20 30 40 50 60
    """
    people = [10, 20, 30, 40, 50, 60]
    frame = grid_frame(1, 6, TOTPOP=people, OLD=["A", "A", "B", "B", "C", "C"])
    drawn: StateMap = state_of(frame, plans=("OLD",))
    return drawn


def test_people_by_pairs_of_districts(state: StateMap, plan_for: Any) -> None:
    table, labels = overlap_people(state, plan_for(state, "1 2 2 2 3 3"), "OLD")
    assert labels == ("A", "B", "C")
    assert table.tolist() == [[10, 0, 0], [20, 70, 0], [0, 0, 110]]


def test_people_kept_under_the_best_numbering(state: StateMap, plan_for: Any) -> None:
    assert share_kept(state, plan_for(state, "3 3 1 1 2 2"), "OLD") == 1
    assert share_kept(state, plan_for(state, "1 2 2 2 3 3"), "OLD") == pytest.approx(190 / 210)


def test_the_best_numbering_is_best_of_all(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, "1 2 3 1 2 3")
    table, _ = overlap_people(state, plan, "OLD")
    kept = [
        sum(table[row, column] for row, column in enumerate(order))
        for order in permutations(range(3))
    ]
    assert share_kept(state, plan, "OLD") == pytest.approx(max(kept) / 210)


def test_nested(state: StateMap, plan_for: Any) -> None:
    assert share_nested(state, plan_for(state, "1 1 2 3 4 5"), "OLD") == 1
    assert share_nested(state, plan_for(state, "1 2 2 2 3 3"), "OLD") == pytest.approx(190 / 210)


def test_units_without_an_old_district_keep_none(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 4, OLD=["A", "", "B", "B"]))
    assert share_kept(drawn, plan_for(drawn, "1 1 2 2"), "OLD") == 0.75


def test_an_empty_column_is_refused(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    drawn = state_of(grid_frame(1, 2, OLD=""))
    with pytest.raises(AskError, match="gives no unit a district"):
        share_kept(drawn, plan_for(drawn, "1 2"), "OLD")


def test_relabel_like_follows_the_people(state: StateMap, plan_for: Any) -> None:
    old = plan_for(state, "1 1 2 2 3 3")
    turned = relabel_like(plan_for(state, "2 3 3 3 1 1"), old, state.population)
    assert turned.district.tolist() == [1, 2, 2, 2, 3, 3]
    assert turned.names == ("1", "2", "3")


def test_relabel_like_keeps_the_districts(state: StateMap, plan_for: Any) -> None:
    plan, old = plan_for(state, "1 2 3 4 5 5"), plan_for(state, "1 1 1 2 2 2")
    turned = relabel_like(plan, old)
    assert sorted(set(turned.district.tolist())) == [1, 2, 3, 4, 5]
    same = plan.district[:, None] == plan.district[None, :]
    assert np.array_equal(turned.district[:, None] == turned.district[None, :], same)


def test_relabel_like_with_fewer_districts(state: StateMap, plan_for: Any) -> None:
    turned = relabel_like(plan_for(state, "2 2 2 1 1 1"), plan_for(state, "1 2 3 4 5 5"))
    assert sorted(set(turned.district.tolist())) == [1, 2]


def test_plans_of_different_maps_do_not_compare(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, "1 1 2 2 3 3")
    other = replace(plan, unit_ids=tuple(reversed(plan.unit_ids)))
    with pytest.raises(AskError, match="different units"):
        relabel_like(plan, other)
