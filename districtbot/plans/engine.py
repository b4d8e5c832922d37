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


@dataclass(frozen=True, slots=True)
class TreeLaw:
    """How trees are drawn and cut.

    Attributes:
        epsilon: Largest deviation from the ideal population, a share, on each side of a cut.
        surcharge: Added to the random weight in [0, 1) of an edge between two regions; 0
            ignores regions, 1 uses such edges last, so that most regions stay whole.
    """

    epsilon: float
    surcharge: float


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

    def seed_plan(self, law: TreeLaw, rng: random.Random) -> Position | None:
        """Draw a plan from nothing, every district within the law's epsilon of ideal."""
        ...

    def recom(self, position: Position, law: TreeLaw, rng: random.Random) -> Position | None:
        """Merge two neighbouring districts and split them anew within the law's epsilon."""
        ...
