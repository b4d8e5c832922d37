"""What is counted here is what gerrytools' engine counts."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.plans.field import scoring_engine
from districtbot.plans.formats.open import read_plan
from districtbot.plans.regions import score_region
from districtbot.plans.scoring import Scoring


@pytest.mark.slow
@pytest.mark.parametrize(("name", "column"), [("NC", "HDIST"), ("AL", "SEND")])
def test_counts_are_gerrytools(
    name: str, column: str, shared_data: Path, facts: dict[str, Any]
) -> None:
    """Sums, cut edges, splits, pieces, connected parts, and every value of a contest."""
    state = open_map(shared_data / facts[name]["file"])
    plan, scoring, engine = read_plan(column, state), Scoring(state), scoring_engine()
    county = str(state.columns.county)
    contest = state.columns.elections[0]
    columns = [state.columns.population, contest.dem_col, contest.rep_col]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(state.n_units))
    graph.add_edges_from(state.graph.edges.tolist())
    for each in columns:
        nx.set_node_attributes(graph, dict(enumerate(state.numbers(each).tolist())), each)
    nx.set_node_attributes(graph, dict(enumerate(state.labels(county).tolist())), "county")
    party = contest.dem_col, contest.rep_col
    evaluator = engine.PlanEvaluator(graph).add_metrics(
        engine.Tally(*columns, result_name="sums"),
        engine.CutEdges(),
        engine.RegionSplits("county"),
        engine.RegionPieces("county"),
        engine.RegionParts("county"),
        engine.Seats(*party),
        engine.EfficiencyGap(*party),
        engine.SimplifiedEfficiencyGap(*party),
        engine.MeanMedian(*party),
        engine.PartisanBias(*party),
        engine.PartisanGini(*party),
        engine.Disproportionality(*party),
    )
    found = evaluator.evaluate(plan.district.tolist())
    _, first = np.unique(plan.district, return_index=True)
    order = np.argsort(np.argsort(first))
    assert scoring.sums(plan, columns) == pytest.approx(found.array("sums")[:, order])
    assert scoring.cut_edges(plan) == found["cut_edges"]
    region = score_region(scoring, plan, "county", county)
    assert (region.splits, region.pieces) == (found["region_splits"], found["region_pieces"])
    assert scoring.region(plan, county) == (region.splits, region.pieces)
    assert region.parts == found["region_parts"]
    vote = scoring.election(plan, contest)
    assert vote.dem_seats == found["seats"]
    for name_here, name_there in (
        ("efficiency_gap", "efficiency_gap"),
        ("efficiency_gap_simplified", "simplified_efficiency_gap"),
        ("mean_median", "mean_median"),
        ("partisan_bias", "partisan_bias"),
        ("partisan_gini", "partisan_gini"),
        ("proportionality", "disproportionality"),
    ):
        value = getattr(vote, name_here)
        assert value == pytest.approx(found[name_there], abs=1e-12), name_here
