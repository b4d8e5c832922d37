"""Plans to choose between."""

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.judge import judge
from districtbot.plans.overlap import relabel_like, share_moved
from districtbot.plans.pareto import Weight, dominates, furthest_apart, undominated
from districtbot.plans.plan import plan_of
from districtbot.plans.scoring import Scoring
from districtbot.plans.targetfile import targets_of
from districtbot.plans.weighing import said, weigh


def weights(less: float, more: float) -> tuple[Weight, ...]:
    return Weight("splits", less, "counties", "less"), Weight("shape", more, "score", "more")


def test_a_plan_is_beaten_by_one_nowhere_worse_and_somewhere_better() -> None:
    assert dominates(weights(2, 0.3), weights(3, 0.3))
    assert dominates(weights(2, 0.4), weights(3, 0.3))
    assert not dominates(weights(2, 0.2), weights(3, 0.3))
    assert not dominates(weights(2, 0.3), weights(2, 0.3))
    assert dominates(weights(2, 0.3), weights(2, math.nan))
    assert not dominates(weights(2, math.nan), weights(2, math.nan))


def test_what_is_left_is_the_front_in_any_order() -> None:
    plans = [weights(1, 0.1), weights(2, 0.2), weights(2, 0.1), weights(3, 0.2), weights(1, 0.1)]
    for order in permutations(range(5)):
        found = {order[place] for place in undominated([plans[place] for place in order])}
        assert found == {0, 1, 4}


def test_each_plan_taken_is_the_furthest_from_those_before() -> None:
    """Plans on a line, the answer at 0: the far end comes first, then the middle."""
    places = [0.0, 1 / 64, 0.5, 63 / 64, 1.0, 0.5]

    def distance(a: int, b: int) -> float:
        return abs(places[a] - places[b])

    assert furthest_apart(distance, 6, 3) == (0, 4, 2)
    assert furthest_apart(distance, 6, 6, nearest=0.02) == (0, 4, 2)
    assert furthest_apart(distance, 6, 6, nearest=1 / 64) == (0, 4, 2, 1, 3)
    assert furthest_apart(distance, 1, 6) == (0,)


def test_relabelling_moves_nobody(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """One unit of ten people of a hundred moves::

    1 1 2 2      2 2 1 1
    1 1 2 2      2 1 1 1
    """
    state = state_of(grid_frame(2, 4, TOTPOP=[15, 15, 15, 15, 10, 10, 10, 10]))
    plan = plan_for(state, "1 1 2 2 1 1 2 2")
    turned = plan_for(state, "2 2 1 1 2 2 1 1")
    other = plan_for(state, "2 2 1 1 2 1 1 1")
    assert share_moved(plan, turned, state.population) == 0
    assert share_moved(plan, other, state.population) == pytest.approx(0.1)
    assert share_moved(other, plan, state.population) == pytest.approx(0.1)
    assert relabel_like(other, plan, state.population).district.tolist() == [1, 1, 2, 2, 1, 2, 2, 2]
    fixed = relabel_like(other, plan, state.population, fixed=(2,))
    assert fixed.district.tolist() == other.district.tolist()
    strangers = plan_of(("a", "b"), np.array([1, 2]))
    with pytest.raises(AskError, match="different units"):
        share_moved(plan, strangers, state.population)


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    """Four by four units in two counties, left and right, with a contest."""
    frame = grid_frame(
        4,
        4,
        VAP=80,
        BVAP=[40, 30, 20, 10] * 4,
        COUNTY=["L", "L", "R", "R"] * 4,
        PRES20D=[30, 20, 10, 10] * 4,
        PRES20R=[10, 20, 20, 30] * 4,
    )
    return state_of(frame, vap="VAP", group_vap={"black": "BVAP"}, county="COUNTY")


def named(state: Any, plan: Any, *asked: dict[str, Any]) -> dict[str, Weight]:
    targets = targets_of({"districts": plan.n_districts, "target": list(asked)})
    verdicts = judge(state, targets, plan)
    return {one.name: one for one in weigh(Scoring(state), plan, targets, verdicts)}


def test_race_and_party_are_weighed_where_a_target_names_them(state: Any, plan_for: Any) -> None:
    plan = plan_for(state, " ".join(["1 1 2 2"] * 4))
    always = {"largest deviation", "county splits", "mean Polsby-Popper"}
    assert set(named(state, plan)) == always
    found = named(
        state,
        plan,
        {"measure": "efficiency_gap", "election": "PRES20", "at_most": "40%"},
        {"measure": "group_share", "group": ["black"], "share": 0.4, "districts_at_least": 1},
    )
    assert set(found) == always | {
        "efficiency gap in PRES20",
        "districts with 40% or more black share of VAP",
    }
    assert found["districts with 40% or more black share of VAP"].value == 1
    assert found["districts with 40% or more black share of VAP"].better == "more"


def test_a_target_that_says_what_is_weighed_anyway_is_not_weighed_twice(
    state: Any, plan_for: Any
) -> None:
    plan = plan_for(state, " ".join(["1 1 2 2"] * 4))
    found = named(
        state,
        plan,
        {"measure": "population_persons", "at_most": 100},
        {"measure": "region_splits", "region": "COUNTY", "at_most": 2},
        {"measure": "polsby_popper", "at_least": 0.1},
        {"measure": "polsby_popper", "statistic": "minimum", "at_least": 0.1},
        {"measure": "seats", "party": "dem", "election": "PRES20", "equal": 1},
    )
    assert list(found) == [
        "largest deviation",
        "county splits",
        "mean Polsby-Popper",
        "minimum Polsby-Popper",
    ]


def test_a_wish_is_weighed_by_how_far_it_is_missed(state: Any, plan_for: Any) -> None:
    plan = plan_for(state, " ".join(["1 1 2 2"] * 4))
    wish = {"measure": "cut_edges", "at_most": 1, "wished": True}
    (gap,) = [one for one in named(state, plan, wish).values() if one.gap]
    assert gap.value == 3
    assert gap.better == "less"
    assert said(gap) == "3"
    met = {"measure": "cut_edges", "at_most": 9, "wished": True}
    (gap,) = [one for one in named(state, plan, met).values() if one.gap]
    assert gap.value == 0


def test_without_shapes_cut_edges_stand_for_them(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    state = state_of(grid_frame(2, 2), shapes=False)
    found = named(state, plan_for(state, "1 1 2 2"))
    assert list(found) == ["largest deviation", "cut edges"]
    assert said(found["cut edges"]) == "2"
