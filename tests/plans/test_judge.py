"""Verdicts on every kind of target."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.judge import JUDGES, Judge, judge
from districtbot.plans.needs import check_targets, needed_columns
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import MEASURES, Targets
from districtbot.plans.verdict import Verdict, all_required_met


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Eight units in two counties and four towns, with an old plan::

    county  A A B B    town  a b c d    old  1 1 2 2    people  100 100 100 100
            A A B B          a b c d         1 2 2 2            100 100 100 140
    """
    frame = grid_frame(
        2,
        4,
        TOTPOP=[100] * 7 + [140],
        VAP=[80] * 7 + [112],
        BVAP=[8, 8, 40, 40, 8, 8, 40, 56],
        HVAP=[8, 8, 8, 8, 8, 8, 8, 0],
        COUNTY=["A", "A", "B", "B"] * 2,
        TOWN=["a", "b", "c", "d"] * 2,
        OLD=[1, 1, 2, 2, 1, 2, 2, 2],
        PRES20D=[60, 60, 20, 20, 60, 60, 20, 28],
        PRES20R=[20, 20, 60, 60, 20, 20, 60, 84],
    )
    drawn: StateMap = state_of(
        frame,
        vap="VAP",
        group_vap={"black": "BVAP", "hispanic": "HVAP"},
        county="COUNTY",
        municipality="TOWN",
        plans=("OLD",),
    )
    return drawn


def _targets(districts: int, **target: Any) -> Targets:
    return targets_of({"districts": districts, "target": [target]})


def _only(state: StateMap, plan: Any, /, **target: Any) -> Verdict:
    """The verdict on one target beside those that are always there."""
    targets = _targets(plan.n_districts, **target)
    verdicts = judge(state, targets, plan)
    assert len(verdicts) == len(targets.target)
    found = [verdict for verdict in verdicts if verdict.measure == target["measure"]]
    assert len(found) == 1
    return found[0]


HALVES = "1 1 2 2  1 1 2 2"

STAYS = {"measure": "locked", "column": "TOWN", "district": 2, "alone": True}
CASES: list[tuple[str, dict[str, Any], float, float, str]] = [
    (HALVES, {"measure": "population_deviation", "at_most": 0.05}, 20 / 420, 0.05, "share"),
    (HALVES, {"measure": "population_range", "at_most": "10%"}, 40 / 420, 0.1, "share"),
    (HALVES, {"measure": "population_persons", "at_most": 20}, 20, 20, "people"),
    (HALVES, {"measure": "contiguity"}, 2, 2, "pieces"),
    (HALVES, {"measure": "region_splits", "at_most": 0}, 0, 0, "counties"),
    (HALVES, {"measure": "region_splits", "region": "TOWN", "at_most": 0}, 0, 0, "regions"),
    (HALVES, {"measure": "region_pieces", "at_most": 2}, 2, 2, "pieces"),
    (HALVES, {"measure": "polsby_popper", "at_least": 0.78}, math.pi / 4, 0.78, "share"),
    (
        HALVES,
        {"measure": "reock", "statistic": "minimum", "at_least": 0.6},
        2 / math.pi,
        0.6,
        "share",
    ),
    (HALVES, {"measure": "cut_edges", "at_most": 2}, 2, 2, "edges"),
    (
        HALVES,
        {"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 1},
        1,
        1,
        "districts",
    ),
    (
        HALVES,
        {
            "measure": "group_share",
            "group": ["black", "HVAP"],
            "share": "60%",
            "none_above": True,
        },
        (176 + 24) / 352,
        0.6,
        "share",
    ),
    (
        HALVES,
        {"measure": "seats", "party": "rep", "election": "pres20", "at_least": 1},
        1,
        1,
        "districts",
    ),
    (
        HALVES,
        {"measure": "competitive", "election": "PRES20", "margin": 0.3, "at_least": 2},
        2,
        2,
        "districts",
    ),
    (
        HALVES,
        {"measure": "efficiency_gap", "election": "PRES20", "at_most": 0.01},
        0,
        0.01,
        "share",
    ),
    (HALVES, {"measure": "mean_median", "election": "PRES20", "at_most": 0}, 0, 0, "share"),
    (HALVES, {"measure": "partisan_bias", "election": "PRES20", "at_most": 0}, 0, 0, "share"),
    (
        HALVES,
        {"measure": "proportionality", "election": "PRES20", "at_most": 0.02},
        0.5 - 328 / 672,
        0.02,
        "share",
    ),
    (
        HALVES,
        {"measure": "together", "column": "county", "values": ["a"]},
        1,
        1,
        "districts",
    ),
    (
        HALVES,
        {"measure": "apart", "column": "TOWN", "values": ["a", "c"]},
        0,
        0,
        "districts",
    ),
    (
        HALVES,
        {"measure": "locked", "column": "TOWN", "values": ["c", "d"], "district": 2},
        1,
        1,
        "yes/no",
    ),
    (
        HALVES,
        {**STAYS, "values": ["c", "d"]},
        1,
        1,
        "yes/no",
    ),
    (HALVES, {"measure": "incumbents", "units": ["00101", "00103"]}, 0, 0, "districts"),
    (
        HALVES,
        {"measure": "least_change", "plan": "OLD", "at_least": 0.85},
        740 / 840,
        0.85,
        "share",
    ),
    (HALVES, {"measure": "nested", "plan": "OLD", "at_least": 0.85}, 740 / 840, 0.85, "share"),
]


@pytest.mark.parametrize(
    ("drawing", "target", "value", "bound", "unit"),
    CASES,
    ids=[f"{number} {case[1]['measure']}" for number, case in enumerate(CASES)],
)
def test_met(
    state: StateMap,
    plan_for: Any,
    drawing: str,
    target: dict[str, Any],
    value: float,
    bound: float,
    unit: str,
) -> None:
    found = _only(state, plan_for(state, drawing), **target)
    assert found.value == pytest.approx(value)
    assert found.bound == bound
    assert found.unit == unit
    assert found.met
    assert found.shortfall == 0
    assert found.districts == ()
    assert found.required
    assert found.achieved


def test_every_measure_has_a_case_and_a_judge() -> None:
    assert {case[1]["measure"] for case in CASES} == set(MEASURES)
    assert len(JUDGES) == len(MEASURES)


MISSED: list[tuple[str, dict[str, Any], float, tuple[int, ...], str]] = [
    (
        HALVES,
        {"measure": "population_deviation", "at_most": 0.04},
        20 / 420 - 0.04,
        (1, 2),
        "4.762% (district 1 is furthest off)",
    ),
    (
        "1 1 2 2  1 1 1 2",
        {"measure": "population_persons", "at_most": 70},
        10,
        (1, 2),
        "80 people",
    ),
    ("1 2 2 2  2 1 1 1", {"measure": "contiguity"}, 2, (1, 2), "districts 1, 2 in more than one"),
    ("1 1 1 2  1 1 2 2", {"measure": "region_splits", "at_most": 0}, 1, (), "1 county split (B)"),
    (
        "1 1 1 2  1 1 2 2",
        {"measure": "region_pieces", "at_most": 2},
        1,
        (),
        "3 pieces of 2 counties",
    ),
    (
        "1 1 1 1  2 2 2 2",
        {"measure": "polsby_popper", "statistic": "minimum", "at_least": 0.6},
        0.6 - 0.16 * math.pi,
        (1, 2),
        "0.503 (district 1)",
    ),
    (HALVES, {"measure": "cut_edges", "at_most": 1}, 1, (), "2"),
    (
        HALVES,
        {"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 2},
        1,
        (),
        "1 district (district 2); highest 50% in district 2",
    ),
    (
        HALVES,
        {"measure": "group_share", "group": ["black"], "share": 0.4, "none_above": True},
        0.1,
        (2,),
        "highest 50% in district 2",
    ),
    (
        HALVES,
        {"measure": "seats", "party": "dem", "election": "PRES20", "equal": 2},
        1,
        (),
        "1 of 2",
    ),
    (
        HALVES,
        {"measure": "seats", "party": "dem", "election": "PRES20", "at_most": 0},
        1,
        (),
        "1 of 2",
    ),
    (
        HALVES,
        {"measure": "proportionality", "election": "PRES20", "at_most": 0.01},
        0.5 - 328 / 672 - 0.01,
        (),
        "1.19% toward the Democratic side",
    ),
    (
        HALVES,
        {"measure": "together", "column": "TOWN", "values": ["b", "c"]},
        1,
        (1, 2),
        "in districts 1, 2",
    ),
    (
        HALVES,
        {"measure": "apart", "column": "TOWN", "values": ["a", "b"]},
        1,
        (1,),
        "more than one in district 1",
    ),
    (
        HALVES,
        {"measure": "locked", "column": "TOWN", "values": ["b", "c"], "district": 2},
        1,
        (1,),
        "2 of 4 units in district 1",
    ),
    (HALVES, {**STAYS, "values": ["c"]}, 1, (2,), "2 more in it"),
    (HALVES, {**STAYS, "values": ["b", "c", "d"]}, 1, (2,), "2 of them elsewhere"),
    (HALVES, {**STAYS, "values": ["a", "c"]}, 1, (2,), "2 of them elsewhere and 2 more in it"),
    (
        HALVES,
        {"measure": "incumbents", "units": ["00103", "00101", "00107"]},
        1,
        (2,),
        "more than one in district 2",
    ),
    (HALVES, {"measure": "nested", "plan": "OLD"}, 100 / 840, (), "88.1%"),
]


@pytest.mark.parametrize(
    ("drawing", "target", "shortfall", "districts", "achieved"),
    MISSED,
    ids=[f"{number} {case[1]['measure']}" for number, case in enumerate(MISSED)],
)
def test_missed(
    state: StateMap,
    plan_for: Any,
    drawing: str,
    target: dict[str, Any],
    shortfall: float,
    districts: tuple[int, ...],
    achieved: str,
) -> None:
    found = _only(state, plan_for(state, drawing), **target)
    assert not found.met
    assert found.shortfall == pytest.approx(shortfall)
    assert found.districts == districts
    assert achieved in found.achieved


def test_bounds_are_exact_but_for_rounding_of_floats(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """Ten people off in 1000 is 1%, met at 1% and missed at the least bit below."""
    drawn = state_of(grid_frame(1, 2, TOTPOP=[1010, 990]))
    plan = plan_for(drawn, "1 2")
    assert _only(drawn, plan, measure="population_deviation", at_most=0.01).met
    missed = _only(drawn, plan, measure="population_deviation", at_most=0.01 - 1e-9)
    assert not missed.met
    assert missed.achieved.split()[0] != missed.required.split()[2]


def test_equal_people_meet_a_tolerance_of_zero(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 6, TOTPOP=[0.1, 0.2, 0.3, 0.3, 0.2, 0.1]))
    plan = plan_for(drawn, "1 1 1 2 2 2")
    assert _only(drawn, plan, measure="population_deviation", at_most=0).met
    assert _only(drawn, plan, measure="population_persons", at_most=0).met


def test_a_share_is_not_rounded_up(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    frame = grid_frame(1, 2, VAP=100_000, BVAP=[49_999, 10])
    drawn = state_of(frame, vap="VAP", group_vap={"black": "BVAP"})
    found = _only(
        drawn,
        plan_for(drawn, "1 2"),
        measure="group_share",
        group=["black"],
        share=0.5,
        districts_at_least=1,
    )
    assert found.value == 0
    assert not found.met
    assert "49.999%" in found.achieved


def test_fairness_without_a_contest_is_missed_and_says_why(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 2, PRES20D=[5, 5], PRES20R=[3, 0]))
    found = _only(
        drawn, plan_for(drawn, "1 2"), measure="mean_median", election="PRES20", at_most=1e-9
    )
    assert not found.met
    assert math.isnan(found.value)
    assert "votes for one party only in district 2" in found.achieved


def test_relabelling_changes_no_verdict(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, "1 1 2 3  1 2 2 3")
    turned = replace(plan, district=np.array([3, 1, 2], dtype=np.int32)[plan.district - 1])
    targets = targets_of(
        {
            "districts": 3,
            "target": [case[1] for case in CASES if case[1]["measure"] != "locked"],
        }
    )
    for ours, theirs in zip(
        judge(state, targets, plan), judge(state, targets, turned), strict=True
    ):
        assert (theirs.met, theirs.value) == (ours.met, pytest.approx(ours.value))
        assert len(theirs.districts) == len(ours.districts)


def test_wished_targets_do_not_count_against_a_plan(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, HALVES)
    wish = {"measure": "cut_edges", "at_most": 0, "wished": True}
    verdicts = judge(state, _targets(2, **wish), plan)
    assert not all(verdict.met for verdict in verdicts)
    assert all_required_met(verdicts)


def test_another_number_of_districts_is_refused(state: StateMap, plan_for: Any) -> None:
    with pytest.raises(AskError, match="has 2 districts, the targets ask for 3"):
        judge(state, _targets(3, measure="contiguity"), plan_for(state, HALVES))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"measure": "region_splits", "region": "PARISH", "at_most": 1}, "PARISH"),
        (
            {"measure": "group_share", "group": ["martian"], "share": 0.5, "none_above": True},
            "black, hispanic",
        ),
        (
            {"measure": "group_share", "group": ["black"], "of": "cvap", "share": 0.5,
             "none_above": True},
            "cvap",
        ),
        ({"measure": "seats", "party": "dem", "election": "GOV22", "at_least": 1}, "PRES20"),
        ({"measure": "together", "column": "TOWN", "values": ["z"]}, "'z'"),
        ({"measure": "incumbents", "units": ["00101", "x"]}, "'x'"),
        ({"measure": "least_change", "plan": "CD118", "at_least": 0.9}, "OLD"),
        ({"measure": "locked", "column": "TOWN", "values": ["a"], "district": 3}, "from 1 to 2"),
    ],
)  # fmt: skip
def test_what_the_map_cannot_serve_is_refused(
    state: StateMap, target: dict[str, Any], words: str
) -> None:
    with pytest.raises(AskError, match=words):
        check_targets(state, _targets(2, **target))


def test_shapes_of_a_graph_are_refused(grid_frame: Any, state_of: Any) -> None:
    drawn = state_of(grid_frame(1, 4), shapes=False)
    with pytest.raises(AskError, match="without shapes"):
        check_targets(drawn, _targets(2, measure="reock", at_least=0.2))


def test_all_faults_are_said_at_once(state: StateMap) -> None:
    targets = targets_of(
        {
            "districts": 2,
            "target": [
                {"measure": "seats", "party": "dem", "election": "GOV22", "at_least": 1},
                {"measure": "least_change", "plan": "CD118", "at_least": 0.9},
            ],
        }
    )
    with pytest.raises(AskError, match="GOV22") as raised:
        Judge(state, targets)
    assert "CD118" in str(raised.value)


def test_needed_columns(state: StateMap) -> None:
    targets = targets_of(
        {
            "districts": 2,
            "target": [
                {"measure": "region_splits", "at_most": 1},
                {"measure": "least_change", "plan": "OLD", "at_least": 0.9},
            ],
        }
    )
    assert needed_columns(state, targets) == ("COUNTY", "OLD", "TOTPOP")
