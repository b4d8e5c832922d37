"""Neutral ensembles of the compiled chains, on a small grid."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from binary_ensemble import BendlDecoder
from gerrychain import Partition
from gerrychain.updaters import Tally, cut_edges
from gerrytools.ben import RecordedRun

from districtbot.ground.errors import AskError
from districtbot.plans.chain_rules import ChainRules
from districtbot.plans.ensemble.place import stands
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.ensemble.run import Hands
from districtbot.plans.ensemble.store import FILES
from districtbot.plans.plan import plan_of
from districtbot.plans.targets import Targets
from districtbot.tools.ensemble import run_ensemble

ALONE = Hands(1)


@pytest.fixture
def state(four_counties: Any) -> Any:
    return four_counties


def targets(*more: dict[str, Any], districts: int = 4) -> Targets:
    deviation = {"measure": "population_deviation", "at_most": 0.1}
    return Targets(districts=districts, target=(deviation, *more))


def test_every_plan_meets_the_targets(state: Any, tmp_path: Path) -> None:
    caps = (
        {"measure": "region_splits", "at_most": 2},
        {"measure": "cut_edges", "at_most": 30},
        {"measure": "together", "column": "GEOID", "values": ["00101", "00102"]},
    )
    drawn = run_ensemble(state, targets(*caps), tmp_path / "a", steps=500, chains=2, hands=ALONE)
    ensemble = open_ensemble(drawn.folder)
    table = ensemble.measures()
    assert (table["county_splits"] <= 2).all()
    assert (table["cut_edges"] <= 30).all()
    assert (table["population_deviation"] <= 0.1).all()
    graph = nx.Graph(state.graph.links.tolist())
    n_looked_at = 0
    for plan in ensemble.plans(every=10):
        n_looked_at += 1
        assert plan[0] == plan[1]
        people = np.bincount(plan, state.population)[1:]
        assert (abs(people / people.mean() - 1) <= 0.1 + 1e-12).all()
        for district in range(1, 5):
            assert nx.is_connected(graph.subgraph(np.flatnonzero(plan == district)))
    assert n_looked_at == 100
    assert ensemble.summary["rules"]["surcharges"] == {"county": 1.0}


def test_without_caps_trees_follow_no_region(state: Any, tmp_path: Path) -> None:
    drawn = run_ensemble(state, targets(), tmp_path / "a", steps=20, chains=1, hands=ALONE)
    assert drawn.summary is not None
    assert drawn.summary["rules"]["surcharges"] == {}
    assert drawn.summary["rules"]["caps"] == {}


def test_the_tools_of_the_field_open_it(state: Any, tmp_path: Path) -> None:
    drawn = run_ensemble(state, targets(), tmp_path / "a", steps=60, chains=2, hands=ALONE)
    run = RecordedRun.from_bendl(
        drawn.folder / FILES[0], updaters={"cut_edges": cut_edges, "people": Tally("TOTPOP")}
    )
    run.verify()
    assert len(run) == 120
    assert run.metadata["rules"] == drawn.summary["rules"]  # type: ignore[index]
    ensemble = open_ensemble(drawn.folder)
    table = ensemble.measures("cut_edges", "population")
    for index in (0, 59, 60, 119):
        partition: Partition = run.partition_at(index)
        assert len(partition["cut_edges"]) == table["cut_edges"][index]
        for district in range(1, 5):
            assert partition["people"][district] == table[f"population_{district}"][index]
    graph = BendlDecoder(drawn.folder / FILES[0]).read_graph()
    assert tuple(graph.nodes) == state.unit_ids


@pytest.mark.slow
def test_broken_and_shared_runs_give_the_same_bytes(state: Any, tmp_path: Path) -> None:
    from districtbot.ground.clock import Budget
    from districtbot.plans.chain import Chain
    from districtbot.plans.ensemble.run import draw
    from districtbot.plans.ensemble.spec import EnsembleSpec
    from districtbot.plans.problem import problem_of

    problem = problem_of(state, targets())
    spec = EnsembleSpec(ChainRules(thin=3), steps=1000, chains=3, seed=4, block=100)
    whole = draw(problem, spec, tmp_path / "a", Chain, Hands(1)).folder
    budget = Budget(None)
    left = 7

    def stop(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            budget.stop()

    half = draw(problem, spec, tmp_path / "b", Chain, Hands(2), watch_fn=stop, budget=budget)
    assert not half.finished
    assert draw(problem, spec, tmp_path / "b", Chain, Hands(3)).finished
    for name in FILES:
        assert (whole / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_standing_measures_as_the_chains_do(state: Any, tmp_path: Path) -> None:
    """Each plan of the ensemble is measured anew, and has exactly the number noted for it."""
    together = {"measure": "together", "column": "GEOID", "values": ["00101", "00102"]}
    drawn = run_ensemble(state, targets(together), tmp_path / "a", steps=200, hands=ALONE)
    ensemble = open_ensemble(drawn.folder)
    table = ensemble.measures()
    for index in (3, 250, 799):
        plan = plan_of(state.unit_ids, ensemble.plan(index))
        found = stands(drawn.folder, plan, state)
        whole = {one.measure: one for one in found if one.rank is None}
        assert whole.keys() == set(table.columns) - {"chain", "step"}
        for name, one in whole.items():
            assert one.value == table[name][index]
            assert one.equal >= 1 / 800
        ranked = [one for one in found if one.rank is not None]
        assert ranked
        for one in ranked:
            assert one.equal >= 1 / 800


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"measure": "polsby_popper", "at_least": 0.2}, "hold every plan to polsby popper"),
        (
            {"measure": "seats", "party": "dem", "election": "PRES20", "at_least": 2},
            "hold every plan to seats",
        ),
        ({"measure": "cut_edges", "at_most": 30, "wished": True}, r"cut edges \(wished for\)"),
        (
            {"measure": "together", "column": "GEOID", "values": ["00101", "00148"]},
            "units that do not touch",
        ),
    ],
)
def test_targets_that_no_chain_keeps(
    state: Any, tmp_path: Path, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(AskError, match=said):
        run_ensemble(state, targets(more), tmp_path / "a", steps=20, hands=ALONE)
    assert not (tmp_path / "a").exists()


def test_what_is_impossible_is_refused_with_the_proof(state: Any, tmp_path: Path) -> None:
    with pytest.raises(AskError, match="No plan can meet this"):
        run_ensemble(state, targets(districts=49), tmp_path / "a", steps=20, hands=ALONE)
    assert not (tmp_path / "a").exists()


def test_caps_that_are_never_reached_are_told(
    state: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.plans.ensemble.work.MOST_STEPS_TO_CAPS", 50)
    cap = {"measure": "cut_edges", "at_most": 9}
    with pytest.raises(AskError, match=r"After 50 steps a chain still has .* cut edges, more than"):
        run_ensemble(state, targets(cap), tmp_path / "a", steps=20, hands=ALONE)
    assert not (tmp_path / "a").exists()


def test_every_rule_is_explained() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "ensembles.md"
    text = page.read_text(encoding="utf-8")
    for name in ChainRules.model_fields:
        assert f"`{name}`" in text
