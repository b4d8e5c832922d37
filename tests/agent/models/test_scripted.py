"""The scripted model: it finds its place by the conversation alone, and broken scripts are told."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ContextTooLong, LoadedModel, ModelOptions
from districtbot.agent.models.script import read_script, shipped_scripts
from districtbot.agent.models.scripted import NOTHING, ScriptedBackend
from districtbot.ground.errors import AskError

SCRIPT = """
about = "two turns"

[[turn]]
user = "hello"
steps = [
  { call = "look", args = { at = "Gem", n = 2, deep = [1.5, true] } },
  { say = "I saw: {result}. {result}!" },
]

[[turn]]
steps = [{ call = "look" }, { raw = '{"tool": "look", "args": {' }]

[[turn]]
"""
WORDS = " ".join(chr(97 + i // 26) + chr(97 + i % 26) for i in range(300))
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "look",
            "description": "Look.",
            "parameters": {"type": "object", "properties": {"at": {"type": "string"}}},
        },
    }
]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "two.toml"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def said(text: str, turn: int) -> HumanMessage:
    return HumanMessage(text, additional_kwargs={"turn": turn})


def next_of(model: LoadedModel, messages: list[BaseMessage]) -> AIMessage:
    reply = model.chat.bind_tools(TOOLS).invoke(messages)
    assert isinstance(reply, AIMessage)
    return reply


def test_a_script_from_end_to_end(script: Path) -> None:
    model = load_model(f"scripted:{script}")
    chat: list[BaseMessage] = [SystemMessage("be kind"), said("hi", 1)]
    first = next_of(model, chat)
    assert first.tool_calls[0]["name"] == "look"
    assert first.tool_calls[0]["args"] == {"at": "Gem", "n": 2, "deep": [1.5, True]}
    chat += [first, ToolMessage("a hill", tool_call_id=first.tool_calls[0]["id"], name="look")]
    second = next_of(model, chat)
    assert second.content == "I saw: a hill. a hill!"
    chat += [second, said("and now", 2)]
    third = next_of(model, chat)
    assert third.tool_calls[0]["args"] == {}
    chat += [third, ToolMessage("a lake", tool_call_id=third.tool_calls[0]["id"], name="look")]
    fourth = next_of(model, chat)
    assert fourth.invalid_tool_calls
    assert not fourth.tool_calls
    chat += [fourth, HumanMessage("try again", additional_kwargs={"note": True})]
    assert next_of(model, chat).content == "a lake"
    chat += [said("once more", 3)]
    assert next_of(model, chat).content == "Turn 3 of the script has no further step."
    chat += [AIMessage("x"), said("and on", 9)]
    assert next_of(model, chat).content == NOTHING


def test_the_place_does_not_hang_on_what_memory_left_out(script: Path) -> None:
    model = load_model(f"scripted:{script}")
    whole = [said("a", 1), AIMessage("x"), AIMessage("y"), said("b", 2)]
    short = [HumanMessage("Before: a, x and y.", additional_kwargs={"note": True}), said("b", 2)]
    assert next_of(model, whole).tool_calls[0]["args"] == {}
    assert next_of(model, short).tool_calls[0]["args"] == {}


def test_without_numbers_messages_are_counted(script: Path) -> None:
    backend = ScriptedBackend("s", read_script(str(script)))
    assert '"at": "Gem"' in backend.output([HumanMessage("a")])
    later: list[BaseMessage] = [HumanMessage("a"), AIMessage("x"), HumanMessage("b")]
    assert backend.output(later) == '{"tool": "look", "args": {}}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "at least one"),
        ("turn = []", "at least one"),
        ("[[turn]]\nsteps = [{}]", "turn 1, step 1: a step has one of call, say and raw"),
        (
            "[[turn]]\n[[turn]]\nsteps = [{say='a'}, {say='b', call='c'}]",
            "turn 2, step 2: a step has one of call, say and raw; it has call and say",
        ),
        ("[[turn]]\nsteps = [{say='a', args={}, b=1}]", "turn 1, step 1, b: is not known"),
        ("[[turn]]\nsteps = [{say='a', args={x=1}}]", "args belong to a call"),
        ("[[turn]]\nsteps = [{call=5}]", "turn 1, step 1, call: "),
        ("[[turn]]\nsteps = 'say'", "turn 1, steps: "),
        ("[[turn]]\nstep = []", "turn 1, step: is not known"),
        ("context = 5\n[[turn]]", "context: "),
        ("[[turns]]\n", "broken: turns: is not known; did you mean turn?."),
        ("[[turn]]\nsteps = [{sya='a'}]", "sya: is not known; did you mean say?"),
        ("[[turn]]\nuser = ", "is not TOML"),
        ("[[turn]\n", "is not TOML"),
    ],
)
def test_broken_scripts_are_told_with_turn_and_step(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AskError) as error:
        load_model(f"scripted:{path}")
    assert told in str(error.value)
    assert "broken.toml" in str(error.value)


@pytest.mark.parametrize("name", ["demmo", "nowhere.toml", "."])
def test_scripts_that_are_not_there(name: str) -> None:
    with pytest.raises(AskError, match="demo"):
        read_script(name)


def test_every_shipped_script_can_be_read() -> None:
    scripts = shipped_scripts()
    assert "demo" in scripts
    for name in scripts:
        script = read_script(name)
        assert all(turn.user and turn.steps for turn in script.turn), name


@pytest.mark.slow
def test_every_call_of_the_demo_works_in_order(tmp_path: Path) -> None:
    from districtbot.tools.calling import call
    from districtbot.tools.desk.desk import Desk
    from districtbot.tools.toolbox import toolbox

    ardmere = Path(__file__).parents[3] / "shapefiles" / "ardmere.zip"
    desk = Desk.open(ardmere, out=tmp_path / "out")
    steps = [step for turn in read_script("demo").turn for step in turn.steps]
    calls = [step for step in steps if step.call is not None]
    for step in calls:
        done = call(desk, toolbox(), step.call or "", step.args)
        assert done.ok, done.text
    assert len(calls) >= 10
    assert all(verdict.met for verdict in desk.verdicts())
    assert (tmp_path / "out" / "plan.csv").is_file()


def test_context_and_reply_are_kept(script: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.toml"
    small.write_text(f"context = 300\n{SCRIPT}", encoding="utf-8")
    model = load_model(f"scripted:{small}")
    assert model.context == 300
    with pytest.raises(ContextTooLong) as told:
        next_of(model, [said("county " * 400, 1)])
    assert told.value.context == 300
    assert load_model(f"scripted:{small}", ModelOptions(context=4096)).context == 4096
    assert load_model(f"scripted:{small},context=2048").context == 2048
    assert load_model("scripted:demo").reply_tokens == 2048
    long = tmp_path / "long.toml"
    long.write_text(f"[[turn]]\nsteps = [{{ say = '{WORDS}' }}]", encoding="utf-8")
    cut = next_of(load_model(f"scripted:{long},reply=64"), [said("go", 1)])
    assert cut.response_metadata["finish_reason"] == "length"
    assert WORDS.startswith(cut.text)
    assert 10 <= len(cut.text.split()) <= 32


@given(st.text(max_size=80), st.text(max_size=80))
def test_tokens_add_up(one: str, other: str) -> None:
    backend = ScriptedBackend("s", read_script("demo"))
    both = backend.count(one + other)
    assert backend.count(one) + backend.count(other) - 1 <= both + 1
    assert both <= backend.count(one) + backend.count(other)
    assert (backend.count(one) == 0) == (one == "")


def test_what_is_said_comes_word_by_word(script: Path) -> None:
    chat: Any = load_model(f"scripted:{script}").chat
    history = [said("hi", 1), AIMessage("x", tool_calls=[{"name": "look", "args": {}, "id": "1"}])]
    history += [ToolMessage("a very green hill", tool_call_id="1", name="look")]
    pieces = [chunk.text for chunk in chat.bind_tools(TOOLS).stream(history)]
    assert "".join(pieces) == "I saw: a very green hill. a very green hill!"
    assert len([piece for piece in pieces if piece]) > 5
