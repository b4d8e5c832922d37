"""The numbers in a text, to see whether a reply has any that nobody gave."""

import re
from collections.abc import Iterator

Pair = tuple[str, str]
_NUMBER = re.compile(r"(?<![\w.,])[-+−]?\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")

_TOKEN = re.compile(r"\d[\d,.]*\d%?|\d%?|[^\W\d_]+")
_SMALL = re.compile(r"\d{1,3}")


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in digits, without signs, commas and zeros at their ends.

    What stands inside of a word or an id is no number.
    """
    return frozenset(_plain(found[0]) for found in _NUMBER.finditer(text))


def _plain(number: str) -> str:
    digits = number.lstrip("-+−").replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def misplaced(text: str, sources: str) -> frozenset[str]:
    """Whole numbers below 1,000 that stand beside no word which they stand beside in the sources.

    So where a source says ``district 4 has 12 units``, ``district 12`` and ``12 districts`` are
    misplaced, and ``4 has`` and ``12 units`` are not. Case and an ``s`` at the end do not count.

    Args:
        text: What was said.
        sources: What it may rest on.
    """
    known = {pair for _, *pairs in _counted(sources) for pair in pairs}
    return frozenset(number for number, *pairs in _counted(text) if not known & set(pairs))


def _counted(text: str) -> Iterator[tuple[str, Pair, Pair]]:
    """Each small number, with the word before it and with the word after it."""
    words = ["", *(word.removesuffix("s") for word in _TOKEN.findall(text.casefold())), ""]
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if _SMALL.fullmatch(word):
            yield word, (before, word), (word, after)
