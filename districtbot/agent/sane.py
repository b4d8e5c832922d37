"""What a model wrote, made fit to be kept as JSON and as UTF-8."""

import math
from typing import Any

MOST_DEPTH = 12
"""Lists within lists deeper than this become text."""
MOST_LETTERS = 4000
"""Longer texts are cut."""
_MOST_INT = 2**53


def sane(value: Any, depth: int = 0) -> Any:
    """JSON data with texts that can be written down and numbers that every reader keeps.

    Args:
        value: Anything that a JSON reader gives.
        depth: How deep it lies.
    """
    if isinstance(value, str):
        return sane_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _MOST_INT else float(value) if _is_float(value) else "?"
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth >= MOST_DEPTH:
        return "..."
    if isinstance(value, dict):
        return {sane_text(str(key)): sane(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sane(one, depth + 1) for one in value]
    return sane_text(str(value))


def sane_text(text: str, most: int = MOST_LETTERS) -> str:
    """A text of whole letters, none of them zero, of limited length."""
    return text[:most].replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _is_float(value: int) -> bool:
    return abs(value) < 10**300
