"""Plans as files of a result: GeoJSON and the dual graph."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import Bridge, StateMap
from districtbot.plans.claims import claims_of
from districtbot.plans.export import dual_graph_json, plan_geojson, write_plan
from districtbot.plans.field import gerrychain
from districtbot.plans.formats.open import read_plan
from districtbot.plans.judge import judge
from districtbot.plans.targetfile import targets_of

WANTED = [1, 1, 2, 2]


@pytest.fixture
def state(four_units: StateMap) -> StateMap:
    return four_units


def test_a_written_plan_reads_back(state: StateMap, plan_for: Any, tmp_path: Path) -> None:
    plan = plan_for(state, "1 2 2 1")
    write_plan(tmp_path, state, plan)
    again = read_plan(tmp_path / "plan.csv", state)
    assert again.sha256 == plan.sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "graph.json",
        "plan.csv",
        "plan.geojson",
    ]


def test_a_graph_is_written_without_shapes(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    drawn = state_of(grid_frame(1, 2), shapes=False)
    write_plan(tmp_path, drawn, plan_for(drawn, "1 2"))
    assert not (tmp_path / "plan.geojson").exists()
    assert "NaN" not in (tmp_path / "graph.json").read_text(encoding="utf-8")


def test_plan_geojson(state: StateMap, plan_for: Any) -> None:
    frame = plan_geojson(state, plan_for(state, "1 1 2 2"))
    assert frame.crs == "EPSG:4326"
    assert list(frame["unit"]) == list(state.unit_ids)
    assert list(frame["district"]) == WANTED
    assert list(frame["population"]) == [100] * 4
    assert list(frame["OLD"]) == ["2", "2", "1", "1"]
    west, south, east, north = frame.total_bounds
    assert -100 < west < east < -90
    assert 30 < south < north < 45
    back = frame.geometry.to_crs("EPSG:5070").area
    assert np.allclose(back, 1e6)


def test_gerrychain_reads_the_dual_graph(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    frame = grid_frame(2, 2, COUNTY=["A", "A", "B", "B"])
    drawn = state_of(frame, county="COUNTY", bridges=(Bridge(0, 3, 1.0, "ferry"),))
    write_plan(tmp_path, drawn, plan_for(drawn, "1 1 2 2"))
    graph = gerrychain().Graph.from_json(str(tmp_path / "graph.json"))
    partition = gerrychain().GeographicPartition(graph, assignment="district")
    assert len(partition) == 2
    assert sum(partition["area"].values()) == pytest.approx(4e6)
    data = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    loaded = nx.adjacency_graph(data)
    assert loaded.nodes["00101"]["COUNTY"] == "A"
    assert loaded.edges["00101", "00104"] == {"bridge": True, "shared_perim": 0.0}
    assert loaded.edges["00101", "00102"] == {"bridge": False, "shared_perim": 1000.0}


def test_columns_that_clash_are_renamed(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    drawn = state_of(grid_frame(1, 2, District=[1, 2]), plans=("District",))
    plan = plan_for(drawn, "2 1")
    targets = targets_of(
        {
            "districts": 2,
            "target": [{"measure": "least_change", "plan": "District", "at_least": 0.5}],
        }
    )
    nodes = dual_graph_json(drawn, plan, targets)["nodes"]
    assert [node["district"] for node in nodes] == [2, 1]
    assert [node["map_District"] for node in nodes] == ["1", "2"]
    claims = claims_of(drawn, targets, judge(drawn, targets, plan))
    assert claims["exported_as"] == {"District": "map_District"}


@pytest.mark.slow
def test_exported_shapes_are_the_maps(shared_data: Path, tmp_path: Path) -> None:
    state = open_map(shared_data / "VT" / "VT_towns.zip")
    write_plan(tmp_path, state, read_plan("SENDIST", state))
    frame = gpd.read_file(tmp_path / "plan.geojson")
    assert state.geometry is not None
    back = frame.geometry.to_crs(state.geometry.crs)
    assert np.allclose(back.area, state.geometry.area, rtol=1e-9)
