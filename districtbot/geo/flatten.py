"""Columns that hold objects become plain columns, and every column name occurs once."""

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

DROPPED_PREFIXES = ("datasets",)
"""Dave's Redistricting nests its columns in one named so; the name says nothing."""
NESTED = (list, tuple, dict, np.ndarray)


def flat_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table with each column of objects replaced by one plain column for each leaf.

    A leaf is named by its path, joined with ``_``: ``datasets.E_20_PRES.Dem`` of Dave's
    Redistricting becomes ``E_20_PRES_Dem``.
    """
    pieces: list[pd.DataFrame] = []
    for name in table.columns:
        column = table[name]
        objects = _objects(column)
        if objects is None:
            pieces.append(_plain(column).to_frame())
            continue
        prefix = "" if name in DROPPED_PREFIXES else f"{name}_"
        rows = [_leaves(row, prefix) for row in objects]
        pieces.append(pd.DataFrame.from_records(rows, index=table.index))
    if not pieces:
        return table
    flat = pd.concat(pieces, axis=1)
    return flat.set_axis(unique_names([str(name) for name in flat.columns])[0], axis=1)


def unique_names(names: list[str]) -> tuple[list[str], list[str]]:
    """The names with ``_2``, ``_3``... after those that occur before, and the changed ones."""
    taken: set[str] = set()
    unique, changed = [], []
    for name in names:
        new, number = name or "unnamed", 1
        while new in taken:
            number += 1
            new = f"{name or 'unnamed'}_{number}"
        taken.add(new)
        unique.append(new)
        if new != name:
            changed.append(new)
    return unique, changed


def _plain(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """The column with lists as JSON text, categories as their values, and NumPy's number types."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_extension_array_dtype(column) and pd.api.types.is_numeric_dtype(column):
        return column.astype(np.float64) if column.isna().any() else column.astype(_numpy(column))
    if column.dtype != object:
        return column
    first = next((value for value in column if not _is_missing(value)), None)
    if isinstance(first, Decimal):
        return column.map(lambda value: np.nan if _is_missing(value) else float(value))
    if any(isinstance(value, NESTED) for value in column):
        return column.map(_text)
    return column


def _numpy(column: "pd.Series[Any]") -> str:
    if pd.api.types.is_bool_dtype(column):
        return "bool"
    return "int64" if pd.api.types.is_integer_dtype(column) else "float64"


def _text(value: Any) -> Any:
    """A list or an object as JSON text; anything else as it is."""
    if not isinstance(value, NESTED):
        return value
    return json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, default=str)


def _objects(column: "pd.Series[Any]") -> list[dict[str, Any]] | None:
    """The column's objects where it holds nothing else, as values or as JSON text."""
    if pd.api.types.is_numeric_dtype(column):
        return None
    first = next((value for value in column if not _is_missing(value)), None)
    if not _looks_like_object(first):
        return None
    values = [None if _is_missing(value) else value for value in column]
    if not all(value is None or _looks_like_object(value) for value in values):
        return None
    try:
        parsed = [json.loads(value) if isinstance(value, str) else value for value in values]
    except json.JSONDecodeError:
        return None
    return [value or {} for value in parsed]


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _looks_like_object(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and value.startswith("{"))


def _leaves(node: dict[str, Any], prefix: str) -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for key, value in node.items():
        if isinstance(value, dict):
            leaves.update(_leaves(value, f"{prefix}{key}_"))
        else:
            leaves[f"{prefix}{key}"] = _text(value)
    return leaves
