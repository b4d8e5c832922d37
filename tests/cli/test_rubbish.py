"""Files that are no maps: each is one plain line, exit code 2, and nothing left behind."""

import json
import os
import re
import sqlite3
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, Point, Polygon

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
"""How a zip's members begin in place, and in the directory at its end."""
DEGREES = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)


def patched(path: Path, magic: bytes, offset: int, layout: str, value: int) -> Path:
    """The zip with a number of each member's header overwritten."""
    content = bytearray(path.read_bytes())
    for found in re.finditer(re.escape(magic), bytes(content)):
        struct.pack_into(layout, content, found.start() + offset, value)
    path.write_bytes(content)
    return path


Make = Callable[[Any], Path]
RUBBISH: dict[str, tuple[Make, str]] = {}


def rubbish(words: str) -> Callable[[Make], Make]:
    """List a broken file with words that its message has."""

    def listed(make: Make) -> Make:
        RUBBISH[make.__name__] = (make, words)
        return make

    return listed


@rubbish("an empty zip")
def empty_zip(bench: Any) -> Path:
    return bench.zip({})


@rubbish(r"map\.zip is empty \(0 bytes\)")
def zip_of_no_bytes(bench: Any) -> Path:
    return bench.write("map.zip", b"")


@rubbish(r"would unpack to 50\.0 GB")
def zip_that_says_it_holds_50_gb(bench: Any) -> Path:
    path = bench.zip({f"{number}.shp": b"x" for number in range(25)})
    return patched(path, CENTRAL, 24, "<I", 2**31)


@rubbish(r"would unpack to 0\.3 GB \(.* times its size\)")
def zip_bomb(bench: Any) -> Path:
    path = bench.folder / "map.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("map.shp", "w") as member,
    ):
        for _ in range(280):
            member.write(bytes(2**20))
    return path


@rubbish(r"holds another zip \(inner\.zip\).*Unpack it")
def zip_in_a_zip(bench: Any) -> Path:
    return bench.zip({"inner.zip": bench.zip(bench.parts(), "inner.zip").read_bytes()})


@rubbish(r"map\.geojson in map\.zip cannot be unpacked")
def zip_that_lies_about_a_size(bench: Any) -> Path:
    path = bench.zip({"map.geojson": b" " * 2**20})
    return patched(patched(path, CENTRAL, 24, "<I", 1000), LOCAL, 22, "<I", 1000)


@rubbish(r"town\.shp in map\.zip cannot be unpacked.*unusual way")
def zip_packed_by_an_unknown_method(bench: Any) -> Path:
    path = bench.zip(bench.parts())
    return patched(patched(path, CENTRAL, 10, "<H", 97), LOCAL, 8, "<H", 97)


@rubbish("unpack outside its folder")
def zip_with_a_path_upwards(bench: Any) -> Path:
    return bench.zip({**bench.parts(), "../../town.shp": b"x"})


@rubbish("unpack outside its folder")
def zip_with_an_absolute_path(bench: Any) -> Path:
    return bench.zip({**bench.parts(), "/etc/town.shp": b"x"})


@rubbish("unpack outside its folder")
def zip_with_a_path_of_windows(bench: Any) -> Path:
    return bench.zip({**bench.parts(), "C:\\town.shp": b"x"})


@rubbish("links in place of files")
def zip_with_a_link(bench: Any) -> Path:
    link = zipfile.ZipInfo("map.geojson")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(bench.folder / "map.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return bench.folder / "map.zip"


@rubbish("encrypted")
def zip_under_lock(bench: Any) -> Path:
    return patched(bench.zip(bench.parts()), CENTRAL, 8, "<H", 1)


@rubbish("not a zip file, or is damaged or cut short")
def zip_cut_short(bench: Any) -> Path:
    path = bench.zip(bench.parts())
    return bench.write("map.zip", path.read_bytes()[:-100])


@rubbish("not a zip file")
def zip_of_noise(bench: Any) -> Path:
    return bench.write("map.zip", os.urandom(500))


@rubbish(r"several files of one name \(town\.shp\)")
def zip_with_a_name_twice(bench: Any) -> Path:
    path = bench.zip(bench.parts())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("town.shp", b"x")
    return path


@rubbish(r"several layers: a \(polygons\), b \(polygons\)\. Name one with --layer")
def zip_of_two_maps(bench: Any) -> Path:
    return bench.zip({**bench.parts("a"), **bench.parts("b")})


@rubbish(r"holds no map: readme\.txt")
def zip_without_a_map(bench: Any) -> Path:
    return bench.zip({"readme.txt": b"hello"})


@rubbish("holds points, not polygons")
def point_layer(bench: Any) -> Path:
    return bench.save(bench.frame.set_geometry(bench.frame.centroid), "town.shp")


@rubbish(r"holds no polygons: town \(Point\)")
def point_layer_in_a_geopackage(bench: Any) -> Path:
    return bench.save(bench.frame.set_geometry(bench.frame.centroid), "town.gpkg")


@rubbish("64 .* hold no polygon but Point")
def point_layer_as_geojson(bench: Any) -> Path:
    points = bench.frame.set_geometry(bench.frame.centroid)
    return bench.save(points.to_crs(4326), "town.geojson")


@rubbish("holds no polygons")
def line_layer(bench: Any) -> Path:
    return bench.save(bench.frame.set_geometry(bench.frame.boundary), "town.gpkg")


@rubbish(r"2 unit\(s\) hold no polygon but LineString, Point: 00104 \(row 4\), 00105 \(row 5\)")
def mixed_shapes(bench: Any) -> Path:
    shapes = bench.frame.geometry.tolist()
    shapes[3:5] = Point(0, 0), LineString([(0, 0), (1, 1)])
    frame = bench.frame.set_geometry(gpd.GeoSeries(shapes, crs=bench.frame.crs))
    return bench.save(frame.to_crs(4326), "town.geojson")


@rubbish(r"2 unit\(s\) have no geometry: 00104 \(row 4\), 00105 \(row 5\)")
def empty_shapes(bench: Any) -> Path:
    shapes = bench.frame.geometry.tolist()
    shapes[3:5] = Polygon(), None
    return bench.save(
        bench.frame.set_geometry(gpd.GeoSeries(shapes, crs=bench.frame.crs)), "town.gpkg"
    )


@rubbish("no units: its table is empty")
def no_rows(bench: Any) -> Path:
    return bench.save(bench.frame.iloc[:0], "town.gpkg")


@rubbish("holds no polygons")
def table_in_a_geopackage(bench: Any) -> Path:
    table = pd.DataFrame(bench.frame.drop(columns="geometry"))
    pyogrio.write_dataframe(table, bench.folder / "table.gpkg")
    return bench.folder / "table.gpkg"


@rubbish("cannot be read")
def database_that_is_no_geopackage(bench: Any) -> Path:
    path = bench.folder / "map.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("create table a (b)")
    connection.commit()
    connection.close()
    return path


@rubbish("several layers: .*Name one with --layer")
def geopackage_of_two_layers(bench: Any) -> Path:
    for layer in ("a", "b"):
        bench.frame.to_file(bench.folder / "two.gpkg", layer=layer)
    return bench.folder / "two.gpkg"


@rubbish("not a GeoPackage: its first bytes")
def geopackage_that_points_elsewhere(bench: Any) -> Path:
    town = bench.save(bench.frame, "town.gpkg")
    layer = f'<OGRVRTLayer name="town"><SrcDataSource>{town}</SrcDataSource></OGRVRTLayer>'
    return bench.write("map.gpkg", f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")


@rubbish("web page or XML, not JSON")
def geojson_that_points_elsewhere(bench: Any) -> Path:
    town = bench.save(bench.frame, "town.gpkg")
    layer = f'<OGRVRTLayer name="town"><SrcDataSource>{town}</SrcDataSource></OGRVRTLayer>'
    text = f'{{"type": "Feature"}}<OGRVRTDataSource>{layer}</OGRVRTDataSource>'
    return bench.write("map.geojson", text)


@rubbish("a raster, an image of cells")
def raster(bench: Any) -> Path:
    return bench.write("map.tif", b"II*\x00" + bytes(100))


@rubbish("a raster, an image of cells")
def raster_called_a_geopackage(bench: Any) -> Path:
    return bench.write("map.gpkg", b"\x89PNG\r\n" + bytes(100))


@rubbish("a table without shapes")
def spreadsheet(bench: Any) -> Path:
    return bench.write("map.csv", "GEOID,TOTPOP\n1,2\n")


@rubbish("not a kind of file that can be read")
def noise_without_an_ending(bench: Any) -> Path:
    return bench.write("map", os.urandom(500))


@rubbish("not a FlatGeobuf")
def noise_as_flatgeobuf(bench: Any) -> Path:
    return bench.write("map.fgb", os.urandom(500))


@rubbish("damaged or of another kind")
def noise_as_geoparquet(bench: Any) -> Path:
    return bench.write("map.parquet", b"PAR1" + os.urandom(500))


@rubbish("a table without shapes")
def parquet_without_shapes(bench: Any) -> Path:
    pd.DataFrame(bench.frame.drop(columns="geometry")).to_parquet(bench.folder / "map.parquet")
    return bench.folder / "map.parquet"


@rubbish(r"town\.shp is cut short: its header promises 8,804 bytes, it has 3,000")
def truncated_shp(bench: Any) -> Path:
    return bench.write("town.shp", bench.shapefile().read_bytes()[:3000])


@rubbish("is not a shapefile")
def shp_of_text(bench: Any) -> Path:
    bench.shapefile()
    return bench.write("town.shp", "This is no map. " * 20)


@rubbish(r"without its \.dbf file.*Put town\.dbf beside it")
def no_dbf(bench: Any) -> Path:
    shp = bench.shapefile()
    shp.with_suffix(".dbf").unlink()
    return shp


@rubbish(r"town\.dbf is cut short: 64 rows")
def truncated_dbf(bench: Any) -> Path:
    shp = bench.shapefile()
    bench.write("town.dbf", shp.with_suffix(".dbf").read_bytes()[:900])
    return shp


@rubbish("lists 64 shapes, but the .dbf file has 10 rows")
def dbf_of_another_map(bench: Any) -> Path:
    other = bench.save(bench.frame.iloc[:10], "other.shp").with_suffix(".dbf").read_bytes()
    shp = bench.shapefile()
    bench.write("town.dbf", other)
    return shp


@rubbish("lists 0 shapes, but the .dbf file has 64 rows")
def noise_as_shx(bench: Any) -> Path:
    shp = bench.shapefile()
    bench.write("town.shx", b"noise")
    return shp


@rubbish("a side file of a shapefile. Name the .shp file")
def dbf_named(bench: Any) -> Path:
    return bench.shapefile().with_suffix(".dbf")


@rubbish(r"does not say its CRS; .* metres or feet .*Give it with --crs")
def no_prj(bench: Any) -> Path:
    shp = bench.shapefile()
    shp.with_suffix(".prj").unlink()
    return shp


@rubbish(r"does not say its CRS.*Give it with --crs")
def prj_of_noise(bench: Any) -> Path:
    shp = bench.shapefile()
    bench.write("town.prj", bytes(range(256)))
    return shp


@rubbish("EPSG:4326 is in degrees, but the coordinates run from 0 to 8,000")
def wrong_crs(bench: Any) -> Path:
    shp = bench.shapefile()
    bench.write("town.prj", DEGREES)
    return shp


@rubbish("EPSG:26915 is a projected CRS, but .* look like degrees")
def wrong_crs_in_geojson(bench: Any) -> Path:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::26915"}}
    return bench.write("town.geojson", {**bench.geojson(), "crs": crs})


@pytest.mark.parametrize("kind", RUBBISH)
def test_it_is_refused_in_one_plain_line(bench: Any, refused: Any, kind: str) -> None:
    make, words = RUBBISH[kind]
    path = make(bench)
    line = refused("run", path, "-k", 4, "--out", bench.folder / "out")
    assert re.search(words, line), line


@pytest.mark.parametrize("kind", ["zip_bomb", "truncated_shp", "raster", "zip_with_a_link"])
def test_every_command_refuses_it_alike(bench: Any, refused: Any, kind: str) -> None:
    make, words = RUBBISH[kind]
    path = make(bench)
    for command in (("inspect", path), ("inspect", path, "--json"), ("score", "CD", path)):
        assert re.search(words, refused(*command))


@pytest.mark.parametrize(
    "kind", ["mixed_shapes", "empty_shapes", "no_prj", "wrong_crs", "wrong_crs_in_geojson"]
)
def test_inspect_shows_the_columns_of_a_map_with_faulty_shapes(
    bench: Any, call: Any, kind: str
) -> None:
    make, words = RUBBISH[kind]
    done = call("inspect", make(bench), "--json")
    assert done.code == 2
    assert not done.complaints
    found = json.loads(done.out)
    assert re.search(words, " ".join(found["problems"]))
    assert ("TOTPOP", "population") in [(item["name"], item["role"]) for item in found["columns"]]


def test_a_shapefile_without_its_index_is_read(bench: Any, call: Any) -> None:
    shp = bench.shapefile()
    shp.with_suffix(".shx").unlink()
    done = call("inspect", shp, "--json")
    assert done.code == 0
    assert "came without its .shx index" in " ".join(json.loads(done.out)["notes"])


@pytest.mark.parametrize("declared", ["UTF-8", "KLINGON", "\0", ""])
def test_a_wrong_encoding_is_read_and_said(bench: Any, call: Any, declared: str) -> None:
    names = [f"Española {row}" for row in range(64)]
    frame = bench.frame.assign(PLACE=names)
    frame.to_file(bench.folder / "town.shp", encoding="latin1")
    bench.write("town.cpg", declared)
    done = call("inspect", bench.folder / "town.shp", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert "its text was read as cp1252, such as 'Española" in " ".join(found["notes"])
    assert found["columns"][-1]["example"] == "Española 0"
