"""Graph files: NetworkX adjacency or node-link JSON, as GerryChain writes them."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GraphFile:
    """The nodes and edges of a graph file.

    Attributes:
        table: One row a node in file order, its attributes and its ``id``.
        edges: Pairs of row numbers, shape (m, 2), int32, first < second, sorted, each once.
        notes: What was found, one sentence each.
    """

    table: pd.DataFrame
    edges: NDArray[np.int32]
    notes: tuple[str, ...]


def is_graph(data: object) -> bool:
    """Whether parsed JSON is a graph of NetworkX."""
    return isinstance(data, dict) and "nodes" in data and bool({"adjacency", *LINKS} & set(data))


LINKS = ("edges", "links")


def graph_of(data: Json, name: str) -> GraphFile:
    """Read the nodes and edges of a parsed graph file.

    Args:
        data: ``networkx.adjacency_data`` or ``networkx.node_link_data`` of a graph.
        name: The file's name, for errors.

    Raises:
        AskError: If nodes lack ids, ids repeat, or edges lead to unknown nodes.
    """
    nodes = data["nodes"]
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise AskError(f"The nodes of {name} are not a list of objects.", _WRITE_AGAIN)
    if not nodes:
        raise AskError(f"{name} is a graph without nodes.", "A map needs precincts.")
    index = _node_index(nodes, name)
    try:
        pairs, n_loops = _pairs(data, index)
    except (KeyError, TypeError) as error:
        raise AskError(
            f"An edge of {name} leads to an unknown node: {error}.", _WRITE_AGAIN
        ) from None
    notes = []
    if n_loops:
        notes.append(f"{n_loops:,} edges from a unit to itself were left out.")
    if any("geometry" in node for node in nodes):
        notes.append("The shapes inside the graph file are not read; its edges are.")
    columns = [{key: node[key] for key in node if key != "geometry"} for node in nodes]
    return GraphFile(pd.DataFrame.from_records(columns), pairs, tuple(notes))


def parse_json(content: bytes, name: str) -> Any:
    """Parse JSON.

    Raises:
        AskError: If it is not JSON or cut short.
    """
    try:
        return json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AskError(
            f"{name} is not JSON or is cut short: {error}.", "Download or write it again."
        ) from error


_WRITE_AGAIN = "Write it with GerryChain's Graph.to_json or networkx.adjacency_data."


def _node_index(nodes: list[Json], name: str) -> dict[Any, int]:
    without = [row for row, node in enumerate(nodes) if "id" not in node]
    if without:
        raise AskError(f"Nodes of {name} have no id: rows {some_of(without)}.", _WRITE_AGAIN)
    index: dict[Any, int] = {}
    repeated = []
    for row, node in enumerate(nodes):
        key = _key(node["id"])
        if key in index:
            repeated.append(node["id"])
        index[key] = row
    if repeated:
        raise AskError(f"Node ids of {name} repeat: {some_of(repeated)}.", _WRITE_AGAIN)
    return index


def _key(node_id: Any) -> Any:
    """Ids are compared as GerryChain does; a list (a tuple in Python) is made hashable."""
    return tuple(node_id) if isinstance(node_id, list) else node_id


def _pairs(data: Json, index: dict[Any, int]) -> tuple[NDArray[np.int32], int]:
    if "adjacency" in data:
        if len(data["adjacency"]) != len(index):
            raise KeyError(f"{len(index)} nodes, {len(data['adjacency'])} lists of neighbors")
        ends = [
            (row, index[_key(neighbor["id"])])
            for row, neighbors in enumerate(data["adjacency"])
            for neighbor in neighbors
        ]
    else:
        links = next(data[key] for key in LINKS if key in data)
        ends = [(index[_key(link["source"])], index[_key(link["target"])]) for link in links]
    both = np.array(ends, dtype=np.int32).reshape(-1, 2)
    both.sort(axis=1)
    loops = both[:, 0] == both[:, 1]
    return np.unique(both[~loops], axis=0), int(loops.sum())
