"""Law: what the compiled chains read from their counts is what the gauge finds in the plan.

After every flip and every ReCom step each target has the same value and the same gap: to the
last bit where it is a count, else within `NEAR`. Least change takes the best relabelling in
both, and nothing depends on the plans that were read before.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from districtbot.chains.draws import stream_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, Law, recom, split_for, undo
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, flip, state_of
from districtbot.geo.open import open_map
from districtbot.geo.statemap import Bridge, StateMap
from districtbot.ground.seeds import rng_of
from districtbot.plans.compiled import Compiled, compiled, reading, tighten
from districtbot.plans.gauge import Gauge
from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.start import rough_plan
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import MEASURES

NEAR = 1e-9
"""How far shares and scores may be apart; their gaps are up to a hundred times that."""

COUNTS = (
    "contiguity",
    "region_splits",
    "region_pieces",
    "cut_edges",
    "seats",
    "competitive",
    "together",
    "apart",
    "locked",
    "incumbents",
)

SHAPES: list[dict[str, Any]] = [
    {"measure": "polsby_popper", "at_least": 0.35137},
    {"measure": "polsby_popper", "statistic": "minimum", "at_least": 0.30137},
    {"measure": "reock", "at_least": 0.40137},
    {"measure": "reock", "statistic": "minimum", "at_least": 0.30137},
]


def items(race: str, county: str, plan: str, hits: list[str], homes: list[str]) -> list[Any]:
    """Targets of every kind, some that are met and some that are missed."""
    vote = {"election": race}
    group = {"measure": "group_share", "group": ["black"]}
    return [
        {"measure": "population_deviation", "at_most": 0.02137},
        {"measure": "population_range", "at_most": 0.03137},
        {"measure": "population_persons", "at_most": 20.137},
        {"measure": "contiguity"},
        {"measure": "region_splits", "region": county, "at_most": 2},
        {"measure": "region_pieces", "region": county, "at_most": 6, "wished": True},
        {"measure": "cut_edges", "at_most": 30},
        {**group, "share": 0.30137, "districts_at_least": 2},
        {**group, "share": 0.30137, "districts_at_least": 99, "wished": True},
        {**group, "share": 0.40137, "none_above": True},
        {"measure": "seats", "party": "dem", **vote, "at_least": 3},
        {"measure": "seats", "party": "rep", **vote, "at_most": 1},
        {"measure": "seats", "party": "rep", **vote, "equal": 2},
        {"measure": "seats", "party": "dem", **vote, "at_least": 99},
        {"measure": "competitive", **vote, "margin": 0.05137, "at_least": 3},
        {"measure": "competitive", **vote, "margin": 0.05137, "at_least": 99},
        {"measure": "efficiency_gap", **vote, "at_most": 0.05137},
        {"measure": "mean_median", **vote, "at_most": 0.02137},
        {"measure": "partisan_bias", **vote, "at_most": 0.05137},
        {"measure": "proportionality", **vote, "at_most": 0.01137, "wished": True},
        {"measure": "together", "column": county, "values": hits[:2]},
        {"measure": "locked", "column": county, "values": hits[2:3], "district": 2},
        {"measure": "locked", "column": county, "values": hits[:1], "district": 1, "alone": True},
        {"measure": "apart", "column": county, "values": hits[3:]},
        {"measure": "incumbents", "units": homes},
        {"measure": "least_change", "plan": plan, "at_least": 0.60137},
        {"measure": "least_change", "plan": county, "at_least": 0.60137},
        {"measure": "nested", "plan": plan, "at_least": 0.90137},
        {"measure": "nested", "plan": county, "at_least": 0.60137},
    ]


def same(problem: Problem, gauge: Gauge, made: Compiled, state: State) -> None:
    """Hold the compiled reading of a plan to the gauge's."""
    expected = gauge.read(np.array(state.district, dtype=np.int32))
    found = reading(made, state)
    for row, target in enumerate(problem.targets.target):
        value, gap = found.values[row], found.gaps[row]
        wanted, wanted_gap = expected.values[row], expected.gaps[row]
        if target.measure in COUNTS:
            assert value == wanted, target
        assert value == pytest.approx(wanted, abs=NEAR, rel=NEAR, nan_ok=True), target
        assert gap == pytest.approx(wanted_gap, abs=100 * NEAR, rel=NEAR), target
    assert found.required == pytest.approx(expected.required, abs=1000 * NEAR, rel=NEAR)
    assert found.wished == pytest.approx(expected.wished, abs=1000 * NEAR, rel=NEAR)


def steps(made: Compiled, state: State, k: int, n_steps: int) -> Iterator[None]:
    """ReCom steps, of which every third is taken back."""
    ideal = state.population.sum() / k
    wide = np.full(k, 0.5 * ideal), np.full(k, 1.5 * ideal)
    law = Law(MINIMUM, DISTRICT_PAIRS, 5, 20, *wide, np.zeros(0), np.zeros(0, np.int32))
    scratch, split, stream = scratch_for(made.graph), split_for(made.graph), stream_of("law")
    for step in range(n_steps):
        assert recom(made.graph, state, law, scratch, split, stream)
        yield
        if step % 3 == 2:
            undo(made.graph, state, split)
            yield


@pytest.fixture(scope="module")
def grid(grid_frame: Any, state_of: Any) -> StateMap:
    """Ten rows of nine units, four counties, an old plan of three strips, a hole in the votes.

    The first column of units belongs to no county and the last row to no old district.
    """
    rng = np.random.default_rng(7)
    n, row, col = 90, *np.divmod(np.arange(90), 9)
    people = rng.integers(0, 150, n)
    lean = np.clip(np.linspace(0.7, 0.3, n) + rng.normal(0, 0.1, n), 0, 1)
    votes = np.where((row < 3) & (col < 3), 0, people // 2)
    frame = grid_frame(
        10,
        9,
        TOTPOP=people.tolist(),
        VAP=(people * 0.8).tolist(),
        BVAP=(people * np.linspace(0.5, 0.1, n)).tolist(),
        COUNTY=["NS"[r // 5] + "WE"[c // 5] if c else "" for r, c in zip(row, col, strict=True)],
        OLD=["123"[c // 3] if r < 9 else "" for r, c in zip(row, col, strict=True)],
        PRES20D=np.floor(votes * lean).tolist(),
        PRES20R=(votes - np.floor(votes * lean)).tolist(),
    )
    bridge = Bridge(0, 40, 3000.0, "drawn")
    roles = {"county": "COUNTY", "vap": "VAP", "group_vap": {"black": "BVAP"}, "plans": ("OLD",)}
    found: StateMap = state_of(frame, bridges=(bridge,), **roles)
    return found


def grid_problem(grid: StateMap, k: int, *, merged: bool = True) -> Problem:
    homes = ["00103", "00104", "00164", "00120"]
    wanted = items("PRES20", "COUNTY", "OLD", ["NW", "SW", "SE", "NE", "NW"], homes) + SHAPES
    if not merged:
        wanted = [item for item in wanted if item["measure"] not in ("together", "locked")]
    return problem_of(grid, targets_of({"districts": k, "target": wanted}))


def random_plan(problem: Problem, k: int, *labels: str | int) -> NDArray[np.int32]:
    rng = rng_of(*labels)
    return np.array([rng.randrange(k) for _ in range(problem.n_nodes)], dtype=np.int32)


def test_every_measure_is_held_to_the_law(grid: StateMap) -> None:
    held = {target.measure for target in grid_problem(grid, 4).targets.target}
    assert held == set(MEASURES)


@pytest.mark.parametrize("k", [2, 4, 7, 12])
@pytest.mark.parametrize("merged", [True, False])
def test_random_plans_and_flips(grid: StateMap, k: int, merged: bool) -> None:
    problem = grid_problem(grid, k, merged=merged)
    gauge, made = Gauge(problem), compiled(problem)
    state = state_of(made.graph, random_plan(problem, k, "plan", k), k)
    rng = rng_of("flips", k)
    same(problem, gauge, made, state)
    for _ in range(60):
        node, home = rng.randrange(problem.n_nodes), rng.randrange(k)
        if state.district[node] != home:
            flip(made.graph, state, node, home)
        same(problem, gauge, made, state)


def test_empty_districts_and_all_in_one(grid: StateMap) -> None:
    problem = grid_problem(grid, 5)
    gauge, made = Gauge(problem), compiled(problem)
    for number in (0, 3):
        whole = np.full(problem.n_nodes, number, dtype=np.int32)
        same(problem, gauge, made, state_of(made.graph, whole, 5))


def test_recom_steps_and_steps_taken_back(grid: StateMap) -> None:
    problem = grid_problem(grid, 4, merged=False)
    gauge, made = Gauge(problem), compiled(problem)
    strips = (np.arange(90) // 9 * 4 // 10).astype(np.int32)
    state = state_of(made.graph, strips, 4)
    for _ in steps(made, state, 4, 60):
        same(problem, gauge, made, state)


def test_tightened_targets(grid: StateMap) -> None:
    problem = grid_problem(grid, 4)
    gauge, made = Gauge(problem), compiled(problem)
    for index in range(len(problem.targets.target)):
        gauge.tighten(index, 0.137 * index)
        tighten(made.objective, index, 0.137 * index)
    for number in range(5):
        plan = random_plan(problem, 4, "tight", number)
        same(problem, gauge, made, state_of(made.graph, plan, 4))


def test_contiguity_is_taken_on_trust_where_it_is_kept(grid: StateMap) -> None:
    problem = grid_problem(grid, 4)
    gauge, made = Gauge(problem), compiled(problem)
    plan = random_plan(problem, 4, "scattered")
    state = state_of(made.graph, plan, 4)
    made.objective.whole[0] = 1
    assert reading(made, state).gaps == pytest.approx(gauge.read(plan, whole=True).gaps, abs=1e-6)
    assert reading(made, state).gaps != pytest.approx(gauge.read(plan).gaps, abs=1e-6)


def test_one_plan_reads_the_same_after_any_others(grid: StateMap) -> None:
    problem = grid_problem(grid, 4)
    used, fresh = compiled(problem), compiled(problem)
    for number in range(30):
        reading(used, state_of(used.graph, random_plan(problem, 4, "others", number), 4))
    state = state_of(used.graph, random_plan(problem, 4, "last"), 4)
    np.testing.assert_equal(reading(used, state).values, reading(fresh, state).values)
    np.testing.assert_equal(reading(used, state).gaps, reading(fresh, state).gaps)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "k", "n_steps"), [("AL", 7, 60), ("AL", 35, 40), ("MI", 13, 30)])
def test_real_maps(shared_data: Any, facts: Any, name: str, k: int, n_steps: int) -> None:
    map_ = open_map(shared_data / facts[name]["file"])
    old = rng_of("old plan", name)
    map_ = replace(map_, units=map_.units.assign(OLD=[old.randrange(k + 2) for _ in map_.unit_ids]))
    county = map_.columns.county
    assert county is not None
    names = list(map_.codes(county)[1])
    homes = [map_.unit_ids[old.randrange(map_.n_units)] for _ in range(k)]
    race = map_.columns.elections[0].name
    wanted = [
        item
        for item in items(race, county, "OLD", names[:3] + names[-9:], homes) + SHAPES
        if item["measure"] not in ("together", "locked")
    ]
    problem = problem_of(map_, targets_of({"districts": k, "target": wanted}))
    gauge, made = Gauge(problem), compiled(problem)
    same(problem, gauge, made, state_of(made.graph, random_plan(problem, k, name), k))
    state = state_of(made.graph, grown_plan(problem, k), k)
    for _ in steps(made, state, k, n_steps):
        same(problem, gauge, made, state)


def grown_plan(problem: Problem, k: int) -> NDArray[np.int32]:
    """Connected districts."""
    return rough_plan(problem, rng_of("rough"))
