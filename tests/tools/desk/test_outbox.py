"""The files that a chat keeps up to date."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.verify import verify
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.outbox import bring_up_to_date, check_out

CONTRACT = {
    "status", "targets", "districts", "unit_column", "reply", "model", "engine", "seed", "seconds",
    "versions", "map_sha256", "plan_sha256",
}  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of the files."""
    return tmp_path / "out"


def result(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return found


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_before_there_is_a_plan(desk: Desk, do: Any, out: Path) -> None:
    check_out(desk)
    bring_up_to_date(desk, {"reply": "Hello.", "status": "answered"})
    assert names(out) == {"result.json", "transcript.jsonl"}
    assert set(result(out)) >= CONTRACT
    assert result(out)["plan_sha256"] is None
    assert result(out)["reply"] == "Hello."
    do("set_targets", districts=3)
    bring_up_to_date(desk)
    assert names(out) == {"result.json", "transcript.jsonl"}


def test_each_turn_leaves_the_plan_on_the_desk(desk: Desk, do: Any, out: Path) -> None:
    do("load_plan", source="CD")
    bring_up_to_date(
        desk, {"reply": "Loaded.", "status": "not_met", "model": "scripted", "seconds": 2}
    )
    found = result(out)
    assert set(found) >= CONTRACT
    assert (found["model"], found["seconds"], found["reply"]) == ("scripted", 2, "Loaded.")
    text = (out / "plan.csv").read_bytes()
    assert found["plan_sha256"] == hashlib.sha256(text).hexdigest()
    rows = list(csv.reader(text.decode().splitlines()))
    assert rows[0] == ["unit", "district"]
    assert [row[0] for row in rows[1:]] == list(desk.state.unit_ids)
    for target, verdict in zip(found["targets"], desk.verdicts(), strict=True):
        assert [target[key] for key in ("name", "required", "achieved", "met")] == [
            verdict.name, verdict.required, verdict.achieved, verdict.met
        ]  # fmt: skip
    do("move", units=["00113"], to_district=1)
    bring_up_to_date(desk)
    assert (out / "plan.csv").read_text(encoding="utf-8") == desk.a_plan.csv()
    do("undo", times=2)
    bring_up_to_date(desk)
    assert names(out) == {"result.json", "transcript.jsonl"}
    do("redo", times=2)
    bring_up_to_date(desk)
    assert (out / "plan.csv").read_text(encoding="utf-8") == desk.a_plan.csv()
    lines = (out / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines][:-1] == list(desk.transcript)


def test_same_desk_same_bytes(desk: Desk, do: Any, out: Path) -> None:
    do("load_plan", source="CD")
    bring_up_to_date(desk, {"reply": "So."})
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    bring_up_to_date(desk, {"reply": "So."})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_another_number_of_districts_than_asked_for(desk: Desk, do: Any, out: Path) -> None:
    do("load_plan", source="CD")
    do("set_targets", districts=5)
    bring_up_to_date(desk)
    [target] = result(out)["targets"]
    assert (target["name"], target["required"], target["achieved"]) == (
        "number of districts",
        "5",
        "3",
    )
    assert result(out)["status"] == "not_met"
    assert result(out)["districts"] == 3


@pytest.mark.parametrize("name", ["plan.csv", "result.txt", "replay.py", "report.html"])
def test_files_of_somebody_else(desk: Desk, do: Any, out: Path, name: str) -> None:
    do("load_plan", source="CD")
    out.mkdir()
    (out / name).write_text("mine", encoding="utf-8")
    if name == "result.txt":
        check_out(desk)
        bring_up_to_date(desk)
        assert (out / "plan.csv").exists()
    else:
        for write in (check_out, bring_up_to_date):
            with pytest.raises(AskError, match="of your own"):
                write(desk)
        assert names(out) == {name}
    assert (out / name).read_text(encoding="utf-8") == "mine"


def test_an_earlier_plan_stays_until_there_is_another(
    desk: Desk, do: Any, open_desk: Any, out: Path
) -> None:
    do("load_plan", source="CD")
    bring_up_to_date(desk)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    other = open_desk(folder=None)
    bring_up_to_date(other, {"reply": "A question, and no plan."})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_export_stays_while_it_is_true(desk: Desk, do: Any, out: Path) -> None:
    do("load_plan", source="CD")
    bring_up_to_date(desk)
    do("export_plan", formats=["dra"])
    do("export_plan", folder="kept")
    exported = names(out)
    bring_up_to_date(desk, {"reply": "A question.", "status": "answered"})
    assert names(out) == exported
    assert verify(out).confirmed
    do("keep_apart", units=["00101", "00136"])
    bring_up_to_date(desk)
    assert names(out) == {"plan.csv", "result.json", "transcript.jsonl", "replay.py", "kept"}
    assert "scorecard" not in result(out)
    assert verify(out / "kept").confirmed


def test_what_cannot_be_written_changes_nothing(desk: Desk, do: Any, tmp_path: Path) -> None:
    do("load_plan", source="CD")
    desk.out = tmp_path / "desk" / "desk.json"
    before = desk.out.read_bytes()
    for write in (check_out, bring_up_to_date):
        with pytest.raises(AskError, match="is a file"):
            write(desk)
    assert desk.out.read_bytes() == before
