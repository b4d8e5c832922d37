"""Values in words: numbers, shares, lists of places, groups, contests, parties."""

import random

from districtbot.problems.language.bank import Voice
from districtbot.problems.language.values import (
    Contest,
    Count,
    Group,
    Ordinal,
    Party,
    People,
    Percent,
    Places,
    Score,
    Text,
    Slip,
    Value,
    Words,
)


def in_words(value: Value, rng: random.Random, voice: Voice) -> str:
    """A value as somebody would write it; a reader gets the same value back.

    Args:
        value: The value.
        rng: Which of the ways.
        voice: Who writes.
    """
    match value:
        case Count(n) | People(n):
            return f"{n:,}"
        case Ordinal(n):
            return f"{n}th"
        case Percent(share):
            return f"{100 * share:g}%"
        case Score(score):
            return f"{score:g}"
        case Places(names, _, last):
            head, tail = names[:-1], names[-1]
            return f"{', '.join(head)} {last} {tail}" if head else tail
        case Group(keys, _):
            return " or ".join(keys)
        case Contest(name, _, _):
            return name
        case Party(key, _):
            return {"dem": "Democrats", "rep": "Republicans"}[key]
        case Text(text) | Words(text):
            return text
        case Slip(_, right):
            return in_words(right, rng, voice)
