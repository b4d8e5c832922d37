"""How far a tool is, told to an MCP client while the tool is at work in another thread."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

import anyio

SECONDS_BETWEEN = 0.25
"""Progress is told no more often."""

ReportFn = Callable[[float, float | None, str | None], Awaitable[None]]


class Reached(NamedTuple):
    """How far it is.

    Attributes:
        done: How much is done of all stages; never falls.
        total: How much there is; ``None`` where nobody knows.
        text: How it goes.
    """

    done: float
    total: float | None
    text: str


@dataclass(slots=True)
class Gauge:
    """Takes what a tool shows, from any thread, and keeps the latest.

    Each stage of a tool counts from 0; for the protocol, what is done must grow with each
    report, so a stage begins where the one before ended.
    """

    latest: Reached | None = None
    _stage: str = ""
    _base: float = 0.0

    def show(self, stage: str, done: float, total: float | None, text: str) -> None:
        """What `Work.show` is told."""
        before = 0.0 if self.latest is None else self.latest.done
        if stage != self._stage or self._base + done < before:
            self._stage, self._base = stage, before
        words = ": ".join(part for part in (stage, text) if part)
        whole = None if total is None else self._base + total
        self.latest = Reached(max(self._base + done, before), whole, words)

    def say(self, message: str) -> None:
        """What `Work.say` is told."""
        before = 0.0 if self.latest is None else self.latest.done
        self.latest = Reached(before, None, message)


async def tell(gauge: Gauge, report_fn: ReportFn) -> None:
    """Tell a client what a gauge shows, until cancelled; each report has more done than before.

    Args:
        gauge: Filled by the tool.
        report_fn: Tells the client.
    """
    told = -1.0
    words = ""
    while True:
        await anyio.sleep(SECONDS_BETWEEN)
        now = gauge.latest
        if now is None or (now.done <= told and now.text == words):
            continue
        told = now.done if now.done > told else told + 1e-6
        words = now.text
        total = now.total if now.total is not None and now.total >= told else None
        await report_fn(told, total, words)
