"""The model's part: what it is shown, how it is asked, and its words on their way to the person."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.messages.tool import tool_call

from districtbot.agent.memory import Memory
from districtbot.agent.models.loaded import ContextTooLong, LoadedModel, ModelFailed
from districtbot.agent.models.text.loops import repeats
from districtbot.agent.models.text.rendering import BROKEN
from districtbot.agent.notes import note
from districtbot.agent.prompts import SYSTEM, brief
from districtbot.agent.pump import Left, pumped
from districtbot.agent.sane import sane, sane_text
from districtbot.agent.speech import Gate
from districtbot.agent.tools_bound import bound
from districtbot.agent.underway import Draft, Underway
from districtbot.agent.verifying import would_go_back
from districtbot.ground.errors import AskError

MOST_LETTERS = 12_000
"""An answer is cut here: no model that is well writes more."""
LOOK_EVERY = 64
"""Letters between two looks for endless repetition."""
HARD_SECONDS = 600.0
"""An answer that has not ended by then is left, whatever the model's own limit is."""
SHRINKS = (0.9, 0.6)
"""Shares of the context that are tried where the model says that a conversation is too long."""

_NO_END = "The model did not end its answer."


class Speaking(AgentMiddleware[AgentState[Any], None, Any]):
    """Asks the model: short prompt, memory's view, the desk as it is now, tools bound fresh.

    Args:
        model: The model.
        memory: What it is shown of the conversation.
        now: The turn that is under way.
    """

    def __init__(self, model: LoadedModel, memory: Memory, now: Callable[[], Underway]) -> None:
        super().__init__()
        self._model = model
        self._memory = memory
        self._now = now

    def wrap_model_call(
        self,
        request: ModelRequest[None],
        handler: Callable[[ModelRequest[None]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """The model's answer; an empty one where the turn is over, with the reason in it."""
        del handler
        now = self._now()
        if not self._may_speak(now):
            return ModelResponse(result=[AIMessage("")])
        started = time.monotonic()
        now.counts.model_calls += 1
        now.draft = None
        try:
            message = self._asked(now, request.messages)
        except Left:
            now.end("stopped" if now.clock.over else "failed", _NO_END)
            message = AIMessage("")
        except AskError as error:
            now.end("failed", str(error))
            message = AIMessage("")
        finally:
            now.counts.thought += time.monotonic() - started
        return ModelResponse(result=[message])

    def _may_speak(self, now: Underway) -> bool:
        """Whether the model is asked again."""
        if now.over:
            return False
        if now.counts.model_calls >= now.limits.model_calls:
            now.end("limit", f"after {now.counts.model_calls} answers of the model")
        elif now.counts.thought >= now.limits.seconds:
            now.end("limit", f"after {now.counts.thought:.0f} seconds of the model")
        return not now.over

    def _asked(self, now: Underway, messages: list[Any]) -> AIMessage:
        """The answer, with a shorter view where the model says that it is too long.

        Raises:
            AskError: If the model cannot be had.
            Left: If the turn was stopped.
        """
        shares = iter(SHRINKS)
        model, first = self._model, None
        while True:
            try:
                answer = self._answered(now, messages, model)
            except ContextTooLong as error:
                share = next(shares, None)
                if share is None or (now.draft is not None and now.draft.gate.said):
                    raise
                first = first or error
                known = min(error.context or self._model.context, self._model.context)
                model = replace(model, context=max(int(known * share), model.reply_tokens + 1))
            except ModelFailed:
                raise
            except AskError:
                if first is None:
                    raise
                raise first from None
            else:
                self._model = model  # what was too long once is so again
                return answer

    def _answered(self, now: Underway, messages: list[Any], model: LoadedModel) -> AIMessage:
        tools = bound(now.tools, now.desk)
        standing = now.standing
        now.brief = brief(now.desk, standing, now.seconds_left)
        system = SystemMessage(SYSTEM)
        view = self._view(now, [*messages, note(now.brief)], model, tools, system)
        now.speech.pause()
        now.draft = Draft(Gate(now.speech, now.fault_of, held=bool(would_go_back(now, standing))))
        whole = self._streamed(now, [system, *view], tools, now.draft)
        return _answer(now, _read(whole, now.draft))

    def _view(
        self,
        now: Underway,
        messages: list[BaseMessage],
        model: LoadedModel,
        tools: list[dict[str, Any]],
        system: SystemMessage,
    ) -> list[BaseMessage]:
        """What of the conversation the model is shown; a memory may have to ask the model for it.

        Raises:
            Left: If the turn was stopped meanwhile.
        """

        def views() -> Iterator[list[BaseMessage]]:
            yield self._memory.view(messages, model, tools, [system], now.clock)

        return next(pumped(views, lambda: now.clock.over))

    def _streamed(
        self, now: Underway, view: list[BaseMessage], tools: list[dict[str, Any]], draft: Draft
    ) -> AIMessage:
        """The answer in one piece; its words went through the gate as they came."""
        limit = time.monotonic() + HARD_SECONDS

        def is_left() -> bool:
            return now.clock.over or time.monotonic() > limit

        def chunks() -> Iterator[AIMessage]:
            asked = self._model.chat.bind_tools(tools)
            more: dict[str, Any] = {"desk": now.desk} if self._model.sees_desk else {}
            return asked.stream(view, budget=now.clock, **more)

        whole: AIMessageChunk | AIMessage | None = None
        text, looked = "", 0
        for chunk in pumped(chunks, is_left):
            joins = isinstance(whole, AIMessageChunk) and isinstance(chunk, AIMessageChunk)
            whole = whole + chunk if joins and whole is not None else chunk  # type: ignore[assignment]
            text += chunk.text
            draft.gate.feed(sane_text(chunk.text, MOST_LETTERS))
            if len(text) - looked >= LOOK_EVERY:
                looked = len(text)
                if len(text) > MOST_LETTERS or repeats(text[-MOST_LETTERS // 3 :]) is not None:
                    draft.finish = "loop"
                    break
        return whole if whole is not None else AIMessage("")


def _read(message: AIMessage, draft: Draft) -> AIMessage:
    """What the model meant; the draft is told what is wrong with it."""
    finish = str(message.response_metadata.get("finish_reason") or "stop")
    draft.finish = "loop" if draft.finish == "loop" else finish
    broken = message.additional_kwargs.get(BROKEN)
    if message.tool_calls:
        draft.gate.complete()
        draft.gate.release()
    elif message.invalid_tool_calls or broken:
        reason = broken.get("reason") if isinstance(broken, dict) else ""
        draft.broken = str(reason or "the arguments are not a JSON object")
    elif draft.finish in ("length", "loop", "time"):
        draft.gate.rest = ""
    else:
        draft.gate.complete()
    draft.empty = not draft.gate.sound and draft.gate.fault is None
    return message


def _answer(now: Underway, message: AIMessage) -> AIMessage:
    """The model's answer as it is kept: ids of its own, every call with one, no half calls."""
    number = now.counts.model_calls
    calls = [
        tool_call(
            name=sane_text(call["name"], 60),
            args=sane(call["args"]),
            id=f"c{now.number:04d}{number:02d}{i:02d}",
        )
        for i, call in enumerate(message.tool_calls)
    ]
    more = {key: one for key, one in message.additional_kwargs.items() if key != "tool_calls"}
    return AIMessage(
        sane_text(message.text, MOST_LETTERS),
        tool_calls=calls,
        additional_kwargs=sane(more),
        id=f"answer-{now.number}-{number}",
    )
