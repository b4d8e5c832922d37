"""Files of problems: what is written is what was meant, and the same each time."""

import json
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from gerrychain import Graph

from districtbot.problems.coding import given
from districtbot.problems.coding.family import GivenFile
from districtbot.problems.maps.made import MadeMap


def _files(made: MadeMap) -> dict[str, GivenFile]:
    unit, people = made.state.columns.unit_id, made.state.columns.population
    some = pd.DataFrame({"unit": ["001", "002"], "share": [0.25, None], "n": [1, 2]})
    return {
        "map": given.map_file(made),
        "other names": given.map_file(made, "a.gpkg", columns={unit: "id", people: "pop"}),
        "other CRS": given.map_file(made, "b.geojson", columns=[unit], crs="EPSG:4326"),
        "zip": given.map_file(made, "c.zip"),
        "damaged": given.map_file(made, "d.gpkg", damage=lambda frame: frame.iloc[:5]),
        "graph": given.graph_file(made),
        "plan": given.plan_file(made, header=("GEOID", "CD")),
        "table": given.table_file("t.csv", some),
        "text": given.text_file("n.txt", "one\ntwo\n"),
        "json": given.json_file("j.json", {"a": [1, 2]}),
    }


@pytest.mark.parametrize("kind", ["map", "zip", "damaged", "graph", "plan", "table", "text"])
def test_written_twice_is_the_same(kind: str, made: MadeMap, tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        one = _files(made)[kind]
        one.write_fn(tmp_path / str(number) / one.name)
    first, second = (tmp_path / "0" / one.name, tmp_path / "1" / one.name)
    assert first.read_bytes() == second.read_bytes()


def test_what_is_written_can_be_read(made: MadeMap, tmp_path: Path) -> None:
    files = _files(made)
    for one in files.values():
        one.write_fn(tmp_path / one.name)
        assert one.about
        assert one.name in one.about
    frame = made.frame
    assert gpd.read_file(tmp_path / "precincts.gpkg").equals(frame)
    renamed = gpd.read_file(tmp_path / "a.gpkg")
    assert list(renamed.columns) == ["id", "pop", "geometry"]
    assert renamed["id"].tolist() == list(made.state.unit_ids)
    projected = gpd.read_file(tmp_path / "b.geojson")
    assert projected.crs == "EPSG:4326"
    assert abs(projected.total_bounds).max() <= 180
    zipped = gpd.read_file(tmp_path / "c.zip")
    assert len(zipped) == len(frame)
    assert all(len(name) <= 10 for name in zipped.columns)
    for name in zipped.columns.drop("geometry"):
        assert f"- {name}: " in files["zip"].about
    assert len(gpd.read_file(tmp_path / "d.gpkg")) == 5
    plan = pd.read_csv(tmp_path / "plan.csv", dtype={"GEOID": str})
    assert dict(zip(plan["GEOID"], plan["CD"], strict=True)) == given.plan_of_map(made)
    assert json.loads((tmp_path / "j.json").read_text()) == {"a": [1, 2]}


def test_what_a_file_holds_is_said(made: MadeMap) -> None:
    files = _files(made)
    about = files["map"].about
    assert f"{len(made.frame)} rows" in about
    assert f"CRS {made.frame.crs.to_string()}" in about
    for name in made.frame.columns.drop("geometry"):
        assert f"- {name}: " in about
    assert "- share: float, such as 0.25, gaps" in files["table"].about
    assert "- unit: str, such as '001'" in files["table"].about
    assert "5 rows" in files["damaged"].about
    assert "2 lines" in files["text"].about


def test_the_graph_is_gerrychain_s_with_units_as_nodes(made: MadeMap, tmp_path: Path) -> None:
    one = given.graph_file(made)
    one.write_fn(tmp_path / one.name)
    graph = Graph.from_json(str(tmp_path / one.name))
    truth = given.graph_of(made)
    read = nx.readwrite.json_graph.adjacency_graph(json.loads((tmp_path / one.name).read_text()))
    assert len(graph.nodes) == len(truth) == made.state.n_units
    assert set(read) == set(made.state.unit_ids)
    assert {frozenset(edge) for edge in read.edges} == {frozenset(edge) for edge in truth.edges}
    people = made.state.columns.population
    assert {unit: read.nodes[unit][people] for unit in read} == dict(
        zip(made.state.unit_ids, made.state.population.astype(int).tolist(), strict=True)
    )


def test_what_is_kept_cannot_be_changed_by_its_copies(made: MadeMap, tmp_path: Path) -> None:
    one = given.map_file(made, crs="EPSG:5070")
    one.write_fn(tmp_path / "first.gpkg")
    (tmp_path / "first.gpkg").write_bytes(b"gone")
    given.map_file(made, crs="EPSG:5070").write_fn(tmp_path / "second.gpkg")
    assert gpd.read_file(tmp_path / "second.gpkg").crs == "EPSG:5070"


def test_the_map_s_own_frame_stays_as_it_is(made: MadeMap) -> None:
    before = made.frame.copy()

    def damage(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        frame.iloc[0, 0] = "gone"
        return frame.drop(index=1)

    given.map_file(made, damage=damage)
    given.graph_of(made).clear()
    assert made.frame.equals(before)


def test_short_names_are_different_ones() -> None:
    columns = [f"a_long_name_{number}" for number in range(12)]
    frame = gpd.GeoDataFrame(
        {name: [1] for name in columns}, geometry=gpd.points_from_xy([0], [0]), crs=4326
    )
    names = [str(name) for name in given.short_names(frame).columns]
    assert len(set(names)) == 13
    assert all(len(name) <= 10 for name in names)
