"""Maps and charts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

Refused = Callable[..., str]


@pytest.fixture
def drawn(desk: Desk, do: Any) -> Desk:
    """The desk with two versions of a plan."""
    do("load_plan", source="CD")
    do("name_version", name="old/lines")
    do("move", units=["00113", "00114"], to_district=1)
    return desk


def picture(called: Any, folder: Path) -> str:
    [name] = called.data["files"]
    path = Path(name)
    assert path.parent == folder / "out" / "pictures"
    with Image.open(path) as image:
        assert len(np.unique(np.asarray(image.convert("L")))) > 10
    assert str(path) in called.text
    return path.name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({}, "districts-version-2.png"),
        ({"plan": "old/lines"}, "districts-old-lines.png"),
        ({"plan": "CD", "what": "districts", "other": "2"}, "districts-cd-against-version-2.png"),
        ({"other": "1"}, "changes-version-2-against-version-1.png"),
        ({"column": "PRES20", "by": "district"}, "column-pres20-version-2.png"),
        ({"column": "people"}, "column-people-version-2.png"),
        ({"column": "COUNTY"}, "column-county-version-2.png"),
        ({"district": 3}, "district-version-2-3.png"),
    ],
)
@pytest.mark.usefixtures("drawn")
def test_maps(do: Any, tmp_path: Path, asked: dict[str, Any], name: str) -> None:
    assert picture(do("draw_map", **asked), tmp_path) == name


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"kind": "population"}, "population-version-2.png"),
        ({"kind": "share", "of": "PRES20", "plan": "CD"}, "share-pres20-cd.png"),
        ({"kind": "seats_votes"}, "seats-votes-pres20-version-2.png"),
    ],
)
@pytest.mark.usefixtures("drawn")
def test_charts(do: Any, tmp_path: Path, asked: dict[str, Any], name: str) -> None:
    assert picture(do("draw_chart", **asked), tmp_path) == name


@pytest.mark.usefixtures("drawn")
def test_no_picture_is_replaced(do: Any, tmp_path: Path) -> None:
    first = picture(do("draw_chart", kind="population"), tmp_path)
    mine = tmp_path / "out" / "pictures" / "population-version-2-2.png"
    mine.write_bytes(b"mine")
    second = picture(do("draw_chart", kind="population"), tmp_path)
    assert second == "population-version-2-3.png"
    assert mine.read_bytes() == b"mine"
    folder = tmp_path / "out" / "pictures"
    assert (folder / first).read_bytes() == (folder / second).read_bytes()


@pytest.mark.usefixtures("drawn")
def test_what_cannot_be_drawn(refused: Refused) -> None:
    assert "needs column" in refused("draw_map", what="column")
    assert "needs other" in refused("draw_map", what="changes")
    assert "no use for" in refused("draw_map", what="districts", column="PRES20")
    assert "no plan 'nowhere'" in refused("draw_map", plan="nowhere")
    assert "no district" in refused("draw_map", district=9)
    assert refused("draw_map", column="nothing")
    assert "of what" in refused("draw_chart", kind="share")
    assert "no ensemble yet" in refused("draw_chart", kind="ensemble")


def test_a_column_needs_no_plan(do: Any, refused: Refused, tmp_path: Path) -> None:
    assert picture(do("draw_map", column="PRES20"), tmp_path) == "column-pres20.png"
    assert "no plan" in refused("draw_map")


def test_a_graph_has_no_shapes(grid_frame: Any, state_of: Any, tmp_path: Path) -> None:
    state = state_of(grid_frame(2, 2, CD=[1, 1, 2, 2]), shapes=False, plans=("CD",))
    desk = Desk(state, out=tmp_path)
    assert call(desk, toolbox(), "load_plan", {"source": "CD"}).ok
    called = call(desk, toolbox(), "draw_map", {})
    assert not called.ok
    assert "without shapes" in called.text
    assert call(desk, toolbox(), "draw_chart", {"kind": "population"}).ok


@pytest.mark.slow
@pytest.mark.usefixtures("drawn")
def test_charts_of_an_ensemble(do: Any, refused: Refused, tmp_path: Path) -> None:
    do("run_ensemble", steps=200, chains=2, name="neutral")
    called = do("draw_chart", kind="ensemble", of="PRES20")
    names = {Path(name).name for name in called.data["files"]}
    assert {"histogram-cut-edges.png", "ordered-dem-share-PRES20.png"} <= names
    folder = tmp_path / "out" / "pictures" / "ensemble-neutral-version-2"
    assert all(Path(name).parent == folder for name in called.data["files"])
    assert "no ensemble 'other'" in refused("draw_chart", kind="ensemble", ensemble="other")
