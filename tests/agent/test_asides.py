"""Answers that rest on no tool: questions back, refusals, and the rest."""

from pathlib import Path

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.asides import status_of_aside
from districtbot.tools.desk.desk import Desk

SAMPLE = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"


@pytest.mark.parametrize(
    "text",
    [
        "How many districts would you like?",
        "I can do that. Which county do you mean?",
        "Do you mean the plan in the map (CD)?\n",
    ],
)
def test_a_question_waits_for_the_person(text: str) -> None:
    assert status_of_aside(text) == "needs_input"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "Sorry, I cannot read files on this computer.",
        "I am unable to write songs.",
        "I only help with district plans.",
        "That is outside of what I do here.",
        "I must decline.",
        "Poems are not something I can do.",
        "I won\u2019t do that.",
    ],
)
def test_a_refusal_is_one_without_the_tool(text: str) -> None:
    assert status_of_aside(text) == "declined"


@pytest.mark.parametrize(
    "text",
    [
        "Hello! Tell me how many districts you want.",
        "There is no plan yet.",
        "I do not see a county of that name.",
        "A district cannot be in two pieces.",
        "You asked for four districts before.",
        "",
    ],
)
def test_anything_else_is_an_answer(text: str) -> None:
    assert status_of_aside(text) == "answered"


def script(tmp_path: Path, *steps: str) -> str:
    path = tmp_path / "script.toml"
    path.write_text(f"[[turn]]\nsteps = [{', '.join(steps)}]\n", encoding="utf-8")
    return f"scripted:{path}"


def test_a_refusal_in_plain_words_ends_as_declined(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    turn = Agent(desk, script(tmp_path, '{say = "I can\'t help with songs."}')).ask("A song!")
    assert (turn.status, turn.rebuilt) == ("declined", False)


def test_words_after_a_result_are_no_aside(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    steps = '{call = "describe_map"}', '{say = "It has counties. Shall I draw a plan?"}'
    assert Agent(desk, script(tmp_path, *steps)).ask("What is here?").status == "answered"


def test_the_proof_is_told_where_the_model_tells_none(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    steps = (
        '{call = "set_targets", args = {districts = 4, targets = [{measure = "group_share", '
        'group = "black", share = "95%", districts_at_least = 4}]}}',
        '{call = "check_feasibility"}',
        '{say = "That cannot be done."}',
    )
    turn = Agent(desk, script(tmp_path, *steps)).ask("Four districts, all 95% Black.")
    assert turn.status == "declined"
    assert turn.reply.count("No plan can meet this.") == 1
    assert "Nearest possible: " in turn.reply


def test_a_plan_that_is_loaded_and_looked_at_answers_a_question(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    units = desk.state.unit_ids
    lopsided = tmp_path / "lopsided.csv"
    rows = (f"{unit},{1 + (number == 0)}\n" for number, unit in enumerate(units))
    lopsided.write_text("unit,district\n" + "".join(rows), encoding="utf-8")
    load = f"{{call = 'load_plan', args = {{source = '{lopsided}'}}}}"
    steps = load, '{call = "score_plan"}', '{say = "{result}"}'
    turn = Agent(desk, script(tmp_path, *steps)).ask("Load this and score it.")
    assert turn.status == "answered"
    assert "Not met: population deviation" in turn.reply
    asked = '{call = "set_targets", args = {targets = [{measure = "cut_edges", at_most = 9}]}}'
    again = Agent(desk, script(tmp_path, asked, *steps)).ask("Within 9 cut edges.")
    assert again.status == "not_met"


def test_a_refusal_of_a_tool_is_not_told_twice(tmp_path: Path) -> None:
    desk = Desk.open(SAMPLE, out=tmp_path)
    moving = '{call = "move", args = {places = ["Lanosey County"], to_district = "1"}}'
    said = Agent(desk, script(tmp_path, moving, '{say = "{result}"}')).ask("Move it to 1.")
    assert said.reply.count("There is no plan yet.") == 1
    hidden = Agent(desk, script(tmp_path, moving, '{say = "Very well."}')).ask("Move it to 1.")
    assert "I could not move that: There is no plan yet." in hidden.reply
