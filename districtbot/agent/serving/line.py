"""One reply at a time: whoever asks meanwhile stands in line."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from districtbot.agent.serving.refused import Refused, out_of_time
from districtbot.ground.clock import Budget

LOOK_EVERY = 0.25
"""Seconds between two looks whether whoever waits is still there."""


class Gone(Exception):  # noqa: N818 - an event
    """Whoever asked has gone away."""


class Line:
    """A line in which requests wait for the model; first come, first served.

    Args:
        longest: Requests that may wait; more are sent away.
        seconds: The longest wait.
    """

    def __init__(self, longest: int, seconds: float) -> None:
        self._longest = longest
        self._seconds = seconds
        self._line: deque[object] = deque()
        self._moved = threading.Condition()
        self._closed = False

    @property
    def n_waiting(self) -> int:
        """Requests that wait, without the one that is answered."""
        with self._moved:
            return max(len(self._line) - 1, 0)

    @property
    def busy(self) -> bool:
        """Whether a request is answered."""
        with self._moved:
            return bool(self._line)

    @contextmanager
    def turn(self, gone_fn: Callable[[], bool]) -> Iterator[None]:
        """Wait for one's turn and have it.

        Args:
            gone_fn: Whether whoever asked has gone away.

        Raises:
            Refused: If the line is too long, or the wait was.
            Gone: If whoever asked has gone away.
        """
        ticket = object()
        with self._moved:
            if self._closed or len(self._line) > self._longest:
                raise Refused(
                    503 if self._closed else 429,
                    "The server is closing."
                    if self._closed
                    else f"{self._longest} requests wait already. Try again later.",
                    kind="server_error" if self._closed else "rate_limit_error",
                    headers={"Retry-After": "5"},
                )
            self._line.append(ticket)
        try:
            self._wait(ticket, gone_fn)
            yield
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()

    def close(self, seconds: float) -> bool:
        """Let nobody in any more, send away who waits; whether the last reply ended in time."""
        with self._moved:
            self._closed = True
            self._moved.notify_all()
            return self._moved.wait_for(lambda: not self._line, seconds)

    def _wait(self, ticket: object, gone_fn: Callable[[], bool]) -> None:
        budget = Budget(self._seconds)
        with self._moved:
            while self._line[0] is not ticket:
                if self._closed:
                    raise out_of_time("The server is closing.")
                if gone_fn():
                    raise Gone
                if budget.over:
                    raise out_of_time(f"No turn came within {self._seconds:g} seconds.")
                self._moved.wait(LOOK_EVERY)
