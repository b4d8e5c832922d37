"""A conversation that is played: the person's words are drawn, the tools are really called."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from districtbot.problems.dialogues.stage import call_on, fresh_desk
from districtbot.problems.dialogues.state import State, state_now
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called
from districtbot.tools.tool import Tool
from districtbot.tools.toolbox import toolbox


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a turn.

    Attributes:
        thought: Why, in a few words.
        args: The arguments as they were written.
        called: The call and what came of it.
    """

    thought: str
    args: dict[str, Any]
    called: Called


@dataclass(slots=True)
class Exchange:
    """One message of the person and what came of it.

    Attributes:
        user: What the person said.
        steps: The calls, in order.
        reply: What the agent said at the end.
        facts: Pieces of text that a right reply holds: numbers as the tools gave them, names.
        means: What the person meant, for statistics: measures, values.
        pending: Calls that were meant and lack what the agent asks for: an election, a plan.
    """

    user: str
    steps: list[Step] = field(default_factory=list)
    reply: str = ""
    facts: tuple[str, ...] = ()
    means: dict[str, Any] = field(default_factory=dict)
    pending: tuple[tuple[str, dict[str, Any]], ...] = ()


class Talk:
    """Plays one conversation on a desk of its own.

    A family says what the person asks (`user`), calls what an ideal agent would call (`call`) and
    ends each turn with `reply`; `ask_user` and `decline` end it by themselves.

    Attributes:
        made: The map.
        desk: The desk; in memory only.
        speaker: The person's words.
        agent: The agent's words, in a plain voice.
        rng: The only randomness there is.
        level: How hard it shall be: 1, 2 or 3.
        exchanges: What was said and done so far.
        states: What there was after each turn that is over.
        allow_code: Whether the agent may run Python.
    """

    def __init__(
        self,
        made: MadeMap,
        rng: random.Random,
        speaker: Speaker,
        *,
        level: int,
        seed: int,
        out: Path,
        allow_code: bool = False,
    ) -> None:
        self.made = made
        self.rng = rng
        self.speaker = speaker
        self.agent = Speaker(rng, "train", "analyst")
        self.level = level
        self.allow_code = allow_code
        self.desk = fresh_desk(made, seed, out)
        self.exchanges: list[Exchange] = []
        self.states: list[State] = []
        self._tools: tuple[Tool, ...] = toolbox(allow_code=allow_code)

    @property
    def now(self) -> Exchange:
        """The turn under way."""
        return self.exchanges[-1]

    def user(self, text: str, **means: Any) -> None:
        """The person says something; a turn begins."""
        self.close()
        self.desk.history.begin()
        self.exchanges.append(Exchange(self.speaker.finish(text), means=means))

    def close(self) -> None:
        """The turn under way is over, if there is one."""
        if len(self.states) == len(self.exchanges):
            return
        if not self.now.reply:
            raise RuntimeError("the turn before was not ended")
        called = [step.called for step in self.now.steps]
        self.states.append(state_now(self.desk, self._tools, called, self.now.reply))

    def call(
        self, name: str, args: Mapping[str, Any] | None = None, *, thought: str = ""
    ) -> Called:
        """The agent calls a tool; ``ask_user`` and ``decline`` end the turn with their sentence.

        Args:
            name: The tool.
            args: Its arguments.
            thought: Why, in a few words; may be empty.
        """
        given = dict(args or {})
        called = call_on(self.desk, self._tools, name, given)
        self.now.steps.append(Step(thought, given, called))
        if called.ok and called.ends_turn:
            self.now.reply = called.text
        return called

    def reply(self, text: str, *facts: str) -> None:
        """The agent answers; the turn ends.

        Args:
            text: One to three plain sentences; its numbers come from results of this conversation.
            *facts: Pieces of it that any right answer holds.
        """
        if not text.strip():
            raise RuntimeError("an empty reply")
        self.now.reply = text
        self.now.facts = facts
