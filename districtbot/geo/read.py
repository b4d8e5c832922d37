"""A map file, whatever its format, becomes a table with shapes or with edges."""

import codecs
import io
import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from numpy.typing import NDArray
from pyarrow import ArrowException
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj.exceptions import ProjError
from shapely.errors import GEOSException

from districtbot.geo.archive import Folder, Place, open_archive
from districtbot.geo.flatten import flat_columns, unique_names
from districtbot.geo.formats import Kind, check_path, choose_member, kind_of
from districtbot.geo.graphfile import graph_of, is_graph, parse_json
from districtbot.geo.options import MapOptions
from districtbot.geo.shapefile import check_shapefile, readable
from districtbot.ground.errors import AskError, some_of

GDAL_ERRORS = (
    DataLayerError,
    DataSourceError,
    FeatureError,
    GeometryError,
    GEOSException,
    ProjError,
    UnicodeDecodeError,
)
PARQUET_ERRORS = (
    ValueError,
    OSError,
    NotImplementedError,
    GEOSException,
    ProjError,
    ArrowException,
    TypeError,
    KeyError,
)
"""The last two come from damaged metadata."""
TEXT = (pd.StringDtype, pd.ArrowDtype)
MOST_LETTERS = 150
"""A reason that GDAL gives is cut after these."""
DEGREE_LIMITS = (-180.5, -90.5, 180.5, 90.5)


@dataclass(frozen=True, slots=True)
class RawMap:
    """A map as it lies in its file; nothing in it has been given a meaning yet.

    Attributes:
        table: One row a unit, RangeIndex, columns with unique names, in file order.
        geometry: The shapes in the file's CRS, or ``None`` for a graph file.
        edges: Pairs of row numbers of a graph file, shape (m, 2), int32; ``None`` with shapes.
        format: Such as ``zipped shapefile``.
        member: File inside the zip or layer inside the file; empty where there is one only.
        notes: What was found while reading, one sentence each.
    """

    table: pd.DataFrame
    geometry: gpd.GeoSeries | None
    edges: NDArray[np.int32] | None
    format: str
    member: str = ""
    notes: tuple[str, ...] = ()


def read_map(path: Path, options: MapOptions) -> RawMap:
    """Read a map file.

    Args:
        path: Shapefile, GeoPackage, GeoJSON, GeoParquet, FlatGeobuf or graph JSON, or a zip
            that holds one.
        options: ``layer`` chooses among several.

    Raises:
        AskError: If the file is missing, damaged, unsafe, of another kind, or has no units.
    """
    check_path(path)
    folder = Folder(path.parent)
    kind = kind_of(folder, path.name)
    if kind != "zip":
        raw = _read(folder, path.name, kind, options.layer)
    else:
        archive = open_archive(path)
        member = choose_member(archive, options.layer)
        named = options.layer in (member, PurePosixPath(member).stem)
        raw = _read(archive, member, kind_of(archive, member), None if named else options.layer)
        inside = f"{member}/{raw.member}" if raw.member else member
        raw = replace(raw, format=f"zipped {raw.format}", member=inside)
    if not len(raw.table):
        raise AskError(f"{path.name} has no units: its table is empty.", "Check the export.")
    return raw


def _read(place: Place, name: str, kind: Kind, layer: str | None) -> RawMap:
    if kind == "shapefile":
        return _read_shapefile(place, name)
    if kind == "GeoJSON":
        return _read_geojson(place, name)
    if kind == "GeoParquet":
        return _read_geoparquet(place, name)
    if kind == "graph JSON":
        return _read_graph(place, name)
    return _read_layers(place, name, kind, layer)


def _read_shapefile(place: Place, name: str) -> RawMap:
    parts = check_shapefile(place, name)
    with readable(place, parts) as source:
        frame, notes = _gdal(source, name, encoding=parts.encoding)
    if not parts.has_index:
        notes = (*notes, f"{name} came without its .shx index, which was rebuilt.")
    return _raw(frame, "shapefile", "", (*parts.notes, *notes))


def _read_layers(place: Place, name: str, kind: Kind, layer: str | None) -> RawMap:
    source = place.gdal_path(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said again, and noted, when the layer is read
        try:
            listed = pyogrio.list_layers(source)
        except GDAL_ERRORS as error:
            raise _unreadable(name, error) from error
    layers = {str(layer_name): str(geometry) for layer_name, geometry in listed}
    chosen = _choose_layer(name, layers, layer)
    frame, notes = _gdal(source, name, layer=chosen)
    return _raw(frame, kind, chosen if len(layers) > 1 else "", notes)


def _choose_layer(name: str, layers: dict[str, str], layer: str | None) -> str:
    shown = ", ".join(f"{key} ({layers[key]})" for key in layers)
    if layer is not None:
        if layer not in layers:
            raise AskError(f"{name} has no layer {layer!r}: {shown}.", "Name one with --layer.")
        return layer
    areas = [key for key, kind in layers.items() if "Polygon" in kind or kind in _ANY_SHAPE]
    if not areas:
        raise AskError(
            f"{name} holds no polygons: {shown or 'no layers'}.",
            "Name the one with the precincts' areas.",
        )
    if len(areas) > 1:
        raise AskError(f"{name} has several layers: {shown}.", "Name one with --layer.")
    return areas[0]


_ANY_SHAPE = ("Unknown", "GeometryCollection")


def _read_geojson(place: Place, name: str) -> RawMap:
    content, notes = _as_utf8(place.read(name), name)
    frame, more = _gdal(content, name)
    bounds = frame.total_bounds
    degrees = (bounds[:2] >= DEGREE_LIMITS[:2]).all() and (bounds[2:] <= DEGREE_LIMITS[2:]).all()
    if not degrees and b'"crs"' not in content:
        frame = frame.set_crs(None, allow_override=True)
        more = (*more, "The file names no CRS and its coordinates are no degrees.")
    return _raw(frame, "GeoJSON", "", (*notes, *more))


def _read_geoparquet(place: Place, name: str) -> RawMap:
    try:
        frame = gpd.read_parquet(io.BytesIO(place.read(name)))
        texts = [column for column in frame.columns if isinstance(frame[column].dtype, TEXT)]
        for column in texts:
            frame[column].to_numpy(dtype=object)  # bytes that are no text show up here
    except PARQUET_ERRORS as error:
        bare = isinstance(error, ValueError) and "geo metadata" in str(error)
        reason = "it is a table without shapes" if bare else "it is damaged or of another kind"
        raise AskError(
            f"{name} cannot be read as GeoParquet: {reason}.", "Write it with geopandas again."
        ) from error
    shapes = frame.geometry
    others = [column for column in frame.columns if isinstance(frame[column], gpd.GeoSeries)]
    table = pd.DataFrame(frame.drop(columns=others)).reset_index(drop=True)
    geometry = gpd.GeoSeries(shapes.reset_index(drop=True))
    return _with_flat_table(RawMap(table, geometry, None, "GeoParquet"))


def _read_graph(place: Place, name: str) -> RawMap:
    data = parse_json(place.read(name), name)
    if not is_graph(data):
        raise AskError(f"{name} is not a graph with nodes and adjacency.", "Write it again.")
    graph = graph_of(data, name)
    return _with_flat_table(RawMap(graph.table, None, graph.edges, "graph JSON", "", graph.notes))


def _gdal(
    source: str | bytes, name: str, layer: str | None = None, encoding: str | None = None
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Read with GDAL; its warnings become notes."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            frame = pyogrio.read_dataframe(source, layer=layer, encoding=encoding, force_2d=True)
        except GDAL_ERRORS as error:
            raise _unreadable(name, error) from error
    said = sorted({str(warning.message) for warning in caught})
    if not isinstance(frame, gpd.GeoDataFrame):
        raise AskError(f"{name} is a table without shapes.", "A map needs precinct polygons.")
    return frame, tuple(f"While reading {name}: {message}" for message in said)


def _unreadable(name: str, error: Exception) -> AskError:
    return AskError(
        f"{name} cannot be read: {_reason(name, error)}.", "It may be damaged: download it again."
    )


def _reason(name: str, error: Exception) -> str:
    """What GDAL says of a file that it cannot read, as far as it helps."""
    if isinstance(error, UnicodeDecodeError):
        return "some of its text is damaged"
    said = re.sub(r"'?/vsi\S+", name, " ".join(str(error).split()))
    if "sqlite3_" in said:
        return "its database is damaged"
    said = said.split("; It might")[0]
    for opening in ("Failed to read GeoJSON data; ", "Layer schema generation failed.; "):
        said = said.removeprefix(opening)
    return f"{said[:MOST_LETTERS]}..." if len(said) > MOST_LETTERS else said.rstrip(".")


def _as_utf8(content: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """GeoJSON must be UTF-8 (RFC 7946); other text is read as Windows-1252, and said."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode("utf-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        start = max(error.start - 20, 0)
        text = content.decode("cp1252", "replace")
        example = content[start : error.start + 20].decode("cp1252", "replace").strip()
        note = f"{name} is not UTF-8; it was read as Windows-1252, such as {example!r}."
        return text.encode("utf-8"), (note,)
    return content, ()


def _raw(frame: gpd.GeoDataFrame, kind: str, member: str, notes: tuple[str, ...]) -> RawMap:
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return _with_flat_table(RawMap(table, frame.geometry, None, kind, member, notes))


def _with_flat_table(raw: RawMap) -> RawMap:
    names, renamed = unique_names([str(column) for column in raw.table.columns])
    table = raw.table.set_axis(names, axis=1)
    notes = raw.notes
    if renamed:
        notes = (*notes, f"Columns with the same name were numbered: {some_of(renamed)}.")
    return replace(raw, table=flat_columns(table), notes=notes)
