"""Partisan dislocation: how unlike their neighbourhoods the districts of voters are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Floats

CELLS = 2_000_000
"""Pairs of units looked at together, so that large maps fit into memory."""
MOST_PAIRS = 30_000_000
"""Pairs of units looked at in all: with more, and several contests, it would take minutes."""
LEVEL = 1e-9
"""Distances that differ by less than this part of them are the same."""


@dataclass(frozen=True, slots=True)
class Dislocation:
    """One contest.

    Attributes:
        mean: Mean, over all voters for either party, of how far the Democratic share of their
            district is from that of their neighbourhood: 0 to 1, no sign.
        by_district: The same for the voters of each district with its sign: positive where the
            district is more Democratic than the neighbourhoods of its voters.
    """

    mean: float
    by_district: tuple[float, ...]


def dislocations(
    plan: Plan, places: Floats, votes: Sequence[tuple[Floats, Floats]]
) -> tuple[Dislocation, ...]:
    """Measure each contest.

    The neighbourhood of a unit is it and the units nearest to it, by centroids, up to the first
    with which they have as many votes as a district on average; units equally far count all.
    DeFord, Eubank and Rodden (2022), Political Analysis 30, 403, doi:10.1017/pan.2021.13.

    Args:
        plan: A plan.
        places: Where each unit is, metres, shape (n, 2).
        votes: For each contest Democratic and Republican votes of each unit, shape (n,); every
            district has some.
    """
    around = neighbourhoods(places, votes, plan.n_districts)
    district, k = plan.district - 1, plan.n_districts
    found = []
    for (dem, rep), near in zip(votes, around, strict=True):
        cast = np.bincount(district, dem + rep, k)
        share = np.bincount(district, dem, k) / cast
        off = (share[district] - near) * (dem + rep)
        signed = np.bincount(district, off, k) / cast
        mean = float(np.abs(off).sum() / cast.sum())
        found.append(Dislocation(mean, tuple(signed.tolist())))
    return tuple(found)


def too_large(n_units: int, n_districts: int) -> bool:
    """Whether neighbourhoods as large as a district cannot be found in seconds."""
    return n_units * _first_reach(n_units, n_districts) > MOST_PAIRS


def neighbourhoods(
    places: Floats, votes: Sequence[tuple[Floats, Floats]], n_districts: int
) -> tuple[Floats, ...]:
    """Democratic share of the neighbourhood of every unit, shape (n,), for each contest.

    Args:
        places: Where each unit is, metres, shape (n, 2).
        votes: For each contest Democratic and Republican votes of each unit, shape (n,).
        n_districts: How many neighbourhoods the whole map would make.
    """
    from scipy.spatial import KDTree

    tree, n = KDTree(places), len(places)
    shares = tuple(np.empty(n) for _ in votes)
    todo, reach = np.arange(n), _first_reach(n, n_districts)
    while len(todo):
        missed = []
        size = max(1, CELLS // reach)
        for rows in np.split(todo, range(size, len(todo), size)):
            done = _looked_around(tree, rows, reach, votes, n_districts, shares)
            missed.append(rows[~done])
        todo, reach = np.concatenate(missed), min(n, 4 * reach)
    return shares


def _first_reach(n_units: int, n_districts: int) -> int:
    """Nearest units to look at first: most neighbourhoods are no larger."""
    return min(n_units, 2 * n_units // n_districts + 8)


def _looked_around(
    tree: Any,
    rows: NDArray[np.intp],
    reach: int,
    votes: Sequence[tuple[Floats, Floats]],
    n_districts: int,
    shares: tuple[Floats, ...],
) -> NDArray[np.bool_]:
    """Fill in the shares of some units; which of them found votes enough within reach."""
    away, near = tree.query(tree.data[rows], k=np.arange(1, reach + 1))
    done = np.full(len(rows), True)
    each = np.arange(len(rows))
    for (dem, rep), share in zip(votes, shares, strict=True):
        total = dem + rep
        so_far = np.cumsum(total[near], axis=1)
        enough = total.sum() / n_districts * (1 - LEVEL)
        last = np.minimum((so_far < enough).sum(axis=1), reach - 1)
        taken = (away <= away[each, last][:, None] * (1 + LEVEL)).sum(axis=1)
        # Where all within reach are taken, others as far may lie beyond it.
        done &= (taken < reach) | (reach == tree.n)
        share[rows] = np.cumsum(dem[near], axis=1)[each, taken - 1] / so_far[each, taken - 1]
    return done
