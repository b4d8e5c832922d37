"""The package in five lines of Python, and the names that the loop goes by."""

import subprocess
import sys
from pathlib import Path

import pytest

import districtbot
from districtbot.agent.ending import LOOKING
from districtbot.agent.prompts import SYSTEM
from districtbot.agent.underway import LONG, SEARCHES, TALK
from districtbot.agent.verifying import AIMS
from districtbot.tools.toolbox import toolbox

SAMPLE = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"
SCRIPT = """
[[turn]]
steps = [
  { call = "set_targets", args = { districts = 4, targets = [
    { measure = "population_deviation", at_most = "1%" } ] } },
  { call = "propose_plan" },
  { say = "Here is a plan of 4 districts." },
]
"""


def test_a_plan_in_five_lines(tmp_path: Path) -> None:
    script = tmp_path / "four.toml"
    script.write_text(SCRIPT, encoding="utf-8")
    from districtbot import Agent, Desk

    desk = Desk.open(SAMPLE)
    agent = Agent(desk, model=f"scripted:{script}")
    turn = agent.ask("Draw four districts within 1%.")
    assert turn.status == "met"
    assert "\nHere is a plan of 4 districts.\nChecked: " in turn.reply
    assert desk.plan is not None
    assert desk.plan.n_districts == turn.districts == 4


def test_the_package_itself_is_light() -> None:
    code = "import sys, districtbot; print(any('langchain' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_there_is_nothing_else_in_the_package() -> None:
    with pytest.raises(AttributeError, match="Oracle"):
        _ = districtbot.Oracle


def test_the_loop_goes_by_names_of_tools_that_there_are() -> None:
    names = {tool.name for tool in toolbox(allow_code=True)}
    assert {*LONG, *SEARCHES, *TALK, *AIMS} <= names
    assert names >= LOOKING
    changing = {tool.name for tool in toolbox(allow_code=True) if tool.changes}
    assert not LOOKING & changing


def test_the_prompt_is_short_enough_for_a_small_context() -> None:
    assert len(SYSTEM) < 1300
