"""Plan files as people exchange them."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.open import open_plan, read_plan

WANTED = [1, 1, 2, 2]


@pytest.fixture
def state(four_units: StateMap) -> StateMap:
    return four_units


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("unit,district\n01001,1\n01003,1\n01005,2\n0100A,2\n", ""),
        ("GEOID20,District\n0100A,2\n01005,2\n01003,1\n01001,1", ""),
        ("geo_id;zone\r\n01001;1\r\n01003;1\r\n01005;2\r\n0100A;2\r\n", ""),
        ("BLOCKID|DISTRICT\n01001|1\n01003|1\n01005|2\n0100A|2\n", ""),
        ("01001\t1\n01003\t1\n01005\t2\n0100A\t2\n", ""),
        ("01001,1\n01003,1\n\n01005,2\n0100A,2\n", ""),
        ("\ufeffId,District\n01001,1\n01003,1\n01005,2\n0100A,2\n", ""),
        ('"unit","district"\n"01001","1"\n"01003","1"\n"01005","2"\n"0100A","2"\n', ""),
        ("county,geoid,district\n9,01001,1\n9,01003,1\n9,01005,2\n9,0100A,2\n", ""),
        ("unit,district\n1001,1\n1003,1\n1005,2\n100A,2\n", "leading zeros"),
        ("unit,district\n1001.0,1\n1003.0,1\n1005.0,2\n100A,2\n", "leading zeros"),
        ("unit,district\n01001,1\n01003,1\n01005,2\n0100a,2\n", "case"),
        ("unit,district\nvtd:01001,1\nvtd:01003,1\nvtd:01005,2\nvtd:0100A,2\n", "prefix vtd:"),
        ("unit,district\n001,1\n003,1\n005,2\n00A,2\n", "prefix 01"),
        ("name,district\nAsh,1\nBay,1\nCob,2\nDew,2\n", "column NAME"),
        ("unit,district\n01001,01\n01003,01\n01005,02\n0100A,02\n", "District numbers"),
        ("unit,district\n01001,1.0\n01003,1.0\n01005,2.0\n0100A,2.0\n", "District numbers"),
        ("unit,district\n01001,1\n01003,1\n01005,2\n0100A,2\n01007,2\n", "1 id of the file is not"),
        ("unit,district\n01001,1\n01001,1\n01003,1\n01005,2\n0100A,2\n", "1 unit came more than"),
        ("unit,district\n01001,East\n01003,East\n01005,West\n0100A,West\n", ""),
    ],
)
def test_files_people_bring(state: StateMap, tmp_path: Path, text: str, note: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(text.encode())
    found = open_plan(path, state)
    assert found.plan.district.tolist() == WANTED
    assert found.plan.unit_ids == state.unit_ids
    assert (note in " ".join(found.notes)) if note else not found.notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("unit,district\n", "no lines below"),
        ("01001\n01003\n", "not a table of ids and districts"),
        ("unit,district\n01001,1\n01003\n01005,2\n0100A,2\n", "cells divided by .* on line 3"),
        ("unit,district\n01001,1\n01001,2\n01003,1\n01005,2\n0100A,2\n", "more than once: 01001"),
        ("unit,district\n01001,1\n01003,1\n01005,2\n", "lacks 1 unit of the map: 0100A"),
        (
            "unit,district\n01001,1\n01003,1\n01005,2\n01007,2\n",
            "lacks 1 unit of the map: 0100A .100 people live in it.; "
            "it has 1 id that the map lacks: 01007",
        ),
        ("unit,district\n55001,1\n55003,1\n55005,2\n5500C,2\n", "No id in plan.csv is a unit"),
        ("unit,district\n1.0E+14,1\n1.1E+14,1\n1.2E+14,2\n1.3E+14,2\n", "scientific notation"),
        (
            "unit,district\n01001,1\n01003,\n01005,2\n0100A,ZZ\n",
            "No district for 2 units: 01003, 0100A",
        ),
        ("unit,district\n01001,1\n01003,2\n01005,3\n0100A,4\n", "not a plan"),
        ("unit,cd,send\n01001,1,1\n01003,1,1\n01005,2,1\n0100A,2,2\n", "not clear which column"),
        ("unit,a,b\n01001,x,y\n01003,x,y\n01005,y,y\n0100A,y,x\n", "not clear which column"),
    ],
)
def test_files_that_do_not_fit(state: StateMap, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AskError, match=words):
        read_plan(path, state)


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a zip", b"\x81\x8d\x00\xff,1\n"])
def test_files_that_are_no_text(state: StateMap, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(data)
    with pytest.raises(AskError):
        read_plan(path, state)


def test_a_zip_with_one_file(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._plan.csv", "junk")
        archive.writestr("plan.csv", "unit,district\n01001,1\n01003,1\n01005,2\n0100A,2\n")
    assert read_plan(path, state).district.tolist() == WANTED
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("other.csv", "a,b\n")
    with pytest.raises(AskError, match=r"2 files.*plan.csv"):
        read_plan(path, state)


def test_a_column_of_the_map(state: StateMap) -> None:
    plan = read_plan("old", state)
    assert plan.district.tolist() == [2, 2, 1, 1]
    assert plan.names == ("1", "2")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere.csv", "plan columns: OLD"),
        ("NAME", "not a plan"),
        ("HALF", "No district for 1 unit: 01005"),
    ],
)
def test_columns_that_are_no_plan(state: StateMap, name: str, words: str) -> None:
    with pytest.raises(AskError, match=words):
        read_plan(name, state)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        (["190010001001000,1", "190010001001001,1", "190030001001000,2"], ""),
        (["190010001001000,1", "190010001001001,2", "190030001001000,2"], "divides 1 unit "),
        (["190010001001000,1", "190050001001000,2"], "census blocks"),
    ],
)
def test_blocks(
    grid_frame: Any, state_of: Any, tmp_path: Path, blocks: list[str], words: str
) -> None:
    drawn = state_of(grid_frame(1, 2, GEOID=["19001", "19003"]))
    path = tmp_path / "blocks.csv"
    path.write_text("GEOID20,District\n" + "\n".join(blocks), encoding="utf-8")
    if words:
        with pytest.raises(AskError, match=words):
            read_plan(path, drawn)
    else:
        found = open_plan(path, drawn)
        assert found.plan.district.tolist() == [1, 2]
        assert found.notes == ("3 census blocks were gathered into counties.",)


@pytest.mark.slow
def test_two_maps_mixed(shared_data: Path) -> None:
    state = open_map(shared_data / "NC" / "NC_vtd_2020_dual_graph.json")
    with pytest.raises(AskError, match=r"is a unit of the map"):
        read_plan(shared_data / "PA" / "PA_2022_Congress_Official_Proxy.csv", state)
