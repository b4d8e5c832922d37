"""A map and its targets as arrays that a search can work on.

Units that must stay together are merged into one node, so that no step can part them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans.groups import region_column, units_with
from districtbot.plans.targets import (
    Apart,
    Incumbents,
    Locked,
    PopulationRange,
    RegionPieces,
    RegionSplits,
    Targets,
    Together,
)


@dataclass(frozen=True)
class Problem:
    """What a search works on.

    Attributes:
        state: The map.
        targets: The targets.
        node_of: Node of each unit, shape (n_units,), int32.
        population: People in each node, shape (n_nodes,).
        links: Pairs of nodes that touch or are bridged, shape (m, 2), int32, sorted.
        region: County of each node for county-aware trees, shape (n_nodes,), or ``None``.
    """

    state: StateMap
    targets: Targets
    node_of: NDArray[np.int32]
    population: NDArray[np.float64]
    links: NDArray[np.int32]
    region: NDArray[np.int32] | None

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.population)

    @property
    def n_districts(self) -> int:
        """Number of districts."""
        return self.targets.districts

    @cached_property
    def ideal(self) -> float:
        """People in a district of ideal population."""
        return float(self.population.sum()) / self.n_districts

    @cached_property
    def tolerance(self) -> float:
        """Largest deviation per district, as a share, that the population targets allow."""
        return self.targets.tightest_deviation(self.ideal)

    @cached_property
    def aim(self) -> float:
        """The deviation per district to draw for: half of an overall range, else the tolerance.

        A plan within half the range of the ideal on each side is within the range.
        """
        halves = [t.at_most / 2 for t in self.targets.target if isinstance(t, PopulationRange)]
        return min([self.tolerance, *halves])

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """The nodes next to each node, ascending."""
        lists: list[list[int]] = [[] for _ in range(self.n_nodes)]
        for a, b in self.links.tolist():
            lists[a].append(b)
            lists[b].append(a)
        return tuple(tuple(sorted(near)) for near in lists)


def problem_of(state: StateMap, targets: Targets) -> Problem:
    """Merge what must stay together and collect the arrays.

    Raises:
        AskError: If a target names a column or value that the map does not have.
    """
    node_of = _merged(state, targets)
    n_nodes = int(node_of.max()) + 1
    ends = node_of[state.graph.links]
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    links = np.unique(ends, axis=0).astype(np.int32).reshape(-1, 2)
    population = np.bincount(node_of, state.population, n_nodes).astype(np.float64)
    return Problem(state, targets, node_of, population, links, _regions(state, targets, node_of))


def exclusions(state: StateMap, targets: Targets) -> tuple[NDArray[np.int32], ...]:
    """For each target that keeps units apart, a label of each unit; -1 where it has none.

    No district may hold two labels of one array: values kept apart, homes of incumbents, units
    locked into different districts, and those of a district that stays as it is and all others.
    """
    found: list[NDArray[np.int32]] = []
    locked = np.full(state.n_units, -1, dtype=np.int32)
    for target in targets.target:
        if isinstance(target, Apart):
            found.append(units_with(state, target.column, target.values))
        elif isinstance(target, Incumbents):
            found.append(incumbent_labels(state, target))
        elif isinstance(target, Locked):
            hits = units_with(state, target.column, target.values) >= 0
            locked[hits] = target.district - 1
            if target.alone:
                found.append(inside_or_not(state, target))
    if (locked >= 0).any():
        found.append(locked)
    return tuple(found)


def incumbent_labels(state: StateMap, target: Incumbents) -> NDArray[np.int32]:
    """The place of each unit in the list of incumbents' units, or -1."""
    return units_with(state, state.columns.unit_id, target.units)


def inside_or_not(state: StateMap, target: Locked) -> NDArray[np.int32]:
    """0 for the units of a lock, 1 for all others, shape (n_units,)."""
    return (units_with(state, target.column, target.values) < 0).astype(np.int32)


def _merged(state: StateMap, targets: Targets) -> NDArray[np.int32]:
    """Number the nodes: connected units of one group share a number."""
    links = state.graph.links
    inside = np.zeros(len(links), dtype=bool)
    for group in _groups(state, targets):
        ends = group[links]
        inside |= (ends[:, 0] == ends[:, 1]) & (ends[:, 0] >= 0)
    joined = components_of(state.n_units, links[inside])
    _, first, node = np.unique(joined, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[node].astype(np.int32)


def _groups(state: StateMap, targets: Targets) -> list[NDArray[np.int32]]:
    """A group number of each unit, -1 for none, for each target that merges units."""
    groups = []
    for target in targets.target:
        if isinstance(target, Together | Locked):
            hits = units_with(state, target.column, target.values) >= 0
            groups.append(np.where(hits, 0, -1).astype(np.int32))
        elif isinstance(target, RegionSplits) and target.at_most == 0 and not target.wished:
            codes, _ = state.codes(region_column(state, target.region))
            groups.append(codes)
    return groups


def _regions(
    state: StateMap, targets: Targets, node_of: NDArray[np.int32]
) -> NDArray[np.int32] | None:
    """The region whose borders trees should follow: the one of a target, else counties."""
    named = [t.region for t in targets.target if isinstance(t, RegionSplits | RegionPieces)]
    if named:
        column: str | None = region_column(state, named[0])
    else:
        column = state.columns.county
    if column is None:
        return None
    codes, names = state.codes(column)
    if len(names) < 2:
        return None
    region = np.zeros(int(node_of.max()) + 1, dtype=np.int32)
    region[node_of] = codes
    return region
