"""The tools' part: each call goes through the one door, with its guards and its echo."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from districtbot.agent.bugs import Bug, attempt
from districtbot.agent.checking import refusal_of
from districtbot.agent.conversation import MESSAGE
from districtbot.agent.events import Event, ToolEnded, ToolStarted, Understood
from districtbot.agent.notes import answer_to, worked_out
from districtbot.agent.speech import Gate, Speech
from districtbot.agent.underway import LONG, TALK, Underway
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.calling import Called, call
from districtbot.tools.kit.understood import understood
from districtbot.tools.tool import Work

TURN_OVER = "It was not run: the turn had ended."
NO_TIME = "The time for searches in this turn is spent. Say what was found so far."
SAY_MORE = "Please say in other words what the districts shall be like."
NOT_THAT = "I can only help with district plans on this map."


class Doing(AgentMiddleware[AgentState[Any], None, Any]):
    """Carries out the calls of the model, one after the other.

    Args:
        now: The turn that is under way.
    """

    def __init__(self, now: Callable[[], Underway]) -> None:
        super().__init__()
        self._now = now

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],
    ) -> ToolMessage | Command[Any]:
        """What came of a call, as the model is told it."""
        del handler
        asked = request.tool_call
        known = next(
            (
                worked_out(one)
                for one in reversed(request.state.get("messages", ()))
                if isinstance(one, AIMessage)
            ),
            "",
        )
        ok, text = _done(self._now(), asked["name"], dict(asked["args"]), known)
        return answer_to(asked["id"], asked["name"], text, ok=ok)


def _done(now: Underway, name: str, arguments: dict[str, Any], known: str) -> tuple[bool, str]:
    """Whether a call did what was asked, and what the model is told of it.

    Args:
        now: The turn under way.
        name: The tool.
        arguments: Its arguments.
        known: Words whose numbers the person may be asked about besides those of results.
    """
    if not now.over and now.counts.tool_calls >= now.limits.tool_calls:
        now.end("limit", f"after {now.counts.tool_calls} calls of tools")
    if now.over:
        return False, TURN_OVER
    if name in TALK:
        arguments, refused = _supported(now, name, arguments, known)
        if refused:
            return False, refused
    moment = now.desk.history.current.number
    advice, text = now.repeats.before(name, arguments, moment)
    if advice != "go":
        if advice == "stop":
            now.end("stuck", text)
        return False, text
    if name in LONG and now.seconds_left is not None and now.seconds_left <= 0:
        return False, NO_TIME
    called = _called(now, name, arguments)
    now.repeats.after(name, arguments, moment, ok=called.ok, text=called.text)
    if called.ok and called.ends_turn:
        now.end("declined" if name == "decline" else "asked", called.text)
    line = f" {now.standing.line}" if called.changed else ""
    return called.ok, called.text + ("" if line.strip() in called.text else line)


def _called(now: Underway, name: str, arguments: dict[str, Any]) -> Called:
    """The call, carried out and told of; a bug in it leaves the desk as it was before."""
    if name in LONG:
        _echo(now)
    now.tell(ToolStarted(name, arguments))
    history = now.desk.history
    places, at, names = list(history.places), history.at, dict(history.names)
    started = time.monotonic()
    done = attempt(now.desk, f"the call of {name}", lambda: _through_the_door(now, name, arguments))
    if isinstance(done, Bug):
        history.places, history.at, history.names = places, at, names
        now.bugs.append(done)
        done = Called(
            name, arguments, False, done.text, {}, False, False, time.monotonic() - started
        )
        _saved(now, done)
    now.counts.tool_calls += 1
    if name in LONG:  # the search's own seconds, where told: an engine is compiled only once
        now.counts.searched += done.data.get("search_seconds", done.seconds)
    now.calls.append(done)
    if name not in TALK:
        now.facts.add(done.text)
        now.facts.add(done.data)
    now.tell(ToolEnded(done))
    return done


def _through_the_door(now: Underway, name: str, arguments: dict[str, Any]) -> Called:
    seconds = now.seconds_left if name in LONG else None
    work = Work(
        budget=Budget(seconds, within=now.clock),
        say=lambda text: now.progress(name, 0.0, None, text),
        show=now.progress,
    )
    try:
        return call(now.desk, now.tools, name, arguments, work)
    except AskError as error:  # the transcript or the desk cannot be written
        return Called(name, arguments, False, str(error), {}, False, False, 0.0)


def _echo(now: Underway) -> None:
    """Say the targets as they were understood, once for each change of them."""
    asked = now.desk.asked
    if asked.districts is not None and asked != now.told:
        now.told = asked
        now.tell(Understood(understood(asked)))


def _saved(now: Underway, done: Called) -> None:
    """Write down that the desk went back; where it cannot be written, the next step says so."""
    with suppress(AskError):
        now.desk.save()
        event = {"event": "bug", "name": done.name, "text": done.text}
        now.desk.transcript.write({**event, "moment": now.desk.history.current.number})


def _supported(
    now: Underway, name: str, arguments: dict[str, Any], known: str
) -> tuple[dict[str, Any], str]:
    """What the person is asked or told, without numbers that nobody gave.

    The person's own numbers, and those of words that are ``known``, may be asked back. A text with
    others is refused once; after that its sound sentences are kept.

    Returns:
        The arguments, and why the call is refused where it is.
    """
    key, default = ("question", SAY_MORE) if name == "ask_user" else ("reason", NOT_THAT)
    text = arguments.get(key)
    if not isinstance(text, str) or not text.strip():
        return arguments, ""
    own = [event.get("text", "") for event in now.desk.transcript if event.get("event") == MESSAGE]
    own.append(known)
    gate = Gate(Speech(_tell_nobody), lambda sentence: now.fault_of(sentence, own))
    gate.feed(text)
    gate.complete()
    if gate.fault is not None and now.counts.numbers < 1:
        now.counts.numbers += 1
        return arguments, refusal_of(gate.fault, now)
    return {**arguments, key: gate.speech.text or default}, ""


def _tell_nobody(event: Event) -> None:
    del event
