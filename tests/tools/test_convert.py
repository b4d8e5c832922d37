"""Plans converted from one format into another."""

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.ensembles import open_plans, write_plans
from districtbot.plans.formats.names import FORMATS, WRITTEN, FormatName
from districtbot.plans.formats.open import open_plan
from districtbot.tools.convert import Wanted, convert

COUNTIES = ["19001", "19003", "19005"]
BLOCKS = [f"{county}000100100{at}" for county in COUNTIES for at in range(2)]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Three counties of Iowa in a row, with a plan column CD."""
    frame = grid_frame(1, 3, GEOID=COUNTIES, CD=[1, 1, 2], TOTPOP=[100, 0, 100])
    drawn: StateMap = state_of(frame, plans=("CD",))
    return drawn


def _csv(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


@pytest.mark.parametrize("form", [name for name in WRITTEN if not FORMATS[name].blocks])
def test_a_column_of_the_map_becomes_a_file(
    state: StateMap, tmp_path: Path, form: FormatName
) -> None:
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    done = convert("CD", state, path, Wanted(to=form))
    assert done.written.path == path
    assert done.read == (
        "Column CD is a column of the map: 3 units, 3 of them in the map; 3 of 3 units have a "
        "district."
    )
    assert open_plan(path, state).plan.district.tolist() == [1, 1, 2]


def test_the_name_says_the_format(
    state: StateMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert convert("CD", state, "a.geojson").written.format == "geojson"
    assert convert("a.geojson#district", state, wanted=Wanted(to="dra")).written.path == Path(
        "a-district-dra.csv"
    )
    with pytest.raises(AskError, match=r"--to"):
        convert("CD", state)
    with pytest.raises(AskError, match=r"--to"):
        convert("CD", state, "plan.doc")
    with pytest.raises(AskError, match=r"no format 'doc'"):
        convert("CD", state, "plan.csv", Wanted(to="doc"))  # type: ignore[arg-type]


def test_nothing_is_replaced_unasked(state: StateMap, tmp_path: Path) -> None:
    path = _csv(tmp_path / "plan.csv", "unit,district", ["19001,1", "19003,2", "19005,2"])
    before = path.read_bytes()
    with pytest.raises(AskError, match=r"already.*--force"):
        convert("CD", state, path)
    with pytest.raises(AskError, match=r"already"):
        convert(path, state, path, Wanted(to="dra", force=True))
    assert path.read_bytes() == before
    convert("CD", state, path, Wanted(force=True))
    assert path.read_bytes() != before
    with pytest.raises(AskError, match=r"is a folder"):
        convert("CD", state, tmp_path, Wanted(to="dra"))


def test_what_does_not_match_is_reported_also_when_refused(state: StateMap, tmp_path: Path) -> None:
    path = _csv(tmp_path / "plan.csv", "unit,district", ["19001,1", "19005,2", "19999,2"])
    report = tmp_path / "report.csv"
    out = tmp_path / "out.csv"
    with pytest.raises(AskError, match=r"lacks 1 unit of the map: 19003.*fill-empty"):
        convert(path, state, out, Wanted(report=report))
    assert not out.exists()
    assert report.read_text().splitlines() == [
        "what,id,district,detail",
        "id that the map lacks,19999,,",
        "unit without a district,19003,,",
    ]
    done = convert(path, state, out, Wanted(report=report, missing="fill-empty"))
    assert out.read_text().splitlines() == ["unit,district", "19001,1", "19003,1", "19005,2"]
    assert "filled from around it,19003,1," in report.read_text()
    data = done.to_dict()
    assert data["read"]["unknown_ids"] == ["19999"]
    assert data["read"]["units_filled"] == ["19003"]
    assert data["written"] == {"path": str(out), "format": "csv", "units": 3}
    json.dumps(data, allow_nan=False)


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("csv", ["19001,1", "19003,", "19005,2"]),
        ("dra", ["19001,1", "19005,2"]),
        ("districtr", ["19001,1", "19003,", "19005,2"]),
        ("qgis", ["19001,1", "19003,0", "19005,2"]),
        ("rdatools", ["19001,1", "19005,2"]),
    ],
)
def test_units_left_without_a_district(
    state: StateMap, tmp_path: Path, form: FormatName, lines: list[str]
) -> None:
    path = _csv(tmp_path / "plan.csv", "unit,district", ["19001,1", "19005,2"])
    out = tmp_path / "out.csv"
    convert(path, state, out, Wanted(to=form, missing="leave"))
    assert out.read_text().splitlines()[1:] == lines


@pytest.mark.parametrize("form", ["mosaic", "ben", "bendl", "jsonl"])
def test_formats_that_need_every_unit(state: StateMap, tmp_path: Path, form: FormatName) -> None:
    path = _csv(tmp_path / "plan.csv", "unit,district", ["19001,1", "19005,2"])
    with pytest.raises(AskError, match=r"needs a district for every unit; 1 unit has none"):
        convert(path, state, tmp_path / "out", Wanted(to=form, missing="leave"))


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shapefile"])
def test_shapes_of_districts(state: StateMap, tmp_path: Path, form: FormatName) -> None:
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    done = convert("CD", state, path, Wanted(to=form, dissolved=True))
    assert (done.written.count, done.written.of) == (2, "districts")
    frame = gpd.read_file(path)
    assert frame["district"].tolist() == [1, 2]
    assert frame["population"].tolist() == [100, 100]
    assert frame["units"].tolist() == [2, 1]


def test_blocks_to_units_and_back(state: StateMap, tmp_path: Path) -> None:
    rows = [f"{block},{1 + at // 4}" for at, block in enumerate(BLOCKS)]
    source = _csv(tmp_path / "blocks.csv", "GEOID20,District", rows)
    up = tmp_path / "up.csv"
    assert convert(source, state, up).written.count == 3
    down = tmp_path / "down.csv"
    wanted = Wanted(to="dra", blocks=str(source), level="blocks")
    done = convert(up, state, down, wanted)
    assert (done.written.count, done.written.of) == (6, "blocks")
    assert down.read_text() == source.read_text()
    with pytest.raises(AskError, match=r"which blocks these have is not known"):
        convert(up, state, tmp_path / "x.csv", Wanted(to="dra", level="blocks"))
    with pytest.raises(AskError, match=r"is of the map's units"):
        convert(source, state, tmp_path / "x.gpkg", Wanted(level="blocks"))


def test_blocks_that_divide_units_stay_as_they_are(state: StateMap, tmp_path: Path) -> None:
    rows = [f"{block},{1 + at // 3}" for at, block in enumerate(BLOCKS)]
    source = _csv(tmp_path / "blocks.csv", "GEOID20,District", rows)
    out = tmp_path / "BlockAssign_ST19_IA.zip"
    done = convert(source, state, out)
    assert done.written.format == "baf"
    assert any("divide 1 of the map's units" in note for note in done.notes)
    with zipfile.ZipFile(out) as archive:
        text = archive.read("BlockAssign_ST19_IA_CD.txt").decode()
    lines = [f"{block}|0{1 + at // 3}" for at, block in enumerate(BLOCKS)]
    assert text.splitlines() == ["BLOCKID|DISTRICT", *lines]
    with pytest.raises(AskError, match=r"divides 1 unit"):
        convert(source, state, tmp_path / "x.csv")
    done = convert(source, state, tmp_path / "x.csv", Wanted(split="majority"))
    assert (tmp_path / "x.csv").read_text().splitlines()[2] == "19003,1"


def test_a_whole_ensemble(state: StateMap, tmp_path: Path) -> None:
    source = tmp_path / "plans.bendl"
    plans = [[1, 1, 2], [1, 2, 2]]
    write_plans(source, "bendl", state, plans)
    done = convert(source, state, tmp_path / "plans.jsonl")
    assert done.read == "plans.bendl is a BENDL bundle of plans: 2 plans."
    assert list(open_plans(tmp_path / "plans.jsonl").each()) == plans
    assert done.to_dict()["written"]["plans"] == 2
    one = convert(f"{source}#2", state, tmp_path / "one.ben")
    assert (one.written.count, one.written.of) == (3, "units")
    with pytest.raises(AskError, match=r"holds 2 plans"):
        convert(source, state, tmp_path / "x.csv")


@pytest.fixture
def rows(grid_frame: Any, state_of: Any) -> StateMap:
    """Six counties in a row, the fourth the smallest, with a plan column OLD."""
    people = [100, 100, 100, 90, 100, 100]
    frame = grid_frame(1, 6, TOTPOP=people, OLD=["S10", "S10", "S2", "S2", "A", "A"])
    drawn: StateMap = state_of(frame, plans=("OLD",))
    return drawn


@pytest.mark.parametrize(
    ("own", "written", "note"),
    [
        ("1 1 1 2 3 3", "S10 S10 S10 S2 A A", "3 districts of 3 took the numbers of OLD."),
        ("A A S2 S2 S10 S10", "S10 S10 S2 S2 A A", "2 districts of 3 took the numbers of OLD."),
        ("S10 S10 S2 S2 A A", "S10 S10 S2 S2 A A", "numbered like OLD already."),
        ("7 7 8 9 6 6", "S10 S10 S2 1 A A", "4 districts of 4 took the numbers of OLD."),
    ],
)
def test_numbered_like_another_plan(
    rows: StateMap, tmp_path: Path, own: str, written: str, note: str
) -> None:
    """Districts take the labels of those they follow; one that follows none, a number left."""
    lines = [f"{unit},{label}" for unit, label in zip(rows.unit_ids, own.split(), strict=True)]
    plan = _csv(tmp_path / "plan.csv", "unit,district", lines)
    out = tmp_path / "new.csv"
    done = convert(plan, rows, out, Wanted(like="OLD"))
    told = [line.split(",")[1] for line in out.read_text().split()[1:]]
    assert told == written.split()
    assert note in " ".join(done.notes)


def test_many_plans_are_not_renumbered(rows: StateMap, tmp_path: Path) -> None:
    write_plans(tmp_path / "many.jsonl", "jsonl", rows, [[1, 1, 2, 2, 3, 3]] * 2)
    with pytest.raises(AskError, match=r"--like renumbers one plan, and many\.jsonl holds 2"):
        convert(tmp_path / "many.jsonl", rows, tmp_path / "a.ben", Wanted(like="OLD"))
