"""One measure explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """What a measure is, for a reader who is no specialist.

    Attributes:
        key: Stable name: a part of the keys of its lines, such as ``polsby_popper``.
        name: What people call it: ``Polsby-Popper``.
        meaning: One plain sentence: what it is and how to read it.
        how: How it is worked out, exactly enough to do it again.
        sign: Whom a positive value favours; empty for a measure without a sign.
        undefined: When it has no value, and why; empty if it always has one.
        source: Paper, court case or program it comes from; empty for plain counting.
    """

    key: str
    name: str
    meaning: str
    how: str
    sign: str = ""
    undefined: str = ""
    source: str = ""
