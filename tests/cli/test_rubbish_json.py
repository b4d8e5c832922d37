"""JSON that is no map, graphs that are none, and names that lead to no file."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

DEEP = '{"a":' * 100_000
TEXTS: dict[str, tuple[str | bytes, str]] = {
    "a list": ("[1, 2]", "neither GeoJSON features nor a graph"),
    "a word": ('"hello"', "neither GeoJSON features nor a graph"),
    "a number": ("42", "neither GeoJSON features nor a graph"),
    "an empty object": ("{}", "neither GeoJSON features nor a graph"),
    "a lone polygon": ('{"type": "Polygon", "coordinates": []}', "neither GeoJSON"),
    "TopoJSON": ('{"type": "Topology", "objects": {}, "arcs": []}', "neither GeoJSON"),
    "a web page": ("<!doctype html><html>404</html>", "a web page or XML, not JSON"),
    "zeros": (bytes(1000), r"line 1, character 1 cannot be understood"),
    "blanks": (b" " * 1000, "not JSON or is cut short"),
    "noise": (bytes(range(128, 256)) * 4, "it is not UTF-8 text"),
    "endless nesting": (DEEP, "nested too deep"),
    "endless features": ('{"type": "FeatureCollection", "features":' + DEEP, "cannot be read"),
    "no features": ('{"type": "FeatureCollection", "features": []}', "has no units"),
    "features of text": ('{"type": "FeatureCollection", "features": "x"}', "cannot be read"),
    "features of nothing": ('{"type": "FeatureCollection", "features": [null]}', "has no units"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_json_that_is_no_map(bench: Any, refused: Any, kind: str) -> None:
    text, words = TEXTS[kind]
    path = bench.write("town.geojson", text)
    line = refused("run", path, "-k", 4, "--out", bench.folder / "out")
    assert re.search(words, line), line
    assert line.startswith("town.geojson ")


def broken_town(kind: str, town: dict[str, Any]) -> dict[str, Any]:
    """The town's GeoJSON with one fault."""
    fourth = town["features"][3]
    ring, row = fourth["geometry"]["coordinates"][0], fourth["properties"]
    if kind == "one feature alone":
        return dict(fourth)
    if kind == "no properties":
        for feature in town["features"]:
            feature["properties"] = None
    elif kind == "no geometry":
        fourth["geometry"] = None
    elif kind == "coordinates of words":
        fourth["geometry"]["coordinates"] = [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]
    elif kind == "NaN as coordinate":
        ring[1] = [float("nan"), 1]
    elif kind == "coordinate out of this world":
        ring[1] = [1e308, 1e308]
    elif kind == "people as an object":
        row["TOTPOP"] = {"a": 1}
    elif kind == "people as text":
        row["TOTPOP"] = "many"
    elif kind == "people missing":
        del row["TOTPOP"]
    elif kind == "people without end":
        row["TOTPOP"] = 10**400
    return town


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no properties", "no population column"),
        ("no geometry", r"1 unit\(s\) have no geometry: 00104 \(row 4\)"),
        ("coordinates of words", r"have no geometry: 00104"),
        ("NaN as coordinate", "coordinates that are not numbers: 00104"),
        ("coordinate out of this world", r"from -96 to 1e\+308"),
        ("people as an object", "no number, such as '{\"a\": 1}', for 1 unit: 00104"),
        ("people as text", "no number, such as 'many', for 1 unit: 00104"),
        ("people missing", "missing for 1 unit: 00104"),
        ("people without end", "Unrecognized number: 1000"),
    ],
)
def test_geojson_with_one_fault(bench: Any, refused: Any, kind: str, words: str) -> None:
    path = bench.write("town.geojson", broken_town(kind, bench.geojson()))
    line = refused("run", path, "-k", 4, "--out", bench.folder / "out")
    assert re.search(words, line), line


def test_one_feature_alone_is_a_map_that_cannot_be_divided(bench: Any, call: Any) -> None:
    path = bench.write("town.geojson", broken_town("one feature alone", bench.geojson()))
    done = call("run", path, "-k", 2, "--out", bench.folder / "out")
    assert done.code == 4
    assert "the map has 1 unit, and a district needs at least one" in done.out


def broken_graph(kind: str, graph: dict[str, Any]) -> dict[str, Any] | str:
    """The ring of four precincts with one fault."""
    nodes, lists = graph["nodes"], graph["adjacency"]
    parts: dict[str, dict[str, Any]] = {
        "no nodes": {"nodes": [], "adjacency": []},
        "nodes of text": {"nodes": ["a", "b"], "adjacency": []},
        "no neighbors": {"nodes": nodes, "adjacency": None},
        "neighbors by name": {"nodes": nodes, "adjacency": {"0": []}},
        "links of pairs": {"nodes": nodes, "links": [[0, 1]]},
        "links without ends": {"nodes": nodes, "links": [{"source": 0}]},
    }
    if kind in parts:
        return parts[kind]
    if kind == "unknown neighbor":
        lists[0].append({"id": 999})
    elif kind == "neighbor without id":
        lists[0].append({})
    elif kind == "numbers as neighbors":
        lists[0] = [1, 2]
    elif kind == "a list short":
        lists.pop()
    elif kind == "ids that repeat":
        nodes[1]["id"] = 0
    elif kind == "ids of objects":
        nodes[1]["id"] = {"a": 1}
    elif kind == "no id":
        del nodes[1]["id"]
    elif kind == "no population":
        graph["nodes"] = [{"id": node["id"]} for node in nodes]
    elif kind == "population of one missing":
        del nodes[2]["TOTPOP"]
    elif kind == "more people than on Earth":
        nodes[2]["TOTPOP"] = 10**30
    elif kind == "in two parts":
        graph["adjacency"] = [[{"id": 1}], [{"id": 0}], [{"id": 3}], [{"id": 2}]]
    elif kind == "half a letter":
        nodes[2]["GEOID"] = "\ud83d"
    elif kind == "NaN people":
        return json.dumps(graph).replace("100", "NaN")
    return graph


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no nodes", "graph without nodes"),
        ("nodes of text", "nodes of graph.json are not a list of objects"),
        ("no neighbors", "not written as lists of neighbors"),
        ("neighbors by name", "not written as lists of neighbors"),
        ("links of pairs", "not written as lists of neighbors or pairs of ends"),
        ("links without ends", "leads to an unknown node"),
        ("unknown neighbor", "leads to an unknown node: 999"),
        ("neighbor without id", "leads to an unknown node"),
        ("numbers as neighbors", "not written as lists of neighbors"),
        ("a list short", "4 nodes, but 3 lists of neighbors"),
        ("ids that repeat", "ids of graph.json repeat: 0"),
        ("ids of objects", "neither text nor numbers: rows 2"),
        ("no id", "have no id: rows 2"),
        ("no population", "no population column"),
        ("population of one missing", "missing for 1 unit: 02"),
        ("more people than on Earth", "more than all people on Earth for 1 unit: 02"),
        ("in two parts", "2 separate parts .*Add the missing edges"),
        ("half a letter", "escaped letters are no letters"),
        ("NaN people", "missing for 4 units"),
    ],
)
def test_graphs_that_are_none(bench: Any, refused: Any, kind: str, words: str) -> None:
    path = bench.write("graph.json", broken_graph(kind, bench.graph()))
    line = refused("run", path, "-k", 2, "--out", bench.folder / "out")
    assert re.search(words, line), line


@pytest.mark.parametrize("kind", ["loops", "directed"])
def test_graphs_that_are_odd_and_clear(bench: Any, call: Any, kind: str) -> None:
    """A unit's edge to itself is left out; an edge written in one direction only counts."""
    graph = bench.graph()
    if kind == "loops":
        graph["adjacency"][0].append({"id": 0})
    else:
        graph |= {"directed": True, "adjacency": [[{"id": 1}], [{"id": 2}], [{"id": 3}], []]}
    path = bench.write("graph.json", graph)
    assert call("run", path, "-k", 2, "--out", bench.folder / "out").code == 0
    assert call("verify", bench.folder / "out").code == 0


def test_measures_of_shape_need_shapes(bench: Any, refused: Any) -> None:
    path = bench.write("graph.json", bench.graph())
    line = refused("run", path, "-k", 2, "--min-polsby-popper", 0.2, "--out", "out")
    assert "without shapes, so compactness cannot be measured" in line


def odd_path(kind: str, town: Path) -> Path:
    folder = town.parent
    if kind == "a pipe":
        os.mkfifo(folder / "pipe.geojson")
        return folder / "pipe.geojson"
    if kind == "a link to nowhere":
        (folder / "link.gpkg").symlink_to("nowhere.gpkg")
        return folder / "link.gpkg"
    if kind == "a link to itself":
        (folder / "loop.gpkg").symlink_to("loop.gpkg")
        return folder / "loop.gpkg"
    if kind == "a geodatabase":
        (folder / "town.gdb").mkdir()
        return folder / "town.gdb"
    return {
        "a folder": folder,
        "nothing": folder / "nothing.shp",
        "nearly its name": folder / "twon.gpkg",
        "another case": folder / "TOWN.GPKG",
        "the null device": Path("/dev/null"),
        "endless zeros": Path("/dev/zero"),
        "below a file": town / "town.shp",
        "an endless name": Path("x" * 300),
        "no text": Path(os.fsdecode(b"\xff\xfe.gpkg")),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a pipe", "pipe or a device, not a file"),
        ("a link to nowhere", "There is no file"),
        ("a link to itself", "cannot be read: Too many levels"),
        ("a geodatabase", "file geodatabase, which cannot be read. Export"),
        ("a folder", r"folder, not a map file\. Name the file in it: town\.gpkg"),
        ("nothing", "There is no file .*nothing.shp"),
        ("nearly its name", r"Did you mean town\.gpkg\?"),
        ("another case", r"Did you mean town\.gpkg\?"),
        ("the null device", "pipe or a device, not a file"),
        ("endless zeros", "pipe or a device, not a file"),
        ("below a file", "cannot be read: Not a directory"),
        ("an endless name", "cannot be read: File name too long"),
        ("no text", "is not UTF-8 text. Rename"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="these names are of POSIX")
def test_names_that_lead_to_no_map(town: Path, refused: Any, kind: str, words: str) -> None:
    path = odd_path(kind, town)
    for command in ("run", "inspect"):
        more = ("-k", 4, "--out", town.parent / "out") if command == "run" else ()
        line = refused(command, path, *more)
        assert re.search(words, line), line


def test_an_empty_name_is_none(refused: Any) -> None:
    assert "the name is empty" in refused("run", "", "-k", 4)
    assert "the name is empty" in refused("inspect", "")
    assert "the name is empty" in refused("verify", "")
