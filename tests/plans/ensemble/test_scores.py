"""Plans of ensembles and of files scored: fast equals naive, whatever the file."""

import json
from pathlib import Path
from typing import Any

import binary_ensemble
import networkx as nx
import numpy as np
import pyarrow.parquet as pq
import pytest
from binary_ensemble import BendlEncoder, BenEncoder
from gerrytools.scoring import (
    CutEdges,
    DemographicShares,
    DistrictVoteShares,
    EfficiencyGap,
    MeanMedian,
    PartisanBias,
    PlanEvaluator,
    RegionPieces,
    RegionSplits,
    Seats,
)

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.run import Hands
from districtbot.plans.ensemble.scores import (
    FAMILIES,
    Wanted,
    family_of,
    plan_measures,
    score_ensemble,
)
from districtbot.plans.ensemble.source import plan_source
from districtbot.plans.ensemble.standing import standing_in_scores
from districtbot.plans.plan import plan_of
from districtbot.plans.scorecard import score
from districtbot.plans.targets import Targets
from districtbot.tools.ensemble import run_ensemble


@pytest.fixture
def state(four_counties: Any) -> Any:
    return four_counties


@pytest.fixture
def folder(state: Any, tmp_path: Path) -> Path:
    targets = Targets.model_validate(
        {"districts": 4, "target": [{"measure": "population_deviation", "at_most": 0.1}]}
    )
    drawn = run_ensemble(state, targets, tmp_path / "a", steps=150, chains=2, hands=Hands(1))
    return drawn.folder


def column(measures: Measures, name: str) -> np.ndarray:
    return np.concatenate(list(measures.pieces(name)))


def scored(source: Any, state: Any, wanted: Wanted | None = None) -> Measures:
    found = score_ensemble(source, state, wanted or Wanted())
    assert found is not None
    return found


def test_scores_are_the_scorecards(folder: Path, state: Any) -> None:
    measures = scored(folder, state)
    assert (measures.n_plans, measures.n_districts) == (300, 4)
    for place in (0, 149, 150, 299):
        plan = plan_of(state.unit_ids, plan_source(folder).ensemble.plan(place))  # type: ignore[union-attr]
        card = score(state, plan)
        (contest,), (group,) = card.elections, card.groups
        assert card.counties is not None
        assert card.compactness.polsby_popper is not None
        whole = {
            "cut_edges": card.compactness.cut_edges,
            "county_splits": card.counties.splits,
            "county_pieces": card.counties.pieces,
            "population_deviation": card.population.largest_deviation,
            "polsby_popper_mean": card.compactness.polsby_popper.mean,
            "polsby_popper_minimum": card.compactness.polsby_popper.minimum,
            "dem_seats PRES20": contest.dem_seats,
            "competitive PRES20": contest.competitive,
            "partisan_gini PRES20": contest.partisan_gini,
            **{
                f"{name} PRES20": getattr(contest, name)
                for name in (
                    "dem_efficiency_gap",
                    "dem_efficiency_gap_simplified",
                    "dem_mean_median",
                    "dem_partisan_bias",
                    "dem_declination",
                    "dem_proportionality",
                )
            },
        }
        by_district = {
            "population": card.population.people,
            "dem_share PRES20": contest.dem_share,
            "vap_share black": group.share,
        }
        assert {*whole, *by_district} == set(measures.names)
        for name, value in {**whole, **by_district}.items():
            expected = np.nan if value is None else value
            assert column(measures, name)[place] == pytest.approx(expected, nan_ok=True), name


def test_every_plan_scores_as_gerrytools_scores_it(folder: Path, state: Any) -> None:
    measures = scored(folder, state)
    graph = nx.Graph(state.graph.edges.tolist())
    names = ("PRES20D", "PRES20R", "VAP", "BVAP", "COUNTY")
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from((unit, dict(state.units.loc[unit, list(names)])) for unit in range(48))
    ordered.add_edges_from(graph.edges)
    evaluator = PlanEvaluator(ordered).add_metrics(
        CutEdges(),
        RegionSplits("COUNTY"),
        RegionPieces("COUNTY"),
        DistrictVoteShares("PRES20D", "PRES20R"),
        Seats("PRES20D", "PRES20R"),
        EfficiencyGap("PRES20D", "PRES20R"),
        MeanMedian("PRES20D", "PRES20R"),
        PartisanBias("PRES20D", "PRES20R"),
        DemographicShares("BVAP", "VAP"),
    )
    plans = list(plan_source(folder).ensemble.plans())  # type: ignore[union-attr]
    found = evaluator.evaluate_many([plan.tolist() for plan in plans])
    for metric, name in (
        ("cut_edges", "cut_edges"),
        ("region_splits", "county_splits"),
        ("region_pieces", "county_pieces"),
        ("district_vote_shares", "dem_share PRES20"),
        ("seats", "dem_seats PRES20"),
        ("efficiency_gap", "dem_efficiency_gap PRES20"),
        ("mean_median", "dem_mean_median PRES20"),
        ("partisan_bias", "dem_partisan_bias PRES20"),
        ("demographic_shares", "vap_share black"),
    ):
        theirs = found.array(metric).reshape(len(plans), -1)
        ours = column(measures, name).reshape(len(plans), -1)
        contested = np.isfinite(ours)
        assert contested.any()
        np.testing.assert_allclose(
            np.sort(ours, axis=1)[contested], np.sort(theirs, axis=1)[contested], atol=1e-12
        )


def test_scores_are_the_chains_to_the_bit(folder: Path, state: Any) -> None:
    scores = pq.read_table(scored(folder, state).path)
    own = pq.read_table(folder / "measures.parquet")
    both = [name for name in own.column_names if name in scores.column_names]
    assert len(both) > 8
    for name in both:
        assert own[name].to_pylist() == scores[name].to_pylist()


def test_a_second_call_reads_and_the_same_call_writes_the_same(folder: Path, state: Any) -> None:
    path = scored(folder, state).path
    first, when = path.read_bytes(), path.stat().st_mtime_ns
    scored(folder, state)
    assert path.stat().st_mtime_ns == when
    scored(folder, state, Wanted(("shape",)))
    assert path.read_bytes() != first
    scored(folder, state)
    assert path.read_bytes() == first


def test_only_what_is_wanted(folder: Path, state: Any) -> None:
    for family in FAMILIES:
        names = scored(folder, state, Wanted((family,))).names
        assert names
        assert {family_of(name) for name in names} == {family}
    assert scored(folder, state, Wanted(names=("cut_edges",))).names == ("cut_edges",)
    no_votes = scored(folder, state, Wanted(elections=(), groups=())).names
    assert not any(" " in name for name in no_votes)
    with pytest.raises(AskError, match="no election named 'GOV30'"):
        scored(folder, state, Wanted(elections=("GOV30",)))


@pytest.mark.parametrize("kind", ["ben", "xben", "jsonl", "bendl", "compressed.bendl"])
def test_any_file_of_plans(folder: Path, state: Any, tmp_path: Path, kind: str) -> None:
    """The same plans in another file have the same scores, beside the file."""
    expected = scored(folder, state)
    plans = [plan.tolist() for plan in plan_source(folder).ensemble.plans()]  # type: ignore[union-attr]
    path = tmp_path / f"plans.{kind}"
    ben = tmp_path / "plain.ben"
    with BenEncoder(ben) as file:
        for plan in plans:
            file.write(plan)
    if kind == "ben":
        path = ben
    elif kind == "xben":
        binary_ensemble.encode_ben_to_xben(ben, path)
    elif kind == "jsonl":
        binary_ensemble.decode_ben_to_jsonl(ben, path)
    else:
        _bundle(path, state, plans)
    if kind == "compressed.bendl":
        binary_ensemble.compress_stream(path, overwrite=True)
    found = scored(path, state)
    assert found.path == path.with_name(f"{path.name}.scores.parquet")
    assert set(found.names) == set(expected.names)
    for name in found.names:
        ours, theirs = (column(one, name).reshape(300, -1) for one in (found, expected))
        assert np.array_equal(np.sort(ours, 1), np.sort(theirs, 1), equal_nan=True)


def _bundle(path: Path, state: Any, plans: list[list[int]], names: Any = None) -> None:
    """A bundle whose graph has its nodes in the reverse order of the map."""
    order = list(range(state.n_units))[::-1]
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from((names or state.unit_ids)[unit] for unit in order)
    with BendlEncoder(path) as file:
        file.add_graph(graph)
        with file.ben_stream() as stream:
            for plan in plans:
                stream.write([plan[unit] for unit in order])


def test_quantities_of_three_plans_by_hand(state: Any, tmp_path: Path) -> None:
    """Halves, quarters by columns, and the same with one unit moved."""
    columns = np.arange(48) % 8
    halves = np.where(columns < 4, 5, 9)
    moved = halves.copy()
    moved[0] = 9
    path = tmp_path / "three.ben"
    with BenEncoder(path) as file:
        for plan in (halves, np.where(columns < 2, 5, 9), moved):
            file.write(plan.tolist())
    found = scored(path, state)
    assert column(found, "cut_edges").tolist() == [6, 6, 8]
    assert column(found, "county_splits").tolist() == [0, 2, 1]
    assert column(found, "county_pieces").tolist() == [4, 6, 5]
    people = column(found, "population")
    assert people[0].tolist() == [
        state.population[columns < 4].sum(),
        state.population[columns >= 4].sum(),
    ]
    assert people[2].tolist() == (people[0] + [-100, 100]).tolist()


def test_a_plan_among_the_plans_of_a_file(state: Any, tmp_path: Path, folder: Path) -> None:
    plan = plan_of(state.unit_ids, plan_source(folder).ensemble.plan(7))  # type: ignore[union-attr]
    mine = plan_measures(folder, state, plan.district - 1)
    own = {name: np.sort(np.atleast_1d(values)) for name, values in mine.items()}
    for one in standing_in_scores(folder, plan, state):
        assert one.equal >= 1 / 300
        assert one.value == own[one.measure][(one.rank or 1) - 1]
        assert one.kind == "neutral plans"
    path = tmp_path / "b.ben"
    with BenEncoder(path) as file:
        for other in plan_source(folder).ensemble.plans():  # type: ignore[union-attr]
            file.write(other.tolist())
    for one, other in zip(
        standing_in_scores(folder, plan, state),
        standing_in_scores(path, plan, state),
        strict=True,
    ):
        assert (one.measure, one.below, one.equal) == (other.measure, other.below, other.equal)
        assert other.kind == "plans"
    three = plan_of(state.unit_ids, np.arange(48) % 3)
    with pytest.raises(AskError, match="The plan has 3 districts, those of the ensemble have 4"):
        standing_in_scores(path, three, state)


def test_stopped_it_leaves_nothing(folder: Path, state: Any) -> None:
    budget = Budget(None)
    told: list[tuple[int, float]] = []

    def watch(n_plans: int, share: float) -> None:
        told.append((n_plans, share))
        budget.stop()

    before = sorted(folder.iterdir())
    assert score_ensemble(folder, state, watch_fn=watch, budget=budget) is None
    assert sorted(folder.iterdir()) == before
    assert told[0][0] > 0
    assert 0 < told[0][1] <= 1


def test_files_that_are_not_of_this_map(
    state: Any, folder: Path, tmp_path: Path, grid_frame: Any, state_of: Any
) -> None:
    other = state_of(grid_frame(2, 3))
    with pytest.raises(AskError, match="other units"):
        scored(folder, other)
    with BenEncoder(tmp_path / "short.ben") as file:
        file.write([1, 1, 2, 2])
    with pytest.raises(AskError, match="is not one of 48 units"):
        scored(tmp_path / "short.ben", state)
    _bundle(tmp_path / "named.bendl", state, [[1, 2] * 24], [f"x{n}" for n in range(48)])
    with pytest.raises(AskError, match="48 other units than the map's 48: x47"):
        scored(tmp_path / "named.bendl", state)
    with BenEncoder(tmp_path / "more.ben") as file:
        file.write([1, 2] * 24)
        file.write([1, 2, 3] * 16)
    with pytest.raises(AskError, match=r"Plan 2 of more\.ben has other districts"):
        scored(tmp_path / "more.ben", state)
    for name, data, said in (
        ("empty.ben", b"", "does not begin as a BEN stream"),
        ("none.ben", b"TWODELTA BEN FILE", "no plans in none.ben"),
        ("text.jsonl", b"hello\n", "cannot be read"),
        ("bad.bendl", b"hello", "cannot be read"),
        ("plans.csv", b"unit,district\n", "no file of many plans"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(AskError, match=said):
            scored(tmp_path / name, state)
    with pytest.raises(AskError, match="no ensemble in"):
        scored(tmp_path / "nowhere", state)
    assert not list(tmp_path.glob("*.new"))


def test_what_the_scores_are_is_written_in_them(folder: Path, state: Any) -> None:
    held = json.loads(pq.read_schema(scored(folder, state).path).metadata[b"districtbot"])
    assert held["plans_sha256"] == plan_source(folder).sha256
    assert held["wanted"]["families"] == list(FAMILIES)


def test_contests_with_gaps_are_left_out_unless_asked_for(
    grid_frame: Any, state_of: Any, tmp_path: Path
) -> None:
    votes = [10.0] * 8
    frame = grid_frame(2, 4, PRES20D=[*votes[:7], np.nan], PRES20R=votes)
    gappy = state_of(frame)
    with BenEncoder(tmp_path / "a.ben") as file:
        file.write([1, 1, 2, 2] * 2)
    names = scored(tmp_path / "a.ben", gappy).names
    assert "cut_edges" in names
    assert not any("PRES20" in name for name in names)
    with pytest.raises(AskError, match="PRES20D is empty, negative or not finite in 1 unit"):
        scored(tmp_path / "a.ben", gappy, Wanted(elections=("PRES20",)))
