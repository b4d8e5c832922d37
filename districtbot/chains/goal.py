"""The populations that districts are to have, and how far a plan is from them."""

from typing import NamedTuple

import numpy as np

from districtbot.chains.borders import LARGEST
from districtbot.chains.graph import Floats, Graph
from districtbot.chains.kernel import kernel

GRAINS, COOLING = 0.15, 50.0
"""Heat of a first chain in people of a node, and how much hotter it is than a last one."""
FINE = 0.3
"""Neighbours share until they differ by less than this many people of a node."""
STRAIGHT = 0.2
"""What a link cut more counts in the second stage, in units of heat."""
N_CHAINS, N_CYCLE, N_IDLE = 4000, 100, 400
"""Chains in all, from one heating to the next, and in a row with none kept before it ends."""


class Goal(NamedTuple):
    """The populations that districts are to have.

    Attributes:
        ideal: People that each district should have; shape (k,).
        low: Fewest; shape (k,).
        high: Most; shape (k,).
        fine: Neighbours that differ by fewer people share no more in the first stage.
        n_chains: Chains to try in the second stage of a balance.
        n_cycle: Chains from one heating to the next.
        n_idle: Chains in a row, none of them kept, that end it.
        hot: Heat after heating, in people.
        cold: Heat before the next.
        straight: What a link cut more counts in the second stage, in units of heat.
        largest: Nodes that a district gives or takes at once, at most; 1 to 3.
    """

    ideal: Floats
    low: Floats
    high: Floats
    fine: float
    n_chains: int
    n_cycle: int
    n_idle: int
    hot: float
    cold: float
    straight: float
    largest: int


def goal_of(
    graph: Graph, ideal: Floats, low: Floats, high: Floats, *, n_chains: int = N_CHAINS
) -> Goal:
    """The goal of a balance, with heats that fit it.

    Args:
        graph: The graph.
        ideal: People that each district should have, shape (k,).
        low: Fewest, shape (k,).
        high: Most, shape (k,).
        n_chains: Chains to try in the second stage.
    """
    room = max(1.0, float(np.minimum(high - ideal, ideal - low).min()))
    grain = float(graph.population.mean())
    hot = max(2 * room, GRAINS * grain)
    cold = max(room, hot / COOLING)
    return Goal(
        ideal, low, high, FINE * grain, n_chains, N_CYCLE, N_IDLE, hot, cold, STRAIGHT, LARGEST
    )


@kernel
def excess_of(population: Floats, goal: Goal) -> float:
    """By how many people the worst district misses its goal; 0 where all meet it."""
    worst = 0.0
    for d in range(len(population)):
        worst = max(worst, population[d] - goal.high[d], goal.low[d] - population[d])
    return worst


@kernel
def squares_of(population: Floats, goal: Goal) -> float:
    """The sum of squared deviations."""
    total = 0.0
    for d in range(len(population)):
        off = population[d] - goal.ideal[d]
        total += off * off
    return total


@kernel
def near_of(goal: Goal, district: int) -> float:
    """How far a district may be off to count as even: half of what it is allowed."""
    ideal = goal.ideal[district]
    return 0.5 * min(goal.high[district] - ideal, ideal - goal.low[district])
