"""A plan written in a format reads back as the same plan."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.blocks import Blocks, blocks_of, open_blocks
from districtbot.plans.formats.names import FORMATS, WRITTEN, FormatName
from districtbot.plans.formats.open import open_plan
from districtbot.plans.formats.write import write_plan_as
from districtbot.plans.plan import Plan, plan_of

IDS = ["01001", "01,003", "Åland 5", "007", 'a "b"', "x;y|z"]
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Z"]),
    min_size=1,
    max_size=8,
)
"""Letters, digits, signs and marks of every script."""
UNITS = [name for name in WRITTEN if not FORMATS[name].blocks]
SHAPES = [name for name in WRITTEN if FORMATS[name].family == "shapes"]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Two rows of three, their ids as awkward as ids can be::

    01001   01,003   Åland 5
    007     a "b"    x;y|z
    """
    drawn: StateMap = state_of(grid_frame(2, 3, GEOID=IDS))
    return drawn


@pytest.mark.parametrize("form", UNITS)
@pytest.mark.parametrize("drawing", ["1 1 2 1 2 2", "3 3 3 11 11 11"])
def test_every_format_gives_the_plan_back(
    state: StateMap, plan_for: Any, tmp_path: Path, form: FormatName, drawing: str
) -> None:
    plan = plan_for(state, drawing)
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    written = write_plan_as(path, state, plan, form)
    assert (written.count, written.of) == (6, "units")
    found = open_plan(path, state)
    assert found.plan.district.tolist() == plan.district.tolist()
    if form != "mosaic":  # which counts 1..k
        assert found.plan.names == plan.names
    assert found.matched.unknown == found.matched.missing == ()
    first = path.read_bytes()
    write_plan_as(path, state, plan, form)
    assert path.read_bytes() == first


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ids=st.lists(NAMES, min_size=4, max_size=4, unique=True))
@pytest.mark.parametrize("form", ["csv", "dra", "json", "districtr-json", "gerrychain", "xlsx",
                                  "ods", "geojson", "gpkg", "shapefile", "bendl"])  # fmt: skip
def test_ids_of_any_letters(
    grid_frame: Any,
    state_of: Any,
    plan_for: Any,
    tmp_path: Path,
    form: FormatName,
    ids: list[str],
) -> None:
    drawn = state_of(grid_frame(1, 4, GEOID=ids))
    plan = plan_for(drawn, "2 1 2 2")
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    write_plan_as(path, drawn, plan, form)
    assert open_plan(path, drawn).plan.sha256 == plan.sha256


@pytest.mark.parametrize("form", SHAPES)
def test_shapes_of_districts_give_the_plan_back(
    state: StateMap, plan_for: Any, tmp_path: Path, form: FormatName
) -> None:
    plan = plan_for(state, "1 1 2 1 2 2")
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    written = write_plan_as(path, state, plan, form, dissolved=True)
    assert (written.count, written.of) == (2, "districts")
    found = open_plan(path, state)
    assert found.plan.sha256 == plan.sha256
    assert "shapes of 2 districts" in " ".join(found.notes)


@pytest.mark.parametrize("form", UNITS)
def test_districts_with_names(
    state: StateMap, plan_for: Any, tmp_path: Path, form: FormatName
) -> None:
    plan = plan_for(state, "East East West East West West")
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    written = write_plan_as(path, state, plan, form)
    found = open_plan(path, state).plan
    assert found.district.tolist() == plan.district.tolist()
    numbered = "Districts were numbered: 1 is East, 2 is West." in written.notes
    assert found.names == (("1", "2") if numbered else ("East", "West"))
    assert numbered == (form in NUMBERED)


NUMBERED = {"districtr", "qgis", "mosaic", "districtr-json", "jsonl", "ben", "xben", "bendl"}


@pytest.mark.parametrize("form", ["dra", "districtr", "baf", "bef", "districtbuilder", "qgis"])
def test_units_are_pushed_down_to_blocks(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path, form: FormatName
) -> None:
    drawn = state_of(grid_frame(1, 2, GEOID=["01001", "01003"]))
    plan = plan_for(drawn, "1 2")
    blocks = _blocks(drawn, ["01001", "01003"])
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    written = write_plan_as(path, drawn, plan, form, blocks=blocks)
    assert (written.count, written.of) == (6, "blocks")
    found = open_plan(path, drawn)
    assert found.plan.sha256 == plan.sha256
    assert found.matched.blocks
    assert "6 census blocks were gathered into counties." in found.notes


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("csv", "unit,district"),
        ("dra", "GEOID20,District"),
        ("dra-id", "Id,District"),
        ("districtr", "geo_id,zone"),
        ("bef", "GEOID,CDFP"),
        ("districtbuilder", "BLOCKID,DISTRICT"),
        ("qgis", "geoid20,district"),
        ("mosaic", "GEOID,district"),
        ("rdatools", "GEOID,DISTRICT"),
    ],
)
def test_headers_are_those_that_programs_expect(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path, form: FormatName, first: str
) -> None:
    ids = [f"01001000100100{number}" for number in range(3)]
    drawn = state_of(grid_frame(1, 3, GEOID=ids))
    path = tmp_path / "plan.csv"
    write_plan_as(path, drawn, plan_for(drawn, "1 1 2"), form)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert ",".join(rows[0]) == first
    assert [row[0] for row in rows[1:]] == ids
    assert [row[1].lstrip("0") for row in rows[1:]] == ["1", "1", "2"]


def test_a_census_zip(grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path) -> None:
    ids = [f"19001000100100{number}" for number in range(3)]
    drawn = state_of(grid_frame(1, 3, GEOID=ids))
    path = tmp_path / "plan.zip"
    write_plan_as(path, drawn, plan_for(drawn, "1 1 2"), "baf", entity="SLDU")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["BlockAssign_ST19_IA_SLDU.txt"]
        text = archive.read("BlockAssign_ST19_IA_SLDU.txt").decode()
    assert text.splitlines()[:2] == ["BLOCKID|DISTRICT", "190010001001000|001"]


@pytest.mark.parametrize("form", ["baf", "bef", "districtbuilder"])
def test_formats_of_blocks_refuse_other_units(
    state: StateMap, plan_for: Any, tmp_path: Path, form: FormatName
) -> None:
    with pytest.raises(AskError, match=r"is of census blocks.*--blocks FILE"):
        write_plan_as(tmp_path / "x", state, plan_for(state, "1 1 1 2 2 2"), form)
    assert not list(tmp_path.iterdir())


def test_gerrychain_reads_what_is_written_for_it(
    state: StateMap, plan_for: Any, tmp_path: Path
) -> None:
    from districtbot.plans.field import gerrychain

    plan = plan_for(state, "1 1 2 1 2 2")
    write_plan_as(tmp_path / "graph.json", state, plan, "gerrychain")
    write_plan_as(tmp_path / "districtr.json", state, plan, "districtr-json")
    graph = gerrychain().Graph.from_json(str(tmp_path / "graph.json"))
    partition = gerrychain().Partition(graph, assignment="district")
    assert sorted(map(len, partition.parts.values())) == [3, 3]
    again = gerrychain().Partition.from_districtr_file(graph, str(tmp_path / "districtr.json"))
    assert again.parts.keys() == {0, 1}


@pytest.mark.slow
@pytest.mark.parametrize("form", WRITTEN)
def test_alabamas_senate_comes_back(alabama: Any, tmp_path: Path, form: FormatName) -> None:
    state, plan, blocks = alabama
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    of_blocks = FORMATS[form].blocks
    write_plan_as(path, state, plan, form, blocks=blocks if of_blocks else None)
    found = open_plan(path, state, blocks=blocks if of_blocks else None)
    assert found.plan.sha256 == plan.sha256


@pytest.fixture(scope="module")
def alabama(shared_data: Path) -> tuple[StateMap, Plan, Blocks]:
    """Alabama, its Senate, and three made-up blocks for each voting district."""
    state = open_map(shared_data / "AL" / "AL_vtd_2020.zip")
    plan = open_plan(shared_data / "AL" / "AL_2022_Upper_Official_Proxy.csv", state).plan
    return state, plan, _blocks(state, [f"01{at:05d}" for at in range(state.n_units)])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["dra", "baf", "bef", "districtbuilder", "districtr"])
def test_iowas_blocks_come_back(iowa: Any, tmp_path: Path, form: FormatName) -> None:
    state, plan, blocks = iowa
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    written = write_plan_as(path, state, plan, form, blocks=blocks)
    assert written.count == 175_199
    assert open_plan(path, state).plan.sha256 == plan.sha256


@pytest.mark.slow
@pytest.mark.parametrize("form", SHAPES)
def test_iowas_districts_come_back(iowa: Any, tmp_path: Path, form: FormatName) -> None:
    state, plan, _ = iowa
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    write_plan_as(path, state, plan, form, dissolved=True)
    assert open_plan(path, state).plan.sha256 == plan.sha256


@pytest.fixture(scope="module")
def iowa(shared_data: Path) -> tuple[StateMap, Plan, Blocks]:
    """Iowa's counties, its plan for Congress, and its blocks."""
    state = open_map(shared_data / "IA" / "ia_county_with_enacted_2020.zip")
    plan = plan_of(state.unit_ids, state.labels("DISTRICT"))
    source = shared_data / "IA" / "IA_2022_Congress_Official_blocks_csv.zip"
    return state, plan, open_blocks(source, state)


def _blocks(state: StateMap, beginnings: list[str]) -> Blocks:
    """Three blocks for each unit, which begin as given."""
    ids = [f"{start.ljust(11, '0')}100{last}" for start in beginnings for last in range(3)]
    unit = np.repeat(np.arange(state.n_units, dtype=np.int32), 3)
    return blocks_of(ids, unit, None, ())
