"""Endless repetition, found while a reply is being written."""

import re

FEW_WORDS = 120
"""Shorter replies may repeat themselves as they like."""
LEAST_NEW = 0.3
"""Share of different groups of four words, of the last words, under which a reply is a loop."""
LONGEST_PERIOD = 200
"""Letters of the longest stretch that is looked for word by word."""
LEAST_REPEATED = 80
"""Letters that a stretch must fill by repeating itself."""


def repeats(text: str) -> int | None:
    """Where a text begins to say the same again and again at its end.

    Either a stretch of letters follows itself at least four times, or hardly any group of four
    words among the last many is new. Rows of a table differ in their numbers and are no loop.

    Args:
        text: What was written so far.

    Returns:
        The letters to keep: with the first time it was said; ``None`` where it does not repeat.
    """
    tail = text[-5 * LONGEST_PERIOD :]
    for period in range(1, min(LONGEST_PERIOD, len(tail) // 4) + 1):
        if tail[-1] != tail[-1 - period]:
            continue
        n = max(4, -(-LEAST_REPEATED // period))
        if tail.endswith(tail[-period:] * n):
            return _first(text, period)
    words = [match.start() for match in re.finditer(r"\S+", text)]
    if len(words) < FEW_WORDS:
        return None
    begin = words[-FEW_WORDS]
    last = text[begin:].split()
    groups = [tuple(last[i : i + 4]) for i in range(len(last) - 3)]
    return begin if len(set(groups)) < LEAST_NEW * len(groups) else None


def _first(text: str, period: int) -> int:
    """The end of the first of many stretches of this length at the end of a text."""
    end = len(text)
    while end > period and text[end - 1] == text[end - 1 - period]:
        end -= 1
    return end
