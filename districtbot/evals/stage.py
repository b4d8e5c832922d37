"""Where an exam is sat: searches by steps, no clock, so that the same answer is graded the same."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.problems.dialogues.stage import search_steps
from districtbot.problems.dialogues.state import timeless
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Result, Tool, Work
from districtbot.tools.toolbox import toolbox

LOOK_EVERY = 0.1
"""Seconds between two looks at the clock."""


class _Told(Result):
    """A result that tells no seconds.

    Attributes:
        told: Its words.
        held: Its data.
    """

    told: str
    held: dict[str, Any]

    @property
    def text(self) -> str:
        """The result in words."""
        return self.told

    def data(self) -> dict[str, Any]:
        """The result as JSON data."""
        return self.held


def exam_tools(*, allow_code: bool) -> tuple[Tool, ...]:
    """The tools, as steady as those of the ideal agent.

    Searches end after so many steps and results tell no seconds, so that a model is told the same
    on every machine.

    Args:
        allow_code: Whether Python may be run in the sandbox.
    """
    return tuple(map(_steady, toolbox(allow_code=allow_code)))


def _steady(tool: Tool) -> Tool:
    def act(desk: Desk, given: Arguments, work: Work) -> Result:
        result = tool.act(desk, given, replace(work, steps=search_steps(desk)))
        told = timeless(result.text, desk.out)
        return _Told(files=result.files, told=told, held=result.data())

    return replace(tool, act=act)


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
