"""Names of counties with a slip of the keys in them: ``Olmsteed`` for Olmsted."""

import re
from collections.abc import Iterator

from districtbot.agent.models.mini.spans import WORD, Span
from districtbot.geo.gazetteer import FEWEST_LETTERS, Gazetteer, folded, slips_of, without_kind

LONGEST = 3
"""Words of the longest name that is looked for."""
_OWNING = re.compile(r"['’]s$")


def slipped_places(message: str, book: Gazetteer) -> Iterator[Span]:
    """What is one letter off from the name of a county, and no name itself.

    Towns are left out: there are so many that everyday words are near to some.

    Args:
        message: The message.
        book: The places of the map.
    """
    words = list(WORD.finditer(message))
    for i, first in enumerate(words):
        for last in words[i : i + LONGEST]:
            said = message[first.start() : last.end()]
            name = without_kind(folded(_OWNING.sub("", said)))
            if len(name) < FEWEST_LETTERS or name in book.by_bare or name in book.by_alias:
                continue
            if any(_is_near(name, book, left, at) for left, at in slips_of(name)):
                yield Span(first.start(), last.end(), "place", said, "unknown")


def _is_near(name: str, book: Gazetteer, left: str, at: int) -> bool:
    """Whether a place has the same letters left: one too many, one too few, or two swapped.

    Another letter in the place of one makes everyday words of names: ``margin`` of Martin.
    """
    for other, other_at in book.by_slip.get(left, ()):
        if name[0] == other[0] and (at < 0 or other_at < 0):
            return True
        if abs(at - other_at) == 1 and name[at] == other[other_at] and name[0] == other[0]:
            return True
    return False
