"""Plans that are named by their places: "the very first plan", "the third map"."""

import re
from collections.abc import Sequence
from typing import Any

from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.slots import TOOLS
from districtbot.ground.numberwords import ORDINALS

_NTH_PLAN = re.compile(
    rf"\b(?:the|my|our|your)\s(?:very\s)?(?P<nth>{'|'.join(ORDINALS)})\s(?:plan|map|draft)\b(?!['-])",
    re.IGNORECASE,
)


def with_nth_plan(
    message: str, drafts: Sequence[int], calls: Calls
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Calls about a version, of the one that a message names by its place among the plans.

    Args:
        message: As the person wrote it; as it is where it names no plan so, or several.
        drafts: The versions in which plans came to the desk, one for each plan, in order.
        calls: What the message was understood as.
    """
    named = {ORDINALS.index(found["nth"].lower()) for found in _NTH_PLAN.finditer(message)}
    n = named.pop() if len(named) == 1 else len(drafts)
    if n >= len(drafts):
        return tuple((name, dict(args)) for name, args in calls)
    known = {str(number) for number in drafts}
    return tuple(
        (name, {key: _nth(name, key, one, known, drafts[n]) for key, one in args.items()})
        for name, args in calls
    )


def _nth(tool: str, key: str, value: Any, known: set[str], number: int) -> Any:
    """An argument; the version wanted in the place of another."""
    fills = {slot.fill for slot in TOOLS.get(tool, ()) if slot.name == key}
    return str(number) if fills & {"version", "plan"} and value in known else value
