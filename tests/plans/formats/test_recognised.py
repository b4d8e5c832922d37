"""How the format of a plan file is recognised, and its text read."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.names import FORMATS, WRITTEN, format_named, format_of_path
from districtbot.plans.formats.open import open_plan
from districtbot.plans.formats.read import read_assignments

ROWS = "00101,1\n00102,1\n00103,2\n00104,2\n"


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """One row of four: 00101 to 00104."""
    drawn: StateMap = state_of(grid_frame(1, 4, CD=[1, 1, 2, 2], SEND=[1, 2, 2, 2]))
    return drawn


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("GEOID20,District\n" + ROWS, "dra"),
        ("Id,District\n" + ROWS, "dra-id"),
        ("geo_id,zone\n" + ROWS, "districtr"),
        ("geoid20,district\n" + ROWS, "qgis"),
        ("GEOID,DISTRICT\n" + ROWS, "rdatools"),
        ("precinct_id,district\n" + ROWS, "mosaic"),
        ("unit,district\n" + ROWS, "csv"),
        ("BLOCKID,DISTRICT\n" + ROWS, "districtbuilder"),
        ("BLOCKID|DISTRICT\n" + ROWS.replace(",", "|"), "baf"),
        ("GEOID,CDFP\n" + ROWS, "bef"),
        ("GEOID, CDFP\n" + ROWS, "bef"),
        ("GEOID,SLDUST\n" + ROWS, "bef"),
        ('"id-x-y-2-Districts",assignment\n' + ROWS, "districtr-csv"),
        ("precinct;plan\n" + ROWS.replace(",", ";"), "table"),
        (ROWS, "table"),
        ('{"00101": 1, "00102": 1, "00103": 2, "00104": 2}', "json"),
        ('{"00101": "1", "00102": "1", "00103": "2", "00104": 2.0}', "json"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\n"])
def test_headers_and_encodings(
    state: StateMap, tmp_path: Path, text: str, form: str, encoding: str, end: str
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes((text.replace("\n", end) + end).encode(encoding))
    found = open_plan(path, state)
    assert found.matched.held.format == form
    assert found.plan.district.tolist() == [1, 1, 2, 2]


def test_letters_of_windows(grid_frame: Any, state_of: Any, tmp_path: Path) -> None:
    drawn = state_of(grid_frame(1, 2, GEOID=["Peña", "Über"]))
    path = tmp_path / "plan.csv"
    path.write_bytes("Peña,1\nÜber,2\n".encode("cp1252"))
    assert open_plan(path, drawn).plan.district.tolist() == [1, 2]


def test_a_column_is_named_behind_the_file(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text("unit,CD,SEND\n00101,1,1\n00102,1,2\n00103,2,2\n00104,2,2\n")
    with pytest.raises(AskError, match=r"not clear which column.*plans.csv#SEND"):
        open_plan(path, state)
    assert open_plan(f"{path}#CD", state).plan.district.tolist() == [1, 1, 2, 2]
    assert open_plan(f"{path}#send", state).plan.district.tolist() == [1, 2, 2, 2]
    with pytest.raises(AskError, match=r"no column HD"):
        open_plan(f"{path}#HD", state)


def test_a_file_in_a_zip_is_named_behind_it(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plans.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/one.csv", ROWS)
        archive.writestr("two.csv", ROWS.replace("2", "3"))
    with pytest.raises(AskError, match=r"plans.zip#a/one.csv"):
        open_plan(path, state)
    assert open_plan(f"{path}#one.csv", state).plan.names == ("1", "2")


def test_a_file_may_have_the_sign_in_its_name(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plan #2.csv"
    path.write_text(ROWS)
    assert open_plan(path, state).plan.n_districts == 2


def test_an_attribute_of_a_graph(state: StateMap, tmp_path: Path) -> None:
    nodes = [{"id": at, "GEOID": f"0010{at + 1}", "CD": at // 2, "SEND": 1} for at in range(4)]
    data = {"directed": False, "nodes": nodes, "adjacency": [[], [], [], []]}
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(data))
    with pytest.raises(AskError, match=r"several columns .*: CD, SEND"):
        open_plan(path, state)
    assert open_plan(f"{path}#CD", state).plan.names == ("0", "1")
    for node in nodes:
        node["GEOID"] = f"9{node['GEOID']}0"
    path.write_text(json.dumps(data))
    with pytest.raises(AskError, match=r"No node of graph.json is a unit"):
        open_plan(path, state)


def test_the_folder_of_a_run(state: StateMap, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("unit,district\n" + ROWS)
    assert open_plan(tmp_path, state).plan.n_districts == 2


@pytest.mark.parametrize(
    ("form", "text", "labels"),
    [
        ("dra", "GEOID20,District\n00101,0\n00102,1\n00103,2\n00104,2\n", ("", "1", "2", "2")),
        ("table", "x,district\n00101,0\n00102,1\n00103,1\n00104,1\n", ("0", "1", "1", "1")),
        ("bef", "GEOID,CDFP\n00101,ZZ\n00102,01\n00103,98\n00104,98\n", ("", "1", "98", "98")),
        ("bef", "GEOID,SLDLST\n00101,ZZZ\n00102,01A\n00103,1B\n", ("", "01A", "1B")),
        ("districtr", "geo_id,zone\n00101,\n00102,1\n00103,2\n00104,2\n", ("", "1", "2", "2")),
    ],
)  # fmt: skip
def test_what_stands_for_no_district(
    state: StateMap, tmp_path: Path, form: str, text: str, labels: tuple[str, ...]
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text)
    held = read_assignments(path, state)
    assert (held.format, held.labels) == (form, labels)


def test_workbooks_of_old_excel_are_refused(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plan.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(AskError, match=r"old Excel.*CSV"):
        open_plan(path, state)


def test_numbers_in_a_workbook(grid_frame: Any, state_of: Any, tmp_path: Path) -> None:
    import pandas as pd
    import pyogrio

    ids = ["010010201001000", "010010201001001"]
    drawn = state_of(grid_frame(1, 2, GEOID=ids))
    path = tmp_path / "plan.xlsx"
    frame = pd.DataFrame({"geoid20": [int(text) for text in ids], "district": [1.0, 2.0]})
    pyogrio.write_dataframe(frame, path, driver="XLSX")
    found = open_plan(path, drawn)
    assert found.plan.district.tolist() == [1, 2]
    assert "leading zeros" in " ".join(found.notes)


def test_names_of_formats() -> None:
    assert [format_named(name.upper()) for name in WRITTEN] == list(WRITTEN)
    with pytest.raises(AskError, match=r"no format 'table'"):
        format_named("table")
    assert format_of_path(Path("x.GPKG")) == "gpkg"
    assert format_of_path(Path("BlockAssign_ST19_IA.zip")) == "baf"
    with pytest.raises(AskError, match=r"--to"):
        format_of_path(Path("plan"))
    assert all(each.title for each in FORMATS.values())


def test_the_page_of_formats_names_each() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in WRITTEN)
