"""Alternatives: they meet the targets, differ, and repeat."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from districtbot.ground.clock import Budget
from districtbot.plans.judge import judge
from districtbot.plans.ledger import Progress
from districtbot.plans.overlap import relabel_like, share_moved
from districtbot.plans.pareto import NEAREST, dominates
from districtbot.plans.targetfile import targets_of
from districtbot.plans.verdict import all_required_met
from districtbot.tools.alternatives import (
    PER_PLAN,
    Drawing,
    alternatives_to,
    budget_left,
    wishing_at_most_half,
)
from districtbot.tools.draft import Drafted, Effort, draft
from districtbot.tools.words import on_alternatives


@pytest.fixture(scope="module")
def state(grid_frame: Any, state_of: Any) -> Any:
    """Six by six units, some with more people than others."""
    people = np.random.default_rng(5).integers(50, 150, 36).tolist()
    return state_of(grid_frame(6, 6, TOTPOP=people))


def drafted(state: Any, *items: dict[str, Any], seed: int = 1) -> Drafted:
    asked = targets_of({"districts": 4, "target": list(items)})
    return draft(state, asked, Effort("gerrychain", seed=seed, seconds=None, steps=20))


@pytest.fixture(scope="module")
def answer(state: Any) -> Drafted:
    return drafted(state, {"measure": "population_deviation", "at_most": "8%"})


def test_they_meet_the_targets_and_differ_and_none_is_beaten(state: Any, answer: Drafted) -> None:
    told: list[Drawing] = []
    found = alternatives_to(state, answer, 4, budget=Budget(None), tell_fn=told.append)
    assert answer.status == "met"
    assert len(found.plans) >= 2
    assert len(found.candidates) == len(told) == 3 * PER_PLAN
    assert found.ended == "drawn"
    assert [one.number for one in found.plans] == list(range(2, len(found.plans) + 2))
    rows = [found.answer, *(one.weights for one in found.plans)]
    assert not any(dominates(a, b) for a in rows for b in rows[1:])
    assert answer.plan is not None
    for one in found.plans:
        verdicts = judge(state, answer.targets, one.plan)
        assert all_required_met(verdicts)
        assert verdicts == one.verdicts
        like = relabel_like(one.plan, answer.plan, state.population)
        assert (like.district == one.plan.district).all()
        assert one.moved == share_moved(one.plan, answer.plan, state.population)
        assert one.beats_answer == dominates(one.weights, found.answer)
    plans = [answer.plan, *(one.plan for one in found.plans)]
    for a, b in combinations(plans, 2):
        assert share_moved(a, b, state.population) >= NEAREST
    assert found.n_of("kept") == len(found.plans)


def test_the_same_request_gives_the_same_alternatives(state: Any, answer: Drafted) -> None:
    first, again = (alternatives_to(state, answer, 3, budget=Budget(None)) for _ in range(2))
    assert [one.plan.csv() for one in first.plans] == [one.plan.csv() for one in again.plans]
    assert first.candidates == again.candidates
    more = alternatives_to(state, answer, 4, budget=Budget(None))
    drawn = [(one.seed, one.steps) for one in more.candidates]
    assert drawn[: len(first.candidates)] == [(one.seed, one.steps) for one in first.candidates]


def test_each_is_what_its_seed_and_steps_draft(state: Any, answer: Drafted) -> None:
    found = alternatives_to(state, answer, 3, budget=Budget(None))
    assert answer.plan is not None
    assert found.plans
    for one in found.plans:
        effort = Effort("gerrychain", one.candidate.seed, None, one.candidate.steps)
        again = draft(state, answer.targets, effort).plan
        assert again is not None
        assert relabel_like(again, answer.plan, state.population).sha256 == one.plan.sha256


def test_locked_districts_keep_their_numbers(state: Any) -> None:
    answer = drafted(
        state, {"measure": "locked", "column": "GEOID", "values": ["00101"], "district": 3}
    )
    found = alternatives_to(state, answer, 4, budget=Budget(None))
    assert found.plans
    assert {int(one.plan.district[0]) for one in found.plans} == {3}


def test_without_an_answer_there_are_none(state: Any) -> None:
    missed = drafted(state, {"measure": "cut_edges", "at_most": 5})
    found = alternatives_to(state, missed, 3, budget=Budget(None))
    assert missed.status == "not_met"
    assert found.plans == found.candidates == ()
    assert on_alternatives(found) == (
        "No alternatives were drawn, since the plan itself misses a required target.",
    )


def test_the_budget_is_kept_and_said(state: Any, answer: Drafted) -> None:
    none = alternatives_to(state, answer, 3, budget=Budget(0.0))
    assert none.candidates == ()
    assert none.ended == "budget"
    assert "The time was up after 0 of 32 candidates." in on_alternatives(none)
    stopping = Budget(None)

    def stop(told: Drawing) -> None:
        if told.n_drawn == 2:
            stopping.stop()

    some = alternatives_to(state, answer, 3, budget=stopping, tell_fn=stop)
    assert len(some.candidates) == 2
    assert some.ended == "interrupted"
    assert "The search was interrupted after 2 of 32 candidates." in on_alternatives(some)


def test_what_is_left_of_a_budget(answer: Drafted) -> None:
    assert budget_left(answer).seconds is None
    timed = replace(answer, effort=Effort(seconds=10.0), seconds=4.0)
    assert budget_left(timed).seconds == 6.0
    assert budget_left(replace(timed, seconds=11.0)).seconds == 0.0


def test_wishes_get_half_of_a_budget_and_required_targets_all_of_it() -> None:
    told: list[Progress] = []
    budget = Budget(1e-6)
    watch = wishing_at_most_half(budget, told.append)
    watch(Progress(1, 0.0, ("cut edges 9",), False, only_wishes=False))
    assert budget.seconds == 1e-6
    budget = Budget(100.0, _start=budget._start - 60)
    watch = wishing_at_most_half(budget, told.append)
    watch(Progress(1, 0.0, ("cut edges 9",), False, only_wishes=False))
    assert not budget.over
    watch(Progress(1, 0.0, ("cut edges 9",), False, only_wishes=True))
    assert budget.over
    assert len(told) == 3


def test_twins_are_dropped(grid_frame: Any, state_of: Any) -> None:
    """Two by two units in two counties allow one plan without a split county."""
    state = state_of(grid_frame(2, 2, COUNTY=["N", "N", "S", "S"]), county="COUNTY")
    asked = targets_of({"districts": 2, "target": [{"measure": "region_splits", "at_most": 0}]})
    answer = draft(state, asked, Effort("gerrychain", seconds=None, steps=5))
    found = alternatives_to(state, answer, 2, budget=Budget(None))
    assert answer.status == "met"
    assert found.plans == ()
    assert found.n_of("near") == PER_PLAN
    assert on_alternatives(found) == (
        "1 was asked for: of 16 candidates, 16 nearly the same as another plan.",
    )
