"""Calls of tools in one form, and whether two agents made the same."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.problems.dialogues.played import LONG
from districtbot.tools.calling import Called, arguments_of
from districtbot.tools.tool import Tool

TALK = frozenset({"ask_user", "decline"})
"""Tools whose argument is words."""
ASKING = frozenset({"drop_targets", "keep_apart", "keep_together", "lock", "set_targets", "unlock"})
"""Tools that change what is asked; whatever they were told, what counts is what is asked then."""
AGAIN = frozenset({"improve_plan"})
"""Tools that go on where they left off: called twice in a row, they do what a longer call does."""
_TIME = "seconds"


def canonical(tools: Sequence[Tool], name: str, args: Mapping[str, Any]) -> str:
    """A call in one form: defaults left out, keys in order, without words and seconds.

    Args:
        tools: The tools.
        name: The tool.
        args: Its arguments; as they are where the tool refuses them.
    """
    if name in TALK:
        return f"{name} ..."
    tool = next((one for one in tools if one.name == name), None)
    found: dict[str, Any] = dict(args)
    if tool is not None:
        try:
            given = arguments_of(tool, args)
            found = given.model_dump(mode="json", exclude_defaults=True)
        except AskError:
            pass
    found.pop(_TIME, None)
    return f"{name} {json.dumps(found, sort_keys=True, ensure_ascii=False, default=str)}"


def canonical_parts(tools: Sequence[Tool], name: str, args: Mapping[str, Any]) -> list[str]:
    """A call in one form, each of its targets apart, so that their order does not count.

    Args:
        tools: The tools.
        name: The tool.
        args: Its arguments.
    """
    targets = sorted(canonical(tools, name, {"targets": [one]}) for one in args.get("targets", ()))
    rest = {key: value for key, value in args.items() if key != "targets"}
    return [*targets, canonical(tools, name, rest)]


def is_exact(tools: Sequence[Tool], want: Sequence[Called], have: Sequence[Called]) -> bool:
    """Whether the calls are the same one by one, refused ones too."""
    mine, theirs = (
        [canonical(tools, one.name, one.arguments) for one in some] for some in (want, have)
    )
    return mine == theirs


def same_tools(want: Sequence[Called], have: Sequence[Called]) -> bool:
    """Whether the calls that did something are of the same tools in the same order."""
    mine, theirs = (_tools_of(some) for some in (want, have))
    return mine == theirs


def _tools_of(calls: Sequence[Called]) -> list[str]:
    """The tools of calls that did something; going on once more is no other tool."""
    found: list[str] = []
    for name, some in groupby(one.name for one in calls if one.ok):
        found += [name] if name in AGAIN else some
    return found


def same_arguments(
    tools: Sequence[Tool], want: Sequence[Called], have: Sequence[Called], *, asked_same: bool
) -> bool:
    """Whether each call that had to be made was made with what comes to the same.

    A place may be spelt as the person spelt it: a call of a tool that only looks comes to the same
    where it is told the very same.

    Args:
        tools: The tools.
        want: The ideal agent's calls.
        have: The calls.
        asked_same: Whether the same is asked of a plan after them.
    """
    if not asked_same:
        return False
    theirs = {canonical(tools, one.name, one.arguments) for one in have if one.ok}
    names = {one.name for one in have if one.ok}
    looks = {tool.name for tool in tools if not tool.changes}
    told = [(one.name, one.data) for one in have if one.ok and one.name in looks]
    for one in want:
        free = one.name in TALK or (one.name in LONG and not _chosen(one))
        if not one.ok or one.name in ASKING:
            continue
        if free and one.name not in names:
            return False
        same = canonical(tools, one.name, one.arguments) in theirs or (one.name, one.data) in told
        if not free and not same:
            return False
    return True


def _chosen(one: Called) -> bool:
    """Whether a long tool was told more than for how long."""
    return bool(set(one.arguments) - {_TIME})
