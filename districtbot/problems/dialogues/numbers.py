"""The numbers in a text, to see whether a reply has any that nobody gave."""

import re

_NUMBER = re.compile(r"(?<![\w.,])[-+−]?\d[\d,]*(?:\.\d+)?(?![\w]|\.\d)")


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in digits, without signs, commas and zeros at their ends.

    What stands inside of a word or an id is no number.
    """
    return frozenset(_plain(found[0]) for found in _NUMBER.finditer(text))


def _plain(number: str) -> str:
    digits = number.lstrip("-+−").replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
