"""Every format reads to the same table; every broken file is one clear error."""

import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from districtbot.geo.options import MapOptions
from districtbot.geo.read import RawMap, read_map
from districtbot.ground.errors import AskError

OPTIONS = MapOptions()
SHP_PARTS = ("shp", "shx", "dbf", "prj", "cpg")


@pytest.fixture
def frame(grid_frame: Any) -> gpd.GeoDataFrame:
    return grid_frame(2, 3, NAME=["A", "B", "C", "D", "E", "F"])


@pytest.fixture
def shp(frame: gpd.GeoDataFrame, tmp_path: Path) -> Path:
    frame.to_file(tmp_path / "grid.shp")
    return tmp_path / "grid.shp"


def zipped(path: Path, *files: Path, folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for file in files:
            packed.write(file, f"{folder}{file.name}")
    return path


def parts_of(shp: Path) -> list[Path]:
    return [shp.with_suffix(f".{part}") for part in SHP_PARTS]


def check(raw: RawMap) -> None:
    """The table and the shapes of the 2 x 3 grid."""
    assert raw.table["GEOID"].tolist() == [f"{id_:05d}" for id_ in range(101, 107)]
    assert raw.table["TOTPOP"].tolist() == [100] * 6
    assert raw.geometry is not None
    assert raw.geometry.area.tolist() == pytest.approx([1e6] * 6)
    assert list(raw.table.index) == list(range(6))


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], None]] = {
    "grid.shp": lambda frame, path: frame.to_file(path),
    "grid.gpkg": lambda frame, path: frame.to_file(path),
    "grid.fgb": lambda frame, path: frame.to_file(path, SPATIAL_INDEX="NO"),
    "grid.parquet": lambda frame, path: frame.to_parquet(path),
    "grid.geojson": lambda frame, path: frame.to_file(path, driver="GeoJSON"),
    "grid.json": lambda frame, path: frame.to_file(path, driver="GeoJSON"),
}
FORMATS = {
    "shp": "shapefile",
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "parquet": "GeoParquet",
    "geojson": "GeoJSON",
    "json": "GeoJSON",
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_format(frame: gpd.GeoDataFrame, tmp_path: Path, name: str) -> None:
    WRITERS[name](frame, tmp_path / name)
    raw = read_map(tmp_path / name, OPTIONS)
    check(raw)
    assert raw.format == FORMATS[name.split(".")[1]]
    assert raw.geometry is not None
    assert raw.geometry.crs == "EPSG:5070"


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "grid.shp"])
def test_each_format_zipped(frame: gpd.GeoDataFrame, tmp_path: Path, name: str) -> None:
    WRITERS[name](frame, tmp_path / name)
    raw = read_map(zipped(tmp_path / "map.zip", tmp_path / name), OPTIONS)
    check(raw)
    assert raw.format == f"zipped {FORMATS[name.split('.')[1]]}"


@pytest.mark.parametrize("folder", ["", "data/2020 maps/", "Doña Ana/"])
def test_a_zipped_shapefile_at_any_depth(shp: Path, tmp_path: Path, folder: str) -> None:
    raw = read_map(zipped(tmp_path / "map.zip", *parts_of(shp), folder=folder), OPTIONS)
    check(raw)
    assert raw.member == f"{folder}grid.shp"


def test_a_zip_without_a_zips_ending(shp: Path, tmp_path: Path) -> None:
    check(read_map(zipped(tmp_path / "download", *parts_of(shp)), OPTIONS))


def test_macos_leftovers_do_not_count(shp: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "map.zip", *parts_of(shp))
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("__MACOSX/._grid.shp", b"\x00\x05\x16\x07")
        packed.writestr("__MACOSX/._other.shp", b"\x00\x05\x16\x07")
    check(read_map(path, OPTIONS))


def test_several_layers_are_listed_and_one_can_be_named(
    shp: Path, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    frame.head(2).to_file(tmp_path / "other.shp")
    path = zipped(tmp_path / "map.zip", *parts_of(shp), *parts_of(tmp_path / "other.shp"))
    with pytest.raises(AskError, match=r"several layers: grid \(polygons\), other") as caught:
        read_map(path, OPTIONS)
    assert "--layer" in caught.value.todo
    check(read_map(path, MapOptions(layer="grid")))
    check(read_map(path, MapOptions(layer="grid.shp")))
    with pytest.raises(AskError, match="has no layer 'third'"):
        read_map(path, MapOptions(layer="third"))


def test_the_only_layer_of_polygons_is_taken(
    shp: Path, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    frame.set_geometry(frame.centroid).to_file(tmp_path / "points.shp")
    path = zipped(tmp_path / "map.zip", *parts_of(shp), *parts_of(tmp_path / "points.shp"))
    check(read_map(path, OPTIONS))


def test_layers_of_a_geopackage(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "map.gpkg"
    frame.to_file(path, layer="precincts")
    frame.set_geometry(frame.centroid).to_file(path, layer="points")
    raw = read_map(path, OPTIONS)
    check(raw)
    assert raw.member == "precincts"
    frame.to_file(path, layer="more")
    with pytest.raises(AskError, match=r"several layers: precincts \(Polygon\), points \(Point\)"):
        read_map(path, OPTIONS)
    check(read_map(path, MapOptions(layer="more")))
    check(read_map(zipped(tmp_path / "map.zip", path), MapOptions(layer="more")))
    with pytest.raises(AskError, match="no layer 'less'"):
        read_map(path, MapOptions(layer="less"))


def test_a_geopackage_without_polygons(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame.set_geometry(frame.centroid).to_file(tmp_path / "points.gpkg")
    with pytest.raises(AskError, match=r"no polygons: points \(Point\)"):
        read_map(tmp_path / "points.gpkg", OPTIONS)


def test_a_graph_file(tmp_path: Path) -> None:
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, 7, "TOTPOP")
    (tmp_path / "graph.json").write_text(json.dumps(nx.adjacency_data(graph)))
    for path in (tmp_path / "graph.json", zipped(tmp_path / "g.zip", tmp_path / "graph.json")):
        raw = read_map(path, OPTIONS)
        assert raw.geometry is None
        assert raw.edges is not None
        assert raw.edges.tolist() == [[0, 1], [1, 2], [2, 3]]
        assert raw.format.endswith("graph JSON")


def feature(number: int, **properties: Any) -> dict[str, Any]:
    square = shapely.box(-100 + number, 40, -99 + number, 41)
    return {
        "type": "Feature",
        "properties": {"id": f"x{number}", **properties},
        "geometry": shapely.geometry.mapping(square),
    }


def test_nested_datasets_become_columns(tmp_path: Path) -> None:
    nested = [
        feature(number, datasets={"E_20_PRES": {"Dem": number, "Rep": 9}, "T_20": {"Total": 5}})
        for number in range(3)
    ]
    nested[2]["properties"]["datasets"]["late"] = {"x": 1}
    data = {"type": "FeatureCollection", "features": nested}
    (tmp_path / "dra.geojson").write_text(json.dumps(data))
    raw = read_map(tmp_path / "dra.geojson", OPTIONS)
    assert list(raw.table) == ["id", "E_20_PRES_Dem", "E_20_PRES_Rep", "T_20_Total", "late_x"]
    assert raw.table["E_20_PRES_Dem"].tolist() == [0, 1, 2]
    assert raw.table["late_x"].isna().tolist() == [True, True, False]
    assert raw.geometry is not None
    assert raw.geometry.crs == "EPSG:4326"


def test_geojson_in_metres_without_a_crs_has_none(tmp_path: Path) -> None:
    far = feature(0)
    far["geometry"] = shapely.geometry.mapping(shapely.box(5e5, 4e6, 6e5, 4.1e6))
    (tmp_path / "m.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [far]})
    )
    raw = read_map(tmp_path / "m.geojson", OPTIONS)
    assert raw.geometry is not None
    assert raw.geometry.crs is None


def test_geojson_that_is_not_utf8_is_read_and_said(tmp_path: Path) -> None:
    text = json.dumps(
        {"type": "FeatureCollection", "features": [feature(0, NAME="Doña Ana")]}, ensure_ascii=False
    )
    (tmp_path / "m.geojson").write_bytes(text.encode("cp1252"))
    raw = read_map(tmp_path / "m.geojson", OPTIONS)
    assert raw.table["NAME"].tolist() == ["Doña Ana"]
    assert any("not UTF-8" in note and "Doña Ana" in note for note in raw.notes)


def write_encoded(frame: gpd.GeoDataFrame, path: Path, codec: str, cpg: str | None) -> None:
    names = ["Doña Ana", "Añasco", "Mayagüez", "Peñuelas", "Rincón", "Cataño"]
    frame.assign(NAME=names).to_file(path, encoding=codec)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)


@pytest.mark.parametrize(
    ("codec", "cpg", "noted"),
    [
        ("UTF-8", "UTF-8", False),
        ("ISO-8859-1", "ISO-8859-1", False),
        ("CP1252", "ANSI 1252", False),
        ("UTF-8", None, True),
        ("UTF-8", "ISO-8859-1", True),
        ("ISO-8859-1", "UTF-8", True),
        ("ISO-8859-1", "gibberish", True),
    ],
)
def test_encodings(
    frame: gpd.GeoDataFrame, tmp_path: Path, codec: str, cpg: str | None, noted: bool
) -> None:
    write_encoded(frame, tmp_path / "m.shp", codec, cpg)
    raw = read_map(tmp_path / "m.shp", OPTIONS)
    assert raw.table["NAME"].tolist()[0] == "Doña Ana"
    assert raw.table["NAME"].tolist()[4] == "Rincón"
    assert bool(raw.notes) == noted


def test_a_missing_index_is_rebuilt(shp: Path, tmp_path: Path) -> None:
    shp.with_suffix(".shx").unlink()
    raw = read_map(shp, OPTIONS)
    check(raw)
    assert any(".shx" in note for note in raw.notes)
    assert not shp.with_suffix(".shx").exists()
    files = [part for part in parts_of(shp) if part.exists()]
    check(read_map(zipped(tmp_path / "map.zip", *files), OPTIONS))


def test_a_rebuilt_index_equals_the_lost_one(shp: Path) -> None:
    from districtbot.geo.shapefile import rebuilt_index

    assert rebuilt_index(shp.read_bytes()) == shp.with_suffix(".shx").read_bytes()


def test_letters_in_the_crs_that_gdal_cannot_take_are_replaced(shp: Path) -> None:
    prj = shp.with_suffix(".prj")
    prj.write_bytes(prj.read_bytes().replace(b"NAD_1983", b"A\xf1o_1983", 1))
    check(read_map(shp, OPTIONS))


def test_columns_of_one_name_are_numbered(tmp_path: Path) -> None:
    twins = feature(0, datasets={"id": 5, "T": {"Total": 1}})
    (tmp_path / "m.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [twins]})
    )
    assert list(read_map(tmp_path / "m.geojson", OPTIONS).table) == ["id", "id_2", "T_Total"]


def cut(path: Path, n_bytes: int) -> None:
    path.write_bytes(path.read_bytes()[:-n_bytes])


def make_rubbish(kind: str, shp: Path) -> Path:
    """A broken map file of the given kind, beside the 2 x 3 grid's shapefile."""
    folder, dbf, shx = shp.parent, shp.with_suffix(".dbf"), shp.with_suffix(".shx")
    frame = gpd.read_file(shp)
    points = frame.set_geometry(frame.centroid)
    if kind == "cut shp":
        cut(shp, 100)
    elif kind == "shp of 50 bytes":
        shp.write_bytes(shp.read_bytes()[:50])
    elif kind == "no dbf":
        dbf.unlink()
    elif kind == "cut dbf":
        cut(dbf, 20)
    elif kind == "cut shx":
        cut(shx, 16)
    elif kind == "other dbf":
        frame.head(3).to_file(folder / "less.shp")
        shutil.copy(folder / "less.dbf", dbf)
    elif kind == "text as shp":
        shp.write_text("This is not a shapefile. " * 20)
    elif kind == "point shp":
        points.to_file(shp)
    elif kind == "line shp":
        frame.set_geometry(frame.boundary).to_file(shp)
    elif kind == "empty shp":
        frame.head(0).to_file(shp)
    else:
        return make_other_rubbish(kind, folder, frame)
    return shp


def make_other_rubbish(kind: str, folder: Path, frame: gpd.GeoDataFrame) -> Path:
    path = folder / kind.replace(" ", "_")
    content = {
        "map.tif": b"II*\x00" + bytes(100),
        "scan.dat": b"\x89PNG\r\n" + bytes(100),
        "table.csv": b"GEOID,TOTPOP\n1,2\n",
        "notes.doc": b"some text",
        "text.gpkg": b"some text",
        "text.fgb": b"some text",
        "text.parquet": b"some text",
        "text.geojson": b"some text",
        "half.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feat',
        "other.json": b'{"a": 1}',
        "empty.geojson": b'{"type": "FeatureCollection", "features": []}',
        "nothing.geojson": b"",
        "grid.dbf": b"",
    }
    if kind == "missing.shp":
        return path
    if kind == "a folder":
        return folder
    if kind == "plain.parquet":
        frame.drop(columns="geometry").to_parquet(path)
    elif kind == "table.zip":
        (folder / "t.csv").write_text("a,b\n")
        return zipped(path, folder / "t.csv")
    elif kind == "points.zip":
        frame.set_geometry(frame.centroid).to_file(folder / "p.shp")
        return zipped(path, *parts_of(folder / "p.shp"))
    elif not path.exists():
        path.write_bytes(content[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("cut shp", r"grid\.shp is cut short: its header promises"),
        ("shp of 50 bytes", "not a shapefile"),
        ("no dbf", r"without its \.dbf file"),
        ("cut dbf", r"grid\.dbf is cut short"),
        ("cut shx", "lists 4 shapes, but the .dbf file has 6 rows"),
        ("other dbf", "lists 6 shapes, but the .dbf file has 3 rows"),
        ("text as shp", "not a shapefile"),
        ("point shp", "holds points, not polygons"),
        ("line shp", "holds lines, not polygons"),
        ("empty shp", "no units"),
        ("map.tif", "is a raster"),
        ("scan.dat", "is a raster"),
        ("table.csv", "table without shapes"),
        ("notes.doc", "not a kind of file that can be read"),
        ("text.gpkg", "is not a GeoPackage"),
        ("text.fgb", "is not a FlatGeobuf"),
        ("text.parquet", "is not a GeoParquet"),
        ("plain.parquet", "cannot be read as GeoParquet"),
        ("text.geojson", "is not JSON"),
        ("half.geojson", "cannot be read"),
        ("other.json", "neither GeoJSON features nor a graph"),
        ("empty.geojson", "no units"),
        ("nothing.geojson", "is empty"),
        ("grid.dbf", "side file of a shapefile"),
        ("missing.shp", "There is no file"),
        ("a folder", r"folder, not a map file. Name the file in it: grid\.shp"),
        ("table.zip", r"holds no map: t\.csv"),
        ("points.zip", "holds points, not polygons"),
    ],
)
def test_rubbish_is_one_clear_error(shp: Path, kind: str, words: str) -> None:
    with pytest.raises(AskError, match=words) as caught:
        read_map(make_rubbish(kind, shp), OPTIONS)
    assert "\n" not in str(caught.value)
    assert caught.value.todo


def test_a_name_that_is_nearly_right_is_guessed(shp: Path) -> None:
    with pytest.raises(AskError, match=r"Did you mean grid\.shp"):
        read_map(shp.with_name("gird.shp"), OPTIONS)


def test_a_shapefile_with_wrong_length_in_its_header_is_refused(shp: Path) -> None:
    content = bytearray(shp.read_bytes())
    struct.pack_into(">i", content, 24, 10**6)
    shp.write_bytes(content)
    with pytest.raises(AskError, match="promises 2,000,000 bytes"):
        read_map(shp, OPTIONS)


def test_every_real_map_reads_as_its_facts_say(shared_data: Path, facts: dict[str, Any]) -> None:
    checked = 0
    for name, fact in facts.items():
        if "file" not in fact:
            continue
        raw = read_map(shared_data / fact["file"], OPTIONS)
        checked += 1
        assert len(raw.table) == fact.get("units", len(raw.table)), name
        if "GeoJSON" not in raw.format:
            assert set(fact["columns"]) <= set(raw.table.columns), name
        if fact["crs"] is None:
            assert raw.edges is not None
            assert len(np.unique(raw.edges, axis=0)) == fact["rook_edges_native_crs"], name
        else:
            assert raw.geometry is not None
        assert raw.notes == (), name
    assert checked == 14
