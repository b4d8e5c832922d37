"""The smallest circle around each district, and how much of it the district fills.

A circle is grown: from the smallest around a few points to the smallest around them and the
point furthest outside, until none is outside. It is exact, since each circle is the smallest
around the points that hold it, and larger than the one before. Nodes that lie inside as a
whole are not looked into.
"""

from typing import NamedTuple

import numpy as np

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.memory import Memory, recalled

_NEAR = 1 + 1e-12
"""A point that is no further out than this times the squared radius is inside."""
_N_ROUNDS = 1000


class Circles(NamedTuple):
    """Outlines of the nodes, metres from a common origin.

    Attributes:
        start: Where each node's points begin; shape (n + 1,).
        point: Corners of its convex hull; shape (n_points, 2).
        middle: Middle of a circle around them; shape (n, 2).
        reach: Radius of that circle; shape (n,).
        held: Room for the points that hold a circle, three at most, and one more; shape (4, 2).
    """

    start: Ints
    point: Floats
    middle: Floats
    reach: Floats
    held: Floats


@kernel
def reock(
    sums: Floats,
    population: Floats,
    head: Ints,
    after: Ints,
    circles: Circles,
    memory: Memory,
    room: int,
    area_col: int,
    word_col: int,
    minimum: int,
) -> float:
    """Mean or minimum of area / area of the smallest enclosing circle; 0 for an empty district.

    Source: E. C. Reock, A note: measuring compactness as a requirement of legislative
    apportionment, Midwest Journal of Political Science 5(1), 1961,
    https://doi.org/10.2307/2109043.

    Args:
        sums: Sums of the columns; shape (k, c).
        population: People in each district; shape (k,).
        head: First node of each district; shape (k,).
        after: The node after each node; shape (n,).
        circles: Outlines of the nodes.
        memory: What is known of districts.
        room: Its place for circles.
        area_col: Column of areas, square metres.
        word_col: Column of random numbers that tells districts apart.
        minimum: 1 for the minimum, 0 for the mean.
    """
    total, least = 0.0, np.inf
    for district in range(len(head)):
        word = sums[district, word_col]
        known = recalled(memory, room, district, word, population[district])
        slot = memory.latest[room, district]
        if not known:
            squared = squared_radius(head[district], after, circles)
            full = np.pi * squared
            score = sums[district, area_col] / full if squared > 0 else 0.0
            memory.score[room, district, slot] = score
        total += memory.score[room, district, slot]
        least = min(least, memory.score[room, district, slot])
    return least if minimum else total / len(head)


@kernel
def squared_radius(head: int, after: Ints, circles: Circles) -> float:
    """Squared radius of the smallest circle around the nodes of a list, square metres.

    Args:
        head: First node, -1 for none.
        after: The node after each node, -1 for none; shape (n,).
        circles: Outlines of the nodes.
    """
    if head < 0:
        return 0.0
    held, point = circles.held, circles.point
    first = circles.start[head]
    held[0, 0], held[0, 1] = point[first, 0], point[first, 1]
    x, y, squared, n_held = held[0, 0], held[0, 1], 0.0, 1
    for _ in range(_N_ROUNDS):
        furthest = _furthest(head, after, circles, x, y, squared)
        if furthest < 0:
            break
        held[n_held, 0], held[n_held, 1] = point[furthest, 0], point[furthest, 1]
        x, y, squared, n_held = _smallest(held, n_held + 1)
    return squared


@kernel
def _furthest(head: int, after: Ints, circles: Circles, x: float, y: float, squared: float) -> int:
    """The point furthest outside a circle, -1 where none is."""
    point, middle, reach = circles.point, circles.middle, circles.reach
    furthest, most = -1, squared * _NEAR
    radius = np.sqrt(most)
    node = head
    while node >= 0:
        dx, dy = middle[node, 0] - x, middle[node, 1] - y
        inner = radius - reach[node]
        if inner < 0 or dx * dx + dy * dy > inner * inner:
            for place in range(circles.start[node], circles.start[node + 1]):
                dx, dy = point[place, 0] - x, point[place, 1] - y
                far = dx * dx + dy * dy
                if far > most:
                    furthest, most = place, far
                    radius = np.sqrt(far)
        node = after[node]
    return furthest


@kernel
def _smallest(held: Floats, n_held: int) -> tuple[float, float, float, int]:
    """The smallest circle around two to four points, the last of them on it.

    Of the circles through two or three of the points the one that has to grow least to hold
    all is taken; the points that hold it come first in ``held``.

    Returns:
        Its middle, its squared radius, and how many points hold it.
    """
    last = n_held - 1
    best, best_x, best_y, best_i, best_j = np.inf, 0.0, 0.0, 0, -1
    ax, ay = held[last, 0], held[last, 1]
    for i in range(last):
        bx, by = held[i, 0] - ax, held[i, 1] - ay
        for j in range(-1, i):
            if j < 0:
                x, y = bx / 2, by / 2
            else:
                cx, cy = held[j, 0] - ax, held[j, 1] - ay
                double = 2 * (bx * cy - by * cx)
                if double == 0:
                    continue
                b, c = bx * bx + by * by, cx * cx + cy * cy
                x, y = (cy * b - by * c) / double, (bx * c - cx * b) / double
            most = 0.0
            for other in range(n_held):
                dx, dy = held[other, 0] - ax - x, held[other, 1] - ay - y
                most = max(most, dx * dx + dy * dy)
            if most < best:
                best, best_x, best_y, best_i, best_j = most, ax + x, ay + y, i, j
    n_best = 2 if best_j < 0 else 3
    bx, by = held[best_i, 0], held[best_i, 1]
    if best_j >= 0:
        held[2, 0], held[2, 1] = held[best_j, 0], held[best_j, 1]
    held[0, 0], held[0, 1] = bx, by
    held[1, 0], held[1, 1] = ax, ay
    return best_x, best_y, best, n_best
