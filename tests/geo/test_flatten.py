from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from districtbot.geo.flatten import flat_columns, unique_names


def flat(values: Any) -> "pd.Series[Any]":
    return flat_columns(pd.DataFrame({"x": values}))["x"]


def test_objects_and_json_text_are_spread_out() -> None:
    for cells in (
        [{"a": {"b": 1}, "c": "u"}, {"a": {"b": 2}}],
        ['{"a": {"b": 1}, "c": "u"}', '{"a": {"b": 2}}'],
    ):
        table = flat_columns(pd.DataFrame({"id": [5, 6], "x": cells}))
        assert list(table) == ["id", "x_a_b", "x_c"]
        assert table["x_a_b"].tolist() == [1, 2]
        assert table["x_c"].isna().tolist() == [False, True]


def test_text_that_only_starts_like_json_stays_text() -> None:
    assert flat(["{a", "{b"]).tolist() == ["{a", "{b"]


@pytest.mark.parametrize(
    ("values", "plain"),
    [
        ([[1, 2], None], ["[1, 2]", None]),
        ([np.array([1.5]), np.array([])], ["[1.5]", "[]"]),
        ([Decimal("1.5"), Decimal(2)], [1.5, 2.0]),
        (pd.array([1, 2], dtype="Int64"), [1, 2]),
        (pd.Categorical(["a", "b"]), ["a", "b"]),
        (pd.array([True, False], dtype="boolean"), [True, False]),
    ],
)
def test_other_cells_become_plain(values: Any, plain: list[Any]) -> None:
    column = flat(values)
    assert [None if value is None or value != value else value for value in column] == plain
    assert isinstance(column.dtype, np.dtype | pd.StringDtype)


def test_missing_whole_numbers_make_floats() -> None:
    column = flat(pd.array([1, None], dtype="Int64"))
    assert column.dtype == np.float64
    assert column.isna().tolist() == [False, True]


def test_names_are_made_unique() -> None:
    assert unique_names(["a", "b", "a", "a", "", "a_2"]) == (
        ["a", "b", "a_2", "a_3", "unnamed", "a_2_2"],
        ["a_2", "a_3", "unnamed", "a_2_2"],
    )
