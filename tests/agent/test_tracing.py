"""Conversations stay on this machine, whatever LangSmith's own variables say."""

from collections.abc import Iterator
from typing import Any

import pytest
from langsmith.utils import get_env_var, tracing_is_enabled

from districtbot.agent.agent import Agent
from districtbot.agent.tracing import VARIABLE, untraced
from districtbot.tools.desk.desk import Desk


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """LangSmith is switched on in the environment; nothing listens where it would send to."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:9")
    get_env_var.cache_clear()
    yield
    monkeypatch.undo()
    get_env_var.cache_clear()


@pytest.mark.usefixtures("asked_for")
def test_model_and_tools_are_not_traced(grid_frame: Any, state_of: Any, fakes: Any) -> None:
    assert tracing_is_enabled()
    seen = []

    def answer() -> Any:
        seen.append(tracing_is_enabled())
        return fakes.calls(("count", {})) if len(seen) == 1 else "There are 4 units."

    def count(*_: object) -> str:
        seen.append(tracing_is_enabled())
        return "The map has 4 units."

    desk = Desk(state_of(grid_frame(2, 2)))
    with Agent(desk, fakes.playing(answer), tools=[fakes.tool("count", count)]) as agent:
        assert agent.ask("How many units?").reply == "There are 4 units."
    assert seen == [False, False, False]
    assert tracing_is_enabled(), "only a conversation is kept from it"


@pytest.mark.usefixtures("asked_for")
def test_who_asks_for_it_twice_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with untraced():
        assert not tracing_is_enabled()
    monkeypatch.setenv(VARIABLE, "1")
    with untraced():
        assert tracing_is_enabled()
