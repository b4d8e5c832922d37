"""The loop over real HTTP: an endpoint that calls tools, one that does not, one that fails."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.events import Token
from districtbot.tools.desk.desk import Desk

SCRIPT = """
[[turn]]
steps = [
  { call = "set_targets", args = { districts = 2, targets = [
    { measure = "population_deviation", at_most = "50%" } ] } },
  { call = "propose_plan" },
  { say = "I have drawn a plan of 2 districts. You can see it now." },
]
[[turn]]
steps = [ { call = "list_targets" }, { say = "They are as you said." } ]
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "two.toml"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


@pytest.fixture
def desk(grid_frame: Any, state_of: Any) -> Desk:
    """A desk with sixteen units."""
    return Desk(state_of(grid_frame(4, 4)))


@pytest.mark.parametrize("tools", [True, False])
def test_a_chat_over_http_draws_a_plan(tools: bool, desk: Desk, script: str, serving: Any) -> None:
    with serving.ModelServer(serving.playing(script), tools=tools) as server:
        agent = Agent(desk, f"openai:any@{server.url}")
        told = list(agent.stream("Two districts within 50%."))
        turn = told[-1].turn
        assert turn.status == "met"
        assert not turn.rebuilt
        assert "\nI have drawn a plan of 2 districts. You can see it now.\n" in turn.reply
        assert "".join(one.text for one in told if isinstance(one, Token)) == turn.reply
        assert desk.plan is not None
        assert agent.ask("What did I ask for?").reply == "They are as you said."
    assert server.violations == []


def test_a_server_that_fails_in_between_loses_nothing(
    desk: Desk, script: str, serving: Any
) -> None:
    with serving.ModelServer(serving.playing(script)) as server:
        agent = Agent(desk, f"openai:any@{server.url}")
        agent.ask("Two districts within 50%.")
        server.faults = [serving.Fault(401, "no such key")]
        turn = agent.ask("What did I ask for?")
        assert turn.status == "needs_input"
        assert "Traceback" not in turn.reply
        assert "key" in turn.reply
        assert agent.ask("Are you there again?").status == "answered"
    assert desk.plan is not None
    assert [one.type for one in agent.conversation][-4:] == ["human", "ai", "human", "ai"]
