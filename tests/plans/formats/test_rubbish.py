"""Whatever a file holds, it is read or refused in words."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.blocks import open_blocks
from districtbot.plans.formats.names import FORMATS, WRITTEN, FormatName
from districtbot.plans.formats.open import open_plan
from districtbot.plans.formats.write import write_plan_as

OFTEN = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
UNITS = [name for name in WRITTEN if not FORMATS[name].blocks]
CELLS = st.sampled_from(
    [
        "00101",
        "00102",
        "101",
        "1",
        "2",
        "",
        "ZZ",
        "x",
        "1.0",
        "1e9",
        '"',
        "é",
        "\0",
        "190010001001000",
    ]
)
STARTS = [
    b"",
    b"PK\x03\x04",
    b"{",
    b"BENDL\x00",
    b"TWODELTA BEN FILE",
    b"\xfd7zXZ\x00",
    b"SQLite format 3\x00",
    b"\xff\xfe",
]
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """One row of four: 00101 to 00104."""
    drawn: StateMap = state_of(grid_frame(1, 4))
    return drawn


def _read(path: Path, state: StateMap) -> None:
    for read in (open_plan, open_blocks):
        with suppress(AskError):
            read(path, state)


@OFTEN
@given(data=st.binary(max_size=200))
@pytest.mark.parametrize("start", STARTS)
def test_any_bytes(state: StateMap, tmp_path: Path, start: bytes, data: bytes) -> None:
    path = tmp_path / "plan"
    path.write_bytes(start + data)
    _read(path, state)


@OFTEN
@given(rows=TABLES, mark=st.sampled_from(",|;\t"))
def test_any_table(state: StateMap, tmp_path: Path, rows: list[list[str]], mark: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")
    _read(path, state)


@OFTEN
@given(value=VALUES, key=st.sampled_from(["", "assignment", "nodes", "type", "features"]))
def test_any_json(state: StateMap, tmp_path: Path, value: Any, key: str) -> None:
    import json

    path = tmp_path / "plan.json"
    held = {key: value, "adjacency": []} if key == "nodes" else {key: value} if key else value
    path.write_text(json.dumps(held), encoding="utf-8")
    _read(path, state)


@OFTEN
@given(line=VALUES)
def test_any_line_of_json(state: StateMap, tmp_path: Path, line: Any) -> None:
    import json

    path = tmp_path / "plans.jsonl"
    path.write_text(json.dumps({"assignment": line, "sample": 1}) + "\n", encoding="utf-8")
    _read(path, state)


@settings(OFTEN, max_examples=6)
@given(cut=st.floats(0, 0.98), flip=st.integers(0, 255))
@pytest.mark.parametrize("form", UNITS)
def test_every_format_cut_short_or_damaged(
    state: StateMap, plan_for: Any, tmp_path: Path, form: FormatName, cut: float, flip: int
) -> None:
    whole = tmp_path / f"whole{FORMATS[form].suffix}"
    if not whole.exists():
        write_plan_as(whole, state, plan_for(state, "1 1 2 2"), form)
    data = whole.read_bytes()
    path = tmp_path / f"plan{FORMATS[form].suffix}"
    path.write_bytes(data[: int(cut * len(data))])
    _read(path, state)
    spoilt = bytearray(data)
    spoilt[int(cut * len(data))] ^= flip
    path.write_bytes(bytes(spoilt))
    _read(path, state)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a.txt": "x"}, "not a table"),
        ({"a.pdf": "x"}, "holds no plan"),
        ({"../a.csv": "x,1"}, "outside its folder"),
        ({"a.csv": "x,1", "b.csv": "x,1"}, "holds 2 files"),
        ({"xl/workbook.xml": "x"}, "spreadsheet"),
        ({"BlockAssign_ST19_IA_VTD.txt": "BLOCKID|COUNTYFP|DISTRICT\n"}, "holds no plan"),
        ({"BlockAssign_ST19_IA_CD.txt": "BLOCKID|DISTRICT\n"}, "no lines"),
    ],
)
def test_zips(state: StateMap, tmp_path: Path, members: dict[str, str], words: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    path = tmp_path / "plan.zip"
    path.write_bytes(content.getvalue())
    with pytest.raises(AskError, match=words):
        open_plan(path, state)


def test_a_zip_that_would_fill_the_disk(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    packed = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    with packed as archive, archive.open("plan.csv", "w") as file:
        for _ in range(300):
            file.write(b"0" * 2**20)
    with pytest.raises(AskError, match=r"would unpack to"):
        open_plan(path, state)


@pytest.mark.parametrize("source", ["", "#", "#1", "x#y#z", "a" * 5000, "nul\0", "no/such#3"])
def test_names_that_are_nothing(state: StateMap, source: str) -> None:
    with pytest.raises(AskError):
        open_plan(source, state)
