"""On real maps populations come within ten people of ideal, from rough plans."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.chains import balance as balancing
from districtbot.chains.balance import balance, balance_for, begin
from districtbot.chains.draws import stream_of
from districtbot.chains.goal import goal_of
from districtbot.chains.objective import read
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of as count
from districtbot.geo.open import open_map
from districtbot.ground.seeds import rng_of
from districtbot.plans.compiled import compiled
from districtbot.plans.problem import problem_of
from districtbot.plans.start import rough_plan
from districtbot.plans.targets import RegionPieces, Targets


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "k", "people", "targets"),
    [
        ("IA/ia_county_with_enacted_2020.zip", 4, 200, ()),
        ("NC/NC_vtd_2020_dual_graph.json", 14, 10, ()),
        ("NC/NC_vtd_2020_dual_graph.json", 14, 1000, (RegionPieces(region="county", at_most=0),)),
    ],
    ids=["IA", "NC", "NC, no county in more pieces"],
)
def test_populations_come_within_reach(
    shared_data: Path, check_state: Any, path: str, k: int, people: float, targets: tuple[Any, ...]
) -> None:
    problem = problem_of(open_map(shared_data / path), Targets(districts=k, target=targets))
    made = compiled(problem)
    graph, objective = made.graph, made.objective
    state = count(graph, rough_plan(problem, rng_of("test of polish")), k)
    ideal = np.full(k, problem.ideal)
    goal = goal_of(graph, ideal, ideal - people, ideal + people)
    work = balance_for(graph, objective, k)
    begin(graph, state, goal, objective, work)
    pieces = state.pieces.tolist()
    scratch, stream = scratch_for(graph), stream_of("test of polish", path)
    assert np.abs(state.population - ideal).max() > people
    while balance(graph, state, scratch, goal, objective, work, stream, 20):
        pass
    assert work.tally[balancing.STAGE] == balancing.MET
    assert np.abs(state.population - ideal).max() <= people
    check_state(graph, state)
    assert objective.whole[0] == 0
    read(graph, state, objective, work.values, work.gaps)
    assert k in work.values.tolist(), "as many pieces as districts"
    if targets:
        assert all(now <= was for now, was in zip(state.pieces.tolist(), pieces, strict=True))
