"""Checks of what code came to: each says what is wrong, and nothing where all is right.

Checks of ``answer`` are here; those of plans and files are made in modules of their own and can
be had from here too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from districtbot.problems.coding.compare import REL, difference
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.filecheck import file_png, file_shapes, file_table
from districtbot.problems.coding.plancheck import plan_of

__all__ = [
    "Check",
    "all_of",
    "exactly",
    "file_png",
    "file_shapes",
    "file_table",
    "names",
    "number",
    "ordered",
    "plan_of",
    "table",
    "text",
    "truth",
    "whole",
]

Check = Callable[[Outcome], str]
"""What is wrong with an outcome; empty where it is right."""


def exactly(data: Any, rel: float = REL, abs_: float = 0.0) -> Check:
    """The answer is this data, lists in order (see `compare.difference`)."""
    return _checked(lambda found: difference(found, data, rel, abs_))


def whole(n: int) -> Check:
    """The answer is this whole number."""
    return exactly(int(n))


def number(x: float, rel: float = REL, abs_: float = 0.0) -> Check:
    """The answer is this number, up to an error."""
    return exactly(float(x), rel, abs_)


def truth(value: bool) -> Check:
    """The answer is true, or false."""
    return exactly(bool(value))


def text(s: str) -> Check:
    """The answer is this text."""
    return exactly(str(s))


def ordered(items: Sequence[Any], rel: float = REL) -> Check:
    """The answer is a list of these, in this order."""
    return exactly(list(items), rel)


def names(items: Iterable[str | int]) -> Check:
    """The answer is a list of these, each once, in any order."""
    wanted = sorted(items, key=str)
    if len({(type(one), one) for one in wanted}) < len(wanted):
        raise ValueError("names come once each")

    def wrong(found: Any) -> str:
        if not isinstance(found, list):
            return f"the answer is a {type(found).__name__} and no list"
        if not all(type(one) in (str, int) for one in found):
            return "the list holds other things than names"
        return difference(sorted(found, key=str), wanted)

    return _checked(wrong)


def table(mapping: Mapping[Any, Any], rel: float = REL, abs_: float = 0.0) -> Check:
    """The answer is a mapping; keys count as text."""
    return exactly(dict(mapping), rel, abs_)


def all_of(*checks: Check) -> Check:
    """Every check holds; the first that does not says why."""
    return lambda outcome: next(filter(None, (check(outcome) for check in checks)), "")


def _checked(wrong_fn: Callable[[Any], str]) -> Check:
    """A check of the value of code that ran to its end."""

    def check(outcome: Outcome) -> str:
        if outcome.fault:
            return outcome.fault
        if outcome.value is None:
            return "there is no answer"
        return wrong_fn(outcome.value)

    return check
