"""A chat that was killed goes on: the desk is the truth, the conversation has no loose ends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.conversation import note_message
from districtbot.agent.events import Event, ToolStarted
from districtbot.agent.loop import NO_REPLY
from districtbot.agent.session_again import taken_up
from districtbot.agent.sessions import open_session, show
from districtbot.ground.errors import AskError

KILLS = Path(__file__).parent / "kills.py"


def _killed(town: Path, step: int) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(KILLS), str(town), str(step)],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _check(rows: list[dict[str, Any]]) -> None:
    """Every row is a chat that can be gone on with, further on than the row before."""
    assert rows[-1]["code"] == 0
    assert all(row["killed"] for row in rows[:-1])
    assert all(row["resumed"] == 0 for row in rows)
    opened = [row for row in rows if not row["new"]]
    assert len(opened) > len(rows) // 2
    for row in opened:
        assert row["dangling"] == 0, row
        assert row["notes"] == 0, row
        assert row["last"] in ([], ["ai"]), row
        assert "Yes." in row["reply"], row
        assert row["numbers"] == list(range(1, len(row["numbers"]) + 1)), row
        assert row["told"] == list(range(1, row["moments"])), row
        assert row["met"] in ([], [True, True]), row
    moments = [row["moments"] for row in opened]
    assert moments == sorted(moments)
    assert moments[0] < moments[-1] == 4
    assert opened[-1]["numbers"] == [1, 2, 3]


def test_a_chat_killed_now_and_then_goes_on(town: Path, own_data: Path) -> None:
    _check(_killed(town, 19))


@pytest.mark.slow
def test_a_chat_killed_at_many_places_goes_on(town: Path, own_data: Path) -> None:
    _check(_killed(town, 3))


def test_a_session_goes_on_in_another_agent(town: Path, own_data: Path, fakes: Any) -> None:
    with open_session("mine", town) as session:
        model = fakes.playing(fakes.calls(("set_targets", {})), "Noted.", "Noted again.")
        agent = Agent(session.desk, model, tools=[fakes.aiming(3)], session=session)
        agent.ask("Three districts.")
        agent.close()
    with open_session("mine") as session:
        model = fakes.playing("Three, you said.")
        agent = Agent(session.desk, model, tools=[], session=session)
        assert session.desk.asked.districts == 3
        assert agent.ask("How many did I say?").number == 2
        shown = [message.text for message in model.chat.seen[0]]
        assert shown[1] == "Three districts."
        assert any("The targets are set." in text for text in shown)
        assert session.about.turns == 2
        agent.close()
    assert [one.message for one in show("mine")] == ["Three districts.", "How many did I say?"]


def test_only_the_last_checkpoint_is_kept(town: Path, own_data: Path, fakes: Any) -> None:
    import sqlite3

    with open_session("mine", town) as session:
        agent = Agent(session.desk, fakes.playing("Yes."), tools=[], session=session)
        for _ in range(5):
            agent.ask("Is it?")
        agent.close()
        base = sqlite3.connect(session.chat_path)
        assert base.execute("SELECT count(*) FROM checkpoints").fetchone() == (1,)
        base.close()
    with open_session("mine") as session:
        assert len(Agent(session.desk, fakes.playing("."), session=session).conversation) == 10


def test_a_damaged_conversation_is_said(town: Path, own_data: Path, fakes: Any) -> None:
    with open_session("mine", town) as session:
        session.chat_path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
        with pytest.raises(AskError, match="cannot be read"):
            Agent(session.desk, fakes.playing("."), session=session)


def test_a_turn_that_was_cut_off_has_an_end(town: Path, own_data: Path, fakes: Any) -> None:
    from districtbot.agent.guards import Limits
    from districtbot.agent.underway import Underway

    with open_session("mine", town) as session:
        model = fakes.playing(fakes.calls(("set_targets", {})), "Noted.")
        agent = Agent(session.desk, model, tools=[fakes.aiming(3)], session=session)
        tools = [fakes.aiming(3)]
        now = Underway(1, "Three.", session.desk, tools, Limits(), None, lambda event: None)
        agent._loop.run(now)
        agent.close()
        again = Agent(session.desk, fakes.playing("."), tools=tools, session=session)
        assert [one.type for one in again.conversation] == ["human", "ai", "tool", "ai"]
        assert again.conversation[-1].text == NO_REPLY


def test_the_call_that_was_killed_is_told(town: Path, own_data: Path, fakes: Any) -> None:
    from districtbot.agent.guards import Limits
    from districtbot.agent.underway import Underway

    with open_session("mine", town) as session:
        desk = session.desk
        model = fakes.playing(fakes.calls(("set_targets", {})), "Noted.")
        agent = Agent(desk, model, tools=[fakes.aiming(3)], session=session)
        now = Underway(1, "Three.", desk, [fakes.aiming(3)], Limits(), None, _killing)
        note_message(desk.transcript, 1, "Three.")
        with pytest.raises(Killed):
            agent._loop.run(now)
        agent.close()
        assert "The last message was cut off" in taken_up(session)
        Agent(desk, fakes.playing("."), tools=[fakes.aiming(3)], session=session).close()
        assert "The last message was cut off" in taken_up(session)
    (told,) = show("mine")
    assert told.reply is None
    assert [(step.name, step.cut_off) for step in told.steps] == [("set_targets", True)]


class Killed(BaseException):
    """What stands for the end of a program in the middle of a call."""


def _killing(event: Event) -> None:
    if isinstance(event, ToolStarted):
        raise Killed
