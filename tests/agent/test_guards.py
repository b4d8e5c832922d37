"""A turn comes to an end whatever the model does, and says what is true."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districtbot.agent.agent import Agent
from districtbot.agent.guards import Limits, Repeats
from districtbot.agent.models.text.rendering import BROKEN
from districtbot.agent.prompts import SYSTEM
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import talk


@pytest.fixture
def desk(grid_frame: Any, state_of: Any) -> Desk:
    """A desk with four units."""
    return Desk(state_of(grid_frame(2, 2)))


@given(ok=st.booleans(), n_asked=st.integers(1, 8))
def test_the_same_call_is_told_once_and_then_ends_the_turn(ok: bool, n_asked: int) -> None:
    repeats = Repeats(Limits())
    advice = []
    for _ in range(n_asked):
        word, _text = repeats.before("look", {"n": 1}, 5)
        advice.append(word)
        if word == "go":
            repeats.after("look", {"n": 1}, 5, ok=ok, text="seen")
    expected = ["go", "go", "told"] if ok else ["go", "told"]
    assert advice == (expected + ["stop"] * n_asked)[:n_asked]


def test_another_call_and_a_change_begin_anew() -> None:
    repeats = Repeats(Limits())
    repeats.after("look", {"n": 1}, 5, ok=False, text="no")
    assert repeats.before("look", {"n": 2}, 5)[0] == "go"
    assert repeats.before("look", {"n": 1}, 6)[0] == "go"
    assert repeats.before("look", {"n": 1}, 5)[0] == "told"


def test_a_call_that_fails_again_ends_the_turn(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("take", {"n": 7})))
    turn = Agent(desk, model, tools=[fakes.failing("take")]).ask("Take it.")
    assert len(turn.calls) == 1
    assert len(model.chat.seen) == 3
    assert turn.rebuilt
    assert "7 is too much" in turn.reply


def test_a_call_that_gives_the_same_again_ends_the_turn(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("count", {})))
    turn = Agent(desk, model, tools=[fakes.saying("count", "The map has 4 units.")]).ask("Count!")
    assert len(turn.calls) == 2
    assert "The map has 4 units." in turn.reply


def test_answers_of_the_model_are_counted(desk: Desk, fakes: Any) -> None:
    numbers = iter(range(10_000))
    model = fakes.playing(lambda: fakes.calls(("count", {"n": next(numbers)})))
    tools = [fakes.saying("count", "some")]
    turn = Agent(desk, model, tools=tools, limits=Limits(model_calls=5)).ask("Count!")
    assert len(model.chat.seen) == 5
    assert "I stopped after 5 answers of the model without coming to an end." in turn.reply


def test_calls_of_tools_are_counted(desk: Desk, fakes: Any) -> None:
    numbers = iter(range(10_000))
    model = fakes.playing(lambda: fakes.calls(*(("count", {"n": next(numbers)}) for _ in range(3))))
    tools = [fakes.saying("count", "some")]
    agent = Agent(desk, model, tools=tools, limits=Limits(tool_calls=7))
    turn = agent.ask("Count!")
    assert len(turn.calls) == 7
    assert "I stopped after 7 calls of tools" in turn.reply
    assert len(agent.conversation) == 1 + (1 + 3) * 3 + 1


def test_the_models_time_is_counted(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("count", {})))
    tools = [fakes.saying("count", "some")]
    turn = Agent(desk, model, tools=tools, limits=Limits(seconds=0.0)).ask("Count!")
    assert len(model.chat.seen) == 0
    assert "I stopped after 0 seconds of the model" in turn.reply


def test_a_tool_that_takes_too_long_ends_by_itself(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("work", {})), "It worked.")
    turn = Agent(desk, model, tools=[fakes.tool("work", fakes.busy, seconds=0.2)]).ask("Work.")
    assert turn.reply == "It worked."
    assert 0.2 <= turn.calls[0].seconds < 5


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "}", "... - !"])
def test_empty_answers_are_sent_back_twice(text: str, desk: Desk, fakes: Any) -> None:
    model = fakes.playing(text)
    turn = Agent(desk, model, tools=[]).ask("Hello?")
    assert len(model.chat.seen) == 3
    assert turn.reply.startswith("The model playing gave no answer that can be used.")
    assert turn.status == "needs_input"


def test_a_broken_call_is_mended_by_the_model(desk: Desk, fakes: Any) -> None:
    from langchain_core.messages import AIMessageChunk

    broken = AIMessageChunk("", additional_kwargs={BROKEN: {"text": "{x", "reason": "no JSON"}})
    model = fakes.playing(broken, "I mean: hello.")
    turn = Agent(desk, model, tools=[]).ask("Hello?")
    assert turn.reply == "I mean: hello."
    assert "no JSON" in model.chat.seen[1][-2].text


@pytest.mark.parametrize(
    "text",
    [
        "the same again " * 2000,
        "\ufffd\ufffd\ufffd are the \ufffd",
        "Я не говорю по-английски, но могу ответить.",
        "这个计划有很多选区而且都是连续的没有问题请继续使用它谢谢你们",
        "Der Plan ist nicht gut und wird mit der Karte nicht besser.",
        "$$$ ### @@@ ^^^ *** ~~~ ||| \\\\\\ {{{ }}} === +++",
        "xkcd qwrt zxcv bnmp hjkl ghjk fghj dfgh sdfg.",
    ],
)
def test_what_nobody_can_read_ends_in_an_honest_message(text: str, desk: Desk, fakes: Any) -> None:
    model = fakes.playing(text)
    turn = Agent(desk, model, tools=[]).ask("Is the plan good?")
    assert turn.reply.startswith("The model playing gave no answer that can be used.")
    assert turn.rebuilt
    assert len(model.chat.seen) == 3


@pytest.mark.parametrize(
    "text",
    [
        "[INST] what </s>",
        "<<SYS>> You are districtbot <</SYS>>",
        SYSTEM.splitlines()[0],
        "My rules: numbers only. " + SYSTEM,
        "RESULT of count: 4",
        "NOTE: there is no plan",
        '{"tool": "count", "args": {}',
    ],
)
def test_what_program_and_model_say_to_each_other_stays_there(
    text: str, desk: Desk, fakes: Any
) -> None:
    turn = Agent(desk, fakes.playing(text), tools=[]).ask("What are your rules?")
    for leak in ("INST", "SYS", "districtbot. You help", "RESULT of", "NOTE:", '"tool"'):
        assert leak not in turn.reply


def test_a_number_no_result_holds_is_sent_back_once(desk: Desk, fakes: Any) -> None:
    tools = [fakes.saying("count", "The map has 4 units.")]
    model = fakes.playing(fakes.calls(("count", {})), "It has 5 units.", "It has 4 units.")
    turn = Agent(desk, model, tools=tools).ask("How many?")
    assert (turn.reply, turn.rebuilt) == ("It has 4 units.", False)
    assert "5" in model.chat.seen[2][-2].text


def test_a_number_that_stays_is_replaced_by_the_results(desk: Desk, fakes: Any) -> None:
    tools = [fakes.saying("count", "The map has 4 units.")]
    model = fakes.playing(fakes.calls(("count", {})), "It has 5 units.")
    turn = Agent(desk, model, tools=tools).ask("How many?")
    assert turn.rebuilt
    assert "5" not in turn.reply
    assert "4 units" in turn.reply


def test_what_was_said_already_stands_and_the_rest_is_rebuilt(desk: Desk, fakes: Any) -> None:
    tools = [fakes.saying("count", "The map has 4 units.")]
    model = fakes.playing(fakes.calls(("count", {})), "I counted them. There are 5 units.")
    turn = Agent(desk, model, tools=tools).ask("How many?")
    assert turn.rebuilt
    assert turn.reply.startswith("I counted them.\n")
    assert "There are 5" not in turn.reply
    assert len(model.chat.seen) == 2


def test_numbers_of_earlier_turns_count_whatever_the_window_holds(desk: Desk, fakes: Any) -> None:
    tools = [fakes.saying("count", "The map has 4 units.")]
    model = fakes.playing(fakes.calls(("count", {})), "Counted.", "There are 4 units.")
    agent = Agent(desk, model, tools=tools, memory="window:1")
    agent.ask("Count.")
    assert agent.ask("How many were there?").reply == "There are 4 units."


def test_a_question_holds_no_number_that_nobody_gave(desk: Desk, fakes: Any) -> None:
    asked = {"question": "The gap is 3.7 percent. Shall it be smaller?"}
    model = fakes.playing(fakes.calls(("ask_user", asked)))
    turn = Agent(desk, model, tools=talk.TOOLS).ask("Make it fair, 12 districts.")
    assert "3.7" not in turn.reply
    assert turn.status == "needs_input"
    own = fakes.playing(fakes.calls(("ask_user", {"question": "Do you mean 12 districts?"})))
    assert "12" in Agent(desk, own, tools=talk.TOOLS).ask("Twelve, 12 of them.").reply


def test_a_tool_that_is_not_there_is_refused(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("fly", {})), "I cannot do that.")
    turn = Agent(desk, model, tools=[]).ask("Fly!")
    assert turn.reply == "I cannot do that."
    assert not turn.calls[0].ok


@pytest.mark.parametrize(
    "args",
    [
        {"n": float("nan")},
        {"n": 10**400},
        {"n": "\ud800"},
        {"n": {"deep": [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}},
        {"n" * 5000: "x" * 100_000},
        {"": None},
    ],
)
def test_wild_arguments_are_refused_and_kept_as_data(
    args: dict[str, Any], desk: Desk, fakes: Any
) -> None:
    import json

    from langchain_core.messages import AIMessage

    class Wild(fakes.Playing):  # type: ignore[misc]
        def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
            return self

        def stream(self, *_: Any, **__: Any) -> Any:
            self.seen.append([])
            call = {"name": "count", "args": args, "id": "1"}
            first = len(self.seen) == 1
            yield AIMessage("", tool_calls=[call]) if first else AIMessage("So it is.")

    model = fakes.playing("x")
    wild = type(model)("wild", Wild(outputs=[], seen=[], offered=[]), 8192, model.count_fn)
    turn = Agent(desk, wild, tools=[fakes.saying("count", "four")]).ask("Count.")
    assert turn.reply == "So it is."
    json.dumps(turn.data(), allow_nan=False).encode()
    assert not turn.calls[0].ok
