"""Answers of chains and optimizers are judged plan by plan: each fault is found."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from districtbot.problems.coding.climbs import climb_of
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    ensemble,
    net_of,
    split_places,
)
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.units import units_of
from districtbot.problems.coding.walks import (
    Chain,
    as_label,
    at_most_split,
    balanced,
    chain_of,
    in_one_piece,
    n_cut,
    n_districts,
    start_of,
    units_moved,
    within_a_pair,
)
from districtbot.problems.maps.made import MadeMap

Check = Callable[[Outcome], str]
N_PLANS = 6


def answer_of(made: MadeMap) -> dict[str, Any]:
    walk = ensemble(made, random.Random(3), n_plans=N_PLANS - 1, n_flips=1)
    plans = [districts_of(made), *walk]
    net = net_of(made)
    return {
        "assignments": [list(plan) for plan in plans],
        "cut_edges": [len(cut_edges(net, plan)) for plan in plans],
    }


@pytest.fixture
def check(made: MadeMap) -> Check:
    laws = (balanced(made, 0.25), in_one_piece(made), n_districts(len(set(districts_of(made)))))
    moves = (units_moved(1, 1), within_a_pair)
    return chain_of(made, Chain(N_PLANS, laws, moves, (n_cut(made),), start_of(made)))


def said(check: Check, value: Any) -> str:
    return check(Outcome(True, value=value))


def test_a_walk_passes_as_lists_and_by_unit(made: MadeMap, check: Check) -> None:
    answer = answer_of(made)
    assert said(check, answer) == ""
    ids = made.state.unit_ids
    answer["assignments"] = [dict(zip(ids, one, strict=True)) for one in answer["assignments"]]
    assert said(check, answer) == ""


def test_each_fault_is_found(made: MadeMap, check: Check) -> None:
    net = net_of(made)

    def plans_of(answer: dict[str, Any]) -> list[list[int]]:
        plans: list[list[int]] = answer["assignments"]
        return plans

    def one_less(answer: dict[str, Any]) -> None:
        plans_of(answer).pop()

    def other_start(answer: dict[str, Any]) -> None:
        plans_of(answer)[0] = plans_of(answer)[1]

    def wrong_count(answer: dict[str, Any]) -> None:
        answer["cut_edges"][2] += 1

    def count_as_text(answer: dict[str, Any]) -> None:
        answer["cut_edges"][2] = str(answer["cut_edges"][2])

    def two_units(answer: dict[str, Any]) -> None:
        plan = plans_of(answer)[-1]
        for a, b in cut_edges(net, plan)[:2]:
            plan[a] = plan[b]

    def unit_missing(answer: dict[str, Any]) -> None:
        plans_of(answer)[1].pop()

    def district_gone(answer: dict[str, Any]) -> None:
        plan = plans_of(answer)[-1]
        plan[:] = [1 if one == 2 else one for one in plan]

    def stands_still(answer: dict[str, Any]) -> None:
        answer["assignments"] = [plans_of(answer)[0]] * N_PLANS
        answer["cut_edges"] = [answer["cut_edges"][0]] * N_PLANS

    def key_more(answer: dict[str, Any]) -> None:
        answer["more"] = []

    faults = (
        one_less,
        other_start,
        wrong_count,
        count_as_text,
        two_units,
        unit_missing,
        district_gone,
        stands_still,
        key_more,
    )
    for fault in faults:
        answer = answer_of(made)
        fault(answer)
        assert said(check, answer), fault.__name__


def test_a_chain_that_did_not_run_is_none(check: Check) -> None:
    assert check(Outcome(False, error="oh"))
    assert said(check, None)
    assert said(check, {})
    assert said(check, [])


def test_split_places_are_capped(made: MadeMap) -> None:
    counties, plan = units_of(made).counties, [str(one) for one in districts_of(made)]
    n = len(split_places(counties, plan))
    assert at_most_split(counties, n)(plan) == ""
    assert at_most_split(counties, n - 1)(plan)


def test_labels_are_text_however_they_are_written() -> None:
    assert {as_label(one) for one in (3, 3.0, "3")} == {"3"}


def test_the_best_plan_is_the_best_on_the_way(made: MadeMap) -> None:
    net = net_of(made)
    answer = answer_of(made)
    scores, plans = answer["cut_edges"], answer["assignments"]
    best = scores.index(min(scores))
    check = climb_of(
        made,
        lambda plan: len(cut_edges(net, plan)),
        [str(one) for one in districts_of(made)],
        n_scores=N_PLANS,
        maximize=False,
        laws=(in_one_piece(made),),
    )
    right = {"scores": scores, "best": plans[best], "best_score": scores[best]}
    assert said(check, right) == ""
    worst = scores.index(max(scores))
    assert scores[worst] > scores[best]
    assert said(check, {**right, "best": plans[worst], "best_score": scores[worst]})
    assert said(check, {**right, "best_score": scores[best] + 1})
    assert said(check, {**right, "scores": scores[1:]})
    assert said(check, {**right, "scores": [scores[0] + 1, *scores[1:]]})
