"""Whatever a conversation is, a model sees a part of it that fits and makes sense."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from tokenizers import Tokenizer

from districtbot.agent.memory import memory_of
from districtbot.agent.memory.shorten import CUT, LEFT_OUT
from districtbot.agent.memory.turns import NOT_RUN, messages_of, turns_in
from districtbot.ground.errors import AskError

from .chats import WORDS, chats, model_of, turn

MEMORIES = ("buffer", "window:1", "window:3", "tokens:1", "tokens:700", "summary:40", "summary:300")
FIXED = (SystemMessage("You draw districts. " + WORDS),)
TOOLS = ({"type": "function", "function": {"name": "score_plan", "parameters": {}}},)


def is_note(message: BaseMessage) -> bool:
    return bool(message.additional_kwargs.get("memory")) or message.text == LEFT_OUT


def is_pair(before: BaseMessage, result: ToolMessage) -> bool:
    """Whether a result comes after its call, or after another result of the same calls."""
    if isinstance(before, AIMessage):
        return result.tool_call_id in {call["id"] for call in before.tool_calls}
    return isinstance(before, ToolMessage)


def stem(message: BaseMessage) -> str:
    """What is left of a message's text in any shortened form of it, as far as can be told."""
    return str(message.text).split(CUT)[0].split(" ... (")[0]


@pytest.mark.parametrize("name", MEMORIES)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(messages=chats(), context=st.sampled_from([700, 1200, 2048, 4096, 60_000]))
def test_laws_of_every_memory(
    name: str, messages: list[BaseMessage], context: int, tokenizer: Tokenizer
) -> None:
    model = model_of(tokenizer, context)
    memory = memory_of(name)
    before = [message.model_copy() for message in messages]
    view = memory.view(messages, model, TOOLS, FIXED)

    assert messages == before, "the conversation itself was touched"
    assert model.count_fn([*FIXED, *view], TOOLS) <= context - model.reply_tokens
    assert memory.view(messages, model, TOOLS, FIXED) == view, "not the same twice"
    assert memory.view(view, model, TOOLS, FIXED) == view, "a view of a view is another"
    follows_the_conversation(view, messages)
    calls_and_results_are_together(view)
    the_current_turn_is_there(view, messages, model.count_fn(FIXED, TOOLS) + 400 < context // 4)


def follows_the_conversation(view: Sequence[BaseMessage], messages: Sequence[BaseMessage]) -> None:
    """Each message of the view is one of the conversation or its beginning, in the same order."""
    whole = iter(messages_of(turns_in(messages)))
    for message in view:
        if is_note(message):
            continue
        here = next(
            (one for one in whole if one.type == message.type and one.text.startswith(stem(message))
             and getattr(one, "tool_calls", None) == getattr(message, "tool_calls", None)),
            None,
        )  # fmt: skip
        assert here is not None, message


def calls_and_results_are_together(view: Sequence[BaseMessage]) -> None:
    shown = [message for message in view if not is_note(message)]
    assert isinstance(shown[0], HumanMessage)
    assert not shown[0].additional_kwargs.get("note")
    for before, message in pairwise(shown):
        if isinstance(message, ToolMessage):
            assert is_pair(before, message)
    for place, message in enumerate(shown):
        if isinstance(message, AIMessage):
            asked = [call["id"] for call in message.tool_calls]
            after = shown[place + 1 : place + 1 + len(asked)]
            assert [one.tool_call_id for one in after if isinstance(one, ToolMessage)] == asked


def the_current_turn_is_there(
    view: Sequence[BaseMessage], messages: Sequence[BaseMessage], is_roomy: bool
) -> None:
    current = turns_in(messages)[-1]
    assert current.opening is not None
    last = [
        one for one in view if isinstance(one, HumanMessage) and "turn" in one.additional_kwargs
    ]
    assert last[-1].additional_kwargs["turn"] == current.number
    if is_roomy and len(current.opening.text) < 100:
        assert last[-1].text == current.opening.text
    if any(one.text == LEFT_OUT for one in view):
        n_openings = len(last)
        assert n_openings == 1, "earlier turns are shown where the current one was cut"


class TestWhatEachShows:
    @pytest.fixture
    def chat(self) -> list[BaseMessage]:
        said = [turn(n, f"message {n}", [("score_plan", "ok")], f"reply {n}") for n in range(1, 9)]
        return [message for one in said for message in one]

    @pytest.mark.parametrize(
        ("name", "first"), [("buffer", 1), ("window:1", 8), ("window:3", 6), ("window:99", 1)]
    )
    def test_turns(
        self, name: str, first: int, chat: list[BaseMessage], tokenizer: Tokenizer
    ) -> None:
        view = memory_of(name).view(chat, model_of(tokenizer, 60_000))
        assert view == chat[(first - 1) * 4 :]

    def test_tokens(self, chat: list[BaseMessage], tokenizer: Tokenizer) -> None:
        model = model_of(tokenizer, 60_000)
        sizes = []
        for n_tokens in (1, 200, 100_000):
            view = memory_of(f"tokens:{n_tokens}").view(chat, model)
            sizes.append(len(view))
            assert len(view) == 4 or model.count_fn(view, ()) <= n_tokens + 10
        assert sizes[0] == 4
        assert 4 < sizes[1] < sizes[2] == 32

    def test_long_results_of_earlier_turns_are_shortened_before_the_turn_goes(
        self, tokenizer: Tokenizer
    ) -> None:
        chat = [
            *turn(1, "first", [("score_plan", WORDS * 3)], "one"),
            *turn(2, "second", [("score_plan", WORDS * 3)], "two"),
        ]
        view = memory_of("buffer").view(chat, model_of(tokenizer, 800))
        assert [len(one.text) for one in view if isinstance(one, ToolMessage)] == [
            160,
            len(WORDS * 3),
        ]

    def test_the_current_turn_loses_old_results_first(self, tokenizer: Tokenizer) -> None:
        chat = turn(1, "do it", [("score_plan", f"{n} {WORDS * 3}") for n in range(5)])
        view = memory_of("buffer").view(chat, model_of(tokenizer, 1100))
        results = [one.text for one in view if isinstance(one, ToolMessage)]
        is_cut = [text.endswith(CUT) for text in results]
        assert results[-1] == f"4 {WORDS * 3}"
        assert is_cut[:2] == [True, True]
        assert is_cut == sorted(is_cut, reverse=True)
        assert len(results) == 5

    def test_a_call_without_a_result_gets_one(self, tokenizer: Tokenizer) -> None:
        chat = turn(1, "do it", [("score_plan", "ok")])[:-1]
        view = memory_of("buffer").view(chat, model_of(tokenizer, 4096))
        assert view[-1].text == NOT_RUN

    def test_a_message_longer_than_the_context(self, tokenizer: Tokenizer) -> None:
        chat = [*turn(1, WORDS * 100, [("score_plan", "Score 0.31.")])]
        model = model_of(tokenizer, 1000)
        view = memory_of("buffer").view(chat, model, TOOLS, FIXED)
        assert "more letters are left out)" in view[0].text
        assert view[-1].text == "Score 0.31."
        assert model.count_fn([*FIXED, *view], TOOLS) > 400


def test_tools_that_do_not_fit_say_what_is_needed(tokenizer: Tokenizer) -> None:
    tools = tuple({"name": f"tool {n} {WORDS}"} for n in range(10))
    model = model_of(tokenizer, 700)
    for name in MEMORIES:
        with pytest.raises(AskError, match="context of at least") as error:
            memory_of(name).view(turn(1, "x" * 4000), model, tools, FIXED)
    needed = int(error.value.todo.split()[-2].replace(",", ""))
    enough = model_of(tokenizer, needed)
    assert memory_of("buffer").view(turn(1, "hello"), enough, tools, FIXED)


@pytest.mark.parametrize(
    "name",
    ["", "bufer", "window", "window:", "window:0", "window:-1", "window:2.5", "tokens:many",
     "summary:10", "summary:999999999999", "buffer:3", "tokens:\u0663"],
)  # fmt: skip
def test_names_of_no_memory(name: str) -> None:
    with pytest.raises(AskError, match=r"window:|Write"):
        memory_of(name)


def test_names_may_be_written_freely() -> None:
    assert memory_of(" Window:3 ") == memory_of("window:3")
    assert memory_of("tokens:4,000") == memory_of("tokens:4000")
