"""Which column identifies the units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from districtbot.geo.numbers import counted
from districtbot.geo.placenames import IdRank, id_rank
from districtbot.geo.statemap import EXACT_LIMIT
from districtbot.ground.errors import AskError, some_of

LOSSY = re.compile(r"\d+(?:\.\d+)?[eE]\+\d+|\d+\.\d+[eE]\d+")
"""Scientific notation; ``370250001E5`` is a precinct code of North Carolina."""
NEARLY = 0.9
"""A column with an id's name and this share of distinct values, or all but two, is a damaged id."""
STRONG: tuple[IdRank, ...] = ("geoid", "precinct", "local")


@dataclass(frozen=True, slots=True)
class UnitIds:
    """The ids of the units.

    Attributes:
        column: Their column; one that is not in the file where they had to be made.
        ids: Unique, not empty, in file order.
        why: Why this column.
        notes: What to tell the user.
    """

    column: str
    ids: tuple[str, ...]
    why: str
    notes: tuple[str, ...] = ()


def choose_unit_id(table: pd.DataFrame, wanted: str | None) -> UnitIds:
    """Find the column that identifies the units.

    Names are tried from ids of the whole country (GEOID20) to row numbers of the software
    (OBJECTID); a column must have a different value in every row.

    Args:
        table: The map's columns.
        wanted: The column the user names.

    Raises:
        AskError: If ids repeat, are empty, or were damaged by scientific notation; or if two
            columns serve equally well.
    """
    if wanted is not None:
        ids = texts_of(table[wanted])
        check_ids(ids, wanted, ())
        return UnitIds(wanted, tuple(ids), "named by the user")
    ranked = _ranked(table)
    unique = {name: rank for name, rank in ranked.items() if _serves(table[name])}
    broken = [name for name in ranked if name not in unique and ranked[name] == "geoid"]
    best = [name for name in unique if unique[name] in STRONG]
    if broken and not best:
        check_ids(texts_of(table[broken[0]]), broken[0], list(unique))
    if not best:
        damaged = [name for name in ranked if ranked[name] in STRONG and _nearly(table[name])]
        if damaged:
            check_ids(texts_of(table[damaged[0]]), damaged[0], list(unique))
    if not unique:
        return _row_numbers(table)
    chosen = _best(table, unique)
    why = f"named like an id ({unique[chosen]}) and different in every unit"
    notes = [f"{name} repeats and was not taken for the unit id." for name in broken]
    if unique[chosen] in ("name", "row"):
        notes.append(f"No column is named like a precinct id; {chosen} is unique and was taken.")
    return UnitIds(chosen, tuple(texts_of(table[chosen])), why, tuple(notes))


def check_ids(ids: Sequence[str], name: str, others: Sequence[str]) -> None:
    """Refuse ids that are empty, lossy or repeated.

    Args:
        ids: One for each row, as text.
        name: Their column.
        others: Columns that could serve instead.

    Raises:
        AskError: Naming the rows, counted from 1.
    """
    instead = f" or name another column with --unit-id ({some_of(others)})" if others else ""
    array = np.array(ids, dtype=np.str_)
    empty = np.flatnonzero(array == "")
    if len(empty):
        raise AskError(
            f"No id in {name} for {counted(len(empty), 'unit')}: row {some_of(empty + 1)}.",
            f"Give each row an id{instead}.",
        )
    lossy = [index for index, text in enumerate(ids) if LOSSY.fullmatch(text)]
    if lossy:
        raise AskError(
            f"Ids in {name} are in scientific notation and have lost digits: "
            f"{some_of(ids[index] for index in lossy)}.",
            f"Export the column as text again{instead}.",
        )
    values, counts = np.unique(array, return_counts=True)
    repeated = values[counts > 1]
    if len(repeated):
        shown = "; ".join(
            f"{value} in rows {some_of(np.flatnonzero(array == value) + 1)}"
            for value in repeated[:3]
        )
        more = f" and {len(repeated) - 3:,} more ids" if len(repeated) > 3 else ""
        raise AskError(f"Ids in {name} repeat: {shown}{more}.", f"Make each id unique{instead}.")


def texts_of(column: "pd.Series[Any]") -> list[str]:
    """Values as text: whole numbers without ``.0``, blanks around and missing values dropped."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        if (column.dropna().abs() >= EXACT_LIMIT).any():
            return [f"{value:e}" for value in column]
        column = column.astype("Int64")
    texts = column.astype("string").fillna("").str.strip()
    whole = texts.str.endswith(".0") & texts.str.fullmatch(r"\d+\.0")
    if whole.any():
        texts = texts.where(~whole, texts.str.slice(stop=-2))
    return [str(text) for text in texts.tolist()]


def _ranked(table: pd.DataFrame) -> dict[str, IdRank]:
    """Columns that could be ids, in file order: by name, or any text column as a last resort."""
    ranks: dict[str, IdRank] = {}
    for name in table.columns:
        rank = id_rank(str(name))
        is_text = not pd.api.types.is_numeric_dtype(table[name])
        if rank is not None and (is_text or rank != "name"):
            ranks[str(name)] = rank
    return ranks


def _serves(column: "pd.Series[Any]") -> bool:
    if not column.is_unique or column.isna().any():
        return False
    texts = texts_of(column)
    return len(set(texts)) == len(texts) and "" not in texts and not _any_lossy(texts)


def _any_lossy(texts: list[str]) -> bool:
    return any(LOSSY.fullmatch(text) for text in texts)


def _nearly(column: "pd.Series[Any]") -> bool:
    n_rows, n_values = len(column), column.nunique()
    return bool(n_values >= min(NEARLY * n_rows, n_rows - 2) and n_values > n_rows / 2)


def _best(table: pd.DataFrame, unique: dict[str, IdRank]) -> str:
    order: list[IdRank] = ["geoid", "precinct", "local", "name", "row"]
    top = min(unique.values(), key=order.index)
    names = [name for name in unique if unique[name] == top]
    names.sort(key=lambda name: not name.lower().startswith("geoid"))
    if top in ("name", "row"):
        return names[0]
    different = [name for name in names[1:] if texts_of(table[name]) != texts_of(table[names[0]])]
    if different:
        raise AskError(
            f"Two columns could be the unit id: {names[0]} and {some_of(different)}.",
            f"Name one with --unit-id, such as --unit-id {names[0]}.",
        )
    return names[0]


def _row_numbers(table: pd.DataFrame) -> UnitIds:
    name = "row"
    while name in table.columns:
        name += "_number"
    ids = tuple(str(row) for row in range(1, len(table) + 1))
    note = f"No column identifies the units; they are numbered by row from 1 (column {name})."
    return UnitIds(name, ids, "made from the row numbers", (note,))
