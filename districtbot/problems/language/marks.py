"""Marks in a message that say what each of its numbers was said of; nobody but us sees them.

"Seven districts, two at 40% Black, two counties split": whoever reads it knows which two is which,
who compares numbers does not. Where a speaker marks what it says, a sign of Unicode's private use
stands behind each number, until the message is finished.
"""

import re
from dataclasses import dataclass

from districtbot.ground.numberwords import BELOW_TWENTY, ORDINALS, TENS

DISTRICTS = 0
"""What the number of districts is said of; clauses and slots follow."""
MOST = 400
"""Topics that a message can have marks for."""
_SAID, _WORDED = 0xE000, 0xE000 + MOST
_MARK = re.compile(f"[{chr(_SAID)}-{chr(_WORDED + MOST)}]")
_PARTS = "half|halves|third|quarter|fourth|fifth|tenth|couple|pair|dozen"
_NUMBER = re.compile(
    rf"\b(?:{'|'.join((*BELOW_TWENTY, *TENS, *ORDINALS))}|{_PARTS})s?\b|\d+(?:[.,/]\d+)*%?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a number was said.

    Attributes:
        at: The place in the finished message right behind it.
        topic: What it was said of.
        worded: Whether it is a word of the phrase, rather than what fills it.
    """

    at: int
    topic: int
    worded: bool


def marked(number: str, topic: int) -> str:
    """A number that fills a phrase, with its mark."""
    return number + chr(_SAID + topic) if topic < MOST else number


def with_marks(words: str, topic: int, *, worded: bool = True) -> str:
    """Words, each number among them with its mark; of the phrase itself, or of what fills it."""
    sign = chr((_WORDED if worded else _SAID) + topic)
    return _NUMBER.sub(lambda found: found[0] + sign, words) if topic < MOST else words


def unmarked(text: str) -> tuple[str, tuple[Mark, ...]]:
    """A text without its marks, and the marks."""
    marks = []
    for n, found in enumerate(_MARK.finditer(text)):
        topic, worded = ord(found[0]) - _SAID, found[0] >= chr(_WORDED)
        marks.append(Mark(found.start() - n, topic - MOST * worded, worded))
    return _MARK.sub("", text), tuple(marks)


def bare(text: str) -> str:
    """A text without its marks."""
    return _MARK.sub("", text)
