"""Sixty turns with a model of 4,096 tokens: what is asked and the plan stay right to the end.

The tokenizer is trained on the project's own documents: it gives a tenth more tokens for the
list of tools than that of Llama-2 does.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.script import Script
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.chat import loaded
from districtbot.geo.open import open_map
from districtbot.tools.desk.desk import Desk

from .conversations import judging, worlds

ROOT = Path(__file__).resolve().parents[2]
ARDMERE = ROOT / "shapefiles" / "ardmere.zip"
CONTEXT, REPLY = 4096, 512
N_TURNS = 60
KEPT = ("Falrinway County", "Lanosey County")
QUESTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("How does the plan do?", "score_plan", {}),
    ("What is on the map?", "describe_map", {}),
    ("What was asked?", "list_targets", {}),
    ("Which counties are the largest?", "look_up", {"rank": "counties", "top": 20}),
    ("And district 2?", "score_district", {"district": "2"}),
    ("What is the efficiency gap?", "explain", {"term": "efficiency_gap"}),
    ("How does ReCom work?", "search_documents", {"question": "how does ReCom work"}),
    ("Compare it with the plan in the map.", "compare_plans", {"other": "CD"}),
    ("Which versions are there?", "list_versions", {"most": 100}),
    ("Which columns are there?", "show_columns", {}),
)


@dataclass
class Ledger:
    """What must hold, by the test's own book.

    Attributes:
        deviation: Bound on the deviation.
        measures: Measures asked for.
        stays: Whether the last turn must leave the plan alone.
        back_to: The turn whose plan must be there again.
    """

    deviation: float = 0.05
    measures: tuple[str, ...] = ()
    stays: bool = False
    back_to: int | None = None


def _turns() -> tuple[list[dict[str, Any]], list[Ledger]]:
    """What is said and done in sixty turns, and what must hold after each."""
    turns: list[dict[str, Any]] = []
    ledgers: list[Ledger] = []

    def say(user: str, *calls: tuple[str, dict[str, Any]], **more: Any) -> None:
        steps: list[dict[str, Any]] = [{"call": name, "args": args} for name, args in calls]
        turns.append({"user": user, "steps": [*steps, {"say": "{result}"}]})
        last = ledgers[-1] if ledgers else Ledger()
        known = {"deviation": last.deviation, "measures": last.measures}
        ledgers.append(Ledger(**{**known, **more}))

    def deviate(percent: float) -> tuple[str, dict[str, Any]]:
        bound = {"measure": "population_deviation", "at_most": f"{percent:g}%"}
        return ("set_targets", {"targets": [bound]})

    bound = {"measure": "population_deviation", "at_most": "4%"}
    first = {"districts": 4, "targets": [bound]}
    deviation = ("population_deviation",)
    together = ("population_deviation", "together")
    say(
        "Draw four districts within 4%, please; I shall look closely at everything.",
        ("set_targets", first),
        ("propose_plan", {}),
        deviation=0.04,
        measures=deviation,
    )
    say(
        f"Keep {KEPT[0]} and {KEPT[1]} in one district for good.",
        ("keep_together", {"places": list(KEPT)}),
        ("improve_plan", {}),
        measures=together,
    )
    say("Call that one base.", ("name_version", {"name": "base"}), stays=True)
    while len(turns) < N_TURNS - 3:
        place = len(turns)
        question, tool, args = QUESTIONS[place % len(QUESTIONS)]
        match place % 9:
            case 3:
                say("Another plan.", ("propose_plan", {"different": True}))
            case 6:
                percent = 4 - place / 40
                change = (deviate(percent), ("improve_plan", {}))
                say(f"Within {percent:g}%.", *change, deviation=percent / 100)
            case 8:
                lock = (("lock", {"district": "3"}), ("unlock", {"district": "3"}))
                say("Lock district 3. No, unlock it.", *lock, stays=True)
            case _:
                say(question, (tool, args), stays=True)
    say("Back to base.", ("go_to", {"version": "base"}), deviation=0.04, back_to=3)
    say("Again, please.", ("undo", {}), ("redo", {}), back_to=3)
    say("One more like that.", ("propose_plan", {"different": True}))
    return turns, ledgers


@dataclass(frozen=True)
class Counting(ScriptedBackend):
    """A scripted model with a tokenizer of its own; keeps what it was asked."""

    tokens: Any = None
    asked: list[tuple[int, int, str]] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)

    def count(self, text: str) -> int:
        if text not in self.held:
            self.held[text] = len(self.tokens.encode(text))
        return self.held[text]

    def generate(self, request: TextRequest) -> Iterator[str]:
        n_prompt = len(self.tokens.encode(request.prompt))
        self.asked.append((n_prompt, request.max_tokens, request.prompt))
        yield self.output(request.messages)


@pytest.fixture(scope="module")
def tokens() -> Any:
    """Byte pairs of the project's own documents."""
    import sentencepiece

    paths = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for line in lines if line.strip()]),
        model_writer=model,
        model_type="bpe",
        vocab_size=3000,
        byte_fallback=True,
        split_digits=True,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


@pytest.fixture(scope="module")
def ardmere() -> tuple[Any, worlds.World]:
    """The map as the product opens it, and as the test reads it."""
    source = worlds.Source("", "GEOID20", "TOTPOP", "COUNTY", "COUNTY")
    frame = gpd.read_file(ARDMERE)
    frame["COUNTY"] = frame["COUNTY"] + " County"
    frame.index = pd.Index(frame["GEOID20"].astype(str))
    return open_map(ARDMERE), worlds.world_of(ARDMERE, source, frame)


@pytest.mark.parametrize(
    "memory",
    [
        "summary:600",
        pytest.param("buffer", marks=pytest.mark.slow),
        pytest.param("window:6", marks=pytest.mark.slow),
        pytest.param("tokens:1500", marks=pytest.mark.slow),
    ],
)
def test_targets_and_plan_are_right_to_the_end(
    memory: str, tokens: Any, ardmere: tuple[Any, worlds.World], tmp_path: Path
) -> None:
    state, world = ardmere
    turns, ledgers = _turns()
    script = Script.model_validate({"turn": turns})
    backend = Counting("sixty", script, CONTEXT, tokens)
    desk = Desk(state, seed=4, out=tmp_path)
    model = loaded("sixty", backend, ModelOptions(reply_tokens=REPLY), constrained=False)
    plans: list[dict[str, str] | None] = []
    with Agent(desk, model, memory=memory) as agent:
        for number, (said, ledger) in enumerate(zip(turns, ledgers, strict=True), 1):
            turn = agent.ask(said["user"])
            assert all(one.ok for one in turn.calls), (number, turn.reply)
            assert not turn.rebuilt, (number, turn.reply)
            plans.append(_plan(desk))
            _check(world, desk, ledger, plans, number)
    _check_prompts(backend, memory)


def _plan(desk: Desk) -> dict[str, str] | None:
    rows = desk.plan.csv().splitlines()[1:] if desk.plan is not None else []
    return {unit: district for unit, _, district in (row.rpartition(",") for row in rows)} or None


def _check(
    world: worlds.World, desk: Desk, ledger: Ledger, plans: list[dict[str, str] | None], number: int
) -> None:
    plan = plans[-1]
    assert plan is not None
    asked = desk.asked
    assert asked.districts == 4
    assert tuple(sorted(one.measure for one in asked.target)) == ledger.measures, number
    bounds = [one.at_most for one in asked.target if one.measure == "population_deviation"]
    assert bounds == [pytest.approx(ledger.deviation)], number
    assert set(plan) == set(world.units.index)
    assert set(plan.values()) == {"1", "2", "3", "4"}
    assert judging.deviation(world, plan) <= ledger.deviation, number
    assert not judging.pieces(world, plan), number
    if "together" in ledger.measures:
        assert len(set().union(*(judging.homes(world, plan, one) for one in KEPT))) == 1, number
    if ledger.stays:
        assert plan == plans[-2], number
    if ledger.back_to is not None:
        assert plan == plans[ledger.back_to - 1], number


def _check_prompts(backend: Counting, memory: str) -> None:
    """Every prompt left room for the reply, and the last ones still say what was asked first."""
    assert len(backend.asked) >= 2 * N_TURNS
    for n_prompt, n_reply, _ in backend.asked:
        assert n_prompt <= CONTEXT - REPLY
        assert n_prompt + n_reply <= CONTEXT
        assert n_reply == REPLY
    assert max(n_prompt for n_prompt, _, _ in backend.asked) > 2500, "the room was never tight"
    last = backend.asked[-1][2]
    assert "Falrinway" in last
    assert last.startswith("<s>[INST] <<SYS>>\n")
    if memory.startswith("summary"):
        summary = last.partition("What happened before, in short:")[2].partition("[/INST]")[0]
        assert summary
        said = [turn["user"][:20] for turn in _turns()[0]]
        n_told = sum(one in summary for one in said)
        assert n_told >= 12, summary
