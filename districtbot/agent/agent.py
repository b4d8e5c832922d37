"""The agent: a desk, a model, and a conversation about the one with the help of the other."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from districtbot.agent.bugs import Bug, attempt
from districtbot.agent.conversation import note_cut_off, note_message, note_reply
from districtbot.agent.ending import conclude
from districtbot.agent.events import Event, Noted, Replied
from districtbot.agent.guards import Limits
from districtbot.agent.loop import Loop
from districtbot.agent.memory import memory_of
from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.notes import said
from districtbot.agent.sane import sane_text
from districtbot.agent.sessions import Session
from districtbot.agent.tools_bound import check_calls
from districtbot.agent.tracing import untraced
from districtbot.agent.turn import Turn
from districtbot.agent.underway import Underway
from districtbot.ground.errors import AskError
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool
from districtbot.tools.toolbox import toolbox

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from districtbot.tools.library.library import Library

DEFAULTS = Limits()
MOST_LETTERS = 20_000
"""Longer messages are refused."""
LOOK_EVERY = 0.2
"""Seconds between two looks for Ctrl-C."""
LAST_SECONDS = 10.0
"""How long a turn that was left may take to end before its file is closed all the same."""


class Agent:
    """Talks with a person about a desk and works on it with tools.

    The desk is all the state there is: plan and targets never hang on what the model remembers.
    One turn is made at a time, in a thread of its own; events come in the calling thread.

    Args:
        desk: The desk.
        model: A model, or its name (see `districtbot.agent.models.load.load_model`).
        memory: What the model is shown of the conversation (see `memory_of`).
        budget: Wall-clock seconds of searches in a turn; ``None`` leaves each search its own.
        allow_code: Whether the model may run Python in the sandbox.
        library: What questions are answered from; the shipped documents by default.
        session: Where the conversation is kept; its desk must be ``desk``. Without one it lasts
            as long as the agent.
        limits: What a turn may use up.
        tools: The tools; all there are by default.

    Attributes:
        desk: The desk.
        model: The model.

    Raises:
        AskError: If the model, a tool that its script calls, or the memory is not known, or the
            session's file is damaged.
    """

    def __init__(
        self,
        desk: Desk,
        model: str | LoadedModel = "mini",
        *,
        memory: str = "buffer",
        budget: float | None = None,
        allow_code: bool = False,
        library: "Library | None" = None,
        session: Session | None = None,
        limits: Limits = DEFAULTS,
        tools: Sequence[Tool] | None = None,
    ) -> None:
        self.desk = desk
        if library is not None:
            desk.library = library
        self.model = load_model(model) if isinstance(model, str) else model
        self._budget = budget
        self._limits = limits
        self._session = session
        self._tools = tuple(tools) if tools is not None else toolbox(allow_code=allow_code)
        check_calls(self.model, tools)
        summary = session.summary_path if session is not None else None
        chat = session.chat_path if session is not None else None
        self._loop = Loop(self.model, memory_of(memory, summary), chat)
        note_cut_off(desk.transcript, self._loop.cut_off)
        self._now: Underway | None = None
        self._worker: threading.Thread | None = None

    def ask(self, message: str) -> Turn:
        """Answer a message; see `stream`."""
        for event in self.stream(message):
            if isinstance(event, Replied):
                return event.turn
        raise RuntimeError("a turn ended without a reply")

    def stream(self, message: str) -> Iterator[Event]:
        """Answer a message, telling what happens meanwhile.

        Ctrl-C ends the step under way; what was done so far is kept, and the turn is answered. So
        does leaving the iterator early.

        Args:
            message: What the person says.

        Returns:
            Events as they happen; the last is a `Replied` with the `Turn`.

        Raises:
            AskError: If a turn is under way already, or what is kept cannot be written.
        """
        if self._now is not None or (self._worker is not None and self._worker.is_alive()):
            raise AskError("A turn is under way already.", "Wait for its end, or stop it.")
        events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
        now = Underway(
            self._loop.n_turns + 1,
            sane_text(message, MOST_LETTERS + 1).strip(),
            self.desk,
            self._tools,
            self._limits,
            self._budget,
            events.put,
        )
        self._now = now
        self._worker = threading.Thread(target=self._work, args=(now, events), daemon=True)
        self._worker.start()
        try:
            yield from _events(events, now)
        finally:
            now.clock.stop()
            self._now = None
            self._worker.join()

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools."""
        return self._tools

    @property
    def n_turns(self) -> int:
        """Messages of the person so far."""
        return self._loop.n_turns

    @property
    def conversation(self) -> list["BaseMessage"]:
        """The conversation as the model has it, without the instructions."""
        return self._loop.messages

    def stop(self) -> None:
        """End the turn under way, from any thread: the best so far is kept, and it is answered."""
        now = self._now
        if now is not None:
            now.clock.stop()

    def close(self) -> None:
        """Close the file of the conversation; the session stays open."""
        self.stop()
        if self._worker is not None:
            self._worker.join(LAST_SECONDS)
        self._loop.close()

    def __enter__(self) -> "Agent":
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _work(self, now: Underway, events: "queue.SimpleQueue[Event | BaseException]") -> None:
        """Make a turn; whatever ends it comes to the calling thread."""
        try:
            with untraced():
                turn = self._turn(now)
            events.put(Replied(turn))
        except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
            events.put(error)

    def _turn(self, now: Underway) -> Turn:
        """What comes of a message.

        Raises:
            AskError: If what is kept cannot be written.
        """
        self.desk.history.begin()
        note_message(self.desk.transcript, now.number, now.message)
        if not now.message:
            now.end("asked", "Please say what the districts shall be like.")
        elif len(now.message) > MOST_LETTERS:
            now.end("asked", f"Please say it in fewer than {MOST_LETTERS:,} letters.")
        else:
            self._run(now)
        status = conclude(now, self.model)
        turn = Turn(
            number=now.number,
            message=now.message,
            reply=now.speech.text,
            calls=tuple(now.calls),
            verdicts=now.standing.verdicts,
            districts=None if (plan := self.desk.plan) is None else plan.n_districts,
            status=status,
            rebuilt=now.is_rebuilt,
            seconds=time.monotonic() - now.started,
            failed=now.ending is not None and now.ending.why == "failed",
        )
        message = said(sane_text(turn.message, MOST_LETTERS), turn.number)
        attempt(self.desk, "keeping the turn", lambda: self._loop.settle(turn.reply, message))
        note_reply(self.desk.transcript, turn)
        if self._session is not None:
            self._session.used(turn.number, self.model.name)
        return turn

    def _run(self, now: Underway) -> None:
        """Go through the loop; what breaks it ends the turn."""
        line = dict(enumerate(self.model.lines, 1)).get(now.number, "")
        if line and line.casefold() != now.message.casefold():
            now.tell(Noted(f'(script: "{line}")'))
        try:
            done = attempt(self.desk, "the turn", lambda: self._loop.run(now))
        except AskError as error:
            now.end("failed", str(error))
            return
        if isinstance(done, Bug):
            now.end("bug", done.text)


def _events(events: "queue.SimpleQueue[Event | BaseException]", now: Underway) -> Iterator[Event]:
    """The events of a turn up to its end; the first Ctrl-C stops the turn, the second this."""
    while True:
        try:
            event = events.get(timeout=LOOK_EVERY)
        except queue.Empty:
            continue
        except KeyboardInterrupt:
            if now.clock.stopped:
                raise
            now.clock.stop()
            continue
        if isinstance(event, BaseException):
            raise event
        yield event
        if isinstance(event, Replied):
            return
