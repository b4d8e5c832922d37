"""Whether two pieces of data are the same, type by type, and if not, where they differ."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

REL = 1e-6
"""Relative error allowed of numbers, where nothing else is said."""

SHOWN = 60


def difference(found: Any, truth: Any, rel: float = REL, abs_: float = 0.0) -> str:
    """Where data differs from the truth; empty where it does not.

    A number may be written as 7 or 7.0; true and false are no numbers, text is none either, and
    a list is not what is in it.

    Args:
        found: What came, as JSON carries it.
        truth: What is right: numbers, text, true, false, ``None``, and lists and mappings of
            these; keys of mappings count as text, in any order.
        rel: Relative error allowed of numbers that are not whole in the truth.
        abs_: Absolute error allowed of them.
    """
    if isinstance(truth, bool) or truth is None:
        return "" if found is truth else _told(found, truth)
    if isinstance(truth, int):
        return "" if _is_number(found) and found == truth else _told(found, truth)
    if isinstance(truth, float):
        near = _is_number(found) and math.isclose(found, truth, rel_tol=rel, abs_tol=abs_)
        return "" if near else _told(found, truth)
    if isinstance(truth, str):
        return "" if isinstance(found, str) and found == truth else _told(found, truth)
    if isinstance(truth, Mapping):
        return _of_mapping(found, truth, rel, abs_)
    if isinstance(truth, Sequence):
        return _of_list(found, truth, rel, abs_)
    raise TypeError(f"{type(truth).__name__} is no truth that JSON carries")


def _of_mapping(found: Any, truth: Mapping[Any, Any], rel: float, abs_: float) -> str:
    if not isinstance(found, dict):
        return f"{_shown(found)} is no mapping"
    wanted = {str(key): value for key, value in truth.items()}
    if missing := [key for key in wanted if key not in found]:
        return f"{len(missing)} keys are missing, such as {_shown(missing[0])}"
    if extra := [key for key in found if key not in wanted]:
        return f"{len(extra)} keys are too many, such as {_shown(extra[0])}"
    for key, value in wanted.items():
        if problem := difference(found[key], value, rel, abs_):
            return f"at {_shown(key)}: {problem}"
    return ""


def _of_list(found: Any, truth: Sequence[Any], rel: float, abs_: float) -> str:
    if not isinstance(found, list):
        return f"{_shown(found)} is no list"
    if len(found) != len(truth):
        return f"there are {len(found)} items and not {len(truth)}"
    for index, (one, value) in enumerate(zip(found, truth, strict=True)):
        if problem := difference(one, value, rel, abs_):
            return f"at item {index}: {problem}"
    return ""


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def _told(found: Any, truth: Any) -> str:
    return f"{_shown(found)} is not {_shown(truth)}"


def _shown(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
