"""A message as people type it: casing, slips of the keys, never in a name or a number."""

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from districtbot.problems.language.bank import Voice

CLEAN = 0.6
"""Share (0..1) of messages that stay as they are, for a voice of middling care."""
_CARE = {"lawyer": 0.25, "clerk": 0.1, "teacher": 0.05, "student": -0.15, "organizer": -0.05}
"""What a voice adds to it."""
_WORD = re.compile(r"(?<![\w@./_-])[a-z]{5,}(?![\w@/_-]|\.\w)")
_QUOTED = r'"[^"\n]*"|`[^`\n]*`|“[^”\n]*”|(?<!\w)\'[^\'\n]{2,40}\'(?!\w)'
_CODED = (
    r"\S*[_\\@]\S*|\S*\w\.[a-z]{2,}\S*|\b[A-Z]*\d+[A-Z][A-Z\d]*\b|\b[A-Z]+\d+[A-Z\d]*\b|"
    r"\b[A-Z]{4,}\b"
)
"""Columns, ids and file names, by their looks."""
_TELLING = (
    "three seven eight eleven twelve thirteen fourteen fifteen sixteen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen first second "
    "third fourth fifth sixth seventh eighth ninth tenth black white latino hispanic asian native "
    "quarter quarters tenths fifths twentieth couple percent about above below under within most "
    "least fewer other north south splits split"
)
_LEFT_ALONE = frozenset(_TELLING.split())
"""Words that are never typed wrong: the meaning hangs on them."""
_SHORT = (
    (re.compile(r"\bplease\b"), "pls"),
    (re.compile(r"\bbecause\b"), "b/c"),
    (re.compile(r"\bwith\b(?= )"), "w/"),
    (re.compile(r"\byou\b"), "u"),
    (re.compile(r"\bthanks\b", re.IGNORECASE), "thx"),
    (re.compile(r"\bdistricts\b"), "dists"),
    (re.compile(r"\bpeople\b"), "ppl"),
    (re.compile(r"\bpopulation\b"), "pop"),
    (re.compile(r"\bwithout\b"), "w/o"),
)
_NEXT = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o",
    "k": "l", "l": "k", "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "a", "t": "r",
    "u": "y", "v": "b", "w": "e", "y": "u",
}  # fmt: skip
"""The key beside a letter's."""


def roughened(text: str, rng: random.Random, voice: Voice, kept: Sequence[str] = ()) -> str:
    """A message as somebody would type it.

    Columns, ids, file names, words in quotation marks and numbers stay as they are; a name may
    lose its capital, no letter.

    Args:
        text: As it should be.
        rng: The randomness.
        voice: Who types.
        kept: Words that stay as they are.
    """
    if rng.random() < CLEAN + _CARE.get(voice, 0.0):
        return text
    roughs, weights = zip(*_ROUGHS, strict=True)
    for rough in rng.choices(roughs, weights, k=rng.choice((1, 1, 1, 2))):
        text = _outside(text, kept, partial(rough, rng=rng))
    return text


def _outside(text: str, kept: Sequence[str], change: Callable[[str], str]) -> str:
    """The text with a change made to all but what must stay."""
    own = sorted({re.escape(one) for one in kept if one in text and one}, key=len, reverse=True)
    fixed = re.compile(
        "(" + "|".join([_QUOTED, *[rf"(?<!\w){one}(?!\w)" for one in own], _CODED]) + ")"
    )
    pieces = fixed.split(text)
    return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))


def _lower(text: str, rng: random.Random) -> str:
    del rng
    return text.lower()


def _upper(text: str, rng: random.Random) -> str:
    del rng
    return text.upper()


def _typos(text: str, rng: random.Random) -> str:
    """One or two words typed wrong, none that a meaning hangs on."""
    words = [one for one in _WORD.finditer(text) if one[0] not in _LEFT_ALONE]
    for found in sorted(
        rng.sample(words, min(len(words), rng.choice((1, 1, 2)))), key=lambda one: -one.start()
    ):
        text = text[: found.start()] + _typo(found[0], rng) + text[found.end() :]
    return text


def _typo(word: str, rng: random.Random) -> str:
    """A word with two letters swapped, one left out, doubled, or the one beside it hit."""
    at = rng.randint(1, len(word) - 2)
    draw = rng.random()
    if draw < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if draw < 0.65:
        return word[:at] + word[at + 1 :]
    if draw < 0.85:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _NEXT.get(word[at], word[at]) + word[at + 1 :]


def _no_apostrophes(text: str, rng: random.Random) -> str:
    del rng
    return re.sub(r"(?<=[a-z])['’](?=(?:s|t|d|m|re|ll|ve)\b)", "", text)


def _no_period(text: str, rng: random.Random) -> str:
    del rng
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _wide(text: str, rng: random.Random) -> str:
    """Two spaces after each sentence, or one too many somewhere."""
    if rng.random() < 0.5:
        return re.sub(r"(?<=[a-z]\.) (?=[A-Z])", "  ", text)
    gaps = [one.start() for one in re.finditer(r"(?<=[a-z]) (?=[a-z])", text)]
    if not gaps:
        return text
    at = rng.choice(gaps)
    return f"{text[:at]} {text[at:]}"


def _texting(text: str, rng: random.Random) -> str:
    """Some words cut short, as in a text message."""
    for pattern, short in _SHORT:
        if rng.random() < 0.7:
            text = pattern.sub(short, text)
    return text


def _no_commas(text: str, rng: random.Random) -> str:
    """Without the commas before joining words, which no list needs."""
    del rng
    return re.sub(r",(?= (?:and|please|so|but|then|also|with|each)\b)", "", text)


def _texted(text: str, rng: random.Random) -> str:
    """Words cut short, all in lower case, without apostrophes."""
    return _no_apostrophes(_texting(text.lower(), rng), rng)


_ROUGHS: tuple[tuple[Callable[[str, random.Random], str], float], ...] = (
    (_lower, 3),
    (_typos, 4),
    (_no_apostrophes, 1.5),
    (_no_period, 3),
    (_wide, 1),
    (_texting, 1),
    (_texted, 1.5),
    (_no_commas, 1),
    (_upper, 0.25),
)
"""Ways to type roughly, and how often each is taken."""
