"""The loop on LangGraph: a graph of model and tools, its checkpoints, and their mending."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware.types import InputAgentState
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END

from districtbot.agent.checking import Checking
from districtbot.agent.doing import Doing
from districtbot.agent.memory import Memory
from districtbot.agent.memory.turns import TURN
from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.notes import answer_to, is_note, said
from districtbot.agent.speaking import Speaking
from districtbot.agent.tracing import untraced
from districtbot.agent.underway import Underway
from districtbot.ground.errors import AskError

THREAD = "chat"
INTERRUPTED = "It was interrupted. What the desk holds now is what counts."
NO_REPLY = "(This turn was interrupted before an answer was given.)"
SETTLED = "settled"
"""Key of an answer's ``additional_kwargs``: the person was told this."""
_CHECKED = f"{Checking.__name__}.after_model"


class Loop:
    """A conversation that goes on from turn to turn, kept in SQLite after each step.

    Args:
        model: The model.
        memory: What the model is shown of the conversation.
        path: File of the conversation; ``None`` keeps it in memory only.

    Attributes:
        cut_off: The calls that were under way when the program was ended, tools and arguments.

    Raises:
        AskError: If the file cannot be read.
    """

    def __init__(self, model: LoadedModel, memory: Memory, path: Path | None) -> None:
        self.cut_off: tuple[tuple[str, dict[str, Any]], ...] = ()
        self._now: Underway | None = None
        self._path = path
        self._base = self._opened()
        self._saver = SqliteSaver(self._base)
        self._graph = create_agent(
            model.chat,
            [],
            middleware=[
                Speaking(model, memory, self._turn),
                Checking(self._turn),
                Doing(self._turn),
            ],
            checkpointer=self._saver,
        )
        self._config: RunnableConfig = {
            "configurable": {"thread_id": THREAD},
            "max_concurrency": 1,
        }
        try:
            with untraced():
                self._saver.setup()
                self._mend()
        except (sqlite3.Error, AskError) as error:
            self.close()
            raise error if isinstance(error, AskError) else self._damaged(error) from error

    @property
    def messages(self) -> list[BaseMessage]:
        """The conversation as the model has it.

        Raises:
            AskError: If the file is damaged.
        """
        try:
            found: list[BaseMessage] = self._graph.get_state(self._config).values.get(
                "messages", []
            )
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise self._damaged(error) from error
        return found

    @property
    def n_turns(self) -> int:
        """Messages of the person so far."""
        numbers = [one.additional_kwargs.get(TURN, 0) for one in self.messages]
        return max(numbers, default=0)

    def run(self, now: Underway) -> None:
        """Go through model and tools until the turn has an ending."""
        self._now = now
        start: InputAgentState = {"messages": [said(now.message, now.number)]}
        self._graph.invoke(start, self._config, durability="sync")

    def settle(self, reply: str, message: HumanMessage | None = None) -> None:
        """Leave in the conversation what was said and done in the turn, and nothing else.

        Answers that were sent back go with the notes that did it; calls that never came to a
        result get one; the last word is what the person was told.

        Args:
            reply: What the person was told.
            message: What the person said; added where the turn ended before the model saw it.
        """
        self._graph.update_state(self._config, None, as_node=END)  # what was finished counts
        messages = self.messages
        places = [i for i, one in enumerate(messages) if TURN in one.additional_kwargs]
        turn = messages[places[-1] :] if places else []
        changes: list[BaseMessage] = []
        if message is not None and not _is_same_turn(turn, message):
            turn, changes = [], [message]
        changes += [
            RemoveMessage(id=str(one.id))
            for one in turn
            if is_note(one) or (isinstance(one, AIMessage) and not one.tool_calls)
        ]
        changes += unanswered(turn)
        changes.append(AIMessage(reply, additional_kwargs={SETTLED: True}))
        self._graph.update_state(self._config, {"messages": changes}, as_node=_CHECKED)
        self._forget_steps()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            return sqlite3.connect(self._path or ":memory:", check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _turn(self) -> Underway:
        if self._now is None:
            raise RuntimeError("no turn is under way")
        return self._now

    def _mend(self) -> None:
        """Bring a conversation that was cut off in the middle of a turn to an end."""
        messages = self.messages
        if messages and not messages[-1].additional_kwargs.get(SETTLED):
            self.cut_off = _unanswered_calls(messages)
            self.settle(NO_REPLY)

    def _forget_steps(self) -> None:
        """Keep the last checkpoint only: each holds the whole conversation."""
        with self._saver.cursor() as cursor:
            for table in ("writes", "checkpoints"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < "  # noqa: S608
                    "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?)",
                    (THREAD, THREAD),
                )

    def _damaged(self, error: Exception) -> AskError:
        return AskError(
            f"The conversation in {self._path} cannot be read: {error}.",
            "Move that file away to go on without what was said; plan and targets are kept.",
        )


def _is_same_turn(turn: Sequence[BaseMessage], message: BaseMessage) -> bool:
    number = message.additional_kwargs[TURN]
    return bool(turn) and turn[0].additional_kwargs[TURN] == number


def _unanswered_calls(messages: Sequence[BaseMessage]) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Tool and arguments of each call that has no result."""
    lacking = {one.tool_call_id for one in unanswered(messages)}
    return tuple(
        (call["name"], call["args"])
        for one in messages
        if isinstance(one, AIMessage)
        for call in one.tool_calls
        if call["id"] in lacking
    )


def unanswered(messages: Sequence[BaseMessage]) -> list[ToolMessage]:
    """A result for each call that has none."""
    answered = {one.tool_call_id for one in messages if isinstance(one, ToolMessage)}
    return [
        answer_to(call["id"], call["name"], INTERRUPTED, ok=False)
        for one in messages
        if isinstance(one, AIMessage)
        for call in one.tool_calls
        if call["id"] not in answered
    ]
