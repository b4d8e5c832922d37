"""What happens to an answer: it stands, or goes back with a note that says what is wrong."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from districtbot.agent.notes import note
from districtbot.agent.prompts import (
    NO_ANSWER,
    NO_CALL,
    NO_OPINION,
    NO_PLAN,
    NOT_READABLE,
    ONLY_PROMISED,
    claim_note,
    numbers_note,
)
from districtbot.agent.speech import Fault
from districtbot.agent.underway import Draft, Underway
from districtbot.agent.verifying import would_go_back
from districtbot.ground.quoting import plain


class Checking(AgentMiddleware[AgentState[Any], None, Any]):
    """Looks at each answer of the model before anything comes of it.

    Args:
        now: The turn that is under way.
    """

    def __init__(self, now: Callable[[], Underway]) -> None:
        super().__init__()
        self._now = now

    @hook_config(can_jump_to=["model", "end"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[None]) -> dict[str, Any] | None:
        """Where to go from an answer: to the tools, back to the model, or to the end."""
        del runtime
        now = self._now()
        last = state["messages"][-1]
        calls = last.tool_calls if isinstance(last, AIMessage) else []
        if now.over:
            return {"jump_to": "end"}
        if calls:
            return None
        text = _what_is_wrong(now)
        if text:
            return {"messages": [note(text)], "jump_to": "model"}
        now.end("said")
        return {"jump_to": "end"}


def refusal_of(fault: Fault, now: Underway) -> str:
    """What to tell the model of a fault."""
    match fault.kind:
        case "numbers":
            return numbers_note(fault.found)
        case "claim":
            return claim_note(now.standing)
        case "legal":
            return NO_OPINION
        case _:
            return NOT_READABLE


def _what_is_wrong(now: Underway) -> str:
    """The note with which an answer goes back; empty where it stands, or the turn ends."""
    draft = now.draft
    if draft is None:
        return ""
    only_promised = draft.promised and (draft.empty or not now.calls) and draft.gate.fault is None
    if only_promised and now.counts.repairs < now.limits.repairs:
        now.counts.repairs += 1
        return ONLY_PROMISED
    unusable = _unusable(draft)
    if unusable:
        if draft.gate.said or now.counts.repairs >= now.limits.repairs:
            now.end("garbled")
            return ""
        now.counts.repairs += 1
        return unusable
    if draft.gate.fault is not None:
        if draft.gate.said or now.counts.numbers >= 1:
            now.is_rebuilt = True
            now.refused = draft.gate.fault
            return ""
        now.counts.numbers += 1
        return refusal_of(draft.gate.fault, now)
    again = would_go_back(now, now.standing)
    if again and draft.gate.held:
        now.counts.plan_notes += again == NO_PLAN
        now.counts.bounces += again != NO_PLAN
        return again
    draft.gate.release()
    return ""


def _unusable(draft: Draft) -> str:
    """What to tell the model where nothing can be made of its answer; else empty."""
    if draft.broken:
        return NO_CALL.format(why=f": {plain(draft.broken, 200)}")
    if draft.gate.fault is not None and draft.gate.fault.kind == "garbled":
        return NOT_READABLE
    if draft.finish == "loop":
        return NOT_READABLE
    return NO_ANSWER if draft.empty else ""
