"""Measures of a plan from the sums over its districts."""

import numpy as np

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import inner_kernel, kernel
from districtbot.chains.memory import Memory, recalled


@inner_kernel
def furthest_population(population: Floats, ideal: float) -> float:
    """Most people that a district has more or fewer than the ideal."""
    furthest = 0.0
    for district in range(len(population)):
        furthest = max(furthest, abs(population[district] - ideal))
    return furthest


@kernel
def population_range(population: Floats) -> float:
    """People in the largest district less those in the smallest."""
    low, high = population[0], population[0]
    for district in range(1, len(population)):
        low = min(low, population[district])
        high = max(high, population[district])
    return high - low


@kernel
def polsby_popper(
    sums: Floats, inside: Floats, area_col: int, perimeter_col: int, minimum: int
) -> float:
    """Mean or minimum of 4 pi area / perimeter^2 over the districts; 0 for an empty one.

    Source: D. D. Polsby and R. D. Popper, The third criterion: compactness as a procedural
    safeguard against partisan gerrymandering, Yale Law & Policy Review 9(2), 1991.

    Args:
        sums: Sums of the columns; shape (k, c).
        inside: Border between units of the same district, metres; shape (k,).
        area_col: Column of areas, square metres.
        perimeter_col: Column of perimeters, metres.
        minimum: 1 for the minimum, 0 for the mean.
    """
    total, least = 0.0, np.inf
    for district in range(len(inside)):
        around = max(sums[district, perimeter_col] - 2 * inside[district], 1e-9)
        score = 4 * np.pi * sums[district, area_col] / (around * around)
        total += score
        least = min(least, score)
    return least if minimum else total / len(inside)


@kernel
def clashes(present: Ints, level: int) -> float:
    """Labels that share a district with another one, all but one in each district."""
    found = 0
    for district in range(present.shape[1]):
        found += max(0, present[level, district] - 1)
    return float(found)


@inner_kernel
def most_shared(
    sums: Floats,
    population: Floats,
    people: Floats,
    memory: Memory,
    room: int,
    begin: int,
    end: int,
    word_col: int,
) -> float:
    """People whose district lies, by most of its people, in their own region."""
    total = 0.0
    for district in range(len(population)):
        word = sums[district, word_col]
        known = recalled(memory, room, district, word, population[district])
        slot = memory.latest[room, district]
        if not known:
            most = 0.0
            for region in range(begin, end):
                most = max(most, people[region, district])
            memory.score[room, district, slot] = most
        total += memory.score[room, district, slot]
    return total
