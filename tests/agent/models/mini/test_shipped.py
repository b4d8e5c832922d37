"""The model in the package: small, without torch, and it understands what it was not shown."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini.chat import LineChat
from districtbot.agent.models.mini.load import SHIPPED, load_mini
from districtbot.agent.models.mini.situation import situation_of
from districtbot.evals.calls import canonical_parts
from districtbot.ground.clock import Budget
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.language.compose import request
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.source import Source
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

LARGEST = 12_000_000
"""Bytes of all files."""
REQUESTS = 60
FEWEST_RIGHT = 0.6
"""Share (0..1) of requests of the dev split that weights gone wrong would not reach."""


def in_one_form(calls: Any) -> list[str]:
    """Calls of a line; the order of targets does not count."""
    return [part for name, args in calls for part in canonical_parts(toolbox(), name, args)]


def test_it_is_small_and_says_whose_it_is() -> None:
    assert sum(one.stat().st_size for one in SHIPPED.iterdir()) <= LARGEST
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert "license:" in card
    assert "core-1" in card


def test_it_is_the_default_and_needs_no_torch() -> None:
    code = (
        "import sys\n"
        "from districtbot.agent.models.loaded import ModelOptions\n"
        "from districtbot.agent.models.mini.load import load_mini\n"
        "load_mini('', ModelOptions())\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_understands_requests_in_phrases_it_was_not_shown(tmp_path: Path) -> None:
    chat = load_mini("", ModelOptions()).chat
    assert isinstance(chat, LineChat)
    source = Source("shipped-tests-1", {"train": 1, "dev": 3, "test": 1})
    right = 0
    for number in source.keys("dev"):
        made, rng = source.map("dev", number), random.Random(number)
        desk = fresh_desk(made, 0, tmp_path / str(number))
        for _ in range(REQUESTS // 3):
            asked = request(Speaker.drawn(rng, "dev"), made, level=rng.choice((1, 2)))
            want = [("set_targets", {"targets": [], **asked.args}), ("propose_plan", {})]
            meant = chat.understand_fn(desk, situation_of(desk, asked.text), Budget(None))
            have = [(name, {"targets": [], **args}) for name, args in meant.calls] if meant else []
            have = [(name, args if name == "set_targets" else {}) for name, args in have]
            right += in_one_form(have) == in_one_form(want)
    assert right >= FEWEST_RIGHT * REQUESTS


def test_a_map_of_the_census_is_told_as_it_learned_maps(shared_data: Path, tmp_path: Path) -> None:
    desk = Desk.open(shared_data / "IA" / "ia_county_with_enacted_2020.zip", out=tmp_path)
    made = fresh_desk(Source("shipped-tests-1").map("train", 0), 0, tmp_path / "made")
    situation = situation_of(desk, "Population of Polk County?")
    words, known = (
        {*one.text.split("\n")[0].split()} for one in (situation, situation_of(made, ""))
    )
    assert {"pacific", "two_or_more"} <= {*desk.state.columns.group_vap}
    assert words <= known | {"county", "municipality", "vap", "cvap", "0", "1", "2", "3"}
    chat = load_mini("", ModelOptions()).chat
    assert isinstance(chat, LineChat)
    meant = chat.understand_fn(desk, situation, Budget(None))
    assert meant is not None
    assert meant.calls == (("look_up", {"place": "Polk County"}),)


@pytest.mark.parametrize("message", ["", "?", "asdf qwer", "<n1> [end]", "🙂" * 40, "x " * 900])
def test_it_answers_whatever_is_said(message: str, tmp_path: Path) -> None:
    source = Source("shipped-tests-1", {"train": 1, "dev": 3, "test": 1})
    desk = fresh_desk(source.map("dev", 0), 0, tmp_path)
    chat = load_mini("", ModelOptions()).chat
    assert isinstance(chat, LineChat)
    meant = chat.understand_fn(desk, situation_of(desk, message), Budget(None))
    assert meant is None or 0 <= meant.confidence <= 1
