"""Any Python value as short data that JSON can carry."""

import math
import re
import reprlib
import sys
from collections.abc import Iterable, Mapping
from itertools import islice
from json import dumps
from typing import Any

from districtbot.plans.field import gerrychain

MOST_DEEP = 6
SIZES = (200, 60, 20, 6)
"""Items shown of each list, from generous to brief, until the whole is short enough."""

_WHERE = re.compile(r" at 0x[0-9a-fA-F]+| from '[^']*'(?=>)")
"""Where a thing lies in memory or on the disk: other from run to run, and nobody's business."""

LARGEST = 2**63
NO_END = sys.maxsize
WHOLE_DEEP = 16
"""Lists in lists, where a value is not shortened."""


def shortened(text: str, most: int) -> str:
    """A text of at most ``most`` characters, and how many more there were."""
    if len(text) <= most:
        return text
    return f"{text[:most]}... ({len(text) - most:,} more characters)"


def plain(text: str) -> str:
    """A text without control characters but line ends and tabs, and without addresses."""
    kept = "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)
    return _WHERE.sub("", kept)


def data_of(value: Any, most: int) -> Any:
    """A value as data for JSON.

    Args:
        value: Anything. Frames become columns and their first rows, arrays and sets lists,
            shapes their kind and area, what is unknown its text.
        most: Characters of JSON at most.
    """
    for size in SIZES:
        found = _data(value, size, most, 0)
        if len(dumps(found, allow_nan=False)) <= most:
            return found
    return shortened(plain(_text(value)), max(most // 2 - 40, 20))


def whole_of(value: Any, most: int) -> Any:
    """A value as data for JSON, with nothing left out (see `data_of`).

    Raises:
        ValueError: If that is more than ``most`` characters of JSON, or nested too deep.
    """
    found = _data(value, NO_END, 40 * most, MOST_DEEP - WHOLE_DEEP)
    if len(dumps(found, allow_nan=False)) > most:
        raise ValueError(f"the answer is too large: more than {most:,} characters of JSON")
    return found


def _data(value: Any, size: int, most: int, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return shortened(plain(str(value)), max(most // (2 if depth == 0 else 10), 80))
    if isinstance(value, int):
        return int(value) if abs(value) < LARGEST else _big(int(value))
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if depth >= MOST_DEEP and size == NO_END:
        raise ValueError("the answer is nested too deep")
    if depth >= MOST_DEEP:
        return shortened(plain(_text(value)), 80)
    return _rich(value, size, most, depth + 1)


def _big(number: int) -> str:
    digits = number.bit_length() * 0.30103
    return str(number) if digits < 300 else f"a whole number of about {int(digits):,} digits"


def _rich(value: Any, size: int, most: int, depth: int) -> Any:
    """A container, an array, a frame or a thing of the field's."""
    import numpy as np
    import pandas as pd

    def inner(one: Any) -> Any:
        return _data(one, size, most, depth)

    if isinstance(value, np.generic):
        item = value.item()
        return str(item) if isinstance(item, np.generic) else inner(item)
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return inner(value.item())
        return _row(value.tolist() if value.size <= 10_000 else value[:size].tolist(), inner, size)
    if isinstance(value, pd.DataFrame):
        return _frame(value, inner, size)
    if isinstance(value, pd.Series):
        pairs = zip(value.index, value.tolist(), strict=True)
        return _pairs(pairs, len(value), inner, size)
    if isinstance(value, pd.Index):
        return _row(value.tolist(), inner, size)
    if isinstance(value, Mapping):
        return _pairs(value.items(), len(value), inner, size)
    if isinstance(value, list | tuple):
        return _row(value, inner, size)
    if isinstance(value, set | frozenset):
        return _row(sorted(value, key=lambda one: (type(one).__name__, _text(one))), inner, size)
    return _named(value)


def _row(items: Iterable[Any], inner: Any, size: int) -> list[Any]:
    rest = list(items)
    shown = [inner(item) for item in rest[:size]]
    return [*shown, f"... and {len(rest) - size:,} more"] if len(rest) > size else shown


def _pairs(pairs: Iterable[tuple[Any, Any]], total: int, inner: Any, size: int) -> dict[str, Any]:
    longest = NO_END if size == NO_END else 80
    found = {
        shortened(plain(key if isinstance(key, str) else _text(key)), longest): inner(value)
        for key, value in islice(pairs, size)
    }
    if total > size:
        found["..."] = f"and {total - size:,} more"
    return found


def _frame(frame: Any, inner: Any, size: int) -> dict[str, Any]:
    n_rows = min(len(frame), size)
    columns = [str(name) for name in frame.columns[: max(size, 20)]]
    rows = [
        [inner(cell) for cell in row]
        for row in frame.iloc[:n_rows, : len(columns)].itertuples(index=False, name=None)
    ]
    index = [inner(label) for label in frame.index[:n_rows]]
    return {"rows": len(frame), "columns": columns, "index": index, "first": rows}


def _named(value: Any) -> Any:
    """A shape, graph, partition, or whatever else, in a few words."""
    import networkx as nx
    from shapely.geometry.base import BaseGeometry

    kind = type(value).__name__
    if isinstance(value, BaseGeometry):
        return f"{kind} of area {value.area:.6g} and length {value.length:.6g}"
    if isinstance(value, gerrychain().Partition):
        return f"{kind} of {len(value.parts):,} parts"
    if isinstance(value, nx.Graph | gerrychain().Graph):
        return f"{kind} of {len(value.nodes):,} nodes and {len(value.edges):,} edges"
    return shortened(plain(_text(value)), 400)


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGEST:
        return _big(value)
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return reprlib.repr(value)  # str of lists in lists may never end
    return str(value)
