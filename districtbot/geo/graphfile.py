"""Graph files: NetworkX adjacency or node-link JSON, as GerryChain writes them."""

import json
import re
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
HALF_LETTER = re.compile(
    rb"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]"
)
"""Half of a pair of escapes such as ``\\ud83d\\ude00``: no text can hold it."""


def graph_of(data: Json, name: str) -> GraphFile:
    """Read the nodes and edges of a parsed graph file.

    Args:
        data: ``networkx.adjacency_data`` or ``networkx.node_link_data`` of a graph.
        name: The file's name, for errors.

    Raises:
        AskError: If nodes lack ids, ids repeat, or edges are not written as edges or lead to
            unknown nodes.
    """
    nodes = data["nodes"]
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise AskError(f"The nodes of {name} are not a list of objects.", _WRITE_AGAIN)
    if not nodes:
        raise AskError(f"{name} is a graph without nodes.", "A map needs precincts.")
    index = _node_index(nodes, name)
    pairs, n_loops = _pairs(_ends(data, index, name))
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
        AskError: If it is not JSON, cut short, nested without end, or holds what is no text.
    """
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, character {error.colno} cannot be understood"
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    except RecursionError:
        reason = "it is nested too deep"
    else:
        if not HALF_LETTER.search(content):
            return data
        reason = "some of its escaped letters are no letters"
    raise AskError(f"{name} is not JSON or is cut short: {reason}.", "Download or write it again.")


_WRITE_AGAIN = "Write it with GerryChain's Graph.to_json or networkx.adjacency_data."


_ID_TYPES = (str, int, float, tuple, type(None))


def _node_index(nodes: list[Json], name: str) -> dict[Any, int]:
    without = [row for row, node in enumerate(nodes, 1) if "id" not in node]
    if without:
        raise AskError(f"Nodes of {name} have no id: rows {some_of(without)}.", _WRITE_AGAIN)
    keys = [_key(node["id"]) for node in nodes]
    odd = [row for row, key in enumerate(keys, 1) if not isinstance(key, _ID_TYPES)]
    if odd:
        raise AskError(
            f"Node ids of {name} are neither text nor numbers: rows {some_of(odd)}.", _WRITE_AGAIN
        )
    index: dict[Any, int] = {}
    repeated = []
    for row, key in enumerate(keys):
        if key in index:
            repeated.append(nodes[row]["id"])
        index[key] = row
    if repeated:
        raise AskError(f"Node ids of {name} repeat: {some_of(repeated)}.", _WRITE_AGAIN)
    return index


def _key(node_id: Any) -> Any:
    """Ids are compared as GerryChain does; a list (a tuple in Python) is made hashable."""
    if isinstance(node_id, list) and all(isinstance(part, str | int | float) for part in node_id):
        return tuple(node_id)
    return node_id


def _ends(data: Json, index: dict[Any, int], name: str) -> list[tuple[int, int]]:
    """The rows of the two nodes of each edge."""
    lists = data.get("adjacency")
    if isinstance(lists, list) and len(lists) != len(index):
        raise AskError(
            f"{name} has {len(index):,} nodes, but {len(lists):,} lists of neighbors.",
            _WRITE_AGAIN,
        )
    try:
        if "adjacency" in data:
            return [
                (row, index[_key(neighbor["id"])])
                for row, neighbors in enumerate(data["adjacency"])
                for neighbor in neighbors
            ]
        links = next(data[key] for key in LINKS if key in data)
        return [(index[_key(link["source"])], index[_key(link["target"])]) for link in links]
    except KeyError as error:
        raise AskError(
            f"An edge of {name} leads to an unknown node: {error}.", _WRITE_AGAIN
        ) from error
    except TypeError as error:
        raise AskError(
            f"The edges of {name} are not written as lists of neighbors or pairs of ends.",
            _WRITE_AGAIN,
        ) from error


def _pairs(ends: list[tuple[int, int]]) -> tuple[NDArray[np.int32], int]:
    both = np.array(ends, dtype=np.int32).reshape(-1, 2)
    both.sort(axis=1)
    loops = both[:, 0] == both[:, 1]
    return np.unique(both[~loops], axis=0), int(loops.sum())
