"""`districtbot sessions` lists, shows, exports and deletes; what is wrong is said in one line."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.agent.conversation import note_command, note_cut_off, note_message
from districtbot.agent.sessions import open_session
from districtbot.plans.plan import plan_of
from districtbot.tools.calling import call as call_tool
from districtbot.tools.desk.asked import Asked
from districtbot.tools.toolbox import toolbox


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sessions of the test's own."""
    monkeypatch.setenv("DISTRICTBOT_DATA", str(tmp_path / "kept"))
    return tmp_path / "kept" / "sessions"


@pytest.fixture
def mine(town: Path) -> str:
    """A session with a plan of two districts and one exchange."""
    with open_session("mine", town, model="scripted:demo") as session:
        desk = session.desk
        ids = desk.state.unit_ids
        plan = plan_of(ids, np.array([str(1 + n // (len(ids) // 2)) for n in range(len(ids))]))
        note_message(desk.transcript, 1, "two halves\x1b[31m")
        desk.put("drawn", asked=Asked(2), plan=plan)
        desk.save()
        desk.transcript.write({"event": "reply", "turn": 1, "text": "Drawn.", "status": "met"})
        session.used(1)
    return "mine"


def test_nothing_kept(call: Any) -> None:
    assert "No session has been kept yet" in call("sessions", "list").out
    assert json.loads(call("sessions", "list", "--json").out) == []


def test_list(call: Any, mine: str) -> None:
    shown = call("sessions", "list").out
    assert "mine" in shown
    assert "town.gpkg" in shown
    (line,) = json.loads(call("sessions", "list", "--json").out)
    assert (line["name"], line["turns"], line["model"]) == ("mine", 1, "scripted:demo")
    assert line["problem"] is None


def test_a_damaged_session_is_listed_and_deleted(call: Any, mine: str, kept: Path) -> None:
    (kept / mine / "session.json").write_text("{")
    assert "damaged" in call("sessions", "list").out
    (line,) = json.loads(call("sessions", "list", "--json").out)
    assert "damaged" in line["problem"]
    assert call("sessions", "delete", mine, "--yes").code == 0
    assert not (kept / mine).exists()


def test_show(call: Any, mine: str) -> None:
    done = call("sessions", "show", mine)
    assert done.out.startswith("> two halves")
    assert "Drawn." in done.out
    assert "\x1b" not in done.out
    (said,) = json.loads(call("sessions", "show", mine, "--json").out)
    assert (said["reply"], said["status"]) == ("Drawn.", "met")


def test_commands_stand_for_themselves_and_a_killed_call_is_told(call: Any, mine: str) -> None:
    with open_session(mine) as session:
        said = session.desk.transcript
        note_message(said, 2, "Draw it better")
        note_cut_off(said, [("improve_plan", {"seconds": 9})])
        note_command(said, "/undo")
        call_tool(session.desk, toolbox(), "undo", {})
    shown = call("sessions", "show", mine).out
    killed, command = shown.split("\n\n")[1:]
    assert "[improve_plan seconds=9: ended before it was done]" in killed
    assert killed.endswith("(no answer: it was ended)")
    assert command.startswith("> /undo\n  [undo")
    assert "no answer" not in command
    numbers = [one["number"] for one in json.loads(call("sessions", "show", mine, "--json").out)]
    assert numbers == [1, 2, 0]


def test_export_to_a_folder_and_a_zip(call: Any, mine: str, tmp_path: Path, kept: Path) -> None:
    assert call("sessions", "export", mine, "--out", tmp_path / "all").code == 0
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["conversation.md", "plan.csv", "replay.py", "transcript.jsonl"]
    lines = (tmp_path / "all" / "plan.csv").read_text().splitlines()
    assert lines[0] == "unit,district"
    assert len(lines) == 65
    packed = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path in packed:
        assert call("sessions", "export", mine, "--out", path).code == 0
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with zipfile.ZipFile(packed[0]) as archive:
        assert sorted(archive.namelist()) == names


def test_a_session_whose_map_is_gone_is_exported_without_replay(
    call: Any, mine: str, tmp_path: Path, town: Path
) -> None:
    town.unlink()
    done = call("sessions", "export", mine, "--out", tmp_path / "all")
    assert done.code == 0
    assert "replay.py is left out" in done.err
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["conversation.md", "plan.csv", "transcript.jsonl"]


def test_the_exported_program_makes_the_plan_again(call: Any, town: Path, tmp_path: Path) -> None:
    with open_session("drafted", town) as session:
        for name, given in (("set_targets", {"districts": 4}), ("propose_plan", {})):
            assert call_tool(session.desk, toolbox(), name, given).ok
    assert call("sessions", "export", "drafted", "--out", tmp_path / "all").code == 0
    done = subprocess.run(
        [sys.executable, "replay.py"], cwd=tmp_path / "all", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "The same plan, byte for byte." in done.stdout


def test_delete_asks_first(call: Any, refused: Any, mine: str, kept: Path) -> None:
    assert "--yes" in refused("sessions", "delete", mine)
    assert (kept / mine).exists()
    assert json.loads(call("sessions", "delete", mine, "-y", "--json").out) == {"deleted": mine}
    assert not (kept / mine).exists()


@pytest.mark.parametrize("command", ["show", "export", "delete"])
@pytest.mark.parametrize("name", ["nobody", "../..", "", "nul"])
def test_names_of_no_session(refused: Any, command: str, name: str) -> None:
    refused("sessions", command, name)


def test_a_session_in_use_is_not_deleted(refused: Any, mine: str) -> None:
    with open_session(mine):
        assert "in use" in refused("sessions", "delete", mine, "--yes")
