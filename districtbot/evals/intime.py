"""The clock of an exam."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from districtbot.ground.clock import Budget

LOOK_EVERY = 0.1
"""Seconds between two looks at the clock."""


@contextmanager
def stopped_in_time(budget: Budget, stop_fn: Callable[[], None]) -> Iterator[None]:
    """Call a function once the time is up, or Ctrl-C came, while something else runs.

    Args:
        budget: The time.
        stop_fn: What is called, from another thread, again and again until this is left.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_EVERY):
            if budget.over:
                stop_fn()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
