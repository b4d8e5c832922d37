"""Checks of files: the right ones pass, however they were written, and wrong ones do not."""

import io
import json
import random
import zipfile
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from districtbot.problems.coding import filecheck
from districtbot.problems.coding.checks import file_png, file_shapes, file_table
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.given import shapes_bytes
from districtbot.problems.coding.wrong import wrong_files

TABLE = pd.DataFrame({"id": ["001", "002", "003"], "n": [1, 2, 3], "share": [0.5, 0.25, 0.125]})
SHAPES = gpd.GeoDataFrame(
    {"id": ["001", "002", "003"], "n": [1, 2, 3]},
    geometry=[shapely.box(1e5 * x, 0, 1e5 * (x + 1), 1e5) for x in range(3)],
    crs="EPSG:5070",
)


def _left(name: str, data: bytes) -> Outcome:
    return Outcome(True, files={name: data})


def _csv(frame: pd.DataFrame) -> bytes:
    return str(frame.to_csv(index=False)).encode()


def test_a_table() -> None:
    check = file_table("t.csv", TABLE, ["id"])
    assert check(_left("t.csv", _csv(TABLE))) == ""
    assert check(_left("t.csv", _csv(TABLE.iloc[::-1][["share", "id", "n"]]))) == ""
    assert check(_left("t.csv", _csv(TABLE.assign(n=[1.0, 2.0, 3.0])))) == ""
    wrong = {
        "columns": TABLE.drop(columns="n"),
        "is not": TABLE.assign(n=[1, 2, 4]),
        "rows are others": TABLE.assign(id=["1", "2", "3"]),
        "2 rows": TABLE.iloc[:2],
        "is no number": TABLE.assign(share=["a", "b", "c"]),
    }
    for words, frame in wrong.items():
        assert words in check(_left("t.csv", _csv(frame)))
    assert "no file" in check(_left("u.csv", _csv(TABLE)))
    assert check(_left("t.csv", b""))
    assert check(Outcome(False, "it broke", files={"t.csv": _csv(TABLE)})) == "it broke"


def test_without_keys_the_order_counts() -> None:
    check = file_table("t.csv", TABLE)
    assert check(_left("t.csv", _csv(TABLE))) == ""
    assert check(_left("t.csv", _csv(TABLE.iloc[::-1])))


def test_gaps_are_gaps() -> None:
    gaps = pd.DataFrame({"id": ["a", "b"], "x": [1.5, None]})
    check = file_table("t.csv", gaps, ["id"])
    assert check(_left("t.csv", b"id,x\na,1.5\nb,\n")) == ""
    assert check(_left("t.csv", b"id,x\na,1.5\nb,0\n"))
    assert check(_left("t.csv", b"id,x\na,\nb,\n"))


@pytest.mark.parametrize("name", ["s.gpkg", "s.geojson", "s.zip"])
def test_shapes(name: str) -> None:
    truth = SHAPES.to_crs("EPSG:4326") if name == "s.geojson" else SHAPES
    check = file_shapes(name, truth, ["id"])
    assert check(_left(name, shapes_bytes(truth, name))) == ""
    assert check(_left(name, shapes_bytes(truth.iloc[::-1], name))) == ""
    wide = float(truth.total_bounds[2] - truth.total_bounds[0])
    other = "EPSG:3857" if name != "s.geojson" else "EPSG:4269"
    wrong = {
        "CRS": truth.to_crs(other),
        "CRS ": truth.set_crs(other, allow_override=True),
        "2 rows": truth.iloc[:2],
        "columns": truth.drop(columns="n"),
        "is not": truth.assign(n=[1, 2, 4]),
        "the shape of 001": truth.set_geometry(truth.geometry.iloc[[1, 2, 0]].set_axis([0, 1, 2])),
        "shape of 00": truth.set_geometry(shapely.buffer(truth.geometry.to_numpy(), wide / 1000)),
    }
    for words, frame in wrong.items():
        assert words.strip() in check(_left(name, shapes_bytes(frame, name)))
    for data in (b"", b"x" * 200, shapes_bytes(truth, name)[:100]):
        assert check(_left(name, data))


def test_points_are_compared_too() -> None:
    points = SHAPES.set_geometry(SHAPES.centroid)
    check = file_shapes("p.gpkg", points, ["id"])
    assert check(_left("p.gpkg", shapes_bytes(points, "p.gpkg"))) == ""
    moved = points.set_geometry(points.translate(1000, 0))
    assert "the shape" in check(_left("p.gpkg", shapes_bytes(moved, "p.gpkg")))


def test_what_only_pretends_to_be_shapes_is_not_read() -> None:
    """A virtual table, a list of shapes, a zip with a program: the name does not make it one."""
    virtual = b"<OGRVRTDataSource><OGRVRTLayer name='a'></OGRVRTLayer></OGRVRTDataSource>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.vrt", virtual)
    for name, data in (
        ("a.gpkg", virtual),
        ("a.geojson", virtual),
        ("a.geojson", b"[]"),
        ("a.zip", virtual),
        ("a.zip", packed.getvalue()),
    ):
        told = file_shapes(name, SHAPES, ["id"])(_left(name, data))
        assert told == f"{name} is no file of shapes of its kind"


def test_what_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = shapes_bytes(SHAPES, "a.zip")
    check = file_shapes("a.zip", SHAPES, ["id"])
    assert check(_left("a.zip", data)) == ""
    monkeypatch.setattr(filecheck, "MOST_UNPACKED", 100)
    assert check(_left("a.zip", data)) == "a.zip is no file of shapes of its kind"


def _picture(width: int, height: int, n_colours: int) -> bytes:
    from PIL import Image

    picture = Image.new("RGB", (width, height), "white")
    for number in range(1, n_colours):
        picture.putpixel((number, 0), (number, 0, 0))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def test_pictures() -> None:
    check = file_png("a.png", smallest=(120, 80), colours=5)
    assert check(_left("a.png", _picture(120, 80, 5))) == ""
    assert "119 by 80" in check(_left("a.png", _picture(119, 80, 5)))
    assert "4 colours" in check(_left("a.png", _picture(120, 80, 4)))
    assert "no PNG" in check(_left("a.png", b"GIF89a"))
    assert check(_left("a.png", _picture(120, 80, 5)[:60]))


CHECKED: dict[str, tuple[Callable[[Outcome], str], bytes]] = {
    "t.csv": (file_table("t.csv", TABLE, ["id"]), _csv(TABLE)),
    "s.gpkg": (file_shapes("s.gpkg", SHAPES, ["id"]), shapes_bytes(SHAPES, "s.gpkg")),
    "a.json": (lambda outcome: "" if outcome.files.get("a.json") == b"3" else "other", b"3"),
    "a.png": (file_png("a.png", colours=5), _picture(120, 120, 5)),
}


@pytest.mark.parametrize("name", CHECKED)
def test_every_file_with_a_mistake_is_refused(name: str) -> None:
    check, data = CHECKED[name]
    right = _left(name, data)
    assert check(right) == ""
    kinds = set()
    for seed in range(4):
        for wrong in wrong_files(right, random.Random(seed)):
            kinds.add(wrong.kind)
            assert check(wrong.outcome), wrong.kind
    assert {"no file", "empty file"} < kinds


def test_wrong_graphs_differ_from_the_right_one() -> None:
    nodes = [{"id": f"u{number}", "n": number} for number in range(4)]
    ring = [[{"id": f"u{(number + step) % 4}"} for step in (1, 3)] for number in range(4)]
    data = {"directed": False, "multigraph": False, "graph": [], "nodes": nodes, "adjacency": ring}
    right = _left("g.json", json.dumps(data).encode())
    kinds = {wrong.kind for wrong in wrong_files(right, random.Random(1))}
    assert kinds == {
        *("no file", "empty file", "edge missing", "edge too many", "node missing"),
        *("other node", "other attribute"),
    }
