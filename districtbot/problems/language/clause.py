"""A meaning that a request can hold, not yet in words."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from districtbot.problems.language.values import Value
from districtbot.problems.maps.made import MadeMap


@dataclass(frozen=True, slots=True)
class Clause:
    """Something asked of a plan.

    Attributes:
        section: The bank has its words under ``section/form`` for each form it can take.
        slots: What fills them.
        targets: What it means: targets as ``set_targets`` takes them, ``measure`` first.
        wish: Whether the words around it say that it is only wished for (`as_wish`); those of the
            section do not.
    """

    section: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    targets: tuple[dict[str, Any], ...] = ()
    wish: bool = False

    @property
    def wishes(self) -> bool:
        """Whether any of it is only wished for."""
        return any(target.get("wished") for target in self.targets)

    @property
    def as_wish(self) -> "Clause":
        """The same, wished for rather than required; what asks for nothing stays as it is."""
        if not self.targets:
            return self
        targets = tuple({**target, "wished": True} for target in self.targets)
        return replace(self, targets=targets, wish=True)


DrawFn = Callable[[random.Random, MadeMap, int], Clause | None]
"""Draws a clause for a map and a number of districts; ``None`` where the map cannot serve it."""


@dataclass(frozen=True, slots=True)
class ClauseKind:
    """Clauses of one construction.

    Attributes:
        name: Such as ``population.within``.
        draw: Draws one. Bounds are mostly such that a plan can meet them.
        weight: How often it is drawn, beside others.
        measures: Measures of its targets: no request holds two clauses of one measure and subject.
    """

    name: str
    draw: DrawFn
    weight: float = 1.0
    measures: tuple[str, ...] = ()


def percent_text(share: float) -> str:
    """A share (0..1) as targets have it: ``1%``, ``0.5%``."""
    return f"{round(100 * share, 4):g}%"
