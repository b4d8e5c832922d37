"""A reply made from the results of tools alone, where a model gave none that can be used."""

import re
from collections.abc import Iterable, Sequence

from districtbot.agent.standing import Standing
from districtbot.plans.verdict import Verdict
from districtbot.tools.calling import Called
from districtbot.tools.desk.asked import Asked
from districtbot.tools.kit.talk import TOOLS as TALK
from districtbot.tools.kit.understood import understood

MOST_LETTERS = 1500
"""A statement is made shorter from here on: of earlier results only the first sentence stays."""
NOTHING = "Nothing was done, and no tool gave a result."

_TALK = frozenset(tool.name for tool in TALK)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
_PLACE = re.compile(r"On the desk:|Missed:|\d+ more are missed|A target here uses race")
"""What a result says of the whole desk; only the last such word counts."""


def statement_of(
    calls: Sequence[Called], verdicts: Sequence[Verdict] = (), asked: Asked | None = None
) -> str:
    """What was understood, done and found in a turn, and where the plan stands.

    Args:
        calls: The calls of tools, in order.
        verdicts: One for each target on the plan as it is now; empty without a plan.
        asked: What is asked now, where it is to be said back.
    """
    told = [one for one in calls if one.name not in _TALK]
    parts = [] if asked is None else [understood(asked)]
    parts += _results(_last_of_each([one for one in told if one.ok]))
    parts += _refusals(told)
    if verdicts and (not told or any(one.changed for one in told)):
        parts.append(Standing(tuple(verdicts), "", True, None).line)
    return "\n".join(parts) if parts else NOTHING


def _last_of_each(calls: Sequence[Called]) -> list[Called]:
    """The calls without those that were made again in the same words and changed nothing."""
    last: dict[str, Called] = {}
    for place, one in enumerate(calls):
        key = f"{one.name} {one.arguments!r}" if not one.changed else f"{place}"
        last.pop(key, None)
        last[key] = one
    return list(last.values())


def _results(calls: Sequence[Called]) -> list[str]:
    """The words of each result, no sentence twice, and of the desk only the last ones."""
    texts = [_lines(one.text) for one in calls]
    placed = [place for place, lines in enumerate(texts) if any(map(_has_place, lines))]
    said: set[str] = set()
    found = []
    for place, lines in enumerate(texts):
        keep_place = not placed or place == placed[-1]
        kept = [_fresh(line, said, keep_place=keep_place) for line in lines]
        text = "\n".join(line for line in kept if line)
        if text:
            found.append(text)
    return _shortened(found)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _has_place(line: str) -> bool:
    return _PLACE.search(line) is not None


def _fresh(line: str, said: set[str], *, keep_place: bool) -> str:
    """A line without sentences that were said, or that are out of date."""
    kept = []
    for sentence in _SENTENCE.split(line):
        old = sentence.strip() in said or (not keep_place and _has_place(sentence))
        if not old:
            kept.append(sentence)
            said.add(sentence.strip())
    return " ".join(kept)


def _shortened(parts: list[str]) -> list[str]:
    """The parts, the earlier ones down to their first sentence where all are too long."""
    for place in range(len(parts) - 1):
        if sum(map(len, parts)) <= MOST_LETTERS:
            break
        parts[place] = _SENTENCE.split(parts[place].splitlines()[0])[0]
    return parts


def _refusals(calls: Sequence[Called]) -> list[str]:
    """What went wrong and was not put right later, each once."""
    done = {one.name: place for place, one in enumerate(calls) if one.ok}
    open_ones = [
        one for place, one in enumerate(calls) if not one.ok and done.get(one.name, -1) < place
    ]
    return list(dict.fromkeys(_refusal(one) for one in _newest_of_each(open_ones)))


def _newest_of_each(calls: Iterable[Called]) -> list[Called]:
    """One refused call a tool: what was tried before it went wrong too."""
    return list({one.name: one for one in calls}.values())


def _refusal(one: Called) -> str:
    return f"Not done ({one.name.replace('_', ' ')}): {one.text}"
