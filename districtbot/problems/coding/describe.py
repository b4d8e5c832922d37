"""What a file holds, in words for whoever has to work with it."""

import json
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd

LONGEST = 40
"""Characters of an example."""

_FORMATS = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".zip": "zipped shapefile",
    ".shp": "shapefile",
}


def about_shapes(name: str, frame: gpd.GeoDataFrame) -> str:
    """A file of shapes: format, rows, CRS, and each column with its type and an example."""
    suffix = f".{name.rpartition('.')[2]}"
    kinds = "/".join(sorted({str(kind) for kind in frame.geom_type.dropna()})) or "no shapes"
    layer = f", layer {name.rpartition('.')[0]!r}" if suffix == ".gpkg" else ""
    crs = frame.crs.to_string() if frame.crs is not None else "none given"
    first = f"{name}: {_FORMATS[suffix]}{layer}, {_counted(len(frame), 'row')} ({kinds}), CRS {crs}"
    columns = frame.drop(columns=frame.geometry.name)
    return "\n".join([first, *_columns(pd.DataFrame(columns)), "- geometry"])


def about_table(name: str, frame: pd.DataFrame) -> str:
    """A table: rows, and each column with its type and an example."""
    return "\n".join([f"{name}: CSV, {_counted(len(frame), 'row')}", *_columns(frame)])


def about_graph(name: str, graph: nx.Graph) -> str:
    """A dual graph: nodes and edges, and what they carry."""
    first = next(iter(graph.nodes), "")
    shown = f"{name}: dual graph as GerryChain JSON, {_counted(len(graph), 'node')}"
    shown += f" (named like {_shown(first)}), {_counted(graph.number_of_edges(), 'edge')}"
    node: dict[str, Any] = next((record for _, record in graph.nodes(data=True)), {})
    edge: dict[str, Any] = next((record for _, _, record in graph.edges(data=True)), {})
    lines = [f"- node {key}: {_typed(value)}" for key, value in node.items()]
    lines += [f"- edge {key}: {_typed(value)}" for key, value in edge.items()]
    return "\n".join([shown, *lines])


def about_text(name: str, text: str) -> str:
    """A text: its first lines."""
    lines = text.splitlines()
    head = "\n".join(f"  {line[:100]}" for line in lines[:3])
    return f"{name}: text, {_counted(len(lines), 'line')}; it begins\n{head}"


def about_json(name: str, data: Any) -> str:
    """JSON: its kind and beginning."""
    kind = (
        "an object" if isinstance(data, dict) else "a list" if isinstance(data, list) else "a value"
    )
    text = json.dumps(data)
    return f"{name}: JSON, {kind}: {text if len(text) <= 160 else text[:160] + '...'}"


def _columns(frame: pd.DataFrame) -> list[str]:
    return [f"- {name}: {_column(frame[name])}" for name in frame.columns]


def _column(series: pd.Series) -> str:
    known = series.dropna()
    gaps = ", gaps" if len(known) < len(series) else ""
    if known.empty:
        return f"empty{gaps}"
    return f"{_typed(known.tolist()[0])}{gaps}"


def _typed(value: Any) -> str:
    return f"{type(value).__name__}, such as {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.8g}" if abs(value) < 1e15 else repr(value)
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
