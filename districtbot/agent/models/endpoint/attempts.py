"""Trying a model call again: how often, after how long, and within which time."""

import email.utils
import time
from typing import Any

import openai

from districtbot.agent.models.endpoint.errors import PASSING, StreamBroken, status_of
from districtbot.agent.models.loaded import ModelFailed
from districtbot.ground.clock import Budget

FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
"""Seconds; each wait is twice the one before. A server may ask for longer."""


class Attempts:
    """The attempts at one model call.

    Args:
        retries: How many failures that may pass are followed by another attempt.
        clock: The time that all attempts have together.
    """

    def __init__(self, retries: int, clock: Budget) -> None:
        self.clock = clock
        self._retries_left = retries
        self._wait = FIRST_WAIT

    @property
    def left(self) -> float:
        """Seconds that an attempt begun now may take; above 0."""
        seconds = 600.0 if self.clock.seconds is None else self.clock.seconds - self.clock.spent
        outer = self.clock.within
        if outer is not None and outer.seconds is not None:
            seconds = min(seconds, outer.seconds - outer.spent)
        return max(seconds, 0.05)

    def wait_after(self, error: BaseException) -> bool:
        """Wait for the next attempt, if there is to be one.

        Returns:
            Whether to try again. A wait that the server asks for is kept, or, where it is longer
            than the time left, the call is given up at once.
        """
        if self._retries_left <= 0 or not may_pass(error) or self.clock.over:
            return False
        asked = retry_after(error)
        seconds = self._wait if asked is None else max(asked, 0.0)
        if seconds >= self.left:
            return False
        self._retries_left -= 1
        self._wait = min(2 * self._wait, LONGEST_WAIT)
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0 and not self.clock.over:
            time.sleep(min(rest, 0.1))
        return not self.clock.over


def may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, openai.APIStatusError):
        if getattr(error, "code", None) == "insufficient_quota":
            return False
        header = error.response.headers.get("x-should-retry")
        return header == "true" or (header != "false" and status_of(error) in PASSING)
    if isinstance(error, ModelFailed):
        return error.passing
    return isinstance(error, openai.APIError | StreamBroken)


def retry_after(error: BaseException) -> float | None:
    """Seconds that a server asks to be left alone: ``Retry-After`` as a number or a date."""
    response: Any = getattr(error, "response", None)
    if response is None:
        return None
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = response.headers.get(name, "").strip()
        if value.replace(".", "", 1).isdigit():
            return float(value) * unit
    try:
        date = email.utils.parsedate_to_datetime(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(date.timestamp() - time.time(), 0.0)
