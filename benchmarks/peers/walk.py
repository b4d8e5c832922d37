"""A ReCom chain that can be timed, whoever's it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.problem import Problem

Trees = Literal["mst", "ust"]
"""Minimum spanning trees of random weights, or uniform spanning trees."""

Pairs = Literal["cut_edges", "district_pairs"]
"""How two districts are chosen: by a cut edge, or uniformly among neighbouring districts."""

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}


@dataclass(frozen=True, eq=False)
class Walk:
    """What every chain of one row of the table is given.

    Attributes:
        problem: Map, number of districts and tolerance.
        start: District of each node at the start, 0..k-1, shape (n_nodes,).
        epsilon: Largest deviation of a district from the ideal population, a share.
        trees: Tree law.
        pairs: How the two districts of a step are chosen.
        seed: Seed of the chain.
    """

    problem: Problem
    start: NDArray[np.int32]
    epsilon: float
    trees: Trees
    pairs: Pairs
    seed: int


class Walker(Protocol):
    """A chain under way."""

    def advance(self) -> int:
        """Go on a little; the number of new plans reached."""
        ...


def steps_per_second(walker: Walker, seconds: float, clock_fn: Callable[[], float]) -> float:
    """New plans per second over at least so many seconds.

    Args:
        walker: Goes on from where it stands.
        seconds: At least this long on the clock.
        clock_fn: Gives seconds.
    """
    n_steps = 0
    start = clock_fn()
    spent = 0.0
    while spent < seconds:
        n_steps += walker.advance()
        spent = clock_fn() - start
    return n_steps / spent
