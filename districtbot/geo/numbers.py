"""Numbers kept as text: recognised, parsed, and told apart from ids and codes."""

import re
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from districtbot.ground.errors import some_of

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]\d+)?\s?%?")
BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", "*"})
"""Texts that stand for a missing number, lower case."""
LEADING_ZERO = re.compile(r"[+-]?0\d")
CODE_NAME = re.compile(
    r"name|code|fips|fp\d*$|id\d*$|^id|num|ns\d*$|ce\d*$|key|geo|zip|label|dist|plan|zone|"
    r"prec|pct|vtd|ward|block|tract|mcd|county|cnty|cty|state|^cd|^sl[du]|^su?d|send|note|date",
    re.IGNORECASE,
)
"""Columns whose digits are names, not quantities."""
COORDINATE = re.compile(r"intpt(?:lat|lon)\w*", re.IGNORECASE)
"""Inner points of the Census, ``+42.0416910``: places, kept as written."""
CODE_DIGITS = 4
"""Unique digits of one length, this long or longer, are taken for ids."""


def with_numbers(
    table: pd.DataFrame, wanted: Collection[str] = ()
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table with text columns that hold numbers throughout as numbers.

    ``"1,469"``, ``" 7 "`` and ``"12%"`` (0.12) are numbers; empty text and ``NA`` are missing
    ones. Digits with leading zeros, and digits in columns named like ids, codes, names or
    districts, stay text.

    Args:
        table: Any columns.
        wanted: Columns that play a role which needs numbers; they are parsed whatever their
            name and digits are.

    Returns:
        The table, and one sentence that says which columns were parsed.
    """
    parsed: dict[str, pd.Series[Any]] = {}
    for name in table.columns:
        column = table[name]
        if not _is_text(column):
            continue
        if name not in wanted and _is_code(str(name), column):
            continue
        numbers = as_numbers(column)
        if numbers is not None:
            parsed[name] = numbers
    if not parsed:
        return table, ()
    note = f"Numbers kept as text were read as numbers in {some_of(parsed, 8)}."
    percents = [name for name in parsed if _first(table[name]).endswith("%")]
    if percents:
        note += f" Percentages became shares in {some_of(percents)}."
    return table.assign(**parsed), (note,)


def as_numbers(column: "pd.Series[Any]") -> "pd.Series[Any] | None":
    """A text column as numbers, or ``None`` where some value is neither number nor blank.

    Whole numbers without gaps come back as int64, all else as float64.
    """
    values = {text: number_of(text) for text in map(str, column.dropna().unique())}
    if any(number is None for number in values.values()):
        return None
    numbers = column.map(lambda value: values.get(str(value), np.nan)).astype(np.float64)
    if not values or numbers.isna().all():
        return None
    whole = numbers.notna().all() and (numbers % 1 == 0).all() and (numbers.abs() < 2**53).all()
    return numbers.astype(np.int64) if whole else numbers


def number_of(text: str) -> float | None:
    """The number a text stands for, NaN for a blank, ``None`` if it is no number."""
    text = text.strip()
    if text.casefold() in BLANKS:
        return float("nan")
    if not NUMBER.fullmatch(text) or not any(map(str.isdecimal, text)):
        return None
    digits = text.removesuffix("%").strip().replace(",", "")
    return float(digits) / 100 if text.endswith("%") else float(digits)


def total_of(column: "pd.Series[Any]") -> float:
    """The sum of a numeric column, missing values left out; infinite where it has no end."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(column.astype(np.float64).sum())


def rounded(number: float) -> str:
    """A sum as a whole number with commas; one beyond all sense in short."""
    return f"{number:,.0f}" if number < 2**53 else f"{number:.3g}"


def counted(n: int, noun: str) -> str:
    """``1 unit``, ``2 units``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _is_text(column: "pd.Series[Any]") -> bool:
    return not (
        pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    )


def _first(column: "pd.Series[Any]") -> str:
    return next((text for value in column.dropna() if (text := str(value).strip())), "")


def _is_code(name: str, column: "pd.Series[Any]") -> bool:
    """Whether a text column's digits are an id or a code rather than a quantity."""
    if COORDINATE.fullmatch(name) or not NUMBER.fullmatch(_first(column)):
        return True
    texts = [text for value in column.dropna().unique() if (text := str(value).strip())]
    if any(LEADING_ZERO.match(text) for text in texts):
        return True
    if any(mark in text for text in texts for mark in ",%."):
        return False
    if CODE_NAME.search(name):
        return True
    lengths = {len(text) for text in texts}
    return len(texts) == len(column) and len(lengths) == 1 and max(lengths) >= CODE_DIGITS
