"""The symbols that `mini` reads and writes; each is one token of its own."""

import re
from collections.abc import Iterator

from districtbot.agent.models.mini.pointing import CHANGES, MOST_BEFORE
from districtbot.agent.models.mini.reading import MOST
from districtbot.agent.models.mini.slots import (
    GROUPS,
    MEASURES,
    PEOPLE,
    QUESTIONS,
    REASONS,
    TOOLS,
)

PAD, BEGIN, END = "[pad]", "[begin]", "[end]"
"""What fills up, what stands before everything, and what ends a line."""
_FRAME = (
    "[map]", "[asked]", "[plan]", "[no_plan]", "[versions]", "[names]", "[did]", "[user]",
    "[agent]",
)  # fmt: skip
_WRITTEN = (
    "[#]", "[text]", "[/text]", "[all]", "[of_all]", "[plus]", "[minus]", "[span]", "[existing]",
    "[current]", "[contest]", "[minority]", "[any_part]", "[majority]", "[half_of_all]",
    "[as_existing]", "[each]",
)  # fmt: skip
_PLAIN = re.compile(r"\[[^\s\]]+\]|<[a-z]\d+>")


def symbols() -> tuple[str, ...]:
    """All symbols, each once, in a fixed order."""
    return tuple(dict.fromkeys([PAD, BEGIN, END, *_FRAME, *_WRITTEN, *_fields(), *_pointers()]))


def _fields() -> Iterator[str]:
    """Tools, measures, their fields and the words that fill these."""
    owners = (*TOOLS.items(), *MEASURES.items())
    words = [word for _, slots in owners for slot in slots for word in (slot.name, *slot.words)]
    names = [name for name, _ in owners]
    more = (*GROUPS, *PEOPLE, *QUESTIONS, *REASONS, *CHANGES)
    yield from (f"[{one}]" for one in (*names, *words, *more))


def _pointers() -> Iterator[str]:
    for kind, most in (
        ("n", MOST),
        ("p", MOST),
        ("e", MOST),
        ("c", MOST_BEFORE),
        ("x", MOST_BEFORE),
    ):
        yield from (f"<{kind}{i + 1}>" for i in range(most))


def split(text: str) -> list[str]:
    """A line as its symbols and what is written out between them."""
    parts, at = [], 0
    for found in _PLAIN.finditer(text):
        between = text[at : found.start()].strip()
        parts += [between] if between else []
        parts.append(found.group())
        at = found.end()
    rest = text[at:].strip()
    return [*parts, rest] if rest else parts
