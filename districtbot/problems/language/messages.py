"""Whole messages as people write them, with slots for what varies.

Messages composed of clauses have the shape that `architecture` gives them; these have their own.
Each is a line of JSON in the bank's later editions: what is asked already when it comes, what is
said, and the calls that it means. A slot is named for what fills it (`DRAWN`), and stands in the
calls for the same value as the tools take it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from districtbot.problems.language.clauses import groups
from districtbot.problems.language.filling import DRAWN, Drawn
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.split import Split, shared_out

Calls = tuple[tuple[str, dict[str, Any]], ...]
MINORITY = "minority"
"""The group, in a message's calls, of all who are not white."""
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")


class Message(str):
    """What is said, its slots open; a text, so that splits share messages out as phrases.

    Attributes:
        asked: Arguments of ``set_targets`` for the plan that there is, if there is one.
        calls: What it means.
    """

    __slots__ = ("asked", "calls")
    asked: Mapping[str, Any] | None
    calls: Sequence[Sequence[Any]]

    def __new__(
        cls, say: str, calls: Sequence[Sequence[Any]] = (), asked: Mapping[str, Any] | None = None
    ) -> "Message":
        """A message."""
        made = super().__new__(cls, say)
        made.calls, made.asked = calls, asked
        return made

    @property
    def slots(self) -> frozenset[str]:
        """The slots of all its parts."""
        return frozenset(_SLOT.findall(f"{self}{json.dumps([self.asked, self.calls])}"))


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message with its slots filled.

    Attributes:
        text: What is said.
        asked: Calls that were made before it; empty where it is the first.
        calls: What it means.
    """

    text: str
    asked: Calls
    calls: Calls


@cache
def messages(edition: int, split: Split) -> tuple[Message, ...]:
    """The messages of an edition that a split has for itself; none in the first edition.

    Raises:
        ValueError: If a file of them is not written as it should be.
    """
    found: dict[Message, None] = {}
    for n in range(2, edition + 1):
        folder = files("districtbot.problems.language") / "bank" / str(n)
        for page in sorted(folder.iterdir(), key=lambda one: one.name):
            if page.name.endswith(".jsonl"):
                lines = page.read_text("utf-8").splitlines()
                found |= dict.fromkeys(_read(page.name, n, line) for n, line in enumerate(lines, 1))
    return shared_out("messages", tuple(found))[split]


def _read(name: str, number: int, line: str) -> Message:
    """A message of a line.

    Raises:
        ValueError: If the line is none, or has a slot that nothing fills.
    """
    data = json.loads(line)
    made = Message(data["say"], data["calls"], data.get("asked"))
    unknown = made.slots - DRAWN.keys()
    if unknown:
        raise ValueError(f"{name}:{number}: nothing fills {sorted(unknown)}")
    return made


def said(message: Message, speaker: Speaker, made: MadeMap) -> SaidMessage | None:
    """A message on a map; ``None`` where the map has not what it speaks of.

    Args:
        message: The message.
        speaker: Who says it; its ``rng`` is the only randomness.
        made: The map.
    """
    drawn = Drawn(speaker.rng, made)
    for slot in sorted(message.slots):
        if drawn.value(slot) is None:
            return None
    told = {slot: drawn.told[slot] for slot in message.slots}
    asked: Calls = ()
    if message.asked is not None:
        asked = (("set_targets", _put(message.asked, told)), ("propose_plan", {}))
    calls = tuple((name, _put(args, told)) for name, args in message.calls)
    if not all(_fits(args, drawn) for _, args in (*asked, *calls)):
        return None
    values = {slot: drawn.values[slot] for slot in message.slots}
    return SaidMessage(speaker.phrase(message, values), asked, calls)


def _put(data: Any, told: Mapping[str, Any]) -> Any:
    """Data with its slots filled; several values in the place of one are put beside the others."""
    if isinstance(data, str):
        whole = _SLOT.fullmatch(data)
        return told[whole[1]] if whole else _SLOT.sub(lambda found: str(told[found[1]]), data)
    if isinstance(data, Mapping):
        several = ("group",) if "measure" in data else ()
        return {
            key: _put(value, told) if key in several else _one(_put(value, told), value)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        found: list[Any] = []
        for one in data:
            filled = _put(one, told)
            found += filled if isinstance(filled, list) and isinstance(one, str) else [filled]
        return found
    return data


def _one(filled: Any, value: Any) -> Any:
    """What stands for one slot: of groups the first, where a field takes one."""
    return filled[0] if isinstance(filled, list) and isinstance(value, str) else filled


def _fits(args: dict[str, Any], drawn: Drawn) -> bool:
    """Put into targets what depends on the map; whether it has that.

    Places are said to be counties or municipalities, "minority" stands for the map's groups.
    """
    for target in args.get("targets", ()):
        if "values" in target:
            is_town = any(name in drawn.towns for name in target["values"])
            target["column"] = "municipality" if is_town else "county"
        if target.get("group") == [MINORITY]:
            of = groups.universe_of(drawn.made)
            if of is None:
                return False
            target["group"] = list(groups.minority_keys(drawn.made, of))
    return True
