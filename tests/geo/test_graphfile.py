"""Graph files. The graph of most tests is a square with one diagonal::

a---b
| / |
c---d
"""

import json
from typing import Any

import networkx as nx
import numpy as np
import pytest

from districtbot.geo.graphfile import graph_of, is_graph, parse_json
from districtbot.ground.errors import AskError

EDGES = [("a", "b"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "d")]


def square(**attributes: Any) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from("abcd", TOTPOP=5, **attributes)
    graph.add_edges_from(EDGES, shared_perim=1.0)
    return graph


def test_adjacency_data_is_read() -> None:
    data = json.loads(json.dumps(nx.adjacency_data(square())))
    assert is_graph(data)
    graph = graph_of(data, "square.json")
    assert list(graph.table["id"]) == ["a", "b", "c", "d"]
    assert list(graph.table["TOTPOP"]) == [5, 5, 5, 5]
    assert graph.edges.tolist() == [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3]]
    assert graph.edges.dtype == np.int32


@pytest.mark.parametrize("key", ["edges", "links"])
def test_node_link_data_is_read(key: str) -> None:
    data = json.loads(json.dumps(nx.node_link_data(square(), edges=key)))
    assert is_graph(data)
    assert len(graph_of(data, "square.json").edges) == 5


def test_order_of_nodes_changes_nothing_but_the_numbers() -> None:
    mixed = nx.Graph()
    mixed.add_nodes_from("dbca")
    mixed.add_edges_from(reversed(EDGES))
    graph = graph_of(nx.adjacency_data(mixed), "mixed.json")
    names = list(graph.table["id"])
    assert {frozenset(names[end] for end in pair) for pair in graph.edges} == set(
        map(frozenset, EDGES)
    )


def test_a_multigraph_gives_each_edge_once_and_loops_are_left_out() -> None:
    double = nx.MultiGraph(EDGES + EDGES)
    double.add_edge("a", "a")
    graph = graph_of(json.loads(json.dumps(nx.adjacency_data(double))), "double.json")
    assert len(graph.edges) == 5
    assert any("to itself" in note for note in graph.notes)


def test_shapes_inside_are_not_read_and_it_is_said() -> None:
    graph = graph_of(nx.adjacency_data(square(geometry={"type": "Point"})), "square.json")
    assert "geometry" not in graph.table
    assert any("shapes inside" in note for note in graph.notes)


def broken(change: str) -> dict[str, Any]:
    data = nx.adjacency_data(square())
    if change == "unknown":
        data["adjacency"][0].append({"id": "z"})
    elif change == "repeat":
        data["nodes"][1]["id"] = "a"
    elif change == "no id":
        del data["nodes"][2]["id"]
    elif change == "short":
        data["adjacency"].pop()
    elif change == "no nodes":
        data["nodes"] = []
    elif change == "strange":
        data["nodes"] = {"a": 1}
    elif change == "nested id":
        data["nodes"][1]["id"] = {"a": 1}
    elif change == "list of numbers":
        data["adjacency"][0] = [7]
    return data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("unknown", "unknown node: 'z'"),
        ("repeat", "repeat: a"),
        ("no id", "have no id: rows 3"),
        ("short", "4 nodes, but 3 lists"),
        ("no nodes", "without nodes"),
        ("strange", "not a list of objects"),
        ("nested id", "neither text nor numbers: rows 2"),
        ("list of numbers", "not written as lists of neighbors"),
    ],
)
def test_broken_graphs_are_refused(change: str, words: str) -> None:
    with pytest.raises(AskError, match=words):
        graph_of(broken(change), "square.json")


def test_cut_json_is_refused() -> None:
    with pytest.raises(AskError, match="cut short"):
        parse_json(b'{"nodes": [{"id"', "cut.json")


@pytest.mark.parametrize("data", [[], {}, {"nodes": []}, {"OUT_OF_STATE": ["a"]}, "text"])
def test_other_json_is_no_graph(data: object) -> None:
    assert not is_graph(data)
