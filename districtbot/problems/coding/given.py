"""The files that problems give: maps, graphs, tables, plans, texts."""

import hashlib
import json
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd

from districtbot.ground.paths import cache_dir
from districtbot.problems.coding.describe import (
    about_graph,
    about_json,
    about_shapes,
    about_table,
    about_text,
)
from districtbot.problems.coding.family import GivenFile, Setting
from districtbot.problems.maps.made import MadeMap

WRITING = 1
"""Goes up when the same map is written in another way."""

Damage = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
Columns = Sequence[str] | Mapping[str, str]
_GDAL = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"}


def map_file(
    source: MadeMap | Setting,
    name: str = "precincts.gpkg",
    *,
    columns: Columns | None = None,
    crs: str | None = None,
    damage: Damage | None = None,
) -> GivenFile:
    """The map as a file.

    Args:
        source: The map.
        name: Its name; the suffix says the format: ``.gpkg``, ``.geojson``, or ``.zip`` for a
            zipped shapefile, whose column names have ten characters at most.
        columns: Which to keep, in this order, or old name to new; by default all.
        crs: CRS to write it in; by default the map's own.
        damage: Changes a copy of the frame before it is written, after all else.
    """
    made = _made(source)
    if damage is not None:
        return shapes_file(name, damage(map_frame(made, columns=columns, crs=crs)))
    asked = ["map", name, list(columns.items() if isinstance(columns, Mapping) else columns or ())]
    folder = _kept(made, [*asked, crs])
    if not _is_ready(folder):
        _keep(folder, shapes_file(name, map_frame(made, columns=columns, crs=crs)))
    return _copied(folder, name)


def map_frame(
    source: MadeMap | Setting, *, columns: Columns | None = None, crs: str | None = None
) -> gpd.GeoDataFrame:
    """A copy of the map's frame that may be changed (see `map_file`)."""
    frame = _made(source).frame
    shapes = frame.geometry.name
    if columns is None:
        frame = frame.copy()
    elif isinstance(columns, Mapping):
        frame = frame[[*columns, shapes]].rename(columns=dict(columns))
    else:
        frame = frame[[*columns, shapes]].copy()
    return frame if crs is None else frame.to_crs(crs)


def graph_of(source: MadeMap | Setting) -> nx.Graph:
    """The dual graph with unit ids as nodes and the map's columns on them; a copy.

    Nodes also have ``area`` (square metres), ``boundary_node`` and ``boundary_perim`` (metres);
    edges have ``shared_perim`` (metres; 0 for links over water).
    """
    state = _made(source).state
    graph = nx.relabel_nodes(state.networkx(), dict(enumerate(state.unit_ids)))
    for _, record in graph.nodes(data=True):
        for key, value in record.items():
            record[key] = value.item() if hasattr(value, "item") else value
    return graph


def graph_file(
    source: MadeMap | Setting, name: str = "dual_graph.json", *, graph: nx.Graph | None = None
) -> GivenFile:
    """A dual graph as GerryChain's JSON, which ``Graph.from_json`` reads.

    Args:
        source: The map.
        name: Its name.
        graph: Another graph than the map's own (see `graph_of`), such as one with a fault.
    """
    if graph is not None:
        return _graph_file(name, graph)
    made = _made(source)
    folder = _kept(made, ["graph", name])
    if not _is_ready(folder):
        _keep(folder, _graph_file(name, graph_of(made)))
    return _copied(folder, name)


def plan_of_map(source: MadeMap | Setting) -> dict[str, int]:
    """The plan in the map's own plan column: unit id to district."""
    made = _made(source)
    state = made.state
    column = made.names.get("plan") or state.columns.plans[0]
    districts = made.frame[column].astype(int)
    return dict(zip(state.unit_ids, districts.tolist(), strict=True))


def plan_file(
    source: MadeMap | Setting,
    name: str = "plan.csv",
    header: tuple[str, str] = ("unit", "district"),
    *,
    plan: Mapping[str, int | str] | None = None,
) -> GivenFile:
    """A plan as CSV, one row a unit.

    Args:
        source: The map.
        name: Its name.
        header: Names of the two columns.
        plan: Unit id to district; by default the plan in the map's own column.
    """
    rows = plan_of_map(source) if plan is None else plan
    return table_file(name, pd.DataFrame(list(rows.items()), columns=list(header)))


def table_file(name: str, frame: pd.DataFrame, about: str = "") -> GivenFile:
    """A table as CSV, without its index."""
    kept = frame.copy()

    def write(path: Path) -> None:
        kept.to_csv(path, index=False, lineterminator="\n")

    return GivenFile(name, write, about or about_table(name, kept))


def shapes_file(name: str, frame: gpd.GeoDataFrame, about: str = "") -> GivenFile:
    """Shapes as a file, by its suffix (see `map_file`)."""
    kept = short_names(frame) if name.endswith((".zip", ".shp")) else frame.copy()

    def write(path: Path) -> None:
        write_shapes(kept, path)

    return GivenFile(name, write, about or about_shapes(name, kept))


def text_file(name: str, text: str, about: str = "") -> GivenFile:
    """A text."""

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="")

    return GivenFile(name, write, about or about_text(name, text))


def json_file(name: str, data: Any, about: str = "") -> GivenFile:
    """Data as JSON."""
    text = json.dumps(data, indent=1, allow_nan=False)
    return text_file(name, f"{text}\n", about or about_json(name, data))


def write_shapes(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write shapes by the suffix of the path; the same shapes give the same bytes."""
    import pyogrio

    pyogrio.set_gdal_config_options(_GDAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no CRS, long names: meant here
        if path.suffix == ".zip":
            _write_zip(frame, path)
        elif path.suffix == ".gpkg":
            frame.to_file(path, layer=path.stem, driver="GPKG")
        else:
            frame.to_file(path)


def shapes_bytes(frame: gpd.GeoDataFrame, name: str) -> bytes:
    """A file of shapes, by its name, as bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_shapes(short_names(frame) if name.endswith(".zip") else frame, path)
        return path.read_bytes()


def short_names(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A copy with column names of at most ten characters, as a shapefile has them."""
    names: dict[str, str] = {}
    for column in frame.columns.drop(frame.geometry.name):
        short = str(column)[:10]
        for number in range(1, 100):
            if short not in names.values():
                break
            short = f"{str(column)[: 9 - len(str(number))]}_{number}"
        names[column] = short
    return frame.rename(columns=names)


def _write_zip(frame: gpd.GeoDataFrame, path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        frame.to_file(Path(scratch, f"{path.stem}.shp"))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for part in sorted(Path(scratch).iterdir()):
                data = part.read_bytes()
                if part.suffix == ".dbf":  # its bytes 1 to 3 are the day it was written
                    data = data[:1] + bytes((100, 1, 1)) + data[4:]
                packed.writestr(zipfile.ZipInfo(part.name), data, zipfile.ZIP_DEFLATED)


def _graph_file(name: str, graph: nx.Graph) -> GivenFile:
    data = nx.readwrite.json_graph.adjacency_data(graph)

    def write(path: Path) -> None:
        path.write_text(json.dumps(data), encoding="utf-8")

    return GivenFile(name, write, about_graph(name, graph))


def _made(source: MadeMap | Setting) -> MadeMap:
    return source.made if isinstance(source, Setting) else source


def _kept(made: MadeMap, labels: Sequence[Any]) -> Path:
    """Where a file that hangs on the map alone is kept."""
    text = json.dumps([WRITING, made.digest, *labels])
    return cache_dir() / "problem-files" / hashlib.sha256(text.encode()).hexdigest()[:20]


def _is_ready(folder: Path) -> bool:
    return (folder / "about.txt").exists()


def _keep(folder: Path, given: GivenFile) -> None:
    """Write a file and what it holds, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    (scratch / "data").mkdir()
    given.write_fn(scratch / "data" / given.name)
    (scratch / "about.txt").write_text(given.about, encoding="utf-8")
    try:
        scratch.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(scratch)


def _copied(folder: Path, name: str) -> GivenFile:
    def write(path: Path) -> None:
        shutil.copyfile(folder / "data" / name, path)

    return GivenFile(name, write, (folder / "about.txt").read_text(encoding="utf-8"))
