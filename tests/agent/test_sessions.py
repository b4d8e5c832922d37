"""Sessions are kept, found again, and never used by two at once."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.agent import sessions
from districtbot.agent.conversation import as_markdown, as_text, note_message
from districtbot.agent.session_file import write_about
from districtbot.agent.sessions import Session, delete_session, list_sessions, open_session, show
from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError
from districtbot.plans.plan import plan_of
from districtbot.tools.desk.asked import Asked

pytestmark = pytest.mark.usefixtures("own_data")


def half_and_half(session: Session) -> str:
    """Put a plan of two halves on the desk; its hash."""
    ids = session.desk.state.unit_ids
    plan = plan_of(ids, np.array([str(1 + (n >= len(ids) // 2)) for n in range(len(ids))]))
    session.desk.put("drawn by hand", asked=Asked(2), plan=plan)
    session.desk.save()
    return plan.sha256


class TestOpening:
    def test_what_was_done_is_there_again(self, town: Path) -> None:
        with open_session("mine", town, seed=7, model="mini") as session:
            kept = half_and_half(session)
            note_message(session.desk.transcript, 1, "two halves")
            session.used(1)
        with open_session("mine") as again:
            assert again.desk.plan is not None
            assert again.desk.plan.sha256 == kept
            assert again.desk.seed == 7
            assert again.desk.asked.districts == 2
            assert (again.about.turns, again.about.model) == (1, "mini")
            told = [event["event"] for event in again.desk.transcript]
            assert told[:2] == ["map opened", "message"]

    def test_without_a_name_the_map_gives_one(self, town: Path) -> None:
        names = []
        for _ in range(3):
            with open_session(None, town) as session:
                names.append(session.name)
        assert names == ["town-1", "town-2", "town-3"]
        delete_session("town-2")
        with open_session(None, town) as session:
            assert session.name == "town-2"

    def test_one_program_at_a_time(self, town: Path) -> None:
        with open_session("mine", town):
            with pytest.raises(AskError, match="in use by another program"):
                open_session("mine", town)
            with pytest.raises(AskError, match="in use by another program"):
                delete_session("mine")
        open_session("mine", town).close()

    def test_a_killed_program_leaves_no_lock(self, town: Path, own_data: Path) -> None:
        program = (
            "import sys, time\n"
            "from districtbot.agent.sessions import open_session\n"
            "session = open_session('mine', sys.argv[1])\n"
            "session.used(3)\n"
            "print('open', flush=True)\n"
            "time.sleep(60)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program, str(town)],
            stdout=subprocess.PIPE,
            env={**os.environ, "DISTRICTBOT_DATA": str(own_data)},
        ) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == b"open\n"
            with pytest.raises(AskError, match="in use"):
                open_session("mine", town)
            running.send_signal(signal.SIGKILL)
            running.wait()
        with open_session("mine", town) as session:
            assert session.about.turns == 3

    def test_another_map_is_refused_by_name(self, town: Path, tmp_path: Path) -> None:
        open_session("mine", town).close()
        other = tmp_path / "other.gpkg"
        other.write_bytes(town.read_bytes() + b" ")
        with pytest.raises(AskError) as error:
            open_session("mine", other)
        assert str(town) in str(error.value)
        assert str(other) in str(error.value)

    def test_a_map_that_moved_is_the_same_map(self, town: Path, tmp_path: Path) -> None:
        with open_session("mine", town) as session:
            kept = half_and_half(session)
        moved = town.rename(tmp_path / "moved.gpkg")
        with pytest.raises(AskError, match=r"town\.gpkg"):
            open_session("mine")
        with open_session("mine", moved) as again:
            assert again.desk.plan is not None
            assert again.desk.plan.sha256 == kept
        open_session("mine").close()

    def test_other_options_are_refused(self, town: Path) -> None:
        open_session("mine", town, MapOptions(county="COUNTY")).close()
        open_session("mine", town, MapOptions(county="COUNTY", use_cache=False)).close()
        with pytest.raises(AskError, match=r"adjacency \(rook, now queen\)"):
            open_session("mine", town, MapOptions(county="COUNTY", adjacency="queen"))

    def test_a_map_that_cannot_be_opened_leaves_nothing(
        self, tmp_path: Path, own_data: Path
    ) -> None:
        broken = tmp_path / "broken.gpkg"
        broken.write_bytes(b"no map")
        for name in ("mine", None):
            with pytest.raises(AskError):
                open_session(name, broken)
        with pytest.raises(AskError):
            open_session(None, tmp_path / "nowhere.gpkg")
        assert [path for path in own_data.rglob("*") if path.is_file()] == []
        assert list_sessions() == ()

    def test_a_session_that_never_opened_begins_anew(self, town: Path, own_data: Path) -> None:
        folder = own_data / "sessions" / "mine"
        folder.mkdir(parents=True)
        (folder / "transcript.jsonl").write_text('{"event": "map opened"}\n')
        (folder / "desk.json").write_text("{")
        assert list_sessions() == ()
        with open_session("mine", town) as session:
            assert len(session.desk.transcript) == 1

    def test_an_unknown_session_names_those_there_are(self, town: Path) -> None:
        with pytest.raises(AskError, match="districtbot chat MAP"):
            open_session("mine")
        open_session("mine", town).close()
        with pytest.raises(AskError, match="There are: mine"):
            open_session("yours")


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["", " ", ".", "..", "../up", "a/b", "a\\b", "-rf", ".hidden", "a..b", "CON", "nul.txt",
         "lpt1", "a b", "a\nb", "x" * 61, "a.", "\x00", "a:b", "*"],
    )  # fmt: skip
    def test_what_is_no_name_is_refused(self, name: str, town: Path, own_data: Path) -> None:
        with pytest.raises(AskError):
            open_session(name, town)
        assert not own_data.exists()

    @pytest.mark.parametrize("name", ["a", "Iowa-4_b", "zürich.2", "2026"])
    def test_plain_names_are_taken(self, name: str, town: Path, own_data: Path) -> None:
        open_session(name, town).close()
        assert [one.name for one in list_sessions()] == [name]


class TestListing:
    def test_newest_first_and_damage_is_told(self, town: Path, own_data: Path) -> None:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        for days, name in enumerate(["old", "new", "newest"]):
            with open_session(name, town) as session:
                write_about(
                    session.folder, replace(session.about, last_used=start + timedelta(days))
                )
        broken = own_data / "sessions" / "old" / "session.json"
        broken.write_text(broken.read_text().replace('"version": 1', '"version": 0'))
        os.utime(broken.parent, (0, 0))
        listed = list_sessions()
        assert [one.name for one in listed] == ["newest", "new", "old"]
        assert [bool(one.problem) for one in listed] == [False, False, True]

    @pytest.mark.parametrize("name", ["session.json", "desk.json", "transcript.jsonl"])
    @pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', "\x00\n\x00\n", None])
    def test_damage_is_an_error_and_can_be_deleted(
        self, name: str, content: str | None, town: Path, own_data: Path
    ) -> None:
        with open_session("mine", town) as session:
            half_and_half(session)
            note_message(session.desk.transcript, 1, "hello")
        path = own_data / "sessions" / "mine" / name
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
        assert len(list_sessions()) == 1
        harmless = name == "transcript.jsonl" and content in ("", None, "{", "[]", '{"version": 1}')
        if harmless:
            open_session("mine").close()
        else:
            with pytest.raises(AskError, match="districtbot sessions delete mine"):
                open_session("mine")
        delete_session("mine")
        assert list_sessions() == ()
        assert not (own_data / "sessions" / "mine").exists()

    def test_times_without_zones_are_damage(self, town: Path, own_data: Path) -> None:
        open_session("mine", town).close()
        path = own_data / "sessions" / "mine" / "session.json"
        data: dict[str, Any] = json.loads(path.read_text())
        data["last_used"] = "2026-01-01T00:00:00"
        path.write_text(json.dumps(data))
        assert "zone" in list_sessions()[0].problem


class TestShowing:
    def test_the_conversation_in_order(self, town: Path) -> None:
        with open_session("mine", town) as session:
            write = session.desk.transcript.write
            note_message(session.desk.transcript, 1, "two halves\n# and a `trick`")
            write({"event": "tool", "name": "propose_plan", "arguments": {"k": 2}, "ok": True,
                   "text": "A plan of 2 districts."})  # fmt: skip
            write({"event": "reply", "turn": 1, "text": "Done.", "status": "met"})
            note_message(session.desk.transcript, 2, "undo")
            write({"event": "tool", "name": "undo", "arguments": {}, "ok": False, "text": "No."})
        first, second = show("mine")
        assert (first.reply, first.status, len(first.steps)) == ("Done.", "met", 1)
        assert second.reply is None
        text = as_text((first, second))
        assert text.splitlines()[:3] == [
            "> two halves",
            "> # and a `trick`",
            "  [propose_plan k=2]",
        ]
        assert "[undo: refused]" in text
        assert "ended" in text
        page = as_markdown("mine", (first, second))
        assert "> # and a `trick`" in page
        assert page.index("A plan of 2 districts.") < page.index("Done.")

    def test_nothing_said_yet(self, town: Path) -> None:
        open_session("mine", town).close()
        assert show("mine") == ()
        assert as_text(()) == "Nothing has been said yet.\n"


def test_the_lock_file_is_no_session(own_data: Path) -> None:
    folder = own_data / "sessions" / "mine"
    folder.mkdir(parents=True)
    (folder / sessions.LOCK).touch()
    assert list_sessions() == ()
    started = time.monotonic()
    with pytest.raises(AskError, match="no session mine"):
        delete_session("mine")
    assert time.monotonic() - started < 1
