"""Loading plans and exporting them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.plans.formats.names import WRITTEN
from districtbot.plans.verify import verify
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.results import FILES
from districtbot.tools.toolbox import toolbox

Refused = Callable[..., str]


def write(path: Path, desk: Desk, labels: list[str]) -> Path:
    rows = [f"{unit},{label}\n" for unit, label in zip(desk.state.unit_ids, labels, strict=False)]
    path.write_text("unit,district\n" + "".join(rows), encoding="utf-8")
    return path


def test_a_column_gives_the_number_of_districts(desk: Desk, do: Any) -> None:
    called = do("load_plan", source="cd")
    assert desk.asked.districts == 3
    assert "3 districts from the column cd" in called.text
    assert desk.a_plan.district.tolist() == [1 + place // 12 for place in range(36)]


def test_a_number_that_was_asked_for_stays(desk: Desk, do: Any) -> None:
    do("set_targets", districts=4)
    called = do("load_plan", source="CD")
    assert desk.asked.districts == 4
    assert "another number" in called.text
    assert "number of districts, 4; the plan has 3" in called.text


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["01", "02"], ""),
        (["0", "1"], "0 is 1, 1 is 2"),
        (["North", "South"], "North is 1, South is 2"),
        (["2", "10"], "10 is 2"),
    ],
)
def test_districts_are_numbered_from_one(
    desk: Desk, do: Any, tmp_path: Path, labels: list[str], said: str
) -> None:
    path = write(tmp_path / "mine.csv", desk, [labels[place // 18] for place in range(36)])
    called = do("load_plan", source=str(path))
    assert desk.a_plan.names == ("1", "2")
    assert desk.a_plan.district.tolist() == [1] * 18 + [2] * 18
    assert said in called.text
    assert ("numbered from 1" in called.text) == bool(said)


def test_what_does_not_fit_is_refused_or_filled(
    desk: Desk, do: Any, refused: Refused, tmp_path: Path
) -> None:
    path = write(tmp_path / "part.csv", desk, ["1"] * 18 + ["2"] * 17)
    assert "lacks 1 unit" in refused("load_plan", source=str(path))
    called = do("load_plan", source=str(path), missing="fill")
    assert "took the district around it" in called.text
    assert desk.a_plan.district[-1] == 2


@pytest.mark.parametrize("kind", ["folder", "nowhere", "binary", "empty", "nul"])
def test_what_is_no_plan(desk: Desk, refused: Refused, tmp_path: Path, kind: str) -> None:
    del desk
    path = tmp_path / "thing.csv"
    if kind == "folder":
        path.mkdir()
    elif kind != "nowhere":
        path.write_bytes({"binary": bytes(range(256)) * 9, "empty": b"", "nul": b"a,b\n\0"}[kind])
    assert refused("load_plan", source=str(path))
    assert refused("load_plan", source="a\0b")


def test_only_a_file_that_the_person_named(
    desk: Desk, do: Any, refused: Refused, tmp_path: Path
) -> None:
    path = write(tmp_path / "secret.csv", desk, ["1"] * 18 + ["2"] * 18)
    desk.transcript.write({"event": "message", "turn": 1, "text": "Load my plan, please."})
    assert "has not named" in refused("load_plan", source=str(path))
    do("load_plan", source="CD")
    desk.transcript.write({"event": "message", "turn": 2, "text": "I mean secret.csv"})
    do("load_plan", source=str(path))
    do("name_version", name="mine")
    do("undo")
    do("load_plan", source="mine")
    assert desk.a_plan.n_districts == 2


def test_everything_is_written_and_confirmed(desk: Desk, do: Any, tmp_path: Path) -> None:
    do("load_plan", source="CD")
    do("lock", district=2)
    do("keep_apart", units=["00101", "00136"])
    desk.put("as it was", asked=_near(desk))
    called = do("export_plan", formats=["dra", "GeoJSON"], title="Three strips")
    out = tmp_path / "out"
    found = {path.name for path in out.iterdir()}
    assert found == {*FILES, "plan-dra.csv", "plan-geojson.geojson"}
    assert {Path(name) for name in called.data["files"]} == {out / name for name in found}
    assert called.data["refuted"] == []
    assert f"confirms all {called.data['claims']} claims" in called.text
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert result["made"][0] == {
        "version": 1,
        "tool": "load_plan",
        "note": "loaded the column CD of the map",
    }
    assert "Three strips" in (out / "report.html").read_text(encoding="utf-8")
    assert verify(out).confirmed


def _near(desk: Desk) -> Any:
    from districtbot.tools.desk.asked import asked_of

    data = desk.asked.data()
    near = {"measure": "least_change", "plan": "version 1", "at_least": "90%"}
    return asked_of({**data, "target": [*data["target"], near]})


def test_a_lie_is_refuted(desk: Desk, do: Any, tmp_path: Path) -> None:
    """The check does not trust what wrote the files."""
    do("load_plan", source="CD")
    do("export_plan", folder="a/b")
    path = tmp_path / "out" / "a" / "b" / "plan.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("00101,1", "00101,2"), encoding="utf-8"
    )
    assert not verify(path.parent).confirmed


def test_where_it_may_not_go(desk: Desk, do: Any, refused: Refused, tmp_path: Path) -> None:
    assert "no plan yet" in refused("export_plan")
    do("load_plan", source="CD")
    for folder in ("..", "a/../../b", str(tmp_path / "elsewhere"), " "):
        assert refused("export_plan", folder=folder)
    assert "no format" in refused("export_plan", formats=["docx"])
    mine = tmp_path / "out" / "mine"
    mine.mkdir(parents=True)
    (mine / "plan.csv").write_text("mine", encoding="utf-8")
    assert "of your own" in refused("export_plan", folder="mine")
    assert "plan-baf" not in {path.name for path in mine.iterdir()}
    assert not (tmp_path / "elsewhere").exists()
    do("set_targets", districts=5)
    assert "5 are asked for" in refused("export_plan")


def test_a_format_that_cannot_hold_the_plan_leaves_nothing(
    desk: Desk, do: Any, refused: Refused, tmp_path: Path
) -> None:
    do("load_plan", source="CD")
    assert refused("export_plan", formats=["baf"], folder="blocks")
    assert not (tmp_path / "out" / "blocks").exists()
    assert "baf" in WRITTEN


def test_a_map_column_of_one_district_is_scored_but_not_worked_on(
    grid_frame: Any, state_of: Any, tmp_path: Path
) -> None:
    desk = Desk(state_of(grid_frame(2, 2, CD=1), plans=("CD",)), out=tmp_path)
    tools = toolbox()
    for name, arguments in (("load_plan", {"source": "CD"}), ("standing", {"plan": "CD"})):
        refused = call(desk, tools, name, arguments)
        assert not refused.ok
        assert "1 district" in refused.text or "one district" in refused.text
    assert len(desk.history.moments) == 1
    scored = call(desk, tools, "score_plan", {"plan": "CD"})
    assert "has 1 district." in scored.text
    assert call(desk, tools, "list_versions", {}).text.startswith("1 version, ")
