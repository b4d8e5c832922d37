"""Whether every number in a reply comes from a result of a tool."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from districtbot.agent.numbers_said import Said, numbers_in
from districtbot.agent.topics import counted_at, counted_in, measured_in, sentence_at

_Topics = frozenset[str]
_Fact = tuple[float, bool, _Topics, _Topics]
Source = str | Mapping[str, Any] | Sequence[Any]
"""A result of a tool: its words, or its data."""

_PERCENT_KEY = re.compile(r"percent|pct")
_NO_MEASURE_KEYS = frozenset({"district", "version", "number", "moment", "turn", "id", "unit"})
_NAMING_KEYS = ("name", "measure", "key", "label", "what")
_NONE = re.compile(
    r"\b(?:none|zero|nothing)\b|\bno (?:\w+ ){0,2}(?:is|are|was|were|splits?|split)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|`[^`\n]{1,80}`|“[^”\n]{1,80}”")
_PATH = re.compile(
    r"https?://[^\s\"'<>)\]]+"
    r"|(?<![\w./~-])(?:~|\.{1,2}|[A-Za-z]:)?[/\\](?:[\w.~-]+[/\\])*[\w.~-]+\.[A-Za-z]\w{1,7}\b"
)
_TINY = 1e-9
SMALL = 1000
"""Whole numbers below this may agree by chance: what they count has to agree too."""
TINY_COUNT = 20
"""Whole numbers of data below this count for nothing where their key does not tell of what."""
FEW_DIGITS = 2
"""Shares and percentages of so few digits may agree by chance: what they measure has to agree."""

ANYTHING: frozenset[str] = frozenset()
"""Stands for what a number is about where nothing tells."""


@dataclass(slots=True)
class _Pool:
    """Numbers by what they are about."""

    by_topic: dict[str, set[float]] = field(default_factory=dict)
    loose: set[float] = field(default_factory=set)
    _sorted: dict[frozenset[str], list[float]] = field(default_factory=dict)

    def add(self, value: float, topics: frozenset[str]) -> None:
        self._sorted.clear()
        for topic in topics:
            self.by_topic.setdefault(topic, set()).add(value)
        if not topics:
            self.loose.add(value)

    def about(self, topics: frozenset[str], *, strictly: bool = False) -> list[float]:
        """Numbers about any of these; all numbers where none is.

        Args:
            topics: What is asked about.
            strictly: Leave out the numbers of which nobody knows what they are about.
        """
        if topics not in self._sorted:
            known = [self.by_topic[topic] for topic in topics if topic in self.by_topic]
            loose = set[float]() if known and strictly else self.loose
            self._sorted[topics] = sorted(loose.union(*(known or self.by_topic.values())))
        return self._sorted[topics]


class Facts:
    """The numbers that results of tools hold, and what they are about.

    Args:
        sources: Texts and data of the results.
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._counts = _Pool()
        self._plain = _Pool()
        self._percent = _Pool()
        self._texts: list[str] = []
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Take in another result."""
        if isinstance(source, str):
            self._texts.append(source)
            for fact in _in_text(source):
                self._add(*fact)
        else:
            self._add_data(source, "", "")

    def holds(self, one: Said, text: str) -> bool:
        """Whether a number, at the precision it is written to, is among these.

        Args:
            one: The number.
            text: The text that it stands in.
        """
        if one.value == 1 and not one.percent and not one.decimal:
            return True
        if one.percent is False and not one.decimal and abs(one.value) < SMALL:
            counted = counted_at(text, one.start, one.end)
            return _near(self._counts.about(counted, strictly=True), one, 1.0)
        few = sum(letter.isdigit() for letter in one.text.lstrip("+-\u2212 0.")) <= FEW_DIGITS
        topics = measured_in(sentence_at(text, one.start, one.end)) if few else ANYTHING
        if one.percent is not True:
            if _near(self._plain.about(topics), one, 1.0):
                return True
            is_share = one.decimal and abs(one.value) <= 1
            if is_share and _near(self._percent.about(topics), one, 100.0):
                return True
        return one.percent is not False and _near(self._percent.about(topics), one, 1.0)

    def quotes(self, text: str) -> bool:
        """Whether a text stands in a result word by word."""
        return any(text in source for source in self._texts)

    def _add(self, value: float, percent: bool, counted: _Topics, measured: _Topics) -> None:
        if percent:
            self._percent.add(value, measured)
        else:
            self._plain.add(value, measured)
            self._counts.add(value, counted)

    def _add_data(self, data: Any, key: str, about: str) -> None:
        """The numbers of data; shares count as percentages too.

        Args:
            data: The data.
            key: Under which it stands.
            about: What it is called, in words.
        """
        if isinstance(data, Mapping):
            named = " ".join(str(data[name]) for name in _NAMING_KEYS if name in data)
            for name, value in data.items():
                self._add_data(value, str(name).lower(), f"{name} {named}".replace("_", " "))
        elif isinstance(data, str):
            if key not in _NO_MEASURE_KEYS:
                self.add(data)
        elif isinstance(data, list | tuple):
            for value in data:
                self._add_data(value, key, about)
        elif isinstance(data, int | float) and not isinstance(data, bool):
            self._add_number(float(data), key, about, is_share=isinstance(data, float))

    def _add_number(self, value: float, key: str, about: str, *, is_share: bool) -> None:
        if not math.isfinite(value) or key in _NO_MEASURE_KEYS:
            return
        counted, measured = counted_in(about), measured_in(about)
        if _PERCENT_KEY.search(key):
            self._add(value, True, counted, measured)
            return
        if not is_share and abs(value) < TINY_COUNT and not counted:
            return
        self._add(value, False, counted, measured)
        if is_share and abs(value) <= 1:
            self._add(100 * value, True, counted, measured)


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
    found = [one.text for one in numbers_in(left) if not facts.holds(one, left)]
    return tuple(dict.fromkeys(found))


def paths_in(text: str) -> tuple[str, ...]:
    """The paths of files and the addresses that a text names; file names alone are none."""
    return tuple(dict.fromkeys(match.group().rstrip(".,;:!?") for match in _PATH.finditer(text)))


def _blank_if(known: bool, match: re.Match[str]) -> str:
    return " " * len(match.group()) if known else match.group()


@lru_cache(maxsize=4096)
def _in_text(text: str) -> tuple[_Fact, ...]:
    """The numbers of a text: value, whether a percentage, what is counted, what it is about."""
    found: list[_Fact] = []
    for one in numbers_in(text):
        sentence = sentence_at(text, one.start, one.end)
        counted = counted_at(text, one.start, one.end) or counted_in(sentence)
        measured = measured_in(sentence)
        if one.percent is not True:
            found.append((one.value, False, counted, measured))
            if one.decimal and abs(one.value) <= 1:
                found.append((100 * one.value, True, counted, measured))
        if one.percent is not False:
            found.append((one.value, True, counted, measured))
    for word, value in ((_NONE, 0.0), (_BOTH, 2.0)):
        for match in word.finditer(text):
            counted = counted_at(text, match.start(), match.end())
            found.append((value, False, counted, ANYTHING))
    return tuple(found)


def _near(facts: Sequence[float], one: Said, times: float) -> bool:
    """Whether a fact rounds to the number."""
    values = (one.value,) if one.signed else (one.value, -one.value)
    half = (one.half + _TINY * (1 + abs(one.value))) * times
    for value in values:
        place = bisect_left(facts, value * times - half)
        if place < len(facts) and facts[place] <= value * times + half:
            return True
    return False
