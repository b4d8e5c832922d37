"""Files with one mistake in them, made from the right ones."""

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
from networkx.readwrite.json_graph import adjacency_data, adjacency_graph

from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.filecheck import read_shapes
from districtbot.problems.coding.given import shapes_bytes

MOST_SHAPE_FILES = 3
"""Files of shapes to make; each takes a while."""

BY_THE_WAY = frozenset({"area", "boundary_perim"})
"""What GerryChain writes to the nodes of a graph without being asked."""

WrongValues = Callable[[Any, random.Random], Iterator[tuple[str, Any]]]
Wrongs = Iterator[tuple[str, bytes]]


def wrong_file(name: str, data: bytes, rng: random.Random, values_fn: WrongValues) -> Wrongs:
    """A file with one mistake, by its kind.

    Args:
        name: Its name; the suffix says what it is.
        data: What it holds.
        rng: Which part is hit.
        values_fn: Mistakes of values, for files of JSON.
    """
    yield "empty file", b""
    suffix = PurePosixPath(name).suffix
    if suffix in (".csv", ".txt", ".tsv") and data:
        yield from _of_table(data, rng)
    elif suffix == ".json":
        found = json.loads(data)
        graph = isinstance(found, dict) and {"nodes", "adjacency"} <= set(found)
        for kind, value in _of_graph(found, rng) if graph else values_fn(found, rng):
            yield kind, json.dumps(value).encode()
    elif suffix in (".gpkg", ".geojson", ".zip"):
        yield from _of_shapes(name, data, rng)
    elif suffix == ".png":
        yield "blank picture", _blank(data)
        yield "half a picture", data[: len(data) // 2]


def _of_graph(data: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, Any]]:
    """A dual graph with an edge, a node or a number that is not right."""
    right = adjacency_graph(data)
    nodes, edges = list(right), list(right.edges)
    node = rng.choice(nodes)
    fewer, renamed, other = right.copy(), right.copy(), right.copy()
    if edges:
        cut = right.copy()
        cut.remove_edge(*rng.choice(edges))
        yield "edge missing", adjacency_data(cut)
    strangers = [one for one in nodes if one != node and not right.has_edge(node, one)]
    if strangers:
        linked = right.copy()
        linked.add_edge(node, rng.choice(strangers), **next(iter(right.edges.values()), {}))
        yield "edge too many", adjacency_data(linked)
    fewer.remove_node(node)
    yield "node missing", adjacency_data(fewer)
    yield "other node", adjacency_data(nx.relabel_nodes(renamed, {node: f"{node}x"}))
    record = other.nodes[node]
    numbers = [
        key
        for key, value in record.items()
        if type(value) in (int, float) and key not in BY_THE_WAY
    ]
    if numbers:
        key = rng.choice(numbers)
        record[key] = record[key] * 2 + 1
        yield "other attribute", adjacency_data(other)


def _of_table(data: bytes, rng: random.Random) -> Wrongs:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    head, body = rows[0], rows[1:]
    if not body:
        yield "one too many", _table([head, head])
        return
    index = rng.randrange(len(body))
    column = rng.randrange(len(head))
    changed = list(body[index])
    changed[column] = _other_cell(changed[column])
    yield "one missing", _table([head, *body[:index], *body[index + 1 :]])
    yield "one twice", _table([head, *body, body[index]])
    yield "everything", _table([head, *body, *body])
    yield "other cell", _table([head, *body[:index], changed, *body[index + 1 :]])
    yield "other column name", _table([[*head[:column], f"{head[column]}x", *head[column + 1 :]]])
    if len(head) > 1:
        yield "column missing", _table([row[:-1] for row in rows])


def _other_cell(cell: str) -> str:
    try:
        number = float(cell)
    except ValueError:
        return f"{cell}x"
    return str(int(number) + 1) if number.is_integer() else repr(number * 1.01 + 0.01)


def _table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _of_shapes(name: str, data: bytes, rng: random.Random) -> Wrongs:
    frame, problem = read_shapes(Outcome(True, files={name: data}), name)
    if frame is None or frame.empty:
        raise ValueError(problem or f"{name} has no rows")
    kinds: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
        "other CRS": _other_crs,
        "degrees": _in_degrees,
        "one missing": lambda frame: frame.iloc[1:],
        "one twice": lambda frame: frame.iloc[[*range(len(frame)), 0]],
        "shapes moved": _moved,
        "shapes swapped": _swapped,
        "no columns": lambda frame: frame[[frame.geometry.name]],
    }
    for kind in rng.sample(sorted(kinds), MOST_SHAPE_FILES):
        yield kind, shapes_bytes(kinds[kind](frame), name)


def _other_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Another CRS said of the same coordinates."""
    return frame.set_crs("EPSG:3857" if frame.crs != "EPSG:3857" else 5070, allow_override=True)


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Projected to degrees, or to metres where they were degrees."""
    if frame.crs is None:
        return frame.set_crs(4326)
    return frame.to_crs("EPSG:5070" if frame.crs.is_geographic else "EPSG:4326")


def _moved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = frame.total_bounds.tolist()
    far = max(east - west, north - south, 1e-3) / 10
    return frame.set_geometry(frame.geometry.translate(far, 0))


def _swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Each row with the shape of another; a single one moved."""
    if len(frame) < 2:
        return _moved(frame)
    order = np.roll(np.arange(len(frame)), 1)
    shapes = frame.geometry.iloc[order].set_axis(frame.index)
    return frame.set_geometry(shapes)


def _blank(data: bytes) -> bytes:
    """A picture of the same size with nothing on it."""
    from PIL import Image

    size = Image.open(io.BytesIO(data)).size
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, "PNG")
    return made.getvalue()
