"""A chat that is open: messages and commands go in, answers come out, files are kept up to date."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from districtbot.cli.commands import Command, arguments_in, command_in, help_text
from districtbot.cli.progress import stopped_by_ctrl_c
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.agent.agent import Agent
    from districtbot.agent.events import Event
    from districtbot.agent.turn import Turn

ShowEvent = Callable[["Event"], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one line.

    Attributes:
        reply: What to say.
        data: The JSON object of the line.
        shown: Whether the reply was shown already, piece by piece.
        leaving: Whether the person is leaving.
        interrupted: Whether Ctrl-C ended it.
        failed: Whether the model could not be had.
    """

    reply: str
    data: dict[str, Any]
    shown: bool = False
    leaving: bool = False
    interrupted: bool = False
    failed: bool = False


class ChatRoom:
    """Answers lines, and keeps the files of the chat up to date.

    Args:
        agent: Answers messages.
    """

    def __init__(self, agent: "Agent") -> None:
        self.agent = agent
        self.desk = agent.desk

    @property
    def has_model(self) -> bool:
        """Whether there is a model to talk with; commands work without one."""
        from districtbot.agent.models.absent import missing_of

        return not missing_of(self.agent.model)

    def answer(self, line: str, show_fn: ShowEvent) -> Answer:
        """Answer one line: a slash command, or a message to the model.

        Args:
            line: What was typed.
            show_fn: Told of what happens meanwhile.

        Raises:
            AskError: If the chat's files cannot be written.
        """
        try:
            found = command_in(line, self.agent.tools)
        except AskError as error:
            return self._told(line, str(error))
        return self._command(line, *found, show_fn) if found else self._message(line, show_fn)

    def _message(self, line: str, show_fn: ShowEvent) -> Answer:
        from districtbot.tools.desk.outbox import bring_up_to_date

        turn, stopped = turn_of(self.agent, line, show_fn)
        told = {"status": turn.status, "model": self.agent.model.name, "seconds": turn.seconds}
        bring_up_to_date(self.desk, {**turn.data(), **told})
        return Answer(turn.reply, turn.data(), shown=True, interrupted=stopped, failed=turn.failed)

    def _command(self, line: str, command: Command, rest: str, show_fn: ShowEvent) -> Answer:
        from districtbot.agent.conversation import note_command
        from districtbot.agent.events import Progress, ToolEnded
        from districtbot.tools.calling import call
        from districtbot.tools.desk.outbox import bring_up_to_date
        from districtbot.tools.tool import Work

        if not command.tool:
            said = help_text(self.agent.tools) if command.name == "/help" else ""
            return self._told(line, said, command)

        def show(stage: str, done: float, total: float | None, text: str) -> None:
            show_fn(Progress(stage, done, total, text))

        budget = Budget(None)
        try:
            given = arguments_in(self.agent.tools, command, rest)
            note_command(self.desk.transcript, line)
            self.desk.history.begin()
            with stopped_by_ctrl_c(budget):
                work = Work(budget=budget, show=show)
                called = call(self.desk, self.agent.tools, command.tool, given, work)
        except AskError as error:
            return self._told(line, str(error))
        if called.ok:
            show_fn(ToolEnded(called))
        answer = self._told(line, called.text)
        if called.changed:
            bring_up_to_date(self.desk, {**answer.data, "status": "answered"})
        return answer

    def _told(self, line: str, reply: str, command: Command | None = None) -> Answer:
        """An answer of the chat itself, with the plan and the targets as they are."""
        from districtbot.plans.verdict import targets_told

        plan = self.desk.plan
        data = {
            "turn": self.agent.n_turns,
            "message": line,
            "reply": reply,
            "tool_calls": [],
            "targets": targets_told(self.desk.verdicts()),
            "districts": None if plan is None else plan.n_districts,
        }
        leaving = command is not None and command.name == "/quit"
        return Answer(reply, data, leaving=leaving)


def turn_of(agent: "Agent", message: str, show_fn: ShowEvent) -> "tuple[Turn, bool]":
    """What came of a message, and whether Ctrl-C ended it.

    Args:
        agent: Answers it.
        message: What was said.
        show_fn: Told of what happens meanwhile.
    """
    from districtbot.agent.events import Replied

    budget = Budget(None)
    turn = None
    with stopped_by_ctrl_c(budget, agent.stop):
        for event in agent.stream(message):
            show_fn(event)
            if isinstance(event, Replied):
                turn = event.turn
    if turn is None:
        raise RuntimeError("the agent ended a turn without an answer")
    return turn, budget.stopped
