"""What is left of a call that was written as no tool can be called."""

from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.markup import has_markup
from districtbot.tools.desk.desk import Desk

NAMES = ("move", "lock", "set_targets", "explain")
BROKEN = (
    "<tool>move(</tool>",
    "</tool>",
    "<tool_call>",
    'I do it now: <invoke name="lock">',
    "<function=move>",
    "<|python_tag|>",
    "[TOOL_CALLS] lock",
    "move(places=['Polk'], to_district=3)",
    "set_targets({})",
    "Action: move\nAction Input: Polk",
)


@pytest.mark.parametrize("text", BROKEN)
def test_remains_of_calls(text: str) -> None:
    assert has_markup(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "I moved Polk County (3 units).",
        "Your move(s) are kept.",
        "A lock (of a district) keeps it.",
        "The share is < 5% and > 1%.",
        "Use /move to do it by hand.",
        "To explain: a cut edge joins two districts.",
    ],
)
def test_words_are_no_remains(text: str) -> None:
    assert not has_markup(text, NAMES)


@pytest.mark.parametrize("text", BROKEN)
def test_no_person_is_told_them(text: str, grid_frame: Any, state_of: Any, fakes: Any) -> None:
    desk = Desk(state_of(grid_frame(2, 4)))
    tools = [fakes.saying(name, "Done.") for name in NAMES]
    turn = Agent(desk, fakes.playing(text), tools=tools).ask("Move Polk.")
    assert text not in turn.reply
    assert "no answer that can be used" in turn.reply
    again = Agent(desk, fakes.playing(text, "It is done."), tools=tools).ask("Move Polk.")
    assert again.reply.startswith("It is done.")
