"""The kinds of memory: which part of a conversation a model is shown."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage

from districtbot.agent.memory.room import Room, most_that_fit
from districtbot.agent.memory.shorten import brief, fitted
from districtbot.agent.memory.turns import TurnOfChat, messages_of, turns_in
from districtbot.agent.models.loaded import LoadedModel
from districtbot.ground.clock import Budget


class Memory(ABC):
    """What a model is shown of a conversation; the conversation itself stays whole."""

    def view(
        self,
        messages: Sequence[BaseMessage],
        model: LoadedModel,
        tools: Sequence[Mapping[str, Any]] = (),
        fixed: Sequence[BaseMessage] = (),
        budget: Budget | None = None,
    ) -> list[BaseMessage]:
        """The part of a conversation to send after ``fixed``.

        Instructions, tools, this part and the reply fit the model's context together. Turns are
        shown in order and unbroken up to the current one; the earliest may be shortened. No call
        is without its result. The same conversation gives the same view, and a view of a view is
        the view itself.

        Args:
            messages: The whole conversation, the current turn last.
            model: The model; counts the tokens.
            tools: The tool list that goes with the request, OpenAI-style.
            fixed: Messages that are always sent first, such as the instructions; not returned.
            budget: Ends early what the model is asked for a summary.

        Raises:
            AskError: If instructions and tools alone do not fit.
        """
        room = Room(model, tools, tuple(fixed), budget)
        turns = turns_in(messages)
        if not turns:
            room.empty()
            return []
        fits = room.fits(messages_of(turns))
        current = turns[-1] if fits else fitted(turns[-1], room)
        if current is not turns[-1]:
            return current.messages
        return self._seen(turns[:-1], current, room)

    @abstractmethod
    def _seen(
        self, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> list[BaseMessage]:
        """What is shown of the earlier turns, and the current one, which fits."""


@dataclass(frozen=True, slots=True)
class Whole(Memory):
    """The whole conversation, or as many of its last turns as fit."""

    def _seen(
        self, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> list[BaseMessage]:
        return latest(earlier, current, room, room.size)


@dataclass(frozen=True, slots=True)
class Window(Memory):
    """The last turns.

    Attributes:
        n_turns: How many, the current one among them.
    """

    n_turns: int

    def _seen(
        self, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> list[BaseMessage]:
        last = earlier[-(self.n_turns - 1) :] if self.n_turns > 1 else ()
        return latest(last, current, room, room.size)


@dataclass(frozen=True, slots=True)
class Tokens(Memory):
    """As many of the last turns as a number of tokens holds; the current one in any case.

    Attributes:
        n_tokens: The tokens, without those of the instructions and tools.
    """

    n_tokens: int

    def _seen(
        self, earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room
    ) -> list[BaseMessage]:
        return latest(earlier, current, room, room.empty() + self.n_tokens)


def latest(
    earlier: Sequence[TurnOfChat], current: TurnOfChat, room: Room, most: int
) -> list[BaseMessage]:
    """The current turn after as many of the earlier ones as ``most`` tokens hold.

    Turns that do not fit whole are shown shortened while that fits.
    """

    def with_last(n_whole: int, n_brief: int = 0) -> list[BaseMessage]:
        start = len(earlier) - n_whole
        shortened = [brief(turn) for turn in earlier[start - n_brief : start]]
        return messages_of([*shortened, *earlier[start:], current])

    if room.fits(with_last(len(earlier)), most):
        return with_last(len(earlier))
    n_whole = most_that_fit(len(earlier), lambda n: room.fits(with_last(n), most))
    n_left = len(earlier) - n_whole
    n_brief = most_that_fit(n_left, lambda n: room.fits(with_last(n_whole, n), most))
    return with_last(n_whole, n_brief)
