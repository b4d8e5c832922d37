"""Where dialogues are played: a desk in memory, and calls that give the same on every machine."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from districtbot.problems.dialogues.library import dialogue_library
from districtbot.problems.dialogues.state import timeless
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Result, Tool, Work
from districtbot.tools.toolbox import toolbox

SEARCH_STEPS = 500
"""Steps of a search, in place of the clock: the same plan on every machine."""
TIGHT_STEPS = 40
"""The same where people must be shared out so evenly that each step takes long."""
TIGHT = 0.002
"""Deviation (a share) below which that is so."""


def fresh_desk(made: MadeMap, seed: int, out: Path) -> Desk:
    """A desk on a map, in memory only, with the documents of dialogues.

    Args:
        made: The map.
        seed: The desk's seed.
        out: Folder for a person's files.
    """
    desk = Desk(made.state, made.options, seed=seed, out=out)
    desk.library = dialogue_library()
    return desk


def call_on(desk: Desk, tools: Sequence[Tool], name: str, args: Mapping[str, Any]) -> Called:
    """Call a tool; searches take steps and no clock, and what it gave is `timeless`."""
    called = call(desk, tools, name, args, Work(steps=search_steps(desk)))
    return replace(called, text=timeless(called.text, desk.out), seconds=0.0)


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


def steady_tools(*, allow_code: bool) -> tuple[Tool, ...]:
    """The tools for whoever plays beside the ideal agent.

    Searches end after so many steps and results tell no seconds, so that the same is told on every
    machine.

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


def search_steps(desk: Desk) -> int:
    """How many steps a search on a desk may take."""
    asked = desk.asked
    if asked.districts is None or asked.districts < 2:
        return SEARCH_STEPS
    ideal = float(desk.state.population.sum()) / asked.districts
    tight = asked.targets().tightest_deviation(ideal) < TIGHT
    return TIGHT_STEPS if tight else SEARCH_STEPS
