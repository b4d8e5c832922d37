"""The compiled engine: the same plan however the clock slices it, and nothing traded for a cap."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from districtbot.chains.anneal import ANNEALED, BURSTS, TILTED
from districtbot.geo.statemap import components_of
from districtbot.ground.clock import Budget
from districtbot.plans import fast_engine
from districtbot.plans.fast_engine import FastEngine, Strategy, luby
from districtbot.plans.gauge import Gauge
from districtbot.plans.judge import judge
from districtbot.plans.numbering import numbered
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.search import Found, Search, starting_plan
from districtbot.plans.targetfile import targets_of
from districtbot.plans.tree_law import tree_law

SHORT = Strategy(length=30, n_looks=200)


def problem_for(state: Any, k: int, *items: dict[str, Any]) -> Problem:
    return problem_of(state, targets_of({"districts": k, "target": list(items)}))


def searched(problem: Problem, strategy: Strategy = SHORT, **changes: Any) -> Found:
    budget = changes.pop("budget", Budget(None))
    options = {"seed": 1, "max_steps": 200, "start": starting_plan(problem), **changes}
    return Search(
        problem,
        FastEngine(problem, budget, strategy),
        lambda plan: judge(problem.state, problem.targets, plan),
        lambda district: numbered(problem, district),
        budget=budget,
        **options,
    ).run()


def impossible(state: Any) -> Problem:
    """No plan has four districts that are half of one group: the search never ends early."""
    return problem_for(
        state,
        4,
        {"measure": "population_deviation", "at_most": 0.02},
        {"measure": "region_splits", "at_most": 2},
        {"measure": "group_share", "group": "black", "share": 0.52, "districts_at_least": 3},
    )


@pytest.mark.parametrize("rule", [ANNEALED, TILTED, BURSTS])
def test_the_slices_of_the_clock_change_nothing(
    town: Any, rule: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, strategy = impossible(town), replace(SHORT, rule=rule)
    found = []
    for seconds in (1e-9, 0.03):
        monkeypatch.setattr(fast_engine, "SLICE", seconds)
        found.append(searched(problem, strategy))
    first, second = found
    assert first.steps == second.steps == 200
    assert np.array_equal(first.plan.district, second.plan.district)
    assert first.blockers == second.blockers


def test_another_seed_is_another_plan(town: Any) -> None:
    problem = impossible(town)
    plans = {searched(problem, seed=seed).plan.district.tobytes() for seed in range(3)}
    assert len(plans) == 3


def test_a_cap_on_counties_is_never_traded_for_a_share(town: Any) -> None:
    found = searched(impossible(town), max_steps=400)
    assert not found.met
    named = {verdict.name: verdict.met for verdict in found.verdicts}
    assert named["county splits"]
    assert named["contiguity"]


def test_the_best_plan_reads_as_the_gauge_reads_it(town: Any) -> None:
    problem = impossible(town)
    engine = FastEngine(problem, Budget(None), SHORT)
    district = np.asarray(searched(problem).plan.district - 1, dtype=np.int32)
    ours, theirs = engine.gauge.read(district), Gauge(problem).read(district)
    assert ours.gaps == pytest.approx(theirs.gaps, abs=1e-9)
    assert ours.cost == pytest.approx(theirs.cost, abs=1e-9)


def test_every_target_is_met_and_each_district_is_whole(town: Any) -> None:
    problem = problem_for(
        town,
        4,
        {"measure": "population_deviation", "at_most": 0.02},
        {"measure": "region_splits", "at_most": 4},
    )
    found = searched(problem, max_steps=3000)
    assert found.met
    assert found.ended == "met"
    links, district = town.graph.links, found.plan.district
    inside = district[links[:, 0]] == district[links[:, 1]]
    assert components_of(town.n_units, links[inside]).max() + 1 == 4


def test_least_change_begins_at_the_old_plan(town: Any) -> None:
    problem = problem_for(
        town,
        4,
        {"measure": "population_deviation", "at_most": 0.1},
        {"measure": "least_change", "plan": "OLD", "at_least": 0.85},
    )
    assert searched(problem, max_steps=2000).met


def test_a_spent_budget_leaves_a_plan(town: Any) -> None:
    searched(impossible(town), max_steps=1)  # compiled, if need be, outside of the budget
    found = searched(impossible(town), max_steps=None, budget=Budget(0.2))
    assert found.ended == "budget"
    assert len(set(found.plan.district.tolist())) == 4


def test_ctrl_c_leaves_a_plan(town: Any) -> None:
    budget = Budget(None)

    def press(_: Any) -> None:
        budget.stop()

    found = searched(impossible(town), max_steps=None, budget=budget, watch_fn=press)
    assert found.ended == "interrupted"
    assert found.steps > 0


def test_runs_grow_after_luby() -> None:
    assert [luby(place) for place in range(1, 16)] == [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]


def test_trees_ask_for_no_more_balance_than_is_of_use(town: Any) -> None:
    tight = problem_for(town, 4, {"measure": "population_persons", "at_most": 0})
    assert all(tree_law(tight, run).epsilon > 0 for run in range(3))
