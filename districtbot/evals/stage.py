"""Where an exam is sat: searches by steps, no clock, so that the same answer is graded the same."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.problems.dialogues.stage import search_steps
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Result, Tool, Work
from districtbot.tools.toolbox import toolbox

LOOK_EVERY = 0.1
"""Seconds between two looks at the clock."""


def exam_tools(*, allow_code: bool) -> tuple[Tool, ...]:
    """The tools, with searches that end after as many steps as those of the ideal agent.

    Args:
        allow_code: Whether Python may be run in the sandbox.
    """
    return tuple(map(_by_steps, toolbox(allow_code=allow_code)))


def _by_steps(tool: Tool) -> Tool:
    def act(desk: Desk, given: Any, work: Work) -> Result:
        return tool.act(desk, given, replace(work, steps=search_steps(desk)))

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


def names_of(tools: Sequence[Tool]) -> frozenset[str]:
    """The names of tools."""
    return frozenset(tool.name for tool in tools)
