"""Whole messages as people write them, with slots for what varies.

Messages composed of clauses have the shape that `architecture` gives them; these have their own.
Each is a line of JSON in the bank's later editions: what was asked and drawn before it (once, or
several times one after the other), what is said, and the calls that it means. A slot is named for
what fills it (`DRAWN`), and stands in the calls for the same value as the tools take it. As in the
bank's phrases, ``[a|b]`` is a choice.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from districtbot.geo.names import group_key
from districtbot.problems.language.clauses import groups
from districtbot.problems.language.filling import DRAWN, Fillings
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
        asked: Arguments of ``set_targets`` for each plan that was drawn before.
        calls: What it means.
    """

    __slots__ = ("asked", "calls")
    asked: Sequence[Mapping[str, Any]]
    calls: Sequence[Sequence[Any]]

    def __new__(
        cls, say: str, calls: Sequence[Sequence[Any]] = (), asked: Sequence[Mapping[str, Any]] = ()
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
        before: Calls for each message before it.
        calls: What it means.
    """

    text: str
    before: tuple[Calls, ...]
    calls: Calls


@cache
def messages(edition: int, split: Split) -> tuple[Message, ...]:
    """The messages of an edition that a split has for itself; none in the first edition.

    Raises:
        ValueError: If a file of them is not written as it should be.
    """
    found: tuple[Message, ...] = ()
    everything: set[Message] = set()
    for n in range(2, edition + 1):
        folder = files("districtbot.problems.language") / "bank" / str(n)
        added: list[Message] = []
        for page in sorted(folder.iterdir(), key=lambda one: one.name):
            if page.name.endswith(".jsonl"):
                lines = page.read_text("utf-8").splitlines()
                added += [_read(page.name, number, line) for number, line in enumerate(lines, 1)]
        twice = [one for one, times in Counter(added).items() if times > 1 or one in everything]
        if twice:
            raise ValueError(f"messages of edition {n} are there twice: {sorted(twice)}")
        everything.update(added)
        found += shared_out("messages", tuple(added))[split]
    return found


def _read(name: str, number: int, line: str) -> Message:
    """A message of a line.

    Raises:
        ValueError: If the line is none, or has a slot that nothing fills.
    """
    try:
        data = json.loads(line)
        asked = data.get("asked", [])
        made = Message(data["say"], data["calls"], asked if isinstance(asked, list) else [asked])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}:{number}: no message: {error}") from error
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
    drawn = Fillings(speaker.rng, made)
    for slot in sorted(message.slots):
        if drawn.value(slot) is None:
            return None
    told = {slot: drawn.told[slot] for slot in message.slots}
    try:
        before = tuple(_turn(_drawn_by(args), told, drawn) for args in message.asked)
        calls = _turn(message.calls, told, drawn)
    except _NotOnMap:
        return None
    values = {slot: drawn.values[slot] for slot in message.slots}
    speaker.tell_apart(sorted(message.slots))
    return SaidMessage(speaker.phrase(message, values), before, calls)


class _NotOnMap(LookupError):  # noqa: N818 - what happened, not what went wrong
    """A map has not what a message speaks of."""


def _drawn_by(asked: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The calls by which the plan that was asked for was drawn."""
    search = "propose_plan" if "districts" in asked else "improve_plan"
    return [["set_targets", asked], [search, {}]]


def _turn(calls: Sequence[Sequence[Any]], told: Mapping[str, Any], drawn: Fillings) -> Calls:
    """The calls of a message on a map, their slots filled.

    Raises:
        _NotOnMap: If it has not what they speak of.
    """
    return tuple((name, _on_map(_put(args, told), drawn)) for name, args in calls)


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


def _on_map(args: dict[str, Any], drawn: Fillings) -> dict[str, Any]:
    """Arguments of which the targets say what depends on the map.

    Raises:
        _NotOnMap: If it has not what they speak of.
    """
    targets = args.get("targets", ())
    return {**args, "targets": [_meant(one, drawn) for one in targets]} if targets else args


def _meant(target: dict[str, Any], drawn: Fillings) -> dict[str, Any]:
    """A target: places are counties or municipalities, groups those that the map counts."""
    if "values" in target:
        is_town = bool(drawn.towns.intersection(target["values"]))
        return {**target, "column": "municipality" if is_town else "county"}
    if target.get("measure") != "group_share":
        return target
    of = target.get("of") or groups.universe_of(drawn.made)
    if of is None:
        raise _NotOnMap
    known = groups.columns_of(drawn.made, of)
    keys = target.get("group", [])
    if keys == [MINORITY]:
        keys = list(groups.minority_keys(drawn.made, of))
    keys = [group_key(key, known) for key in keys]
    if not known or any(key not in known for key in keys):
        raise _NotOnMap
    named = {} if of == "vap" else {"of": of}
    return {**target, **({"group": keys} if keys else {}), **named}
