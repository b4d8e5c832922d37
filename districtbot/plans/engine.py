"""The step that an engine takes: seed plans and ReCom, behind one interface."""

import random
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget
from districtbot.plans.problem import Problem

EngineName = Literal["gerrychain"]


@dataclass(frozen=True, eq=False)
class Position:
    """Where a chain stands.

    Attributes:
        district: District of each node, 0..k-1, shape (n_nodes,), int32; never written to.
        inner: What the engine needs to go on from here; of no meaning to others.
    """

    district: NDArray[np.int32]
    inner: object


class Engine(Protocol):
    """Makes and changes plans on one problem; knows nothing of targets beyond population.

    Every method is a fixed function of its arguments and the random stream. A method that
    cannot do its work within its attempts returns ``None``; it never loops for ever.
    """

    name: EngineName

    def __init__(self, problem: Problem, budget: Budget) -> None:
        """Prepare for a problem; every call raises `OutOfTime` when the budget is over."""
        ...

    def at(self, district: NDArray[np.int32]) -> Position:
        """Stand at a given plan."""
        ...

    def seed_plan(self, epsilon: float, rng: random.Random) -> Position | None:
        """Draw a plan from nothing, every district within ``epsilon`` (a share) of ideal."""
        ...

    def recom(self, position: Position, epsilon: float, rng: random.Random) -> Position | None:
        """Merge two neighbouring districts and split them anew within ``epsilon``."""
        ...
