"""Models that are listened to: what they wrote themselves, before anything was made of it."""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.streamed import StreamedChat
from districtbot.ground.clock import Budget


@dataclass(frozen=True, slots=True)
class Written:
    """One answer of a model as it wrote it.

    Attributes:
        text: Its words.
        calls: The tools that it called, each with its arguments.
        broken: Calls that could not be read.
        finish: Why it stopped writing: ``stop``, ``tool_calls``, ``length``, ``time``...
        confidence: Its own probability (0..1) that it is right; ``None`` where it says none.
        mean_logprob: Mean natural logarithm of the probability of its tokens; ``None`` where
            that is not told.
        seconds: Wall-clock seconds.
    """

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...]
    broken: int
    finish: str
    confidence: float | None
    mean_logprob: float | None
    seconds: float


HearFn = Callable[[Written], None]


class WatchedChat(StreamedChat):
    """Passes everything on to the chat model that is due, and tells what that one wrote.

    Attributes:
        who_fn: The model that is due.
        hear_fn: Told of each answer at its end; not of one that was broken off.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    who_fn: Callable[[], LoadedModel]
    hear_fn: HearFn

    @property
    def _llm_type(self) -> str:
        return "districtbot-watched"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del run_manager
        chat = self.who_fn().chat
        tools, choice = kwargs.pop("tools", None), kwargs.pop("tool_choice", None)
        more = {} if choice is None else {"tool_choice": choice}
        asked = chat if tools is None else chat.bind_tools(tools, **more)
        began = time.monotonic()
        whole: AIMessageChunk | None = None
        for chunk in asked.stream(messages, stop=stop, **kwargs):
            if isinstance(chunk, AIMessageChunk):
                whole = chunk if whole is None else whole + chunk
                yield ChatGenerationChunk(message=chunk)
        if whole is not None:
            self.hear_fn(written_in(whole, time.monotonic() - began))


def watched(
    model: LoadedModel, hear_fn: HearFn, who_fn: Callable[[], LoadedModel] | None = None
) -> LoadedModel:
    """A model that is listened to.

    Args:
        model: The model; its limits hold.
        hear_fn: Told of each answer.
        who_fn: Who is asked each time, where others speak in its place.
    """
    return replace(model, chat=WatchedChat(who_fn=who_fn or (lambda: model), hear_fn=hear_fn))


def answer_of(model: LoadedModel, question: str, budget: Budget | None = None) -> Written:
    """What a model says to one message, with no tools and no instructions.

    Args:
        model: The model.
        question: The message.
        budget: Ends the answer early.

    Raises:
        AskError: If the model cannot be had, or the message is too long for it.
    """
    heard: list[Written] = []
    chat = watched(model, heard.append).chat
    for _ in chat.stream([HumanMessage(question)], budget=budget):
        continue
    return heard[-1] if heard else Written("", (), 0, "stop", None, None, 0.0)


def written_in(message: AIMessage, seconds: float) -> Written:
    """An answer as it was written.

    Args:
        message: The answer.
        seconds: How long it took.
    """
    about = message.response_metadata
    return Written(
        text=message.text,
        calls=tuple((call["name"], _plain(call["args"])) for call in message.tool_calls),
        broken=len(message.invalid_tool_calls),
        finish=str(about.get("finish_reason") or "stop"),
        confidence=_number(about.get("confidence")),
        mean_logprob=_mean_logprob(about),
        seconds=seconds,
    )


def _plain(args: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as JSON data."""
    found: dict[str, Any] = json.loads(json.dumps(dict(args), default=str), parse_constant=str)
    return found


def _mean_logprob(about: Mapping[str, Any]) -> float | None:
    """As said by itself, or from the log-probabilities of an endpoint's tokens."""
    said = _number(about.get("mean_logprob"))
    logprobs = about.get("logprobs")
    tokens = logprobs.get("content") if isinstance(logprobs, Mapping) else None
    if said is not None or not isinstance(tokens, list):
        return said
    each = [_number(one.get("logprob")) for one in tokens if isinstance(one, Mapping)]
    known = [one for one in each if one is not None]
    return sum(known) / len(known) if known else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
