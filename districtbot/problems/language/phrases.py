"""A phrase of the bank as a tree, read once."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value.

    Attributes:
        name: Its name.
        bound: Whether a hyphen ties it to what follows or stands before it (``7-district``).
    """

    name: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A place for a phrase of a section."""

    section: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A place for one of some parts."""

    parts: tuple["Parts", ...]


Parts = tuple["str | Slot | Reference | Choice", ...]


@cache
def parsed(line: str) -> Parts:
    """The tree of a phrase: ``{slot}``, ``<section>``, ``[one|other|]``; nested as one likes.

    A bracket without ``|`` in it, and an angle without a name in it, stand for themselves.
    """
    return _Reader(line).read()


class _Reader:
    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0

    def read(self) -> Parts:
        """The parts up to the end of the line."""
        (parts,) = self._branches(end="")
        return parts

    def _branches(self, end: str) -> list[Parts]:
        branches: list[list[str | Slot | Reference | Choice]] = [[]]
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

    def _part(self, sign: str) -> str | Slot | Reference | Choice:
        close = {"{": "}", "<": ">"}.get(sign)
        found = self.line.find(close, self.at) if close else -1
        name = self.line[self.at + 1 : found] if found > 0 else ""
        if name and all(letter.isalnum() or letter in "_./" for letter in name):
            before = self.line[self.at - 1 : self.at]
            self.at = found + 1
            if sign == "<":
                return Reference(name)
            return Slot(name, "-" in (before, self.line[self.at : self.at + 1]))
        if sign == "[" and self._holds_choice():
            self.at += 1
            branches = self._branches(end="]")
            self.at += 1
            return Choice(tuple(branches))
        self.at += 1
        return sign

    def _holds_choice(self) -> bool:
        depth = 0
        for sign in self.line[self.at :]:
            depth += {"[": 1, "]": -1}.get(sign, 0)
            if depth == 1 and sign == "|":
                return True
            if depth == 0:
                return False
        return False


def _merged(parts: list[str | Slot | Reference | Choice]) -> Parts:
    """The parts with neighbouring letters put together."""
    merged: list[str | Slot | Reference | Choice] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)
