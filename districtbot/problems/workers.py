"""Processes side by side that make and check items."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED as ANY
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from districtbot.ground.clock import Budget

_T = TypeVar("_T")
_R = TypeVar("_R")
LOOK_EVERY = 0.5
"""Seconds between two looks for Ctrl-C."""
AHEAD = 3
"""Pieces of work that wait for each process."""


class Workers:
    """Processes; use them in a ``with`` block.

    Args:
        n: How many.
        budget: Ctrl-C stops it; what is under way then is given up.
    """

    def __init__(self, n: int, budget: Budget) -> None:
        self._n = n
        self._budget = budget
        self._pool = ProcessPoolExecutor(n, get_context("spawn"), initializer=_begin)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        broken = kind is not None or self._budget.interrupted
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=not broken, cancel_futures=True)
        if broken:
            for process in processes:
                process.terminate()

    def each(self, work_fn: Callable[[_T], _R], pieces: Iterable[_T]) -> Iterator[tuple[_T, _R]]:
        """What comes of each piece of work, as it is done, in no order.

        Ends early where the budget is stopped.

        Args:
            work_fn: A function of a module; it runs in one of the processes.
            pieces: What it is called with.
        """
        waiting = iter(pieces)
        running: dict[Future[_R], _T] = {}
        while not self._budget.interrupted:
            for piece in waiting:
                running[self._pool.submit(work_fn, piece)] = piece
                if len(running) >= AHEAD * self._n:
                    break
            if not running:
                return
            done, _ = wait(running, LOOK_EVERY, ANY)
            for future in done:
                yield running.pop(future), future.result()


def _begin() -> None:
    """Leave Ctrl-C to the first process; one thread each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"
