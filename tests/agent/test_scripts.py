"""A chat with a script: what it calls is looked at beforehand, and its lines are shown."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.events import Noted, Replied
from districtbot.ground.errors import AskError
from districtbot.tools.desk.desk import Desk


@pytest.fixture
def desk(grid_frame: Any, state_of: Any) -> Desk:
    return Desk(state_of(grid_frame(2, 4)))


def script(folder: Path, text: str) -> str:
    path = folder / "one.toml"
    path.write_text(text, encoding="utf-8")
    return f"scripted:{path}"


def test_a_misspelt_tool_is_refused_before_the_chat(desk: Desk, tmp_path: Path) -> None:
    name = script(tmp_path, "[[turn]]\n[[turn]]\nsteps = [{say = 'a'}, {call = 'describe_mpa'}]")
    with pytest.raises(AskError, match=r"'describe_mpa' \(turn 2, step 2\).*Did you mean desc"):
        Agent(desk, name)


def test_a_tool_that_is_not_allowed_is_no_misspelt_one(desk: Desk, tmp_path: Path) -> None:
    Agent(desk, script(tmp_path, "[[turn]]\nsteps = [{call = 'run_python'}]")).close()


def test_the_line_of_the_script_is_shown_unless_it_was_said(desk: Desk, tmp_path: Path) -> None:
    turn = "[[turn]]\nuser = 'What is here?'\nsteps = [{call = 'describe_map'}]\n"
    agent = Agent(desk, script(tmp_path, turn * 2))
    noted = [one.text for one in agent.stream("go on") if isinstance(one, Noted)]
    assert noted == ['(script: "What is here?")']
    assert not [one for one in agent.stream("what is here?") if isinstance(one, Noted)]


def test_a_turn_without_a_step_says_so(desk: Desk, tmp_path: Path) -> None:
    agent = Agent(desk, script(tmp_path, "[[turn]]\n" * 12))
    turns = [agent.ask("go on") for _ in range(13)]
    assert turns[11].reply == "Turn 12 of the script has no further step."
    assert not turns[11].rebuilt
    assert turns[12].reply.startswith("This is the end of my script.")


def test_an_answer_with_a_number_of_its_own_is_told_of(desk: Desk, tmp_path: Path) -> None:
    agent = Agent(desk, script(tmp_path, "[[turn]]\nsteps = [{say = '4,711 people live here.'}]"))
    events = list(agent.stream("How many people?"))
    last = events[-1]
    assert isinstance(last, Replied)
    assert last.turn.reply == "Turn 1 of the script has no further step."
    two = "{say = '4,711 people live here.'}, {say = 'It is 4,712.'}"
    agent = Agent(desk, script(tmp_path, f"[[turn]]\nsteps = [{two}]"))
    turn = agent.ask("How many people?")
    assert turn.rebuilt
    assert turn.reply == (
        "The model's answer had a number that no tool gave; it is left out.\n"
        "Nothing was done in this turn."
    )
    agent = Agent(desk, script(tmp_path, f"[[turn]]\nsteps = [{{call = 'describe_map'}}, {two}]"))
    turn = agent.ask("How many people?")
    first, rest = turn.reply.split("\n", 1)
    assert first == ("The model's answer had a number that no tool gave; this is from the results.")
    assert rest == turn.calls[0].text
