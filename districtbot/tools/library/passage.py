"""A passage of a document, with where it comes from."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from districtbot.ground.quoting import plain

WORDS = 120
"""About so many words a passage."""
MOST_WORDS = 170
"""No passage has more."""
MOST_LETTERS = 1500
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+(?=[\"'`(A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some sentences of a document.

    Attributes:
        id: The same for the same text of the same source.
        source: The document: ``docs/measures.md``, ``gerrychain.metrics.partisan.efficiency_gap``.
        heading: The headings above it, from the widest to the nearest; may be empty.
        text: The sentences on one line, without control characters.
        page: Page of a PDF, from 1; 0 elsewhere.
    """

    id: str
    source: str
    heading: str
    text: str
    page: int = 0

    @property
    def cited(self) -> str:
        """Where it comes from, in a few words."""
        where = plain(self.source, 100)
        if self.page:
            where += f", page {self.page}"
        return f"{where}, {plain(self.heading, 80)}" if self.heading else where


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading.

    Attributes:
        heading: The headings above it, from the widest to the nearest, joined by `` > ``.
        text: Its text; an empty line parts paragraphs.
        page: Page of a PDF, from 1; 0 elsewhere.
    """

    heading: str
    text: str
    page: int = 0


def passages_of(source: str, sections: Iterable[Section]) -> Iterator[Passage]:
    """The passages of a document, split where paragraphs and sentences end.

    Args:
        source: The document's name.
        sections: Its stretches, in order.
    """
    for section in sections:
        for text in _chunks(section.text):
            heading = plain(section.heading, 120)
            key = "\n".join((source, heading, str(section.page), text))
            digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()[:12]
            yield Passage(digest, plain(source, 200), heading, text, section.page)


def _chunks(text: str) -> Iterator[str]:
    """Paragraphs, short ones together and long ones in parts, each on one line."""
    held: list[str] = []
    for piece in _pieces(text):
        if held and _n_words(held) + len(piece.split()) > WORDS:
            yield " ".join(held)
            held = []
        held.append(piece)
    if held:
        yield " ".join(held)


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs, those that are too long sentence by sentence, on one line each."""
    for paragraph in re.split(r"\n\s*\n", text):
        line = plain(paragraph, len(paragraph) + 3)
        if not line:
            continue
        if len(line.split()) <= WORDS and len(line) <= MOST_LETTERS:
            yield line
            continue
        for sentence in _SENTENCE.split(line):
            yield from _cut(sentence)


def _cut(sentence: str) -> Iterator[str]:
    words = [word[:MOST_LETTERS] for word in sentence.split()]
    held: list[str] = []
    for word in words:
        if held and (len(held) >= MOST_WORDS or len(" ".join(held)) + len(word) > MOST_LETTERS):
            yield " ".join(held)
            held = []
        held.append(word)
    if held:
        yield " ".join(held)


def _n_words(pieces: Sequence[str]) -> int:
    return sum(len(piece.split()) for piece in pieces)
