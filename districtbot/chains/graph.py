"""The dual graph and what is counted on it, as arrays that compiled code can read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


class Graph(NamedTuple):
    """A connected graph of n nodes and m links, with c columns to sum and levels of regions.

    A node is a unit, or several that stay together. Numbers on nodes and links are multiples
    of a power of two (see `on_grid`), so that sums of them are exact in any order.

    Attributes:
        start: Where each node's neighbours begin in ``near``; shape (n + 1,).
        near: Neighbours, ascending within a node; shape (2m,).
        link: The link to each of them, 0..m-1; shape (2m,).
        ends: Two nodes of each link, the lower first; shape (m, 2).
        population: People in each node; shape (n,).
        columns: What else is summed over districts; shape (n, c).
        touching: Pairs of touching units that a link stands for, 0 for a bridge; shape (m,).
        shared: Length of border that a link stands for, metres; shape (m,).
        code_start: Where each node's regions begin in ``code``; shape (n + 1,).
        code: Regions that a node has units in, numbered across all levels.
        weight: Units of the node in that region; same shape as ``code``.
        people: People of the node in that region; same shape as ``code``.
        level: Level of each region, such as 0 for counties and 1 for cities; shape (n_regions,).
        first_of: Where each level's regions begin; shape (n_levels + 1,).
    """

    start: Ints
    near: Ints
    link: Ints
    ends: Ints
    population: Floats
    columns: Floats
    touching: Ints
    shared: Floats
    code_start: Ints
    code: Ints
    weight: Ints
    people: Floats
    level: Ints
    first_of: Ints


class Level(NamedTuple):
    """One way to divide the map into regions, or to mark some of it.

    Attributes:
        node: A node with units in a region; one entry for each pair of node and region.
        region: The region, 0..n_regions-1; same shape.
        weight: Units of the node in the region; same shape.
        people: People of the node in the region; same shape.
        n_regions: Number of regions.
    """

    node: Ints
    region: Ints
    weight: Ints
    people: Floats
    n_regions: int


def graph_of(
    links: Ints,
    population: Floats,
    *,
    columns: Floats | None = None,
    touching: Ints | None = None,
    shared: Floats | None = None,
    levels: tuple[Level, ...] = (),
) -> Graph:
    """Arrange a graph for the kernels.

    Args:
        links: Pairs of nodes, shape (m, 2).
        population: People in each node, shape (n,).
        columns: What else is summed over districts, shape (n, c).
        touching: Pairs of touching units per link, shape (m,); 1 each if left out.
        shared: Length of border per link, metres, shape (m,); 0 each if left out.
        levels: Divisions of the map into regions.
    """
    n, m = len(population), len(links)
    ends = np.sort(np.asarray(links, dtype=np.int32).reshape(-1, 2), axis=1)
    both = np.concatenate([ends, ends[:, ::-1]])
    number = np.tile(np.arange(m, dtype=np.int32), 2)
    order = np.lexsort((both[:, 1], both[:, 0]))
    start = np.zeros(n + 1, dtype=np.int32)
    start[1:] = np.cumsum(np.bincount(both[:, 0], minlength=n))
    if columns is None:
        columns = np.zeros((n, 0))
    return Graph(
        start,
        np.ascontiguousarray(both[order, 1], dtype=np.int32),
        np.ascontiguousarray(number[order], dtype=np.int32),
        np.ascontiguousarray(ends),
        on_grid(population),
        np.ascontiguousarray(_columns_on_grid(columns)),
        np.ones(m, dtype=np.int32) if touching is None else touching.astype(np.int32),
        np.zeros(m) if shared is None else on_grid(shared),
        *_codes(levels, n),
    )


def on_grid(values: Floats) -> Floats:
    """Round to multiples of a power of two so coarse that every sum of the values is exact.

    Whole numbers stay as they are up to a total of 2**52; of others, some 15 digits of the
    total remain.
    """
    values = np.asarray(values, dtype=np.float64)
    total = float(np.abs(values).sum())
    if total == 0 or not np.isfinite(total):
        return values.copy()
    step = 2.0 ** (np.ceil(np.log2(total)) - 52)
    rounded: Floats = np.round(values / step) * step
    return rounded


def _columns_on_grid(columns: Floats) -> Floats:
    if columns.shape[1] == 0:
        return columns.astype(np.float64)
    return np.stack([on_grid(column) for column in columns.T], axis=1)


def _codes(levels: tuple[Level, ...], n: int) -> tuple[Ints, Ints, Ints, Floats, Ints, Ints]:
    """Regions of all levels under one numbering, listed by node."""
    first = np.cumsum([0, *(level.n_regions for level in levels)]).astype(np.int32)
    node = np.concatenate([np.zeros(0, np.int32), *(level.node for level in levels)])
    shifted = (level.region + base for level, base in zip(levels, first, strict=False))
    code = np.concatenate([np.zeros(0, np.int32), *shifted]).astype(np.int32)
    weight = np.concatenate([np.zeros(0, np.int32), *(level.weight for level in levels)])
    people = np.concatenate([np.zeros(0), *(level.people for level in levels)])
    order = np.lexsort((code, node))
    start = np.zeros(n + 1, dtype=np.int32)
    start[1:] = np.cumsum(np.bincount(node, minlength=n))
    level_of = np.repeat(np.arange(len(levels)), np.diff(first)).astype(np.int32)
    return (
        start,
        np.ascontiguousarray(code[order]),
        np.ascontiguousarray(weight[order].astype(np.int32)),
        np.ascontiguousarray(on_grid(people[order])),
        level_of,
        first,
    )
