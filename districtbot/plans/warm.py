"""Compile the search, once on a machine, on two cores at a time.

The kernels' machine code depends on the types of their arguments alone, so it is made on a map
of nine units. A second process makes half of it meanwhile; both write into the same cache.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from districtbot.chains.anneal import ANNEALED, Schedule
from districtbot.chains.draws import stream_of
from districtbot.chains.kernel import is_compiled, note_compiled
from districtbot.geo.statemap import ColumnRoles, DualGraph, MapSource, StateMap
from districtbot.plans.compiled import compiled
from districtbot.plans.problem import problem_of
from districtbot.plans.targets import Targets
from districtbot.plans.tree_law import TreeLaw
from districtbot.plans.workbench import Workbench

SEARCH = "search"
"""The name under which it is noted that the search is compiled."""

OURS = ("reading targets", "first plans", "ReCom steps")
THEIRS = ("populations", "borders")
"""Parts of the search that two processes compile side by side."""


def compile_search(say: Callable[[str], None], stopped: Callable[[], bool]) -> None:
    """Compile the search if that has not been done yet: about half a minute.

    Args:
        say: Told what is done.
        stopped: Asked between the parts whether to stop.
    """
    if is_compiled(SEARCH):
        return
    parts = (*OURS, *THEIRS)
    bench = _small_bench()
    with _second_process() as wait:
        for number, part in enumerate(parts, 1):
            if stopped():
                return
            say(f"Compiling the search, once on this machine: {number} of {len(parts)}, {part}")
            if part == THEIRS[0]:
                wait()
            compile_parts(bench, [part])
    note_compiled(SEARCH)


def compile_parts(bench: Workbench, parts: Sequence[str]) -> None:
    """Compile some of `OURS` and `THEIRS`, or load them from the cache."""
    law, stream = bench.law(TreeLaw(0.5, 1.0)), stream_of(0)
    schedule = Schedule(ANNEALED, 0, 1.0, 1.0, 0.0, 1, 1)
    calls: dict[str, Callable[[], object]] = {
        "reading targets": bench.begin,
        "first plans": lambda: bench.stand_at_new(law, stream, 1),
        "ReCom steps": lambda: bench.anneal(law, schedule, stream, 0),
        "populations": lambda: bench.even_out(stream, lambda: None, 1),
        "borders": lambda: bench.climb(stream, lambda: None, 1, 1.0, 1.0),
    }
    for part in parts:
        calls[part]()


@contextmanager
def _second_process() -> Iterator[Callable[[], object]]:
    """Let another process compile `THEIRS`; gives a function that waits for it.

    Where there is no second core, or the process cannot be started or fails, nothing is lost:
    what is not in the cache is compiled when it is needed.
    """
    if (os.cpu_count() or 1) < 2:
        yield lambda: None
        return
    words = [sys.executable, "-m", "districtbot.plans.warm"]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
    except OSError:
        yield lambda: None
        return
    try:
        yield process.wait
    finally:
        process.kill()
        process.wait()


def _small_bench() -> Workbench:
    """A workbench on three by three units in two counties."""
    links = [(a, a + step) for a in range(9) for step in (1, 3) if a + step < 9]
    links = [(a, b) for a, b in links if b - a == 3 or a % 3 < 2]
    units = pd.DataFrame(
        {"unit": [str(n) for n in range(9)], "people": [1.0] * 9, "county": list("aaabbbbbb")}
    )
    edges = np.array(sorted(links), dtype=np.int32)
    state = StateMap(
        MapSource(Path("nine units"), "", "", "", ""),
        units,
        tuple(units["unit"]),
        None,
        None,
        None,
        DualGraph(9, edges, np.full(len(edges), np.nan), (), "given"),
        ColumnRoles("unit", "people", county="county"),
    )
    problem = problem_of(state, Targets(districts=2))
    return Workbench(problem, compiled(problem))


if __name__ == "__main__":
    compile_parts(_small_bench(), THEIRS)
