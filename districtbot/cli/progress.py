"""What a person sees while a search runs, and what Ctrl-C does."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from districtbot.plans.ledger import Progress, WatchFn
    from districtbot.tools.draft import Effort

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def watched(budget: Budget, effort: "Effort", *, quiet: bool) -> "Iterator[WatchFn]":
    """Show progress on standard error, and make Ctrl-C end the search with the best plan.

    A second Ctrl-C ends the program.

    Args:
        budget: The running budget; Ctrl-C stops it.
        effort: Its limits, for the bar.
        quiet: Show nothing.
    """
    with stopped_by_ctrl_c(budget):
        if quiet:
            yield lambda _: None
        elif sys.stderr.isatty():
            with _bar(effort) as watch_fn:
                yield watch_fn
        else:
            yield _lines()


@contextmanager
def stopped_by_ctrl_c(budget: Budget) -> Iterator[None]:
    """Let Ctrl-C stop a budget; the second one ends the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if budget.stopped:
            raise KeyboardInterrupt
        budget.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(effort: "Effort") -> "Iterator[WatchFn]":
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("Searching"),
        bars.BarColumn(bar_width=24),
        bars.TimeElapsedColumn(),
        bars.TextColumn("{task.fields[text]}"),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        total = effort.steps if effort.seconds is None else effort.seconds
        task = shown.add_task("search", total=total, text="first plan ...")

        def watch(told: "Progress") -> None:
            done = told.steps if effort.seconds is None else told.seconds
            shown.update(task, completed=done, text=_sentence(told))

        yield watch


def _lines() -> "WatchFn":
    last = time.monotonic()

    def watch(told: "Progress") -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(f"{told.seconds:.0f} s, {_sentence(told)}", file=sys.stderr)  # noqa: T201

    return watch


def _sentence(told: "Progress") -> str:
    rate = f" ({told.steps / told.seconds:.0f}/s)" if told.seconds > 1 else ""
    short = f"still short: {'; '.join(told.short)}" if told.short else "nothing falls short"
    return f"step {told.steps:,}{rate}; {short}"
