"""A model that is listened to says the same, and what it wrote is heard."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.watched import Written, answer_of, watched, written_in
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

TOOL = {
    "type": "function",
    "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object"}},
}


class Said(BaseChatModel):
    """Says chunks, or raises; keeps what it was given."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    chunks: list[Any]
    seen: list[Any]

    @property
    def _llm_type(self) -> str:
        return "said"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(tools=list(tools), **kwargs)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **more: Any
    ) -> Iterator[ChatGenerationChunk]:
        self.seen.append((messages, more))
        for chunk in self.chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield ChatGenerationChunk(message=chunk)


def model(*chunks: Any) -> LoadedModel:
    return LoadedModel("said", Said(chunks=list(chunks), seen=[]), 100, lambda *_: 1)


def test_words_come_through_and_are_heard() -> None:
    heard: list[Written] = []
    last = AIMessageChunk("lo", response_metadata={"finish_reason": "stop", "confidence": 0.5})
    asked = watched(model(AIMessageChunk("Hel"), last), heard.append)
    pieces = [one.text for one in asked.chat.stream([HumanMessage("Hi")])]
    assert "".join(pieces) == "Hello"
    assert pieces[0] == "Hel"
    (one,) = heard
    assert (one.text, one.calls, one.finish, one.confidence) == ("Hello", (), "stop", 0.5)


def test_calls_come_through_with_the_tools_that_were_bound() -> None:
    heard: list[Written] = []
    chunk = AIMessageChunk(
        "", tool_call_chunks=[tool_call_chunk(name="add", args='{"n": 2}', id="a", index=0)]
    )
    inner = model(chunk)
    bound = watched(inner, heard.append).chat.bind_tools([TOOL])
    message = bound.invoke([HumanMessage("Hi")], budget=Budget(None))
    assert message.tool_calls[0]["args"] == {"n": 2}
    assert heard[0].calls == (("add", {"n": 2}),)
    more = inner.chat.seen[0][1]  # type: ignore[attr-defined]
    assert more["tools"] == [TOOL]
    assert isinstance(more["budget"], Budget)


def test_whoever_is_due_speaks() -> None:
    one, two = model(AIMessageChunk("one")), model(AIMessageChunk("two"))
    due = [two, one]
    heard: list[Written] = []
    chat = watched(one, heard.append, due.pop).chat
    for _ in range(2):
        chat.invoke([HumanMessage("Hi")])
    assert [one.text for one in heard] == ["one", "two"]


def test_what_a_model_raises_comes_through_and_is_not_heard() -> None:
    heard: list[Written] = []
    chat = watched(model(AIMessageChunk("a"), AskError("No.")), heard.append).chat
    with pytest.raises(AskError, match="No"):
        chat.invoke([HumanMessage("Hi")])
    assert heard == []


def test_one_question_one_answer() -> None:
    inner = model(AIMessageChunk("4"))
    assert answer_of(inner, "2 + 2?").text == "4"
    messages, more = inner.chat.seen[0]  # type: ignore[attr-defined]
    assert [one.text for one in messages] == ["2 + 2?"]
    assert "tools" not in more


@pytest.mark.parametrize(
    ("about", "confidence", "mean"),
    [
        ({}, None, None),
        ({"confidence": 1, "mean_logprob": -0.5}, 1.0, -0.5),
        ({"confidence": "high"}, None, None),
        ({"confidence": True, "mean_logprob": float("nan")}, None, None),
        ({"logprobs": {"content": [{"logprob": -1}, {"logprob": -3}]}}, None, -2.0),
        ({"logprobs": None}, None, None),
        ({"logprobs": {"content": [3, {"x": 1}]}}, None, None),
    ],
)
def test_how_sure_a_model_is(
    about: dict[str, Any], confidence: float | None, mean: float | None
) -> None:
    found = written_in(AIMessage("a", response_metadata=about), 0.0)
    assert (found.confidence, found.mean_logprob) == (confidence, mean)
