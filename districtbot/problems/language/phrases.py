"""A phrase of the bank as a tree, read once."""

import re
from dataclasses import dataclass, replace
from functools import cache

from districtbot.problems.language.wording import NOWHERE, Near

_PLURALS = {
    "counties": "county",
    "districts": "district",
    "seats": "seat",
    "splits": "split",
    "towns": "town",
    "cities": "city",
    "people": "person",
    "persons": "person",
    "residents": "resident",
    "precincts": "precinct",
    "municipalities": "municipality",
    "plans": "plan",
    "pieces": "piece",
    "edges": "edge",
    "units": "unit",
    "wards": "ward",
    "versions": "version",
    "steps": "step",
    "races": "race",
    "dists": "dist",
}
"""Nouns in the plural that follow numbers, and their singular."""
_VERBS = {
    "are": "is",
    "were": "was",
    "have": "has",
    "reach": "reaches",
    "clear": "clears",
    "go": "goes",
    "lean": "leans",
    "vote": "votes",
    "give": "gives",
    "lie": "lies",
    "fall": "falls",
    "end": "ends",
}
"""Verbs that may follow these, and their singular."""
_PLURAL = re.compile(rf"\b({'|'.join(_PLURALS)})\b(?:( that| which)? ({'|'.join(_VERBS)})\b)?")
_WORD = re.compile(r"\w[\w'’.%-]*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value.

    Attributes:
        name: Its name.
        near: What stands beside it in the phrase.
    """

    name: str
    near: Near = NOWHERE


@dataclass(frozen=True, slots=True)
class Reference:
    """A place for a phrase of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A place for one of some parts."""

    parts: tuple["Parts", ...]


Part = str | Slot | Reference | Choice
Parts = tuple[Part, ...]


@cache
def parsed(line: str) -> Parts:
    """The tree of a phrase: ``{slot}``, ``<section>``, ``[one|other|]``; nested as one likes.

    A bracket without ``|`` in it, and an angle without a name in it, stand for themselves.
    """
    return _placed(_Reader(line).read(), outside="")


def singular(text: str) -> str:
    """What follows the number one: its nouns, and a verb right after them, in the singular."""
    head, middle, tail = text[:1], text[1:28], text[28:]
    return head + _PLURAL.sub(_one, middle, count=2) + tail


def _one(found: re.Match[str]) -> str:
    """A noun that `_PLURAL` has found, in the singular, and the verb after it likewise."""
    verb = f"{found[2] or ''} {_VERBS[found[3]]}" if found[3] else ""
    return _PLURALS[found[1]] + verb


class _Reader:
    """Reads a line from left to right."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0

    def read(self) -> Parts:
        """The parts up to the end of the line."""
        (parts,) = self._branches(end="")
        return parts

    def _branches(self, end: str) -> list[Parts]:
        """What stands between the ``|`` up to a sign; with no sign, the whole rest as one."""
        branches: list[list[Part]] = [[]]
        while self.at < len(self.line):
            sign = self.line[self.at]
            if end and sign == end:
                break
            if end and sign == "|":
                self.at += 1
                branches.append([])
            else:
                branches[-1].append(self._part(sign))
        return [_merged(parts) for parts in branches]

    def _part(self, sign: str) -> Part:
        """The part that begins here: a slot, a reference, a choice, or the sign itself."""
        close = {"{": "}", "<": ">"}.get(sign)
        found = self.line.find(close, self.at) if close else -1
        name = self.line[self.at + 1 : found] if found > 0 else ""
        if name[:1].isalpha() and all(letter.isalnum() or letter in "_./" for letter in name):
            self.at = found + 1
            return Reference(name) if sign == "<" else Slot(name)
        if sign == "[" and self._holds_choice():
            self.at += 1
            branches = self._branches(end="]")
            self.at += 1
            return Choice(tuple(branches))
        self.at += 1
        return sign

    def _holds_choice(self) -> bool:
        """Whether the bracket that opens here has a ``|`` of its own."""
        depth = 0
        for sign in self.line[self.at :]:
            depth += {"[": 1, "]": -1}.get(sign, 0)
            if depth == 1 and sign == "|":
                return True
            if depth == 0:
                return False
        return False


def _merged(parts: list[Part]) -> Parts:
    """The parts with neighbouring letters put together."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)


def _placed(parts: Parts, outside: str) -> Parts:
    """The parts, each slot with what stands beside it; `outside` stands beside the whole."""
    placed: list[Part] = []
    for at, part in enumerate(parts):
        if isinstance(part, Slot):
            before = parts[at - 1] if at else outside
            after = parts[at + 1] if at + 1 < len(parts) else outside
            placed.append(replace(part, near=_near(before, after)))
        elif isinstance(part, Choice):
            placed.append(Choice(tuple(_placed(branch, "?") for branch in part.parts)))
        else:
            placed.append(part)
    return tuple(placed)


def _near(before: Part, after: Part) -> Near:
    """What stands beside a slot, from the parts on both sides of it."""
    head = before if isinstance(before, str) else "?"
    tail = after if isinstance(after, str) else "?"
    left, right = _WORD.findall(head), _WORD.findall(tail)
    if head.isspace():
        left = ["?"]
    if tail.isspace():
        right = ["?"]
    tied = head[-1:] in ("-", "/") or tail[:1] in ("-", "/")
    return Near(
        before=left[-1].lower() if left else "",
        after=right[0].lower() if right else "",
        tied=tied,
        sign=head.rstrip()[-1:] in tuple("±=<>~≤≥+"),
        slot_before=head.isspace(),
    )
