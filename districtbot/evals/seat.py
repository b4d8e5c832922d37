"""A model in a conversation of an exam: the real agent on a desk of its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from districtbot.agent.agent import Agent
from districtbot.agent.guards import Limits
from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.watched import Written, watched
from districtbot.agent.standing import standing_of
from districtbot.agent.turn import Turn
from districtbot.ground.clock import Budget, again_and_again
from districtbot.problems.dialogues.stage import fresh_desk, steady_tools
from districtbot.problems.dialogues.state import State, state_now, timeless
from districtbot.problems.item import DialogueItem
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.kit.understood import understood

UNHURRIED = Limits(seconds=math.inf)
"""Of the time only that of the item counts."""
CUT_OFF = ("length", "loop", "time")
"""How an answer ends that came to no end of its own."""

LOOK_EVERY = 0.1
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a message.

    Attributes:
        turn: What the agent made of it.
        state: What there is after it.
        written: The model's own answers.
        own: The model's own last words, as they are judged.
        in_time: Whether it came to its end.
    """

    turn: Turn
    state: State
    written: tuple[Written, ...]
    own: str
    in_time: bool


def own_words(turn: Turn, written: Sequence[Written]) -> str:
    """The model's own last words; what it asked or why it declined where that ended the turn."""
    last = turn.calls[-1] if turn.calls else None
    if last is not None and last.ok and last.ends_turn:
        return last.text
    return written[-1].text.strip() if written else ""


class Seat:
    """An agent in the middle of one dialogue; use it in a ``with`` block.

    Args:
        item: The dialogue.
        made: Its map.
        model: The model whose turn it may be.
        budget: The time for the item.
    """

    def __init__(
        self, item: DialogueItem, made: MadeMap, model: LoadedModel, budget: Budget
    ) -> None:
        self._model = model
        self._due = model
        self._budget = budget
        self._heard: list[Written] = []
        self._folder = TemporaryDirectory(prefix="districtbot-")
        self._desk = fresh_desk(made, item.seed, Path(self._folder.name))
        self._agent = Agent(
            self._desk,
            watched(model, self._heard.append, lambda: self._due),
            tools=steady_tools(allow_code=item.allow_code),
            limits=UNHURRIED,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._agent.close()
        self._folder.cleanup()

    def ask(self, message: str, instead: LoadedModel | None = None) -> Played:
        """What comes of the next message.

        Args:
            message: What the person says.
            instead: Who answers in the model's place.
        """
        self._due = instead or self._model
        self._heard.clear()
        with again_and_again(self._mind_the_time, LOOK_EVERY):
            made = self._agent.ask(message)
        turn = replace(made, reply=timeless(made.reply, self._desk.out))
        in_time = not self._budget.over
        nothing = turn.failed or not in_time
        cut = bool(self._heard) and self._heard[-1].finish in CUT_OFF
        nothing |= turn.rebuilt and (cut or not turn.calls)
        own = "" if nothing else own_words(turn, self._heard)
        return Played(turn, self._state(turn, own), tuple(self._heard), own, in_time)

    def _mind_the_time(self) -> None:
        """Stop the agent once the time is up, or Ctrl-C came."""
        if self._budget.over:
            self._agent.stop()

    def _state(self, turn: Turn, own: str) -> State:
        """What there is after a turn, with the program's own lines among what was told.

        The words are the model's own: neither what the program adds to them, nor what it says from
        results in the place of an answer with a number that no tool gave.
        """
        desk = self._desk
        called = [replace(one, text=timeless(one.text, desk.out)) for one in turn.calls]
        state = state_now(desk, self._agent.tools, called, timeless(own, desk.out))
        lines = (standing_of(desk).line, understood(desk.asked))
        return replace(state, texts=(*state.texts, *lines))
