"""Which kind of file this is, and which member of a zip is the map."""

import re
import stat
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Literal

from districtbot.geo.archive import Archive, Place
from districtbot.geo.graphfile import is_graph, parse_json
from districtbot.geo.shapefile import shape_kind
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import check_name

Kind = Literal[
    "shapefile", "zip", "GeoPackage", "GeoJSON", "GeoParquet", "FlatGeobuf", "graph JSON"
]

KINDS: dict[str, Kind] = {
    ".shp": "shapefile",
    ".zip": "zip",
    ".shz": "zip",
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
    ".fgb": "FlatGeobuf",
}
READABLE = "shapefile (.shp or zipped), GeoPackage, GeoJSON, GeoParquet, FlatGeobuf or graph JSON"
RASTERS = (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".img", ".asc", ".nc", ".grd", ".vrt")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
SIDE_FILES = (".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx")
RASTER_MAGIC = (b"II*\x00", b"MM\x00*", b"\x89PNG", b"\xff\xd8\xff")
MAGIC: dict[bytes, Kind] = {
    b"PK\x03\x04": "zip",
    b"SQLite format 3\x00": "GeoPackage",
    b"fgb\x03": "FlatGeobuf",
    b"PAR1": "GeoParquet",
}
"""First bytes of kinds that have their own; without them GDAL would take the file for another."""
BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Byte order marks and white space before the text of a file."""
SNIFFED_BYTES = 4096


def check_path(path: Path) -> None:
    """Refuse what cannot be a map file before it is opened.

    Raises:
        AskError: If the file is missing, a folder, a pipe or device, empty or unreadable.
    """
    check_name(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _folder(path)
        if not stat.S_ISREG(mode):
            raise AskError(
                f"{path} is a pipe or a device, not a file.", "Save the map to a file first."
            )
        with path.open("rb") as file:
            first = file.read(4)
    except FileNotFoundError as error:
        raise _missing(path) from error
    except OSError as error:
        raise AskError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Check its name and whether you may read it.",
        ) from error
    if not first:
        raise AskError(f"{path.name} is empty (0 bytes).", "Download or copy it again.")


def _folder(path: Path) -> AskError:
    if path.suffix.lower() == ".gdb":
        return AskError(
            f"{path} is a file geodatabase, which cannot be read.",
            "Export its precincts as a GeoPackage or a shapefile.",
        )
    maps = [name for name in _listed(path) if PurePosixPath(name).suffix.lower() in KINDS]
    inside = f"Name the file in it: {some_of(maps)}." if maps else "It holds no map file."
    return AskError(f"{path} is a folder, not a map file.", inside)


def _missing(path: Path) -> AskError:
    others = _listed(path.parent) if path.parent.is_dir() else []
    same = [name for name in others if name.casefold() == path.name.casefold()]
    near = same or get_close_matches(path.name, others, n=3)
    todo = f"Did you mean {some_of(near)}?" if near else "Check its name and folder."
    return AskError(f"There is no file {path}.", todo)


def _listed(folder: Path) -> list[str]:
    """Names in a folder, sorted; none where it may not be read."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def kind_of(place: Place, name: str) -> Kind:
    """The kind of a map file, by its ending and its first bytes.

    Raises:
        AskError: If it is none of the kinds that can be read.
    """
    suffix = PurePosixPath(name).suffix.lower()
    head = place.head(name, SNIFFED_BYTES)
    if suffix in RASTERS or head.startswith(RASTER_MAGIC):
        raise AskError(f"{name} is a raster, an image of cells.", _POLYGONS_WANTED)
    if suffix in SIDE_FILES:
        raise AskError(f"{name} is a side file of a shapefile.", "Name the .shp file.")
    if suffix in TABLES:
        raise AskError(f"{name} is a table without shapes.", _POLYGONS_WANTED)
    seen = _kind_by_magic(head)
    kind = KINDS.get(suffix) or seen
    if kind is None:
        raise AskError(
            f"{name} is not a kind of file that can be read.",
            f"Name a map of precincts: {READABLE}.",
        )
    if kind in MAGIC.values() and kind not in ("zip", seen):
        raise AskError(
            f"{name} is not a {kind}: its first bytes are not those of one.",
            f"It may be a {seen}: rename it." if seen else "Download it again.",
        )
    return json_kind(place, name) if kind == "GeoJSON" else kind


def json_kind(place: Place, name: str) -> Kind:
    """Whether a JSON file is a map or a graph.

    Raises:
        AskError: If it is neither.
    """
    head = place.head(name, SNIFFED_BYTES)
    if head.lstrip(BLANKS).startswith(b"<") or b"<OGRVRTDataSource" in head:
        raise AskError(
            f"{name} is a web page or XML, not JSON.",
            "Download the map itself, not the page that leads to it.",
        )
    if re.search(rb'"type"\s*:\s*"Feature', head):
        return "GeoJSON"
    if re.search(rb'"(nodes|adjacency)"\s*:\s*\[', head):
        return "graph JSON"
    data = parse_json(place.read(name), name)
    if is_graph(data):
        return "graph JSON"
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        return "GeoJSON"
    raise AskError(
        f"{name} is JSON, but neither GeoJSON features nor a graph with nodes and adjacency.",
        f"Name a map of precincts: {READABLE}.",
    )


def choose_member(archive: Archive, layer: str | None) -> str:
    """The file in a zip that is the map.

    A file named by ``layer`` is taken; else the only map there is, or the only one that holds
    polygons.

    Raises:
        AskError: If the zip holds no map, or several and ``layer`` names none of them.
    """
    found = [name for name in archive.names if PurePosixPath(name).suffix.lower() in KINDS]
    maps = [name for name in found if not name.lower().endswith(".zip")]
    if layer is not None:
        named = [name for name in maps if layer in (name, PurePosixPath(name).stem)]
        if len(named) == 1:
            return named[0]
    faults: dict[str, AskError] = {}
    kinds = {name: _contents(archive, name, faults) for name in maps}
    maps = [name for name in maps if name not in faults]
    if not maps:
        raise _no_map(archive, found, faults)
    polygons = [name for name in maps if kinds[name] in ("polygons", "layers")]
    graphs = [name for name in maps if kinds[name] == "graph"]
    best = polygons or graphs or maps
    packages = len(best) == 1 and kinds[best[0]] == "layers"
    if len(best) > 1 or (layer is not None and not packages):
        listed = ", ".join(f"{PurePosixPath(name).stem} ({kinds[name]})" for name in maps)
        wrong = f"has no layer {layer!r}" if layer is not None else "has several layers"
        raise AskError(f"{archive.path.name} {wrong}: {listed}.", "Name one with --layer.")
    return best[0]


_POLYGONS_WANTED = f"Name a map of precinct polygons: {READABLE}."


def _no_map(archive: Archive, found: list[str], faults: dict[str, AskError]) -> AskError:
    """What to say of a zip without a map: what is wrong with the only one, if there is one."""
    if len(faults) == 1:
        return next(iter(faults.values()))
    zips = [name for name in found if name.lower().endswith(".zip")]
    if zips and not faults:
        return AskError(
            f"{archive.path.name} holds another zip ({some_of(zips, 3)}), and no map beside it.",
            "Unpack it and name the zip inside.",
        )
    return AskError(
        f"{archive.path.name} holds no map: {some_of(archive.names)}.", _POLYGONS_WANTED
    )


def _kind_by_magic(head: bytes) -> Kind | None:
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    return "GeoJSON" if head.lstrip(BLANKS).startswith(b"{") else None


def _contents(archive: Archive, name: str, faults: dict[str, AskError]) -> str:
    """``polygons``, ``points``, ``lines``, ``layers`` or ``graph``; what is wrong in ``faults``."""
    kind = KINDS[PurePosixPath(name).suffix.lower()]
    try:
        if kind == "shapefile":
            return shape_kind(archive, name)
        if kind == "GeoJSON":
            return "polygons" if json_kind(archive, name) == "GeoJSON" else "graph"
    except AskError as error:
        faults[name] = error
    return "layers" if kind == "GeoPackage" else "polygons"
