"""Whether every number in a reply comes from a result of a tool."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from districtbot.agent.numbers_said import Said, numbers_in

Source = str | Mapping[str, Any] | Sequence[Any]
"""A result of a tool: its words, or its data."""

_PERCENT_KEY = re.compile(r"percent|pct")
_NO_MEASURE_KEYS = frozenset({"district", "version", "number", "moment", "turn", "id", "unit"})
_NONE = re.compile(r"\b(?:no|none|nothing|not one|zero|unbroken|whole|every|all)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|`[^`\n]{1,80}`|“[^”\n]{1,80}”")
_TINY = 1e-9


class Facts:
    """The numbers that results of tools hold.

    Args:
        sources: Texts and data of the results.
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._plain: set[float] = set()
        self._percent: set[float] = set()
        self._texts: list[str] = []
        self._sorted: tuple[list[float], list[float]] | None = None
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Take in another result."""
        self._sorted = None
        if isinstance(source, str):
            self._texts.append(source)
            plain, percent = _in_text(source)
            self._plain |= plain
            self._percent |= percent
        else:
            self._add_data(source, "")

    def holds(self, one: Said) -> bool:
        """Whether a number, at the precision it is written to, is among these."""
        if one.value == 1 and not one.percent and not one.decimal:
            return True
        plain, percent = self._lists()
        if one.percent is not True:
            if _near(plain, one, 1.0):
                return True
            if one.decimal and abs(one.value) <= 1 and _near(percent, one, 100.0):
                return True
        return one.percent is not False and _near(percent, one, 1.0)

    def quotes(self, text: str) -> bool:
        """Whether a text stands in a result word by word."""
        return any(text in source for source in self._texts)

    def _lists(self) -> tuple[list[float], list[float]]:
        if self._sorted is None:
            self._sorted = sorted(self._plain), sorted(self._percent)
        return self._sorted

    def _add_data(self, data: Any, key: str) -> None:
        """The numbers of data; shares count as percentages too."""
        if isinstance(data, Mapping):
            for name, value in data.items():
                self._add_data(value, str(name).lower())
        elif isinstance(data, str):
            self.add(data)
        elif isinstance(data, list | tuple):
            for value in data:
                self._add_data(value, key)
        elif isinstance(data, int | float) and not isinstance(data, bool):
            self._add_number(float(data), key, is_share=isinstance(data, float))

    def _add_number(self, value: float, key: str, *, is_share: bool) -> None:
        if not math.isfinite(value) or key in _NO_MEASURE_KEYS:
            return
        if _PERCENT_KEY.search(key):
            self._percent.add(value)
            return
        self._plain.add(value)
        if is_share and abs(value) <= 1:
            self._percent.add(100 * value)


def ungrounded(reply: str, sources: Iterable[Source] | Facts) -> tuple[str, ...]:
    """The numbers of a reply that no result of a tool holds, as they are written.

    A number matches at the precision it is written to: 27% is 0.2674, 28% is not. A percentage
    matches a percentage or a share and no count; a number with a sign matches one with that sign.
    What only names or orders things (years, districts by number, names with digits) is passed
    over, and so is one of anything. Sums, differences and ratios of numbers that are there do not
    count: tools compute.

    Args:
        reply: The reply, or a part of it.
        sources: Texts and data of the results of tools in this conversation; `Facts` where many
            parts are checked against the same results.
    """
    facts = sources if isinstance(sources, Facts) else Facts(sources)
    left = _QUOTED.sub(lambda match: _blank_if(facts.quotes(match.group()[1:-1]), match), reply)
    found = [one.text for one in numbers_in(left) if not facts.holds(one)]
    return tuple(dict.fromkeys(found))


def _blank_if(known: bool, match: re.Match[str]) -> str:
    return " " * len(match.group()) if known else match.group()


@lru_cache(maxsize=4096)
def _in_text(text: str) -> tuple[frozenset[float], frozenset[float]]:
    """Plain numbers and percentages of a text."""
    plain, percent = set[float](), set[float]()
    for one in numbers_in(text):
        if one.percent is not True:
            plain.add(one.value)
            if one.decimal and abs(one.value) <= 1:
                percent.add(100 * one.value)
        if one.percent is not False:
            percent.add(one.value)
    if _NONE.search(text):
        plain.add(0.0)
    return frozenset(plain), frozenset(percent)


def _near(facts: Sequence[float], one: Said, times: float) -> bool:
    """Whether a fact rounds to the number."""
    values = (one.value,) if one.signed else (one.value, -one.value)
    half = (one.half + _TINY * (1 + abs(one.value))) * times
    for value in values:
        place = bisect_left(facts, value * times - half)
        if place < len(facts) and facts[place] <= value * times + half:
            return True
    return False
