"""Boundary flips and swaps: even out population, then better any target a little more."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget
from districtbot.plans.gauge import Reading
from districtbot.plans.ledger import Reader
from districtbot.plans.problem import Problem
from districtbot.plans.targets import POPULATION_MEASURES, Contiguity

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

N_MOVES = 500
"""Moves at most in one polish."""
N_TRIED = 40
"""Moves of the best balance that are looked at before the next kind of move."""
N_CLIMBED = 300
"""Flips that are looked at in one climb."""
N_SWAPPED = 150
"""Units on each side of a border that are paired for a swap."""


@dataclass(frozen=True, slots=True)
class _Move:
    """Nodes that change to districts."""

    nodes: tuple[int, ...]
    homes: tuple[int, ...]


def polish(
    problem: Problem, gauge: Reader, district: Ints, reading: Reading, budget: Budget
) -> tuple[Ints, Reading]:
    """Move units over borders, best balance first, until the population targets are met.

    Every move lowers the sum of squared deviations, keeps both districts in one piece and
    does not widen the gap of any other target. Ends when the population targets are met or
    no such move is left.

    Args:
        problem: The problem.
        gauge: Its gauge.
        district: District of each node, 0..k-1, shape (n_nodes,); left as it is.
        reading: The gauge's reading of it.
        budget: When to stop with `OutOfTime`.

    Returns:
        The polished districts and their reading.
    """
    population = [
        index
        for index, target in enumerate(problem.targets.target)
        if target.measure in POPULATION_MEASURES
    ]
    district = district.copy()
    whole = _is_whole(problem, reading)
    for _ in range(N_MOVES):
        budget.check()
        if all(reading.gaps[index] <= 0 for index in population):
            break
        for move in _moves(problem, district):
            changed = district.copy()
            changed[list(move.nodes)] = move.homes
            if not _stays_whole(problem, district, changed, move):
                continue
            after = gauge.read(changed, whole=whole)
            if _no_worse(after, reading, population):
                district, reading = changed, after
                break
        else:
            break
    return district, reading


def climb(
    problem: Problem,
    gauge: Reader,
    district: Ints,
    reading: Reading,
    rng: random.Random,
    budget: Budget,
) -> tuple[Ints, Reading]:
    """Flip units on borders, in random order, whenever that brings the targets nearer.

    Args:
        problem: The problem.
        gauge: Its gauge.
        district: District of each node, 0..k-1, shape (n_nodes,); left as it is.
        reading: The gauge's reading of it.
        rng: The order in which flips are tried.
        budget: When to stop with `OutOfTime`.

    Returns:
        The districts after at most `N_CLIMBED` looks, and their reading.
    """
    nodes, homes = _border(problem, district)
    whole = _is_whole(problem, reading)
    order = list(range(len(nodes)))
    rng.shuffle(order)
    for place in order[:N_CLIMBED]:
        if reading.met:
            break
        budget.check()
        move = _Move((int(nodes[place]),), (int(homes[place]),))
        changed = district.copy()
        changed[list(move.nodes)] = move.homes
        if _stays_whole(problem, district, changed, move):
            after = gauge.read(changed, whole=whole)
            if after.cost < reading.cost:
                district, reading = changed, after
    return district, reading


def _is_whole(problem: Problem, reading: Reading) -> bool:
    """Whether every district is in one piece, so that checked moves leave it so."""
    return all(
        gap <= 0
        for gap, target in zip(reading.gaps, problem.targets.target, strict=True)
        if isinstance(target, Contiguity)
    )


def _no_worse(after: Reading, before: Reading, population: list[int]) -> bool:
    return all(
        new <= old + 1e-12
        for index, (new, old) in enumerate(zip(after.gaps, before.gaps, strict=True))
        if index not in population
    )


def _moves(problem: Problem, district: Ints) -> Iterator[_Move]:
    """Moves that lower the sum of squared deviations, best first: flips, then swaps."""
    people = np.bincount(district, problem.population, problem.n_districts)
    over: Floats = (people - problem.ideal).astype(np.float64)
    nodes, homes = _border(problem, district)
    weight = problem.population[nodes]
    here = district[nodes]
    gain = 2 * weight * (over[here] - over[homes] - weight)
    for index in _best(gain):
        yield _Move((int(nodes[index]),), (int(homes[index]),))
    yield from _swaps(problem, district, over, nodes, homes)


def _border(problem: Problem, district: Ints) -> tuple[Ints, Ints]:
    """Each node on a border with each district beyond it."""
    links = problem.links
    both = np.concatenate([links, links[:, ::-1]])
    both = both[district[both[:, 0]] != district[both[:, 1]]]
    pairs = np.unique(both[:, 0].astype(np.int64) * problem.n_districts + district[both[:, 1]])
    nodes, homes = np.divmod(pairs, problem.n_districts)
    return nodes.astype(np.int32), homes.astype(np.int32)


def _best(gain: Floats) -> list[int]:
    """Places of the largest positive gains, ties by place."""
    order = np.argsort(-gain, kind="stable")[:N_TRIED]
    return [int(index) for index in order if gain[index] > 1e-9]


def _swaps(
    problem: Problem, district: Ints, over: Floats, nodes: Ints, homes: Ints
) -> Iterator[_Move]:
    """Exchanges of one node each between two neighbouring districts, best first."""
    here = district[nodes]
    found: list[tuple[float, int, int, int, int]] = []
    pairs = np.unique(np.stack([here, homes], axis=1)[here < homes], axis=0)
    for a, b in pairs.tolist():
        out = nodes[(here == a) & (homes == b)][:N_SWAPPED]
        back = nodes[(here == b) & (homes == a)][:N_SWAPPED]
        shift = problem.population[out][:, None] - problem.population[back][None, :]
        gain = 2 * shift * (over[a] - over[b] - shift)
        for place in _best(gain.ravel()):
            i, j = divmod(place, len(back))
            found.append((-float(gain[i, j]), int(out[i]), int(back[j]), b, a))
    for _, first, second, b, a in sorted(found)[:N_TRIED]:
        yield _Move((first, second), (b, a))


def _stays_whole(problem: Problem, before: Ints, after: Ints, move: _Move) -> bool:
    """Whether the districts that the moved nodes left and joined are each in one piece."""
    for node, home in zip(move.nodes, move.homes, strict=True):
        near = problem.neighbours[node]
        if not any(after[other] == home for other in near):
            return False
        left = int(before[node])
        stayed = [other for other in near if after[other] == left]
        if not stayed and not (after == left).any():
            return False
        if not _joined(problem, after, left, stayed):
            return False
    return True


def _joined(problem: Problem, district: Ints, number: int, ends: list[int]) -> bool:
    """Whether nodes of one district reach each other inside it."""
    if len(ends) < 2:
        return True
    missing = set(ends[1:])
    seen = {ends[0]}
    front = [ends[0]]
    while front and missing:
        following = []
        for node in front:
            for other in problem.neighbours[node]:
                if other not in seen and district[other] == number:
                    seen.add(other)
                    missing.discard(other)
                    following.append(other)
        front = following
    return not missing
