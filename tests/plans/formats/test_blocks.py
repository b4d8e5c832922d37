"""Plans of census blocks gathered into units, and units pushed down to blocks."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.blocks import block_id, open_blocks
from districtbot.plans.formats.open import match_plan, open_plan
from districtbot.plans.formats.write import write_plan_as

BLOCKS = [f"01001020100100{number}" for number in range(8)]
"""Two for each of four units."""


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Four voting districts of Alabama, 0100100A to 0100100D, each two blocks wide."""
    ids = [f"01001000A{letter}" for letter in "ABCD"]
    drawn: StateMap = state_of(grid_frame(1, 4, GEOID=ids))
    return drawn


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def vtd(state: StateMap, tmp_path: Path) -> Path:
    """The Census file that says the voting district of each block."""
    lines = [f"{block}|001|000A{'ABCD'[at // 2]}" for at, block in enumerate(BLOCKS)]
    return _write(tmp_path / "BlockAssign_ST01_AL_VTD.txt", ["BLOCKID|COUNTYFP|DISTRICT", *lines])


@pytest.fixture
def layer(state: StateMap, tmp_path: Path) -> Path:
    """The shapes of the blocks, with their people: 1 to 8, and one far away."""
    assert state.geometry is not None
    west, south, _, north = state.geometry.total_bounds
    squares = [box(west + 500 * at, south, west + 500 * (at + 1), north) for at in (*range(8), 90)]
    people = list(range(1, 10))
    data = {"GEOID20": [*BLOCKS, "019990201001000"], "TOTPOP20": people}
    frame = gpd.GeoDataFrame(data, geometry=squares, crs=state.geometry.crs)
    path = tmp_path / "blocks.gpkg"
    frame.to_crs("EPSG:4269").to_file(path)
    return path


def _plan(folder: Path, districts: str, *, header: str = "GEOID20,District") -> Path:
    lines = [f"{block},{district}" for block, district in zip(BLOCKS, districts, strict=False)]
    return _write(folder / "blocks.csv", [header, *lines])


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("010010201001000", "010010201001000"),
        ("10010201001000", "010010201001000"),
        ("10010201001000.0", "010010201001000"),
        ("080010096072000-1", "080010096072000"),
        ("01001020100", None),
        ("0100102010010000", None),
        ("1.0010201001E+14", None),
    ],
)
def test_ids_of_blocks(text: str, block: str | None) -> None:
    assert block_id(text) == block


@pytest.mark.parametrize("kind", ["vtd", "zip", "table", "headless", "shapes"])
def test_blocks_by_every_kind_of_file(
    state: StateMap, vtd: Path, layer: Path, tmp_path: Path, kind: str
) -> None:
    path = vtd
    if kind == "zip":
        path = tmp_path / "BlockAssign_ST01_AL.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(vtd, vtd.name)
            archive.writestr("BlockAssign_ST01_AL_CD.txt", "BLOCKID|DISTRICT\n")
    elif kind in ("table", "headless"):
        lines = [f"{state.unit_ids[at // 2][1:]}\t{block}" for at, block in enumerate(BLOCKS)]
        path = _write(tmp_path / "x.tsv", ["unit\tblock", *lines][kind == "headless" :])
    elif kind == "shapes":
        path = layer
    blocks = open_blocks(path, state)
    assert blocks.ids[:8] == tuple(BLOCKS)
    assert blocks.unit[:8].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    with pytest.raises(AskError, match=r"No id in .* --blocks FILE"):
        open_plan(_plan(tmp_path, "11223344"), state)
    found = open_plan(_plan(tmp_path, "11112222"), state, blocks=blocks)
    assert found.plan.district.tolist() == [1, 1, 2, 2]
    assert found.matched.blocks
    out = tmp_path / "down.csv"
    written = write_plan_as(out, state, found.plan, "districtr", blocks=blocks)
    assert out.read_text().splitlines()[:3] == ["geo_id,zone", f"{BLOCKS[0]},1", f"{BLOCKS[1]},1"]
    assert ("1 block outside the map were left out." in written.notes) == (kind == "shapes")


def test_split_units_are_reported_with_blocks(state: StateMap, vtd: Path, tmp_path: Path) -> None:
    blocks = open_blocks(vtd, state)
    path = _plan(tmp_path, "11122222")
    with pytest.raises(AskError, match=r"divides 1 unit .*01001000AB \(1: 50%, 2: 50%\).*majority"):
        match_plan(path, state, blocks=blocks)
    found = match_plan(path, state, blocks=blocks, split="majority")
    assert found.labels == ("1", "1", "2", "2")  # a tie goes to the lower label
    (split,) = found.split
    assert [(part.district, part.lines, part.people) for part in split.parts] == [
        ("1", 1, None),
        ("2", 1, None),
    ]
    assert "went to the district with most of its blocks: 01001000AB" in " ".join(found.notes)
    assert found.rows()[-1] == ("split unit", "01001000AB", "1", "1: 50%, 2: 50%")


def test_split_units_go_where_most_people_are(state: StateMap, layer: Path, tmp_path: Path) -> None:
    blocks = open_blocks(layer, state)
    found = match_plan(_plan(tmp_path, "11122222"), state, blocks=blocks, split="majority")
    assert found.labels == ("1", "2", "2", "2")  # 3 people in district 1, 4 in district 2
    assert found.to_dict()["units_split"] == [
        {
            "unit": "01001000AB",
            "parts": [
                {"district": "2", "blocks": 1, "people": 4.0, "share": 0.571429},
                {"district": "1", "blocks": 1, "people": 3.0, "share": 0.428571},
            ],
        }
    ]


def test_a_layer_of_blocks_with_a_plan_needs_no_other(
    state: StateMap, layer: Path, tmp_path: Path
) -> None:
    frame = gpd.read_file(layer).assign(CD118=[1, 1, 1, 2, 2, 2, 2, 2, 2])
    path = tmp_path / "with_plan.gpkg"
    frame.to_file(path)
    found = open_plan(path, state, split="majority")
    assert found.plan.district.tolist() == [1, 2, 2, 2]
    assert found.matched.held.why == "its shapes are census blocks; the plan is its column CD118"


def test_a_census_zip_knows_its_voting_districts(
    state: StateMap, vtd: Path, tmp_path: Path
) -> None:
    path = tmp_path / "BlockAssign_ST01_AL.zip"
    plan = "BLOCKID|DISTRICT\n" + "".join(f"{b}|0{1 + at // 4}\n" for at, b in enumerate(BLOCKS))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(vtd, vtd.name)
        archive.writestr("BlockAssign_ST01_AL_CD.txt", plan)
        archive.writestr("BlockAssign_ST01_AL_SLDU.txt", plan.replace("|02", "|03"))
        archive.writestr("BlockAssign_ST01_AL_INCPLACE_CDP.txt", "BLOCKID|PLACEFP\n")
    with pytest.raises(AskError, match=r"holds CD, SLDU.*zip#CD"):
        open_plan(path, state)
    assert open_plan(f"{path}#cd", state).plan.names == ("1", "2")
    assert open_plan(f"{path}#SLDU", state).plan.names == ("1", "3")
    with pytest.raises(AskError, match=r"no file for SLDL"):
        open_plan(f"{path}#SLDL", state)
    with pytest.raises(AskError, match=r"as --blocks, beside a plan"):
        open_plan(vtd, state)


def test_whole_voting_districts_and_blocks_of_others(
    state: StateMap, vtd: Path, tmp_path: Path
) -> None:
    lines = ["geo_id,zone", "vtd:01001000AA,1", "vtd:01001000AB,1", f"{BLOCKS[4]},2",
             f"{BLOCKS[5]},2", f"{BLOCKS[6]},2", f"{BLOCKS[7]},"]  # fmt: skip
    blocks = open_blocks(vtd, state)
    found = open_plan(_write(tmp_path / "x.csv", lines), state, blocks=blocks)
    assert found.plan.district.tolist() == [1, 1, 2, 2]
    assert "1 block of the file had no district." in found.notes


def test_blocks_that_the_file_lacks_are_counted(state: StateMap, vtd: Path, tmp_path: Path) -> None:
    blocks = open_blocks(vtd, state)
    found = open_plan(_plan(tmp_path, "1111222"), state, blocks=blocks)
    assert found.plan.district.tolist() == [1, 1, 2, 2]
    assert "1 block of the map are not in the file." in found.notes


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a,b", "1,2"], "no column of census blocks"),
        ([f"{BLOCKS[0]},x", f"{BLOCKS[1]},x"], "does not say which unit"),
        ([f"{BLOCKS[0]},01001000AA", "x,01001000AA"], "lines that are no blocks|no column"),
    ],
)
def test_files_that_are_no_lists_of_blocks(
    state: StateMap, tmp_path: Path, lines: list[str], words: str
) -> None:
    with pytest.raises(AskError, match=words):
        open_blocks(_write(tmp_path / "x.csv", lines), state)


def test_a_block_in_two_units(state: StateMap, tmp_path: Path) -> None:
    lines = [f"{BLOCKS[0]},{unit}" for unit in state.unit_ids]
    with pytest.raises(AskError, match=r"puts some into two units: 010010201001000"):
        open_blocks(_write(tmp_path / "x.csv", lines), state)


@pytest.mark.slow
def test_denvers_blocks_and_precincts(shared_data: Path, tmp_path: Path) -> None:
    """Blocks with plan columns, precincts that do not nest them."""
    folder = shared_data / "CO_Denver"
    precincts = gpd.read_file(folder / "DenverCo_precincts2020_orig.zip")
    path = tmp_path / "precincts.gpkg"
    precincts.assign(TOTPOP=1).to_file(path)
    state = open_map(path)
    source = folder / "DenverCo_blocks.zip"
    blocks = open_blocks(source, state)
    assert len(blocks.ids) == 10_149
    assert (blocks.unit >= 0).sum() == 10_146
    assert blocks.people is not None
    assert blocks.people.sum() == 715_522
    with pytest.raises(AskError, match=r"divides 19 units"):
        open_plan(f"{source}#SLDL22", state, blocks=blocks)
    found = open_plan(f"{source}#SLDL22", state, blocks=blocks, split="majority")
    assert found.plan.n_districts == 9
    down = tmp_path / "down.txt"
    write_plan_as(down, state, found.plan, "bef", blocks=blocks, entity="SLDL")
    again = open_plan(down, state, blocks=blocks)
    assert np.array_equal(again.plan.district, found.plan.district)
