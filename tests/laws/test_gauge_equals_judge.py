"""Law: what the search measures at every step is what the judge finds."""

from typing import Any

import numpy as np
import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of
from districtbot.plans.gauge import Gauge
from districtbot.plans.gerrychain_engine import GerryChainEngine
from districtbot.plans.judge import judge
from districtbot.plans.numbering import numbered
from districtbot.plans.problem import problem_of
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import MEASURES
from districtbot.plans.tree_law import TreeLaw

COUNTED_OTHERWISE = ("contiguity", "together", "apart", "locked", "incumbents")
"""Measures whose value is a count of faults in one place and of good districts in the other."""

LAW = TreeLaw(epsilon=0.05, surcharge=0.0)

ITEMS: list[dict[str, Any]] = [
    {"measure": "population_deviation", "at_most": 0.02},
    {"measure": "population_range", "at_most": 0.03},
    {"measure": "population_persons", "at_most": 20},
    {"measure": "contiguity"},
    {"measure": "region_splits", "at_most": 2},
    {"measure": "region_pieces", "at_most": 6},
    {"measure": "polsby_popper", "at_least": 0.35},
    {"measure": "polsby_popper", "statistic": "minimum", "at_least": 0.3},
    {"measure": "reock", "at_least": 0.4},
    {"measure": "reock", "statistic": "minimum", "at_least": 0.3},
    {"measure": "cut_edges", "at_most": 30},
    {"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 2},
    {"measure": "group_share", "group": ["black"], "share": 0.6, "none_above": True},
    {"measure": "seats", "party": "dem", "election": "PRES20", "at_least": 2},
    {"measure": "seats", "party": "rep", "election": "PRES20", "at_most": 2},
    {"measure": "competitive", "election": "PRES20", "margin": 0.05, "at_least": 2},
    {"measure": "efficiency_gap", "election": "PRES20", "at_most": 0.05},
    {"measure": "mean_median", "election": "PRES20", "at_most": 0.02},
    {"measure": "partisan_bias", "election": "PRES20", "at_most": 0.05},
    {"measure": "proportionality", "election": "PRES20", "at_most": 0.1},
    {"measure": "together", "column": "GEOID", "values": ["00101", "00102"]},
    {"measure": "apart", "column": "GEOID", "values": ["00110", "00150"]},
    {"measure": "locked", "column": "GEOID", "values": ["00155"], "district": 2},
    {"measure": "incumbents", "units": ["00103", "00104", "00164"]},
    {"measure": "least_change", "plan": "OLD", "at_least": 0.6},
    {"measure": "nested", "plan": "OLD", "at_least": 0.6},
]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    rng = np.random.default_rng(11)
    people = rng.integers(50, 150, 64)
    lean = np.clip(np.linspace(0.75, 0.3, 64) + rng.normal(0, 0.1, 64), 0.05, 0.95)
    votes = (people * 0.6).astype(int)
    frame = grid_frame(
        8,
        8,
        TOTPOP=people.tolist(),
        VAP=people.tolist(),
        BVAP=(people * np.linspace(0.9, 0.1, 64)).astype(int).tolist(),
        COUNTY=[f"{'NS'[row // 4]}{'WE'[col // 4]}" for row in range(8) for col in range(8)],
        OLD=[1 + (index % 8) // 2 for index in range(64)],
        PRES20D=(votes * lean).astype(int).tolist(),
        PRES20R=(votes - (votes * lean).astype(int)).tolist(),
    )
    return state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"}, plans=("OLD",))


def test_every_measure_is_held_to_the_law() -> None:
    assert {item["measure"] for item in ITEMS} == set(MEASURES)


def test_gauge_and_judge_agree_at_every_step(state: Any) -> None:
    targets = targets_of({"districts": 4, "target": ITEMS})
    problem = problem_of(state, targets)
    gauge = Gauge(problem)
    engine = GerryChainEngine(problem, Budget(None))
    rng = rng_of("law")
    position = engine.seed_plan(LAW, rng)
    assert position is not None
    outcomes: dict[int, set[bool]] = {index: set() for index in range(len(ITEMS))}
    for _ in range(30):
        reading = gauge.read(position.district)
        verdicts = judge(state, targets, numbered(problem, position.district))
        for index, (item, verdict) in enumerate(zip(ITEMS, verdicts, strict=True)):
            where = f"{item}: gauge {reading.values[index]}, judge {verdict.value}"
            assert verdict.met == (reading.gaps[index] <= 0), where
            if item["measure"] not in COUNTED_OTHERWISE and "districts_at_least" not in item:
                assert reading.values[index] == pytest.approx(verdict.value, abs=1e-9), where
            outcomes[index].add(verdict.met)
        following = engine.recom(position, LAW, rng)
        assert following is not None
        position = following
    assert sum(len(seen) == 2 for seen in outcomes.values()) >= 8
