"""What explores plans, behind one interface."""

from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget
from districtbot.plans.ledger import Ledger, Reader
from districtbot.plans.problem import Problem

EngineName = Literal["fast", "gerrychain"]


class Engine(Protocol):
    """Explores the plans of one problem."""

    name: EngineName

    @property
    def gauge(self) -> Reader:
        """Measures plans against the targets."""
        ...

    def __init__(self, problem: Problem, budget: Budget) -> None:
        """Prepare for a problem; work ends when the budget does."""
        ...

    def prepare(self, say: Callable[[str], None]) -> None:
        """Do what is done once on a machine, such as compiling, before the clock starts.

        Args:
            say: Told what is done, where it takes long.
        """
        ...

    def explore(self, ledger: Ledger, *, seed: int, start: NDArray[np.int32] | None) -> None:
        """Take steps until the ledger raises that it is enough.

        The plans that are seen are a fixed function of the problem, the seed, the start and the
        number of steps.

        Args:
            ledger: Is told of every step and of every plan worth keeping.
            seed: Everything random follows from it.
            start: A plan to start from, as districts of nodes, 0..k-1; else from seed plans.
        """
        ...
