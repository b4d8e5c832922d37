"""Which numbers of a message were said of what a call's field is about, by the speaker's marks.

Without them nothing would tell the two of "two at 40% Black" from the two of "two counties split",
nor the number of a clause from that of an item in a list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.pointing import Pointed
from districtbot.agent.models.mini.reading import plainly
from districtbot.agent.models.mini.ways import Own, OwnFn
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.filling import SAID_FOR
from districtbot.problems.language.marks import DISTRICTS
from districtbot.problems.language.messages import Message
from districtbot.problems.language.speaker import Speaker

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_WISH = "wished"


def of_clauses(speaker: Speaker, message: str, at: Pointed, calls: Calls) -> OwnFn:
    """What numbers were said of, in a message that was put together from clauses.

    Args:
        speaker: Who said it.
        message: What was said.
        at: The message as it is read.
        calls: What it means.
    """
    owns = _owns(speaker, message, at)
    spoken_of = speaker.spoken_of.get(message, frozenset())
    clauses = {n: one for n in sorted(spoken_of) if isinstance(one := speaker.topics[n], Clause)}
    topics: dict[tuple[int, int], int] = {}
    for call_no, (_, args) in enumerate(calls):
        for target_no, target in enumerate(args.get("targets") or ()):
            for topic, clause in clauses.items():
                if _asks(clause, target):
                    topics[call_no, target_no] = topic

    def own(call_no: int, target_no: int | None, name: str) -> Own | None:
        if target_no is not None and (call_no, target_no) in topics:
            return owns.get(topics[call_no, target_no], Own(frozenset()))
        return owns.get(DISTRICTS) if name == "districts" else None

    return own


def of_slots(speaker: Speaker, text: str, at: Pointed, message: Message) -> OwnFn:
    """What numbers were said of, in a whole message whose slots were filled.

    What its calls hold without a slot is said by its own words, if at all: of one county that
    stays whole, "one" may be meant, but no number that was put in.

    Args:
        speaker: Who said it.
        text: What was said.
        at: The same as it is read.
        message: With its slots open.
    """
    owns = _owns(speaker, text, at)
    put_in = frozenset().union(*(one.may for one in owns.values()))
    worded = Own(frozenset(range(len(at.reading.numbers))) - put_in)

    def own(call_no: int, target_no: int | None, name: str) -> Own | None:
        if not name or call_no >= len(message.calls):
            return None
        args = message.calls[call_no][1]
        fields = args if target_no is None else args["targets"][target_no]
        slot = _SLOT.fullmatch(str(fields.get(name, "")))
        if slot is None:
            return worded if name in fields else None
        able = (slot[1], *SAID_FOR.get(slot[1], ()))
        topics = [speaker.slot_topics[one] for one in able if one in speaker.slot_topics]
        places = [owns[one].may for one in topics if one in owns]
        return Own(frozenset().union(*places)) if places else None

    return own


def _asks(clause: Clause, target: Mapping[str, Any]) -> bool:
    """Whether a clause asks for a target, which may have been made complete since."""
    return any(
        all(target.get(key) == value for key, value in one.items() if key != _WISH)
        for one in clause.targets
    )


def _owns(speaker: Speaker, message: str, at: Pointed) -> dict[int, Own]:
    """The numbers of each topic that has any."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for topic, place, worded in _placed(speaker, message, at):
        found.setdefault(topic, []).append((place, worded))
    return {topic: _own(places, at) for topic, places in found.items()}


def _own(places: Sequence[tuple[int, bool]], at: Pointed) -> Own:
    filled = frozenset(place for place, worded in places if not worded)
    return Own(frozenset(place for place, _ in places), filled - at.reading.taken_back)


def _placed(speaker: Speaker, message: str, at: Pointed) -> Iterator[tuple[int, int, bool]]:
    """The topic of each mark, the place of the number that it stands behind, and its kind."""
    for mark in (speaker.marks or {}).get(message, ()):
        end = len(plainly(message[: mark.at]))
        for place, number in enumerate(at.reading.numbers):
            if number.start < end <= number.end:
                yield mark.topic, place, mark.worded
