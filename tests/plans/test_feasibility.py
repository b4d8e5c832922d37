"""Proofs of impossibility: right where given, and never given where a plan exists."""

import itertools
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.plans.feasibility import impossibilities
from districtbot.plans.gauge import Gauge
from districtbot.plans.problem import problem_of
from districtbot.plans.targetfile import targets_of


def proofs(state: Any, k: int, *items: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = impossibilities(problem_of(state, targets_of({"districts": k, "target": list(items)})))
    return [(item.measure, item.proof, item.nearest) for item in found]


def test_more_districts_than_units(grid_frame: Any, state_of: Any) -> None:
    [(measure, proof, nearest)] = proofs(state_of(grid_frame(2, 2)), 5)
    assert measure == "districts"
    assert "5 districts" in proof
    assert "4 units" in proof
    assert nearest == "At most 4 districts."


def test_a_unit_larger_than_a_district_may_be(grid_frame: Any, state_of: Any) -> None:
    """One unit has 500 of 800 people; two districts of 400 within 5% cannot be."""
    state = state_of(grid_frame(2, 2, TOTPOP=[500, 100, 100, 100]))
    [(measure, proof, nearest)] = proofs(state, 2)
    assert measure == "population_deviation"
    assert "00101 alone has 500 people" in proof
    assert "420 people" in proof
    assert "25%" in nearest
    assert not proofs(state, 2, {"measure": "population_deviation", "at_most": 0.25})


def test_people_do_not_divide(grid_frame: Any, state_of: Any) -> None:
    state = state_of(grid_frame(2, 2, TOTPOP=[101, 100, 100, 100]))
    [(_, proof, nearest)] = proofs(state, 2, {"measure": "population_deviation", "at_most": 0})
    assert "401 people do not divide into 2" in proof
    assert "0.50 people" in nearest
    assert not proofs(state, 2, {"measure": "population_persons", "at_most": 0.5})


def test_a_range_leaves_more_room_on_one_side(grid_frame: Any, state_of: Any) -> None:
    """With three districts a range r lets one be 2/3 r above the ideal."""
    state = state_of(grid_frame(1, 4, TOTPOP=[140, 80, 40, 40]))
    assert proofs(state, 3, {"measure": "population_range", "at_most": 0.5})
    assert not proofs(state, 3, {"measure": "population_range", "at_most": 0.6})


def test_counties_too_large_must_be_split(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(2, 4, COUNTY=list("AAABAAAB"))
    state = state_of(frame, county="COUNTY")
    found = proofs(state, 4, {"measure": "region_splits", "at_most": 0})
    by_measure = {measure: proof for measure, proof, _ in found}
    assert set(by_measure) == {"districts", "region_splits"}
    assert "A (600 people)" in by_measure["region_splits"]
    assert not proofs(state, 4, {"measure": "region_splits", "at_most": 1})
    [(_, _, nearest)] = proofs(state, 4, {"measure": "region_pieces", "at_most": 3})
    assert nearest == "At least 4 must be allowed; it may take more."


def test_a_group_cannot_reach_what_its_numbers_do_not_carry(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 4, VAP=100, BVAP=[60, 30, 30, 0])
    state = state_of(frame, vap="VAP", group_vap={"black": "BVAP"})
    asked = {"measure": "group_share", "group": ["black"], "share": 0.5}
    [(_, proof, nearest)] = proofs(state, 4, {**asked, "districts_at_least": 2})
    assert "at most 1 can reach it" in proof
    assert nearest.startswith("At most 1 such district, or 2 districts at 4")
    assert not proofs(state, 4, {**asked, "districts_at_least": 1})
    [(_, proof, nearest)] = proofs(
        state, 4, {"measure": "group_share", "group": ["black"], "share": 0.2, "none_above": True}
    )
    assert "the whole map is 30% black" in proof
    assert "30%" in nearest


def test_seats_beyond_the_voters(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 4, PRES20D=[60, 30, 30, 30], PRES20R=[40, 70, 70, 70])
    state = state_of(frame)
    asked = {"measure": "seats", "election": "PRES20"}
    assert proofs(state, 4, {**asked, "party": "dem", "at_least": 2})
    assert not proofs(state, 4, {**asked, "party": "dem", "at_least": 1})
    assert proofs(state, 4, {**asked, "party": "rep", "at_most": 2})
    assert not proofs(state, 4, {**asked, "party": "rep", "at_most": 3})
    assert proofs(state, 4, {**asked, "party": "rep", "equal": 5})


def test_contradictions(grid_frame: Any, state_of: Any) -> None:
    state = state_of(grid_frame(1, 4, town=list("ABCD")))
    together = {"measure": "together", "column": "town", "values": ["A", "B"]}
    apart = {"measure": "apart", "column": "town", "values": ["A", "B"]}
    loose = {"measure": "population_deviation", "at_most": 0.9}
    [(measure, proof, _)] = proofs(state, 2, together, apart, loose)
    assert measure == "apart"
    assert "00101, 00102" in proof
    assert proofs(state, 2, {"measure": "locked", "column": "town", "values": ["A"], "district": 3})
    assert proofs(state, 2, {"measure": "apart", "column": "town", "values": ["A", "B", "C"]})


def test_a_district_that_stays_must_be_large_enough(grid_frame: Any, state_of: Any) -> None:
    """Four units of 1, 3, 3 and 1 people; a district of the first alone stays as it is."""
    state = state_of(grid_frame(1, 4, town=list("ABCD"), TOTPOP=[1, 3, 3, 1]))
    stays = {"measure": "locked", "column": "town", "values": ["A"], "district": 1, "alone": True}
    half, all_of_it = ({"measure": "population_deviation", "at_most": x} for x in ("50%", "75%"))
    [(measure, proof, nearest)] = proofs(state, 2, stays, half)
    assert measure == "locked"
    assert "1 person" in proof
    assert "75%" in nearest
    assert not proofs(state, 2, stays, all_of_it)
    assert not proofs(state, 2, {**stays, "alone": False}, half)


def test_separate_parts_without_bridges(grid_frame: Any, state_of: Any) -> None:
    """Three parts and two districts::

    1 . 2 . 3
    """
    state = state_of(grid_frame(1, 5).iloc[[0, 2, 4]].reset_index(drop=True))
    loose = {"measure": "population_deviation", "at_most": 0.9}
    [(measure, proof, _)] = proofs(state, 2, loose)
    assert measure == "contiguity"
    assert "3 separate parts" in proof
    assert not proofs(state, 3, loose)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_exists_is_called_impossible(
    grid_frame: Any, state_of: Any, seed: int
) -> None:
    """Every contiguous plan of a random 3 x 3 grid, enumerated: the bounds allow them all."""
    rng = np.random.default_rng(seed)
    frame = grid_frame(
        3,
        3,
        TOTPOP=rng.integers(1, 60, 9).tolist(),
        VAP=40,
        BVAP=rng.integers(0, 40, 9).tolist(),
        COUNTY=rng.choice(list("ABC"), 9).tolist(),
        PRES20D=rng.integers(0, 50, 9).tolist(),
        PRES20R=rng.integers(0, 50, 9).tolist(),
    )
    state = state_of(frame, vap="VAP", group_vap={"black": "BVAP"}, county="COUNTY")
    k = 3
    items = [
        {"measure": "population_deviation", "at_most": float(rng.uniform(0.05, 0.6))},
        {"measure": "region_splits", "at_most": int(rng.integers(0, 3))},
        {"measure": "region_pieces", "at_most": int(rng.integers(3, 7))},
        {
            "measure": "group_share",
            "group": ["black"],
            "share": float(rng.uniform(0.3, 0.7)),
            "districts_at_least": int(rng.integers(1, 4)),
        },
        {
            "measure": "seats",
            "party": "dem",
            "election": "PRES20",
            "at_least": int(rng.integers(1, 4)),
        },
    ]
    graph = nx.Graph(state.graph.edges.tolist())
    for n_items in (1, 2):
        for chosen in itertools.combinations(items, n_items):
            problem = problem_of(state, targets_of({"districts": k, "target": list(chosen)}))
            if impossibilities(problem):
                gauge = Gauge(problem)
                for drawn in _plans(graph, 9, k):
                    nodes = np.array(
                        [drawn[list(problem.node_of).index(n)] for n in range(problem.n_nodes)]
                    )
                    if np.array_equal(nodes[problem.node_of], drawn):
                        assert gauge.read(nodes).required > 0


def _plans(graph: Any, n: int, k: int) -> Any:
    for rest in itertools.product(range(k), repeat=n - 1):
        drawn = np.array((0, *rest), dtype=np.int32)
        parts = [np.flatnonzero(drawn == number).tolist() for number in range(k)]
        if all(part and nx.is_connected(graph.subgraph(part)) for part in parts):
            yield drawn
