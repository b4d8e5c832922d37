"""Values in words: whole numbers, shares, scores, people; names are worded by `naming`.

A reader gets the same value back from every wording. What stands before and after a value (`Near`)
decides which of its wordings read well: "a couple of" needs a noun in the plural after it, "1% cap"
no "half a percent".
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from districtbot.problems.language.bank import Voice
from districtbot.problems.language.naming import contest, group, party, places
from districtbot.problems.language.numerals import ordinal, part, spelled, spelled_ordinal
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
    Slip,
    Text,
    Value,
    Words,
)


@dataclass(frozen=True, slots=True)
class Near:
    """What stands beside a value.

    Attributes:
        before: The word before it in lower case, or the sign; empty at the beginning; ``?`` where
            it is not known.
        after: The word after it likewise.
        tied: Whether a hyphen ties it to what is beside it: ``7-district``.
        sign: Whether a sign stands before it: ``<= 1%``.
        slot_before: Whether what stands before it is another value.
    """

    before: str = ""
    after: str = ""
    tied: bool = False
    sign: bool = False
    slot_before: bool = False


NOWHERE = Near()
_PLAIN_AFTER = frozenset(
    [
        "a",
        "an",
        "the",
        "that",
        "this",
        "our",
        "my",
        "their",
        "all",
        "those",
        "these",
        "any",
        "every",
        "exactly",
        "new",
        "other",
        "same",
        "?",
        "about",
        "roughly",
        "precisely",
    ]
)
"""Words after which no number is "a couple of" and no share "half a percent"."""
_PLURALS = frozenset(
    [
        "districts",
        "counties",
        "splits",
        "seats",
        "people",
        "towns",
        "precincts",
        "votes",
        "cities",
        "municipalities",
        "plans",
        "persons",
        "residents",
    ]
)
"""Nouns before which "a couple of" and "a dozen" read well."""
_SHARP = frozenset(["analyst", "student", "organizer"])
"""Voices that say shares as decimals."""
_COUPLE, _DOZEN = 0.06, 0.3
"""Shares (0..1) of twos said as a couple or a pair, and of twelves said as a dozen."""
_SPELL = {"lawyer": 0.4, "teacher": 0.45, "journalist": 0.45, "clerk": 0.3, "organizer": 0.3}
_SPELLED_BY_OTHERS = 0.2
"""Shares (0..1) of small counts that a voice spells out."""
_PARTS_OF_PERCENT = {
    0.5: ("half a percent", "half a percent", "half of one percent", "one half of one percent"),
    0.25: ("a quarter percent", "a quarter of a percent", "one quarter of one percent"),
    0.1: ("a tenth of a percent", "one tenth of one percent", "one-tenth of 1%"),
    0.75: ("three quarters of a percent", "three-quarters of one percent"),
    0.2: ("two tenths of a percent", "a fifth of a percent"),
    0.01: ("one hundredth of a percent", "a hundredth of one percent"),
}
"""Percentages (0..100) that have words of their own."""


def in_words(value: Value, rng: random.Random, voice: Voice, near: Near = NOWHERE) -> str:
    """A value as somebody would write it; a reader gets the same value back.

    Args:
        value: The value.
        rng: Which of the ways.
        voice: Who writes.
        near: What stands beside it.
    """
    match value:
        case Count(n):
            return _count(n, rng, voice, near)
        case People(n):
            return _people(n, rng, near)
        case Ordinal(n):
            return spelled_ordinal(n) if rng.random() < 0.4 else ordinal(n)
        case Percent(share):
            return _percent(share, rng, voice, near)
        case Score(score):
            return _score(score, rng)
        case Places():
            return places(value, rng, voice, near.before, near.after)
        case Group():
            return group(value, rng, near.after, near.slot_before)
        case Contest():
            return contest(value, rng, near.before, near.after)
        case Party():
            return party(value, rng, near.before)
        case Text(text) | Words(text):
            return text
        case Slip(_, right):
            return in_words(right, rng, voice, near)


def _count(n: int, rng: random.Random, voice: Voice, near: Near) -> str:
    """A whole number in digits or, small, in words."""
    loose = near.after in _PLURALS and near.before not in _PLAIN_AFTER and not near.tied
    if n == 2 and loose and rng.random() < _COUPLE:
        return "a couple of" if rng.random() < 0.8 else "a pair of"
    if n == 12 and loose and rng.random() < _DOZEN:
        return "a dozen"
    words = not near.sign and (n <= 20 or (n < 100 and rng.random() < 0.3))
    if words and rng.random() < _SPELL.get(voice, _SPELLED_BY_OTHERS):
        return spelled(n)
    return f"{n:,}" if n < 1000 or rng.random() < 0.7 else str(n)


def _people(n: int, rng: random.Random, near: Near) -> str:
    """A number of people: round ones also as ``2k``, in words, in millions."""
    ways = [f"{n:,}"] * 5 + ([str(n)] * 2 if n >= 1000 else [])
    if n % 1000 == 0 and 0 < n < 1_000_000 and not near.tied:
        ways += [f"{n // 1000}k", f"{n // 1000} thousand"]
    if (n % 100 == 0 and 0 < n < 1000) or (n % 1000 == 0 and n <= 20_000) or 0 <= n <= 12:
        ways += [spelled(n)]
    if n % 100 == 0 and 1000 < n < 10_000 and n % 1000:
        ways += [f"{spelled(n // 100)} hundred"]
    if n >= 1_000_000 and n % 10_000 == 0:
        ways += [f"{n / 1_000_000:g} million"] * 4
    return rng.choice(ways)


def _score(value: float, rng: random.Random) -> str:
    """A score, with or without its zeros."""
    plain = f"{value:g}"
    ways = [plain] * 5
    if 0 < value < 1:
        ways += [plain[1:]] * 3
        if len(plain) == 3:
            ways += [f"{value:.2f}", f"{value:.2f}"[1:]]
    return rng.choice(ways)


def _percent(share: float, rng: random.Random, voice: Voice, near: Near) -> str:
    """A share in percent; where nothing hinders also in words, as a part or a decimal."""
    n = round(100 * share, 4)
    digits = f"{n:g}"
    if near.tied or near.sign:
        return f"{digits}%" if near.sign else rng.choice((f"{digits}%", f"{digits}-percent"))
    if near.before in _PLAIN_AFTER:
        return rng.choice((*[f"{digits}%"] * 6, f"{digits} percent", f"{digits}-percent"))
    draw = rng.random()
    if draw < 0.62:
        return f"{digits}%"
    if draw < 0.76:
        return f"{digits} percent"
    if draw < 0.93:
        return rng.choice(_spelled_percents(n, digits) or [f"{digits}%"])
    if draw < 0.97 or near.after not in ("", "of", "or"):
        return rng.choice(_other_percents(n, digits, voice))
    return rng.choice(_ratios(share, voice, near) or [f"{digits}%"])


def _other_percents(n: float, digits: str, voice: Voice) -> list[str]:
    """Rarer ways to write a share in percent (0..100)."""
    ways = [f"{digits} %", f"{digits} per cent", f"{digits} pct", f"{digits}pct"]
    if n < 1:
        ways += [f"{digits[1:]}%", f"{digits[1:]} percent"] * 2
    if n < 10 and n == int(n) and voice in ("analyst", "lawyer", "clerk"):
        ways += [f"{n:.1f}%"] * 3
    return ways


def _spelled_percents(n: float, digits: str) -> list[str]:
    """A share in percent (0..100) with number words; none for crooked ones."""
    if n in _PARTS_OF_PERCENT:
        return list(_PARTS_OF_PERCENT[n])
    if n == int(n):
        return [f"{spelled(int(n))} percent"] * 4 + [f"{spelled(int(n))} per cent"]
    if n % 1 == 0.5 and n < 20:
        words = f"{spelled(int(n))} and a half percent"
        return [words, words, f"{digits} percent"] + (["a percent and a half"] * (n == 1.5))
    return []


def _ratios(share: float, voice: Voice, near: Near) -> list[str]:
    """A share as a part of a whole, or as a decimal."""
    ways = [f"{share:g}"] if voice in _SHARP and near.after != "of" else []
    ratio = Fraction(share).limit_denominator(100)
    if abs(float(ratio) - share) > 1e-6 or share >= 1:
        return ways
    top, bottom = ratio.numerator, ratio.denominator
    if bottom in (10, 20, 100, 3, 4, 5, 50) or top == 1 < bottom:
        if near.after == "":
            ways += [f"{spelled(top)} in {spelled(bottom)}", f"{top} in {bottom}"]
        name = part(bottom) if bottom <= 10 or top == 1 else ""
        if name:
            ways += [f"{spelled(top)} {name}{'s' if top > 1 else ''}"] if bottom != 2 else ["half"]
    return ways
