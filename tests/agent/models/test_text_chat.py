"""Any text model as a chat model: calls, words, limits, and the agent loop on top."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.tools import tool

from districtbot.agent.models.loaded import ContextTooLong, ModelFailed, ModelOptions
from districtbot.agent.models.text.backend import TextBackend, TextRequest
from districtbot.agent.models.text.chat import TextChatModel, loaded
from districtbot.ground.clock import Budget

MOVE = '{"tool": "move", "args": {"county": "Doña Ana", "to": 3}}'
ASKED = [SystemMessage("You draw plans."), HumanMessage("Move it.")]


class Told:
    """A backend that says what it was told to, in pieces of a few letters."""

    def __init__(self, *replies: str, context: int = 4096, n_letters: int = 5) -> None:
        self.name = "told"
        self.context = context
        self.replies = list(replies)
        self.requests: list[TextRequest] = []
        self.n_letters = n_letters
        self.n_pieces = 0

    def count(self, text: str) -> int:
        return len(text.split())

    def generate(self, request: TextRequest) -> Iterator[str]:
        self.requests.append(request)
        reply = self.replies.pop(0)
        for at in range(0, len(reply), self.n_letters):
            self.n_pieces += 1
            yield reply[at : at + self.n_letters]


class Endless(Told):
    """A backend that never ends; the time is up after some pieces."""

    def generate(self, request: TextRequest) -> Iterator[str]:
        self.requests.append(request)
        while True:
            self.n_pieces += 1
            if self.n_pieces == 7 and request.budget is not None:
                request.budget.stop()
            yield f"word{self.n_pieces} " if self.replies else ""


def chat(*replies: str, **options: Any) -> tuple[Told, TextChatModel]:
    backend = Told(*replies, **options)
    return backend, TextChatModel(backend=backend)


def asked(model: TextChatModel, tools: list[dict[str, Any]], **more: Any) -> AIMessage:
    """The reply, which must be the same when it comes in pieces."""
    reply = model.bind_tools(tools, **more).invoke(ASKED)
    assert isinstance(reply, AIMessage)
    return reply


def streamed(model: TextChatModel, tools: list[dict[str, Any]]) -> list[AIMessageChunk]:
    return [part for part in model.bind_tools(tools).stream(ASKED) if part is not None]


def test_a_backend_is_one(tools: list[dict[str, Any]]) -> None:
    backend: TextBackend = Told()
    assert loaded("told", backend, ModelOptions()).context == 4096


def test_a_call_is_a_call(tools: list[dict[str, Any]]) -> None:
    backend, model = chat(f" {MOVE} </s>")
    reply = asked(model, tools)
    assert reply.content == ""
    assert [(call["name"], call["args"]) for call in reply.tool_calls] == [
        ("move", {"county": "Doña Ana", "to": 3})
    ]
    assert reply.response_metadata["finish_reason"] == "tool_calls"
    request = backend.requests[0]
    assert request.prompt.startswith("<s>[INST] <<SYS>>\nYou draw plans.\n\nTOOLS\n")
    assert request.prompt.endswith("\n<</SYS>>\n\nMove it. [/INST]")
    assert request.grammar is not None
    assert reply.usage_metadata == {
        "input_tokens": len(request.prompt.split()),
        "output_tokens": len(MOVE.split()),
        "total_tokens": len(request.prompt.split()) + len(MOVE.split()),
    }


def test_a_call_comes_in_one_piece_and_words_as_they_are_written(
    tools: list[dict[str, Any]],
) -> None:
    _, model = chat(f" {MOVE}", "The plan has seven districts now.")
    calls = [chunk for part in streamed(model, tools) for chunk in part.tool_call_chunks]
    assert len(calls) == 1
    parts = [str(part.content) for part in streamed(model, tools)]
    assert "".join(parts) == "The plan has seven districts now."
    assert len([part for part in parts if part]) > 3


def test_two_calls_have_two_names(tools: list[dict[str, Any]]) -> None:
    _, model = chat(f'{MOVE}\n{{"tool": "undo", "args": {{}}}}', MOVE)
    first = asked(model, tools)
    assert [call["name"] for call in first.tool_calls] == ["move", "undo"]
    assert len({call["id"] for call in first.tool_calls}) == 2
    again = model.bind_tools(tools).invoke([*ASKED, first, HumanMessage("again")])
    assert again.tool_calls[0]["id"] != first.tool_calls[0]["id"]


def test_what_is_no_call_keeps_its_reason(tools: list[dict[str, Any]]) -> None:
    broken = '{"tool": "move", "args": {"county": "Ad'
    for words in (broken, f"I will do it. {broken}"):
        _, model = chat(words, words)
        reply = asked(model, tools)
        assert reply.tool_calls == []
        assert len(reply.invalid_tool_calls) == 1
        assert "not complete" in str(reply.invalid_tool_calls[0]["args"])
        assert reply.additional_kwargs["broken"] == {
            "text": broken,
            "reason": "the JSON is not complete or not well formed",
        }
        assert "{" not in str(reply.content)
        merged = streamed(model, tools)
        whole = merged[0]
        for part in merged[1:]:
            whole += part
        assert whole.tool_calls == []
        assert len(whole.invalid_tool_calls) == 1


def test_marks_never_reach_the_screen(tools: list[dict[str, Any]]) -> None:
    for leak in ("</s><s>[INST] And", "[/INST] x", "\nRESULT of undo: 1", "<<SYS>>", "\nNOTE: x"):
        backend, model = chat(f"Done as asked.{leak} and much more " * 9, n_letters=3)
        parts = [str(part.content) for part in streamed(model, tools)]
        assert "".join(parts) == "Done as asked."
        assert backend.n_pieces < 15


def test_what_is_thought_aloud_is_not_shown(tools: list[dict[str, Any]]) -> None:
    thought = "<think>\nThey want 7. {maybe}\n</think>\n\n"
    _, model = chat(f"{thought}Seven it is.", f"{thought}{MOVE}", "<think>and so on")
    assert "".join(str(part.content) for part in streamed(model, tools)) == "Seven it is."
    assert [call["name"] for call in asked(model, tools).tool_calls] == ["move"]
    assert asked(model, tools).content == ""


def test_further_stops(tools: list[dict[str, Any]]) -> None:
    _, model = chat("One two three.")
    reply = model.bind_tools(tools).invoke(ASKED, stop=["three"])
    assert reply.content == "One two"


def test_words_with_braces_are_said_whole(tools: list[dict[str, Any]]) -> None:
    _, model = chat("The set {Ada, Bay} is one piece.")
    parts = [str(part.content) for part in streamed(model, tools)]
    assert "".join(parts) == "The set {Ada, Bay} is one piece."


def test_a_loop_is_cut(tools: list[dict[str, Any]]) -> None:
    backend, model = chat("Yes. " + "I am sorry. " * 500)
    reply = asked(model, tools)
    assert reply.response_metadata["finish_reason"] == "loop"
    assert str(reply.content).count("I am sorry") < 12
    assert backend.n_pieces < 60
    _, model = chat("The plan is ready. " * 500)
    assert str(asked(model, tools).content).count("The plan is ready") <= 6


def test_the_clock_ends_a_reply(tools: list[dict[str, Any]]) -> None:
    backend = Endless("words")
    reply = asked(TextChatModel(backend=backend), tools)
    assert reply.response_metadata["finish_reason"] == "time"
    assert str(reply.content).startswith("word1 word2")
    silent = TextChatModel(backend=Endless(), timeout=0.01)
    with pytest.raises(ModelFailed, match="wrote nothing"):
        asked(silent, tools)


def test_stopping_the_turn_stops_the_reply(tools: list[dict[str, Any]]) -> None:
    outer = Budget(None)
    outer.stop()
    backend = Endless()
    reply = asked(TextChatModel(backend=backend), tools, budget=outer)
    assert reply.content == ""
    assert reply.response_metadata["finish_reason"] == "time"
    assert backend.n_pieces == 1


def test_a_prompt_never_exceeds_the_context(tools: list[dict[str, Any]]) -> None:
    _, model = chat("x", context=200)
    n = model.count(ASKED, tools)
    for context, room in [(n + 40, 40), (n + 4000, 512)]:
        backend, model = chat("x", context=context)
        asked(model, tools)
        assert backend.requests[0].max_tokens == room
    _, model = chat("x", context=n + 20)
    with pytest.raises(ContextTooLong) as caught:
        asked(model, tools)
    assert caught.value.context == n + 20


def test_tool_choice(tools: list[dict[str, Any]]) -> None:
    for choice, n_calls, words in [
        ("auto", 3, True),
        ("any", 3, False),
        ("none", 0, True),
        ("undo", 1, False),
        ({"type": "function", "function": {"name": "move"}}, 1, False),
    ]:
        backend, model = chat("x")
        model.invoke(ASKED, tools=tools, tool_choice=choice)
        request = backend.requests[0]
        assert len(request.tools) == n_calls
        if request.grammar is None:
            assert not request.tools
        else:
            assert ("WORDS" in request.grammar.text) is words


def test_what_was_chosen_reaches_the_backend() -> None:
    backend = Told("x", context=400)
    model = loaded("told", backend, ModelOptions(temperature=0.5, seed=3, reply_tokens=77))
    assert model.count_fn(ASKED, []) == backend.count(model.chat.prompt(ASKED))  # type: ignore[attr-defined]
    model.chat.invoke(ASKED)
    request = backend.requests[0]
    assert (request.temperature, request.seed, request.max_tokens) == (0.5, 3, 77)
    assert loaded("told", backend, ModelOptions()).reply_tokens == 100


def test_an_agent_calls_a_tool_and_answers() -> None:
    @tool
    def move(county: str, to: int) -> str:
        """Move a county."""
        return f"{county} is in district {to}."

    backend, model = chat(f" {MOVE}", " Moved to district 3. ")
    agent = create_agent(model, [move], system_prompt="You draw plans.")
    state = agent.invoke({"messages": [HumanMessage("Move it.")]})
    assert state["messages"][-1].content == "Moved to district 3."
    assert (
        f"[/INST] {MOVE} </s><s>[INST] RESULT of move: Doña Ana is in district 3. [/INST]"
        in backend.requests[1].prompt
    )
