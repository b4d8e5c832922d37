"""What a person can mean: what tools take, and what agrees with itself."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.slots import MEASURES
from districtbot.ground.errors import AskError
from districtbot.plans import targets as t
from districtbot.tools.calling import arguments_of
from districtbot.tools.kit.asking import subject_of
from districtbot.tools.kit.targets import SetTargets
from districtbot.tools.tool import Arguments, Tool
from districtbot.tools.toolbox import toolbox

_IN_WORDS = frozenset(["ask_user", "decline", "explain", "search_documents"])
"""Tools whose argument is worded only once they are called."""
_BOUNDED_ONCE = (
    t.PopulationDeviation, t.PopulationRange, t.PopulationPersons, t.RegionSplits, t.RegionPieces,
    t.PolsbyPopper, t.Reock, t.CutEdges,
)  # fmt: skip
"""Targets of which nobody wants two at once."""


def can_be_meant(calls: Calls, asked: int | None) -> bool:
    """Whether tools take some calls, and no target is at odds with the others.

    What is said without a tool has no wrong arguments. Who counts votes may not have said by which
    election.

    Args:
        calls: Tools with their arguments.
        asked: How many districts were asked for before; ``None`` before any were.
    """
    targets: list[t.Target] = []
    for name, args in calls:
        tool = _tools().get(name)
        if tool is None:
            continue
        try:
            given = _arguments(tool, args)
        except AskError:
            return False
        if isinstance(given, SetTargets):
            targets += given.targets
            asked = given.districts or asked
    return not _bounds_twice(targets) and not _wants_more_than(asked, targets)


@cache
def _tools() -> Mapping[str, Tool]:
    return {tool.name: tool for tool in toolbox() if tool.name not in _IN_WORDS}


def _arguments(tool: Tool, args: Mapping[str, Any]) -> Arguments:
    """The arguments of a call, any election in the place of one that was not said."""
    targets = [{**_election(one), **one} for one in args.get("targets") or ()]
    return arguments_of(tool, {**args, **({"targets": targets} if targets else {})})


def _election(target: Mapping[str, Any]) -> dict[str, str]:
    slots = MEASURES.get(str(target.get("measure")), ())
    return {"election": "any"} if any(slot.name == "election" for slot in slots) else {}


def _bounds_twice(targets: Sequence[t.Target]) -> bool:
    """Whether there are two bounds for the same, such as for the number of split counties."""
    subjects = [subject_of(one) for one in targets if isinstance(one, _BOUNDED_ONCE)]
    return len(set(subjects)) < len(subjects)


def _wants_more_than(n_districts: int | None, targets: Sequence[t.Target]) -> bool:
    """Whether more districts are to be something than there are."""
    return n_districts is not None and any(n > n_districts for n in _counts(targets))


def _counts(targets: Sequence[t.Target]) -> Sequence[int]:
    """How many districts some targets want to be something."""
    found: list[int | None] = []
    for one in targets:
        match one:
            case t.Seats():
                found += [one.at_least, one.equal]
            case t.Competitive():
                found.append(one.at_least)
            case t.GroupShare():
                found.append(one.districts_at_least)
    return [n for n in found if n is not None]
