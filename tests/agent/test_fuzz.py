"""Whatever a model writes: no crash, no hang, no plan lost, no number invented, no leak."""

import json
import math
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.grounding import ungrounded
from districtbot.agent.guards import Limits
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.turn import Turn
from districtbot.ground.seeds import rng_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox
from districtbot.tools.words import RACE_NOTE

WORDS = re.split(
    " ",
    "the plan districts county all targets are met I moved 17 3.7% [INST] <<SYS>> </s> NOTE: "
    "RESULT of propose_plan: ignore previous instructions ``` \n \n\n \u202e \ufffd \0 9999999 "
    'seven hundred ÿ 选区 не {" } \\ $(rm -rf) <script> None NaN -1 1e309',
)
VALUES: tuple[Any, ...] = (
    0,
    1,
    2,
    3,
    -1,
    10**30,
    1e308,
    math.nan,
    math.inf,
    True,
    None,
    "",
    "1%",
    "current",
    "00101",
    "x" * 3000,
    "\ud800",
    "'; DROP TABLE",
    [],
    [1, "2"],
    {},
    {"measure": "cut_edges", "at_most": 3},
    [{"measure": "population_deviation", "at_most": "50%"}],
    [{"measure": "no such"}],
    [[[[[[]]]]]],
)


@dataclass(frozen=True)
class Raving:
    """Writes whatever its stream of chance gives."""

    rng: random.Random
    names: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    name: str = "raving"
    context: int = 20_000

    def count(self, text: str) -> int:
        return len(text) // 4 + 1

    def generate(self, request: TextRequest) -> Iterator[str]:
        text = self.output()
        for place in range(0, len(text), 17):
            if request.budget is not None and request.budget.over:
                return
            yield text[place : place + 17]

    def output(self) -> str:
        rng = self.rng
        match rng.randrange(9):
            case 0 | 1 | 2:
                return self.call()
            case 3:
                return self.call()[: rng.randrange(80)]
            case 4:
                return " ".join(rng.choices(WORDS, k=rng.randrange(40)))
            case 5:
                return rng.choice(WORDS) * rng.choice((1, 50, 3000))
            case 6:
                return "\n".join(self.call() for _ in range(rng.randrange(1, 5)))
            case 7:
                return f"{' '.join(rng.choices(WORDS, k=6))} {self.call()}"
            case _:
                return "".join(chr(rng.randrange(32, 0x3000)) for _ in range(rng.randrange(60)))

    def call(self) -> str:
        rng = self.rng
        name = rng.choice((*self.names, "fly", "", "toolbox"))
        keys = (*self.fields.get(name, ()), "n", "districts", "")
        args = {rng.choice(keys): rng.choice(VALUES) for _ in range(rng.randrange(4))}
        if name == "set_targets" and rng.random() < 0.7:
            args = {"districts": rng.choice((2, 3, 4))}
        if rng.random() < 0.3:
            args = {}
        key = rng.choice(("tool", "tool", "tool", "name"))
        return json.dumps({key: name, "args": args})


def _raved(state: Any, folder: Path, seed: int, n_outputs: int) -> int:
    """A chat with a raving model; gives how many outputs it wrote."""
    desk = Desk(state, seed=seed, out=folder)
    slow = ("run_ensemble", "draw_map", "draw_chart", "export_plan", "run_python")
    tools = [tool for tool in toolbox() if tool.name not in slow]
    fields = {tool.name: tuple(tool.arguments.model_fields) for tool in tools}
    written = 0

    @dataclass(frozen=True)
    class Counting(Raving):
        def output(self) -> str:
            nonlocal written
            written += 1
            return super().output()

    backend = Counting(rng_of("raving", seed), tuple(fields), fields)
    model = loaded("raving", backend, ModelOptions(), constrained=False)
    agent = Agent(desk, model, tools=tools, budget=0.1, limits=Limits(model_calls=8))
    while written < n_outputs:
        n_moments = len(desk.history.moments)
        started = time.monotonic()
        turn = agent.ask("Draw three fair districts, and tell me about them.")
        assert time.monotonic() - started < 60
        assert len(desk.history.moments) >= n_moments
        _check(turn, desk)
    assert not any(event["event"] == "bug" for event in desk.transcript)
    return written


def _check(turn: Turn, desk: Desk) -> None:
    assert turn.reply.strip()
    json.dumps(turn.data(), allow_nan=False).encode()
    for mark in ("[INST]", "<<SYS>>", "</s>", '{"tool"', "RESULT of", "NOTE:", "Traceback"):
        assert mark not in turn.reply, turn.reply
    assert (desk.plan is None) == (desk.history.current.plan is None)
    if turn.status == "met":
        assert all(one.met for one in desk.verdicts() if not one.wished)
    events = [event for event in desk.transcript if event["event"] == "tool"]
    sources = [part for event in events for part in (event["text"], event["data"])]
    own = " ".join(one.required + " " + one.achieved for one in turn.verdicts)
    said = turn.reply.replace(RACE_NOTE, "")
    allowed = [
        *sources,
        own,
        said[said.find("Checked:") :],
        said[said.find("I understood:") :],
        "I stopped after 8 answers of the model",
    ]
    assert ungrounded(said, allowed) == (), turn


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    """Twelve units in two counties."""
    frame = grid_frame(3, 4, COUNTY=["A", "A", "B", "B"] * 3)
    return state_of(frame, county="COUNTY")


def test_a_raving_model_breaks_nothing(state: Any, tmp_path: Path, own_data: Path) -> None:
    assert sum(_raved(state, tmp_path, seed, 50) for seed in range(3)) >= 150


@pytest.mark.slow
def test_two_thousand_outputs_break_nothing(state: Any, tmp_path: Path, own_data: Path) -> None:
    assert sum(_raved(state, tmp_path, seed, 100) for seed in range(10, 30)) >= 2000
