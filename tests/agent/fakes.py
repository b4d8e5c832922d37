"""A chat model that plays outputs one after the other, and tools that do as they are told."""

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from districtbot.agent.models.loaded import LoadedModel
from districtbot.ground.errors import AskError
from districtbot.plans.plan import plan_of
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Result, Tool, Work

Output = str | AIMessageChunk | Exception | Callable[[], Any]


class Playing(BaseChatModel):
    """Plays outputs in order, then the last one again and again.

    A text is said word by word; an `Exception` is raised; a function is called, and what it gives
    is said. ``seen`` holds what the model was shown each time, ``offered`` the tools.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    outputs: list[Any]
    seen: list[list[BaseMessage]]
    offered: list[Any]

    @property
    def _llm_type(self) -> str:
        return "playing"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = list(self._stream(messages, stop, run_manager, **kwargs))
        whole = chunks[0].message
        for chunk in chunks[1:]:
            whole = whole + chunk.message
        return ChatResult(generations=[ChatGeneration(message=AIMessage(whole.text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.seen.append(list(messages))
        self.offered.append(kwargs.get("tools"))
        output = self.outputs.pop(0) if len(self.outputs) > 1 else self.outputs[0]
        if callable(output):
            output = output()
        if isinstance(output, Exception):
            raise output
        if isinstance(output, AIMessageChunk):
            yield ChatGenerationChunk(message=output)
            return
        for word in output.split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(f"{word} "))


def playing(*outputs: Output, context: int = 8192) -> LoadedModel:
    """A model that plays these outputs."""
    chat = Playing(outputs=list(outputs), seen=[], offered=[])
    return LoadedModel("playing", chat, context, lambda messages, tools: count(messages))


def count(messages: Sequence[BaseMessage]) -> int:
    """Four letters are a token."""
    return sum(len(one.text) // 4 + 1 for one in messages)


_IDS = itertools.count()


def calls(*asked: tuple[str, dict[str, Any]], text: str = "") -> AIMessageChunk:
    """An answer that calls tools: ``calls(("add", {"n": 2}))``."""
    chunks = [
        tool_call_chunk(name=name, args=json.dumps(args), id=f"x{next(_IDS)}", index=i)
        for i, (name, args) in enumerate(asked)
    ]
    return AIMessageChunk(text, tool_call_chunks=chunks)


class Nothing(Arguments):
    """No arguments."""


class Number(Arguments):
    """One number."""

    n: int = 0


class Told(Result):
    """A text and a number."""

    said: str
    value: float = 0.0

    @property
    def text(self) -> str:
        return self.said


def tool(
    name: str,
    act: Callable[[Desk, Any, Work], str],
    *,
    changes: bool = False,
    ends_turn: bool = False,
    seconds: float = 60.0,
    arguments: type[Arguments] = Number,
) -> Tool:
    """A tool whose result is a text."""

    def done(desk: Desk, given: Any, work: Work) -> Told:
        return Told(said=act(desk, given, work))

    return Tool(name, f"It does {name}.", arguments, done, changes, ends_turn, seconds)


def busy(desk: Desk, given: Any, work: Work) -> str:
    """Works until it is stopped, and tells of it."""
    begun = time.monotonic()
    while not work.budget.over and time.monotonic() - begun < 20:
        work.show("working", time.monotonic() - begun, None, "on and on")
        time.sleep(0.01)
    return "It worked for a while."


def aiming(districts: int | None, *targets: Any, name: str = "set_targets") -> Tool:
    """A tool that sets these targets."""

    def act(desk: Desk, given: Any, work: Work) -> str:
        desk.put("targets set", asked=Asked(districts, targets))
        return "The targets are set."

    return tool(name, act, changes=True)


def drawing(*drawings: str, name: str = "propose_plan") -> Tool:
    """A tool that draws these plans, one a call, then the last one again: ``"1 1 2 2"``."""
    left = list(drawings)

    def act(desk: Desk, given: Any, work: Work) -> str:
        labels = left.pop(0) if len(left) > 1 else left[0]
        desk.put("drawn", plan=plan_of(desk.state.unit_ids, np.array(labels.split())))
        return "A plan was drawn."

    return tool(name, act, changes=True)


def saying(name: str, text: str, *, ends_turn: bool = False) -> Tool:
    """A tool that gives a text."""
    return tool(name, lambda desk, given, work: text, ends_turn=ends_turn)


def failing(name: str) -> Tool:
    """A tool that refuses whatever it is asked."""

    def act(desk: Desk, given: Any, work: Work) -> str:
        raise AskError(f"{given.n} is too much.", "Give less.")

    return tool(name, act)
