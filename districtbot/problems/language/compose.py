"""Puts clauses together into a request as a person would write it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap


@dataclass(frozen=True, slots=True)
class Request:
    """A message that asks for a plan, and what it means.

    Attributes:
        text: The message.
        districts: Number of districts, if it says one.
        targets: The targets, as ``set_targets`` takes them, in the order of the message.
        clauses: What it was made from.
    """

    text: str
    districts: int | None
    targets: tuple[dict[str, Any], ...]
    clauses: tuple[Clause, ...]

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of ``set_targets``: only what the message says."""
        found: dict[str, Any] = {}
        if self.districts is not None:
            found["districts"] = self.districts
        if self.targets:
            found["targets"] = [dict(one) for one in self.targets]
        return found


def request(
    speaker: Speaker,
    made: MadeMap,
    *,
    level: int,
    kinds: Sequence[ClauseKind] | None = None,
    districts: int | None = None,
    say_districts: bool = True,
) -> Request:
    """Draw a request for a plan.

    Args:
        speaker: Who asks; its ``rng`` is the only randomness.
        made: The map.
        level: 1: one clause or none; 2: one to three; 3: two to four, with asides, conditions,
            corrections in mid-sentence and numbers that ask for nothing.
        kinds: Clauses to draw from; all there are by default.
        districts: Number of districts; drawn by default.
        say_districts: Whether the message says it.
    """
    raise NotImplementedError


def follow_up(speaker: Speaker, clause: Clause) -> str:
    """A message that changes or adds something later in a conversation, in few words."""
    raise NotImplementedError


def drawn_clauses(
    rng: random.Random, made: MadeMap, districts: int, kinds: Sequence[ClauseKind], n: int
) -> tuple[Clause, ...]:
    """So many clauses on different measures; fewer where the map has no more to offer."""
    raise NotImplementedError
