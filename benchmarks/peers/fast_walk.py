"""districtbot's fast engine as a chain that can be timed, in one process or several.

All that the benchmarks know of the compiled kernels is in this file.
"""

import multiprocessing
import time
from multiprocessing.connection import Connection
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.graph import Graph, graph_of
from districtbot.chains.kernel import kernel
from districtbot.chains.recom import (
    CUT_EDGES,
    DISTRICT_PAIRS,
    MINIMUM,
    UNIFORM,
    Law,
    Split,
    recom,
    split_for,
)
from districtbot.chains.scratch import Scratch, scratch_for
from districtbot.chains.state import State, state_of
from peers.walk import Walk, steps_per_second

TREES = {"mst": MINIMUM, "ust": UNIFORM}
PAIRS = {"cut_edges": CUT_EDGES, "district_pairs": DISTRICT_PAIRS}
GERRYCHAIN_ATTEMPTS = 100_000
"""Trees that GerryChain tries for one pair before it gives up; here the same."""
CHUNK = 100
"""Steps taken in one call of compiled code."""


class FastWalk:
    """ReCom steps of the fast engine, every one kept."""

    def __init__(self, walk: Walk) -> None:
        k = walk.problem.n_districts
        ideal = walk.problem.ideal
        self._graph = graph_of(walk.problem.links, walk.problem.population)
        self._state = state_of(self._graph, walk.start, k)
        self._law = Law(
            TREES[walk.trees],
            PAIRS[walk.pairs],
            GERRYCHAIN_ATTEMPTS,
            1,
            np.full(k, ideal * (1 - walk.epsilon)),
            np.full(k, ideal * (1 + walk.epsilon)),
            np.zeros(0),
            np.zeros(0, np.int32),
        )
        self._scratch = scratch_for(self._graph)
        self._split = split_for(self._graph)
        self._stream = stream_of(walk.seed, "fast")
        self._seconds = 0.0
        self._before = self._split.tally.copy()

    def advance(self, n_steps: int = CHUNK) -> int:
        """Some steps; gives how many led to a new plan."""
        start = time.process_time()
        made = advance_steps(
            self._graph,
            self._state,
            self._law,
            self._scratch,
            self._split,
            self._stream,
            n_steps,
        )
        self._seconds += time.process_time() - start
        return made

    def plan_after(self, n_steps: int) -> NDArray[np.int32]:
        """The plan after so many more steps, shape (n_nodes,)."""
        self.advance(n_steps)
        return self._state.district.copy()

    def forget_costs(self) -> None:
        """Count trees and seconds from here on."""
        self._seconds = 0.0
        self._before = self._split.tally.copy()

    @property
    def nanoseconds_per_unit(self) -> float:
        """Processor time of whole steps, per tree drawn and unit that it spans."""
        _, _, _, _, spanned = self._split.tally - self._before
        return 1e9 * self._seconds / int(spanned)


@kernel
def advance_steps(
    graph: Graph,
    state: State,
    law: Law,
    scratch: Scratch,
    split: Split,
    stream: Stream,
    n_steps: int,
) -> int:
    """Take steps; gives how many found a split."""
    n_made = 0
    for _ in range(n_steps):
        if recom(graph, state, law, scratch, split, stream):
            n_made += 1
    return n_made


class Processes:
    """Several processes, each with a warm chain of its own; to be used in a ``with``.

    Args:
        walk: What each chain is given; their seeds differ.
        n: How many processes.
    """

    def __init__(self, walk: Walk, n: int) -> None:
        context = multiprocessing.get_context("spawn")
        pipes = [context.Pipe() for _ in range(n)]
        self._ours = [ours for ours, _ in pipes]
        self._processes = [
            context.Process(target=_serve, args=(walk, number, theirs))
            for number, (_, theirs) in enumerate(pipes)
        ]

    def __enter__(self) -> "Processes":
        for process in self._processes:
            process.start()
        for pipe in self._ours:
            pipe.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in self._ours:
            pipe.send(None)
        for process in self._processes:
            process.join()

    def rate(self, n_active: int, seconds: float) -> float:
        """Steps per second of the first so many processes together, by the wall's clock."""
        active = self._ours[:n_active]
        for pipe in active:
            pipe.send(seconds)
        return sum(float(pipe.recv()) for pipe in active)


def _serve(walk: Walk, number: int, pipe: Connection) -> None:
    """Warm a chain, then time it whenever asked."""
    seeded = Walk(
        walk.problem, walk.start, walk.epsilon, walk.trees, walk.pairs, walk.seed + number
    )
    chain = FastWalk(seeded)
    steps_per_second(chain, 1.0, time.perf_counter)
    pipe.send("ready")
    while (seconds := pipe.recv()) is not None:
        pipe.send(steps_per_second(chain, seconds, time.perf_counter))
