"""Whether an answer is the truth, piece by piece, with room for rounding."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from districtbot.problems.coding.family import Outcome

SHOWN = 80
"""Characters of a value that a fault shows."""


def like(
    truth: Any, *, rel: float = 0.0, abs_: float = 0.0, any_order: bool = False
) -> Callable[[Outcome], str]:
    """Takes an answer that is the truth.

    Whole numbers, text and truth values must be the same (``3.0`` is as good as 3); other
    numbers may differ by the room given. Keys are compared as text.

    Args:
        truth: What `answer` must be, as JSON carries it.
        rel: Room for numbers that are not whole, as a share (0..1) of the number.
        abs_: Room in the number's own unit; the larger of both holds.
        any_order: Whether a list may come in any order.
    """

    def check(outcome: Outcome) -> str:
        if not outcome.ok:
            return f"the code failed: {outcome.error}"
        value = outcome.value
        if any_order and isinstance(value, list):
            try:
                value = sorted(value)
            except TypeError:
                return "the list holds things that have no order"
        wanted = sorted(truth) if any_order else truth
        return _fault(wanted, value, max(rel, 0.0), max(abs_, 0.0), "answer")

    return check


def _fault(truth: Any, value: Any, rel: float, abs_: float, where: str) -> str:
    """What is wrong with a value; empty where nothing is."""
    if isinstance(truth, Mapping):
        return _mapping_fault(truth, value, rel, abs_, where)
    if isinstance(truth, list | tuple):
        if not isinstance(value, list | tuple):
            return f"{where} is {_shown(value)}, not a list"
        if len(truth) != len(value):
            return f"{where} has {len(value)} entries, not {len(truth)}"
        faults = (
            _fault(one, other, rel, abs_, f"{where}[{i}]")
            for i, (one, other) in enumerate(zip(truth, value, strict=True))
        )
        return next((fault for fault in faults if fault), "")
    same = _same(truth, value, rel, abs_)
    return "" if same else f"{where} is {_shown(value)}, not {_shown(truth)}"


def _mapping_fault(
    truth: Mapping[Any, Any], value: Any, rel: float, abs_: float, where: str
) -> str:
    if not isinstance(value, Mapping):
        return f"{where} is {_shown(value)}, not a dict"
    wanted = {str(key): one for key, one in truth.items()}
    given = {str(key): one for key, one in value.items()}
    if wanted.keys() != given.keys():
        missing, extra = sorted(wanted.keys() - given.keys()), sorted(given.keys() - wanted.keys())
        return f"{where}: keys missing {_shown(missing)}, keys too many {_shown(extra)}"
    faults = (_fault(one, given[key], rel, abs_, f"{where}[{key!r}]") for key, one in wanted.items())
    return next((fault for fault in faults if fault), "")


def _same(truth: Any, value: Any, rel: float, abs_: float) -> bool:
    if isinstance(truth, bool) or truth is None or isinstance(truth, str):
        return type(truth) is type(value) and truth == value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(truth, int):
        return bool(value == truth)
    return math.isclose(truth, value, rel_tol=rel, abs_tol=abs_)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
