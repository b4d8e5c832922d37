"""Pictures asked for by plan files and options."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from districtbot.ground.errors import AskError
from districtbot.tools.captions import Caption
from districtbot.tools.draw import DrawRequest, Shading, draw_picture, write_table


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    """A 4 x 4 grid with two plan columns.

    OLD: 1 1 2 2    NEW: 1 2 2 2
    """
    frame = grid_frame(4, 4, OLD=[1, 1, 2, 2] * 4, NEW=[1, 2, 2, 2] * 4)
    return state_of(frame, plans=("OLD", "NEW"))


def test_every_kind(state: Any, tmp_path: Path) -> None:
    plans = ("OLD",)
    requests = {
        "districts": DrawRequest("districts", plans, against="NEW"),
        "column": DrawRequest("column", shading=Shading("TOTPOP")),
        "changes": DrawRequest("changes", plans, against="NEW"),
        "district": DrawRequest("district", plans, district="2"),
        "beside": DrawRequest("side-by-side", ("OLD", "NEW")),
    }
    tables = {}
    for name, request in requests.items():
        drawing = draw_picture(state, request, tmp_path / f"{name}.png")
        write_table(drawing, tmp_path / f"{name}.csv")
        tables[name] = pd.read_csv(tmp_path / f"{name}.csv", dtype=str)
        assert (tmp_path / f"{name}.png").stat().st_size > 5_000
    assert tables["districts"]["people"].tolist() == ["800.0", "800.0"]
    assert tables["changes"]["people"].tolist() == ["100.0"] * 4
    assert tables["changes"]["to"].tolist() == ["1"] * 4
    assert tables["beside"].columns.tolist() == ["unit", "OLD", "NEW"]
    assert len(tables["column"]) == 16


def test_an_atlas(state: Any, tmp_path: Path) -> None:
    drawing = draw_picture(state, DrawRequest("district", ("OLD",)), tmp_path / "pages")
    assert [path.name for path in sorted((tmp_path / "pages").iterdir())] == [
        "district-1.png",
        "district-2.png",
    ]
    assert set(drawing.table["district"]) == {"1", "2"}


@pytest.mark.parametrize(
    ("request_", "out", "words"),
    [
        (DrawRequest("districts", ()), "a.png", "takes one plan; none came"),
        (DrawRequest("districts", ("OLD", "NEW")), "a.png", "takes one plan; OLD, NEW came"),
        (DrawRequest("side-by-side", ("OLD",)), "a.png", "takes 2 to 50 plans"),
        (DrawRequest("column"), "a.png", "Which column"),
        (DrawRequest("changes", ("OLD",)), "a.png", "against which plan"),
        (DrawRequest("districts", ("OLD",), district="1"), "a.png", "no use for --district"),
        (DrawRequest("districts", ("OLD",)), "a.bmp", "no kind of picture"),
        (DrawRequest("districts", ("OLD",)), "none/a.png", "is not there"),
        (DrawRequest("district", ("OLD",)), "a.png", "a page of each district"),
        (DrawRequest("districts", ("OLDD",)), "a.png", "OLDD"),
    ],
)
def test_requests_that_make_no_picture(
    state: Any, tmp_path: Path, request_: DrawRequest, out: str, words: str
) -> None:
    with pytest.raises(AskError, match=words):
        draw_picture(state, request_, tmp_path / out)
    assert not list(tmp_path.iterdir())


def test_a_table_that_cannot_be_written(state: Any, tmp_path: Path) -> None:
    drawing = draw_picture(state, DrawRequest("districts", ("OLD",)), tmp_path / "a.png")
    with pytest.raises(AskError, match="cannot be written"):
        write_table(drawing, tmp_path / "none" / "a.csv")


def _words(path: Path) -> str:
    """Everything written on a page."""
    return " ".join(re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (DrawRequest("districts", ("OLD",)), ["OLD: 2 districts of toy"]),
        (DrawRequest("districts", ("OLD",), against="NEW"), ["Dashed lines: districts of NEW"]),
        (DrawRequest("changes", ("OLD",), against="NEW"), ["What moves from NEW to OLD, toy"]),
        (DrawRequest("district", ("OLD",), district="2"), ["District 2 of OLD", "toy, 2 dist"]),
        (
            DrawRequest("column", ("OLD",), shading=Shading("TOTPOP")),
            ["Population (TOTPOP)", "toy, by unit. Lines: districts of OLD"],
        ),
        (DrawRequest("side-by-side", ("OLD", "NEW")), ["OLD · NEW", "toy"]),
    ],
)
def test_a_page_says_what_it_shows(
    state: Any, tmp_path: Path, request_: DrawRequest, said: list[str]
) -> None:
    named = replace(state, source=replace(state.source, path=Path("toy.gpkg")))
    draw_picture(named, request_, tmp_path / "a.svg")
    words = _words(tmp_path / "a.svg")
    assert [each for each in said if each not in words] == []


def test_what_a_page_is_told_to_say_it_says(state: Any, tmp_path: Path) -> None:
    request = DrawRequest("districts", ("OLD",), caption=Caption("Mine", "And below", "Me"))
    draw_picture(state, request, tmp_path / "a.svg")
    words = _words(tmp_path / "a.svg")
    assert "Mine And below" in words
    assert "2 districts of" not in words


def test_other_numbers_are_told_beside_the_map(state: Any, tmp_path: Path) -> None:
    """The same plan under other numbers, and under its own."""
    own = {"a.csv": {"1": "1", "2": "2"}, "b.csv": {"1": "8", "2": "9"}}
    old = state.labels("OLD")
    for name, new in own.items():
        rows = [
            f"{unit},{new[str(label)]}" for unit, label in zip(state.unit_ids, old, strict=True)
        ]
        (tmp_path / name).write_text("\n".join(["unit,district", *rows]), encoding="utf-8")
        request = DrawRequest("side-by-side", ("OLD", str(tmp_path / name)))
        draw_picture(state, request, tmp_path / f"{name}.svg")
    assert "Numbered like OLD" not in _words(tmp_path / "a.csv.svg")
    words = _words(tmp_path / "b.csv.svg")
    assert "Numbered like OLD" in words
    assert "OLD · b " in words
    assert "Districts have the numbers of OLD where most people stay" in words
