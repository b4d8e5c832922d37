"""Wall-clock budgets."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class OutOfTime(Exception):  # noqa: N818 - an event, not an error
    """The budget ran out in the middle of a step; the step counts for nothing."""


@dataclass(slots=True)
class Budget:
    """A wall-clock budget that starts when it is made.

    Attributes:
        seconds: How long the work may take; ``None`` for no limit.
        stopped: Whether somebody stopped the work before.
        within: A wider budget that this one ends with, if any.
    """

    seconds: float | None
    stopped: bool = False
    within: "Budget | None" = None
    _start: float = field(default_factory=time.monotonic)

    def stop(self) -> None:
        """Call the time up now: what Ctrl-C does, so that the best so far is kept."""
        self.stopped = True

    def begin(self) -> None:
        """Start the clock anew: what was done before does not count."""
        self._start = time.monotonic()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done within takes no time of this budget, nor of those that it ends with."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.excuse(time.monotonic() - began)

    def excuse(self, seconds: float) -> None:
        """Leave out seconds that were no part of the work, here and in every wider budget."""
        self._start += seconds
        if self.within is not None:
            self.within.excuse(seconds)

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped the work, or that of a wider budget."""
        return self.stopped or (self.within is not None and self.within.interrupted)

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def over(self) -> bool:
        """Whether the time is up or the work was stopped."""
        if self.stopped or (self.within is not None and self.within.over):
            return True
        return self.seconds is not None and self.spent >= self.seconds

    def check(self) -> None:
        """Raise `OutOfTime` when the time is up."""
        if self.over:
            raise OutOfTime


@contextmanager
def again_and_again(act_fn: Callable[[], None], seconds: float) -> Iterator[None]:
    """Do something every so many seconds, in another thread, while something else runs.

    Args:
        act_fn: What is done.
        seconds: From one time to the next.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(seconds):
            act_fn()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
