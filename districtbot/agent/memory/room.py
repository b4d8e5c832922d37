"""How much of a conversation a model can be shown, counted by the model itself."""

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage

from districtbot.agent.models.loaded import LoadedModel
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

LEAST_TOKENS = 64
"""Tokens that must be left for a conversation besides instructions, tools and reply."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a model can take in besides what it is always told.

    Attributes:
        model: The model.
        tools: The tool list that goes with every request.
        fixed: Messages that go before the conversation in every request.
        budget: Ends early what the model is asked for the memory's sake.
    """

    model: LoadedModel
    tools: Sequence[Mapping[str, Any]]
    fixed: Sequence[BaseMessage]
    budget: Budget | None = None
    _counted: dict[tuple[int, ...], tuple[list[BaseMessage], int]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def size(self) -> int:
        """Tokens of a whole request, without the reply."""
        return self.model.context - self.model.reply_tokens

    def used(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of the whole request with these messages; counted once."""
        key = tuple(map(id, messages))
        if key not in self._counted:
            kept = list(messages)  # as long as they are kept, their ids are theirs
            self._counted[key] = kept, self.model.count_fn([*self.fixed, *kept], self.tools)
        return self._counted[key][1]

    def fits(self, messages: Sequence[BaseMessage], most: int | None = None) -> bool:
        """Whether a request with these messages is within the room, or within ``most`` tokens."""
        return self.used(messages) <= (self.size if most is None else min(most, self.size))

    def empty(self) -> int:
        """Tokens of a request with the shortest message there can be.

        Raises:
            AskError: If not even that fits.
        """
        used = self.used([HumanMessage("?")])
        if used + LEAST_TOKENS > self.size:
            needed = used + LEAST_TOKENS + self.model.reply_tokens
            raise AskError(
                f"{self.model.name} can take in {self.model.context:,} tokens; instructions, tools "
                f"and reply alone need {needed:,}.",
                f"Use a model with a context of at least {needed:,} tokens.",
            )
        return used


def most_that_fit(most: int, fits_fn: Callable[[int], bool]) -> int:
    """The largest number from 0 to ``most`` that fits, where less always fits if more does.

    0 is taken to fit.
    """
    return bisect.bisect_left(range(1, most + 1), True, key=lambda number: not fits_fn(number))


def least_that_fits(most: int, fits_fn: Callable[[int], bool]) -> int:
    """The smallest number from 0 to ``most`` that fits, where more always fits if less does.

    ``most`` where none does.
    """
    return bisect.bisect_left(range(most), True, key=fits_fn)
