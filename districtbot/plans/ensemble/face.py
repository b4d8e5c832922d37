"""What an ensemble needs of a chain."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.problem import Problem

Arrays = Mapping[str, NDArray[Any]]
"""Named arrays, none of Python objects."""


class Rules(Protocol):
    """How a chain goes: a frozen value that makes plain JSON."""

    @property
    def thin(self) -> int:
        """Every so many steps a plan is kept."""
        ...

    @property
    def caps(self) -> Mapping[str, int]:
        """Most of a measure; no step goes above it that was not above it before."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """The rules as plain data."""
        ...


class Block(Protocol):
    """What some steps brought."""

    @property
    def plans(self) -> NDArray[np.int16]:
        """District of each node, 0..k-1, in each plan kept; shape (n_kept, n_nodes)."""
        ...

    @property
    def measures(self) -> Mapping[str, NDArray[np.float64]]:
        """Numbers of each plan kept, (n_kept,), or of each of its districts, (n_kept, k)."""
        ...

    @property
    def steps(self) -> int:
        """Steps taken."""
        ...

    @property
    def accepted(self) -> int:
        """Steps whose proposal was accepted."""
        ...


class Chain(Protocol):
    """A chain of plans. To advance by a, then by b, is to advance by a + b, to the bit."""

    def advance(self, n_steps: int) -> Block:
        """Take some steps."""
        ...

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything needed to go on."""
        ...


class ChainMaker(Protocol):
    """Begins and restores chains: a class that other processes can import."""

    def __call__(self, problem: Problem, rules: Any, seed: int, number: int) -> Chain:
        """Begin a chain; its start and its steps follow from the seed and its number."""
        ...

    def restore(self, problem: Problem, rules: Any, state: Arrays) -> Chain:
        """Go on from a state as if the chain had never stopped."""
        ...
