"""What is wrong with a population column, or with a map that has none; names the units."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.geo.votes import votes_of
from districtbot.ground.errors import AskError, some_of

EVERYBODY = 1e10
"""No unit has more people."""


def no_population(table: pd.DataFrame) -> AskError:
    """What to say where no column is named like a population."""
    columns = [str(name) for name in table.columns if pd.api.types.is_numeric_dtype(table[name])]
    numeric = [name for name in columns if votes_of(name) is None]
    choice = f" (numeric columns: {some_of(numeric, 8)})" if numeric else ""
    return AskError(
        "The map has no population column, such as TOTPOP, POP20 or P0010001.",
        "Sum up the people of census blocks in each unit first (maup.assign finds each block's "
        f"unit), or name a column with --population{choice}.",
    )


def population_faults(column: "pd.Series[Any]", name: str, ids: Sequence[str]) -> list[AskError]:
    """What makes a column unfit to be the population; nothing where all is well.

    Args:
        column: One value for each unit.
        name: Its name.
        ids: The unit ids.
    """
    todo = "Correct these rows; a unit where nobody lives has 0."
    if not pd.api.types.is_numeric_dtype(column):
        return [_text_fault(column, name, ids)]
    if pd.api.types.is_bool_dtype(column):
        other = "Name another column with --population."
        return [AskError(f"Population ({name}) holds yes and no, not numbers.", other)]
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    faults = (
        (np.isnan(values), "is missing for"),
        (np.isinf(values), "is infinite for"),
        (values < 0, "is negative for"),
        ((values > EVERYBODY) & np.isfinite(values), "is more than all people on Earth for"),
    )
    problems = [
        AskError(f"Population ({name}) {words} {_units(rows, ids)}.", todo)
        for rows, words in faults
        if rows.any()
    ]
    if not problems and not values.any():
        problems.append(
            AskError(
                f"Population ({name}) is 0 in every unit.", "Name another column with --population."
            )
        )
    return problems


def _text_fault(column: "pd.Series[Any]", name: str, ids: Sequence[str]) -> AskError:
    numbers = pd.to_numeric(column.astype("string").str.replace(",", ""), errors="coerce")
    rows = numbers.isna().to_numpy(dtype=bool)
    example = next((str(value) for value, bad in zip(column, rows, strict=True) if bad), "")
    return AskError(
        f"Population ({name}) is no number, such as {example!r}, for {_units(rows, ids)}.",
        "Correct these rows or name another column with --population.",
    )


def _units(rows: NDArray[np.bool_], ids: Sequence[str]) -> str:
    places = np.flatnonzero(rows)
    return f"{counted(len(places), 'unit')}: {some_of(ids[int(row)] for row in places)}"
