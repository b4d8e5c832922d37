"""Many trees and many steps of the compiled kernels at once, in a form that can be counted."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.cuts import balanced_cuts
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.graph import Graph, graph_of
from districtbot.chains.kernel import kernel
from districtbot.chains.merge import gather, list_neighbours, list_pairs
from districtbot.chains.recom import GRADED, UNIFORM, Law, recom, split_for, undo
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import state_of
from districtbot.chains.trees import (
    first_pairs,
    minimum_tree,
    surcharged_tree,
    uniform_tree,
)

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

MINIMUM, SURCHARGED = 0, 1
ENOUGH = 10**6
"""Trees and pairs tried: so many that a step is never given up."""
NOTHING = np.zeros(0)
NO_GRADES = np.zeros(0, np.int32)


def law_of(
    trees: int,
    pairs: int,
    low: Floats,
    high: Floats,
    *,
    surcharge: Floats = NOTHING,
    grade: Ints = NO_GRADES,
) -> Law:
    """A law whose steps are never given up."""
    return Law(trees, pairs, ENOUGH, ENOUGH, low, high, surcharge, grade)


def trees_of(
    links: Ints, n_nodes: int, trees: int, n_draws: int, *label: Any, surcharge: Floats = NOTHING
) -> Counter[frozenset[int]]:
    """How often each spanning tree was drawn, as the numbers of its links."""
    graph = graph_of(links, np.ones(n_nodes))
    half = (np.arange(n_nodes) % 2).astype(np.int32)
    number = np.full((n_nodes, n_nodes), -1, np.int64)
    for place, (a, b) in enumerate(links):
        number[a, b] = number[b, a] = place
    masks = np.zeros(n_draws, np.int64)
    draw_trees(
        graph,
        state_of(graph, half, 2),
        scratch_for(graph),
        stream_of("trees", *label),
        trees,
        surcharge,
        (surcharge > 0).astype(np.int32),
        number,
        masks,
    )
    found, counts = np.unique(masks, return_counts=True)
    return Counter(
        {
            frozenset(place for place in range(len(links)) if mask >> place & 1): int(count)
            for mask, count in zip(found.tolist(), counts, strict=True)
        }
    )


@kernel
def draw_trees(
    graph: Graph,
    state: Any,
    scratch: Any,
    stream: Stream,
    trees: int,
    surcharge: Floats,
    grade: Ints,
    number: NDArray[np.int64],
    masks: NDArray[np.int64],
) -> None:
    n_places = gather(graph, state, scratch, 0, 1)
    n_pairs = list_pairs(graph, state, scratch, n_places, 0, 1)
    list_neighbours(graph, state, scratch, n_places, 0, 1)
    node, parent, peel = scratch.node, scratch.parent, scratch.peel
    n_first = np.int64(n_pairs)
    if trees == GRADED:
        n_first = np.int64(first_pairs(scratch, n_pairs, grade))
    for draw in range(len(masks)):
        if trees == UNIFORM:
            uniform_tree(scratch, stream, n_places)
        elif trees == GRADED:
            minimum_tree(scratch, stream, n_places, n_first, n_pairs)
        elif trees == MINIMUM:
            minimum_tree(scratch, stream, n_places, n_pairs, n_pairs)
        else:
            surcharged_tree(scratch, stream, n_places, n_pairs, surcharge)
        balanced_cuts(scratch, n_places, 0.0, 1.0, -1.0)
        mask = np.int64(0)
        for turn in range(n_places - 1):
            place = peel[turn]
            mask |= np.int64(1) << number[node[place], node[parent[place]]]
        masks[draw] = mask


def steps_from(
    graph: Graph, plan: tuple[int, ...], law: Law, n_steps: int, *label: Any
) -> Counter[tuple[int, ...]]:
    """How often each plan was reached by one step from a plan."""
    return _walked(graph, plan, law, n_steps, True, 1, *label)


def visits(
    graph: Graph, plan: tuple[int, ...], law: Law, n_steps: int, every: int, *label: Any
) -> Counter[tuple[int, ...]]:
    """How often each plan was seen at every so many steps of one chain."""
    return _walked(graph, plan, law, n_steps, False, every, *label)


def _walked(
    graph: Graph,
    plan: tuple[int, ...],
    law: Law,
    n_steps: int,
    back: bool,
    every: int,
    *label: Any,
) -> Counter[tuple[int, ...]]:
    state = state_of(graph, np.array(plan, np.int32), len(law.low))
    seen = np.zeros((n_steps // every, len(plan)), np.int8)
    stream = stream_of("steps", *label)
    scratch, split = scratch_for(graph), split_for(graph)
    walk(graph, state, law, scratch, split, stream, back, every, seen)
    code = seen @ len(law.low) ** np.arange(len(plan))
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    rows = seen[first].tolist()
    return Counter({tuple(row): int(n) for row, n in zip(rows, counts, strict=True)})


@kernel
def walk(
    graph: Graph,
    state: Any,
    law: Law,
    scratch: Any,
    split: Any,
    stream: Stream,
    back: bool,
    every: int,
    seen: NDArray[np.int8],
) -> None:
    for turn in range(len(seen)):
        for _ in range(every):
            recom(graph, state, law, scratch, split, stream)
        for node in range(len(state.district)):
            seen[turn, node] = state.district[node]
        if back:
            undo(graph, state, split)
