"""`mini` as a chat model: it understands a message once, then does what it means step by step.

What a message means is one line (`lines`): the tools to call, one after the other. The line is
kept with the first call, so that the steps after it need no model: the next call of the line,
improving a plan that misses a target, and at the end what the tools gave, in their own words. A
line that the model is not sure of is not carried out; the person is asked whether it is meant.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ToolMessage,
)
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from districtbot.agent.memory.turns import TurnOfChat, turns_in
from districtbot.agent.models.loaded import ModelFailed
from districtbot.agent.models.mini.alone import UnderstandFn, only_asks, understood
from districtbot.agent.models.mini.lacking import held_back, with_known_election
from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.restating import restated, votes_meant
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.models.mini.wording import (
    DECLINED,
    OTHER_WORDS,
    SAID,
    YES,
    question_after,
    question_for,
    told,
)
from districtbot.agent.models.streamed import StreamedChat
from districtbot.agent.notes import WORKED_OUT, is_note
from districtbot.agent.prompts import IMPROVE
from districtbot.agent.underway import SEARCHES, TALK
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.explain import term_in

LINE = "line"
"""Key of an answer's ``additional_kwargs`` under which its line is kept: the calls, what they were
read from, and how sure that was."""
IMPROVED = 2
"""Times that a plan is improved for one message."""


class LineChat(StreamedChat):
    """A chat model that turns a message into a line of calls and carries it out.

    A call takes ``desk``, the desk that the conversation is about, and ``budget``.

    Attributes:
        name_said: What it is called.
        understand_fn: Turns a situation into a line.
        sure: A line of less confidence (0..1) is put to the person first.
        timeout: Wall-clock seconds to understand a message.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name_said: str = "mini"
    understand_fn: UnderstandFn
    sure: float = 0.0
    timeout: float | None = 60.0

    @property
    def _llm_type(self) -> str:
        return "districtbot-lines"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """The next call, or the reply."""
        del stop, run_manager
        desk: Desk | None = kwargs.get("desk")
        if desk is None:
            raise ModelFailed(
                f"{self.name_said} only talks about a map.", "Use another model for this."
            )
        turns = turns_in(messages)
        if not turns or turns[-1].opening is None:
            raise ModelFailed("Nobody said anything.", "Say what the districts shall be like.")
        budget = Budget(self.timeout, within=kwargs.get("budget"))
        yield ChatGenerationChunk(message=self._next(desk, turns, budget))

    def _next(self, desk: Desk, turns: Sequence[TurnOfChat], budget: Budget) -> AIMessageChunk:
        """What to do next in the last turn."""
        turn = turns[-1].messages
        said = [one for one in turn if isinstance(one, AIMessage)]
        lines = [one.additional_kwargs[LINE] for one in said if LINE in one.additional_kwargs]
        if not lines:
            return self._first(desk, turns, turn[0].text, budget)
        line = lines[-1]
        results = [one for one in turn if isinstance(one, ToolMessage)]
        n_improved = sum(_calls(one, "improve_plan") for one in said)
        last = results[-1] if results else None
        if last is not None and last.status == "error":
            return _after_refusal(desk, turn, results)
        todo = line["calls"][len(results) :] if not n_improved else []
        if todo:
            return _call(todo[0], len(results))
        if _is_sent_back(turn) and n_improved < IMPROVED:
            return _call(("improve_plan", {}), len(results))
        return _words(_reply(results))

    def _first(
        self, desk: Desk, turns: Sequence[TurnOfChat], message: str, budget: Budget
    ) -> AIMessageChunk:
        """The first step of a turn: understand, and begin."""
        before = self._before(desk, turns, budget)
        pending = before.get("pending")
        if pending and YES.fullmatch(message.strip(" .!")):
            return self._begin(desk, pending, message, {"calls": pending})
        did = [tuple(one) for one in before.get("calls", ())]
        meant = understood(self.understand_fn, desk, message, did, budget)
        if meant is None:
            return _call(("ask_user", {"question": OTHER_WORDS}), 0, {"calls": []})
        calls = with_known_election(desk, meant.calls)
        read = {"read": meant.line, "confidence": round(meant.confidence, 6)}
        note = {"calls": [list(one) for one in calls], **read}
        if meant.confidence < self.sure:
            held = held_back(desk, calls)
            question = restated(desk, calls if held is None else held.now)
            if question:
                aim = [["ask_user", {"question": "aim"}]]
                asked = {**note, "calls": aim, "pending": note["calls"]}
                return _call(("ask_user", {"question": question}), 0, asked)
            if not only_asks(calls):
                return _call(("ask_user", {"question": OTHER_WORDS}), 0, {**read, "calls": []})
        return self._begin(desk, calls, message, note)

    def _before(self, desk: Desk, turns: Sequence[TurnOfChat], budget: Budget) -> Mapping[str, Any]:
        """The turn before; where another model asked in it, what waits for the answer is read."""
        before = _turn_before(turns)
        if not before.get("other_asked") or turns[-2].opening is None:
            return before
        did = [tuple(one) for one in _turn_before(turns[:-1]).get("calls", ())]
        situation = situation_of(desk, turns[-2].opening.text, did)
        meant = self.understand_fn(desk, situation, budget)
        if meant is None or meant.confidence < self.sure:
            return before
        calls = with_known_election(desk, meant.calls)
        held = held_back(desk, calls)
        waits: Sequence[tuple[str, Any]] = calls if held is None else held.meant
        return {"calls": waits} if any(name == "ask_user" for name, _ in waits) else before

    def _begin(
        self, desk: Desk, calls: Sequence[Sequence[Any]], message: str, note: dict[str, Any]
    ) -> AIMessageChunk:
        """The first call of a line, or words where it calls nothing."""
        line: Calls = [(str(name), args) for name, args in calls]
        held = held_back(desk, line)
        now, meant = (line, line) if held is None else (held.now, held.meant)
        votes = votes_meant(desk, meant)
        real = [_real(desk, name, args, message, votes) for name, args in now]
        kept = {**note, "calls": real, "meant": [list(one) for one in meant]}
        if held is not None and held.agreed:
            kept["pending"] = [list(one) for one in held.agreed]
        if not calls:
            return _words(SAID["fine"], kept)
        if calls[0][0] == "say":
            return _words(SAID[calls[0][1]["saying"]], kept)
        return _call(real[0], 0, kept)


def _is_sent_back(turn: Sequence[BaseMessage]) -> bool:
    """Whether the last answer came back because the plan misses a target."""
    for one in reversed(turn):
        if isinstance(one, ToolMessage):
            return False
        if is_note(one) and IMPROVE in one.text:
            return True
    return False


def _turn_before(turns: Sequence[TurnOfChat]) -> Mapping[str, Any]:
    """The calls of the turn before as they were meant, and what was put to the person.

    ``other_asked`` is true where another model asked the person, who knows what for.
    """
    if len(turns) < 2:
        return {}
    said = [one for one in turns[-2].messages if isinstance(one, AIMessage)]
    for one in said:
        if LINE in one.additional_kwargs:
            line = one.additional_kwargs[LINE]
            calls = line.get("meant", line["calls"])
            if _is_refused(turns[-2].messages):
                return {"calls": [call for call in calls if call[0] not in TALK]}
            return {"calls": calls, "pending": line.get("pending")}
    calls = [(call["name"], call["args"]) for one in said for call in one.tool_calls]
    asked = any(name == "ask_user" for name, _ in calls)
    return {"calls": [call for call in calls if call[0] not in TALK], "other_asked": asked}


def _is_refused(turn: Sequence[BaseMessage]) -> bool:
    """Whether a tool refused what it was called for."""
    return any(isinstance(one, ToolMessage) and one.status == "error" for one in turn)


def _real(
    desk: Desk, name: str, args: Mapping[str, Any], message: str, votes: str
) -> tuple[str, dict[str, Any]]:
    """A call of a line as the tool takes it; ``votes`` is what no election was named for."""
    match name:
        case "ask_user":
            kind = str(args["question"])
            why = votes if kind == "election" else ""
            return name, {"question": question_for(kind, desk, why)}
        case "decline":
            return name, {"reason": DECLINED[str(args["reason"])]}
        case "explain":
            term = term_in(message)
            if term is not None:
                return name, {"term": term.key}
            return "search_documents", {"question": message[:500]}
        case "search_documents":
            return name, {"question": message[:500]}
    return name, dict(args)


def _after_refusal(
    desk: Desk, turn: Sequence[BaseMessage], results: Sequence[ToolMessage]
) -> AIMessageChunk:
    """What to do once a tool refused: ask where an answer helps, else say why."""
    last = results[-1]
    if last.name == "ask_user":
        return _words(OTHER_WORDS)
    asked_already = any(isinstance(one, AIMessage) and _calls(one, "ask_user") for one in turn)
    wants_plan = last.name in _LOOKS and "plan yet" in last.text
    if last.name in SEARCHES or asked_already or (last.name in _LOOKS and not wants_plan):
        return _words(_reply(results) or last.text)
    return _call(
        ("ask_user", {"question": question_after(last.name or "", last.text, desk)}), len(results)
    )


_LOOKS = frozenset(
    ["look_up", "describe_map", "score_plan", "score_district", "compare_plans", "show_columns",
     "explain", "search_documents", "undo", "redo", "drop_targets", "move", "swap"]
)  # fmt: skip
"""Tools whose refusal is answer enough."""


def _reply(results: Sequence[ToolMessage]) -> str:
    """What tools gave; what came before a search is not as it was any more."""
    last = max((i for i, one in enumerate(results) if one.name in SEARCHES), default=0)
    kept = [one.text for one in results[last:] if one.name not in TALK]
    return told(kept) or "Done."


def _calls(message: AIMessage, name: str) -> bool:
    return any(call["name"] == name for call in message.tool_calls)


def _words(text: str, note: Mapping[str, Any] | None = None) -> AIMessageChunk:
    more = {LINE: dict(note)} if note else {}
    return AIMessageChunk(
        content=text,
        additional_kwargs=more,
        response_metadata={"finish_reason": "stop", **_confidence(note)},
        chunk_position="last",
    )


def _call(
    call: Sequence[Any], number: int, note: Mapping[str, Any] | None = None
) -> AIMessageChunk:
    """One call of a tool; numbers of a question may be made of those that were said."""
    name, args = call
    chunk = tool_call_chunk(
        name=name, args=json.dumps(args, ensure_ascii=False), id=f"line_{number}", index=0
    )
    more: dict[str, Any] = {LINE: dict(note)} if note else {}
    more |= {WORKED_OUT: args["question"]} if name == "ask_user" else {}
    return AIMessageChunk(
        content="",
        tool_call_chunks=[chunk],
        additional_kwargs=more,
        response_metadata={"finish_reason": "tool_calls", **_confidence(note)},
        chunk_position="last",
    )


def _confidence(note: Mapping[str, Any] | None) -> dict[str, Any]:
    """How sure the model was of its line, for whoever measures."""
    return {"confidence": note["confidence"]} if note and "confidence" in note else {}
