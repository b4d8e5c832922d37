"""What was understood, said back as a question before anything is done."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from districtbot.agent.models.mini.lacking import lacks_election
from districtbot.agent.models.mini.wording import LONGEST_QUESTION
from districtbot.ground.errors import AskError
from districtbot.plans.describe import count
from districtbot.tools.kit.targets import SetTargets
from districtbot.tools.kit.understood import phrase_of

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

_NO_ELECTION = "(?)"
"""In the place of an election that was not said yet."""


def restated(desk: "Desk", calls: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """A question whether this is what the person wants; empty where nothing would be changed.

    Args:
        desk: The desk.
        calls: Tools with their arguments.
    """
    parts = [part for name, args in calls if name == "set_targets" for part in _targets(args)]
    if not parts:
        return ""
    question = f"I am not sure that I understood. Do you want this: {'; '.join(parts)}?"
    if desk.asked.districts is None and not any("districts" in args for _, args in calls):
        question += " And how many districts?"
    return question if len(question) <= LONGEST_QUESTION else ""


def votes_meant(desk: "Desk", calls: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """What was understood of targets that count votes by no election yet; empty without any.

    Args:
        desk: The desk.
        calls: Tools with their arguments.
    """
    parts = [
        part.replace(f" in {_NO_ELECTION}", "")
        for name, args in calls
        if name == "set_targets"
        for target in args.get("targets") or ()
        if lacks_election(desk, [target])
        for part in _targets({"targets": [{**target, "election": _NO_ELECTION}]})
    ]
    return f"I understood: {'; '.join(parts)}." if parts else ""


def _targets(args: Mapping[str, Any]) -> list[str]:
    """Targets in plain words; none where they are not right in form."""
    try:
        given = SetTargets.model_validate(args)
    except (ValidationError, AskError):
        return []
    said = [] if given.districts is None else [count(given.districts, "district")]
    return [*said, *map(phrase_of, given.targets)]
