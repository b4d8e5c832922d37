"""Stretches of a message that mean something by themselves."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

NameKind = Literal["county", "town", "unit", "place", "column", "plan", "version", "file"]
"""What a name stands for; ``place`` where it may be a county, a town or a unit."""

WORD = re.compile(r"[^\W_]+(?:['’ʻ][^\W_]+)*")
"""A word as names are compared by."""


@dataclass(frozen=True, slots=True)
class Span:
    """A name in a message.

    Attributes:
        start: Where it begins, in letters.
        end: Where it ends.
        kind: What it stands for.
        value: The name as tools take it.
        about: More that the map says of it, in words: ``black vap`` of a column.
    """

    start: int
    end: int
    kind: NameKind
    value: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ContestSpan:
    """A contest in a message.

    Attributes:
        start: Where it begins, in letters.
        end: Where it ends.
        names: The contests of the map that it can be, by their short names.
        said: As the person wrote it.
        side: Which party's column or nominee was named: ``dem`` or ``rep``; empty for the contest.
    """

    start: int
    end: int
    names: tuple[str, ...]
    said: str
    side: str = ""


AnySpan = Span | ContestSpan


def whole_words(words: str, message: str) -> Iterator[re.Match[str]]:
    """Where a message holds some words whole, in letters of either case; nowhere if there are none.

    Args:
        words: The words as they are written.
        message: The message.
    """
    if words:
        yield from re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", message, re.IGNORECASE)


def apart(spans: Iterable[AnySpan]) -> list[AnySpan]:
    """Spans that do not overlap: the longest of several stays, of equals the first given."""
    kept: list[AnySpan] = []
    for one in sorted(spans, key=lambda span: span.start - span.end):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda span: span.start)
