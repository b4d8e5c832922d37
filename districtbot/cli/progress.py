"""What a person sees while long work runs, and what Ctrl-C does."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from districtbot.plans.ledger import Progress, WatchFn
    from districtbot.tools.draft import Effort

INTERRUPTED = 130
"""Exit code of work that Ctrl-C ended."""
SECONDS_BETWEEN_LINES = 10.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is.

    Attributes:
        stage: What is being done, such as ``Searching``.
        done: How much of it is done.
        total: How much there is; ``None`` where nobody knows.
        text: How it goes, in a few words.
        seconds: Since when; ``None`` where that is not told.
        new: Say it at once also where lines are far between.
    """

    stage: str
    done: float
    total: float | None
    text: str
    seconds: float | None = None
    new: bool = False


ShowFn = Callable[[Step], None]


@contextmanager
def shown(stage: str, text: str, *, quiet: bool, lines: bool = True) -> Iterator[ShowFn]:
    """Show progress on standard error: a bar on a terminal, else a line now and then.

    Args:
        stage: What is done first.
        text: What stands beside the bar until there is more to tell.
        quiet: Show nothing.
        lines: Whether lines are printed where there is no terminal.
    """
    if sys.stderr.isatty() and not quiet:
        with _bar(stage, text) as show_fn:
            yield show_fn
    elif quiet or not lines:
        yield lambda _: None
    else:
        yield _lines()


@contextmanager
def watched(budget: Budget, effort: "Effort", *, quiet: bool) -> "Iterator[WatchFn]":
    """Show a search's progress, and make Ctrl-C end it with the best plan.

    A second Ctrl-C ends the program.

    Args:
        budget: The running budget; Ctrl-C stops it.
        effort: Its limits, for the bar.
        quiet: Show nothing.
    """
    total = effort.steps if effort.seconds is None else effort.seconds
    with stopped_by_ctrl_c(budget), shown("Searching", "first plan ...", quiet=quiet) as show_fn:

        def watch(told: "Progress") -> None:
            done = told.steps if effort.seconds is None else told.seconds
            show_fn(Step("Searching", done, total, _sentence(told), told.seconds))

        yield watch


@contextmanager
def stopped_by_ctrl_c(budget: Budget, also_fn: Callable[[], None] | None = None) -> Iterator[None]:
    """Let Ctrl-C stop a budget; the second one ends the program.

    Args:
        budget: What it stops.
        also_fn: Called besides.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        if budget.stopped:
            raise KeyboardInterrupt
        budget.stop()
        if also_fn is not None:
            also_fn()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(stage: str, text: str) -> Iterator[ShowFn]:
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(bar_width=24),
        bars.TimeElapsedColumn(),
        bars.TextColumn("{task.fields[text]}"),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(stage, total=None, text=text)

        def show(step: Step) -> None:
            bar.update(
                task,
                description=step.stage,
                total=step.total,
                completed=step.done,
                text=step.text,
            )

        yield show


def _lines() -> ShowFn:
    last = None

    def show(step: Step) -> None:
        nonlocal last
        now = time.monotonic()
        last = now if last is None else last
        if step.new or now - last >= SECONDS_BETWEEN_LINES:
            last = now
            when = "" if step.seconds is None else f"{step.seconds:.0f} s, "
            print(f"{when}{step.text}", file=sys.stderr)  # noqa: T201

    return show


def _sentence(told: "Progress") -> str:
    rate = f" ({told.steps / told.seconds:.0f}/s)" if told.seconds > 1 else ""
    short = f"still short: {'; '.join(told.short)}" if told.short else "nothing falls short"
    return f"step {told.steps:,}{rate}; {short}"
