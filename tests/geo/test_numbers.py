import math

import numpy as np
import pandas as pd
import pytest

from districtbot.geo.numbers import as_numbers, number_of, with_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,469", 1469),
        (" 7 ", 7),
        ("12%", 0.12),
        ("12.5 %", 0.125),
        ("-3", -3),
        ("1,234,567.5", 1234567.5),
        ("8.0E+13", 8e13),
        (".5", 0.5),
    ],
)
def test_numbers_as_text(text: str, number: float) -> None:
    assert number_of(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "  ", "NA", "null", "N/A", "-", "NaN"])
def test_blanks_are_missing_numbers(text: str) -> None:
    found = number_of(text)
    assert found is not None
    assert math.isnan(found)


@pytest.mark.parametrize("text", ["1,46", "12A", ".", "%", "1.2.3", "inf", "1E5", "twelve"])
def test_other_text_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_a_column_is_parsed_only_if_numeric_throughout() -> None:
    whole = as_numbers(pd.Series(["1,469", "110", " 7 "]))
    assert whole is not None
    assert whole.dtype == np.int64
    assert whole.tolist() == [1469, 110, 7]
    gaps = as_numbers(pd.Series(["1,469", "", None]))
    assert gaps is not None
    assert gaps.isna().tolist() == [False, True, True]
    assert as_numbers(pd.Series(["1,469", "unknown"])) is None
    assert as_numbers(pd.Series(["", None])) is None


TABLE = pd.DataFrame(
    {
        "VOTES": ["1,469", "110", "58"],
        "TURNOUT": ["12%", "50%", "9.5%"],
        "HOMES": ["12", "340", "7"],
        "GEOID20": ["01001000010", "01001000020", "01001000030"],
        "COUNTYFP": ["001", "003", "005"],
        "PRECINCT": ["1", "2", "13"],
        "STATE": ["19", "19", "19"],
        "NAME": ["3206", "2102", "2608"],
        "CD": ["1", "2", "2"],
        "CODE": ["31001", "31002", "31003"],
        "LABEL": ["a", "b", "c"],
        "INTPTLAT20": ["+42.04", "+42.09", "+43.07"],
        "AREA": [1.5, 2.5, 3.5],
    }
)


def test_quantities_become_numbers_and_codes_stay_text() -> None:
    table, notes = with_numbers(TABLE)
    numeric = [name for name in table if pd.api.types.is_numeric_dtype(table[name])]
    assert numeric == ["VOTES", "TURNOUT", "HOMES", "AREA"]
    assert table["GEOID20"].tolist()[0] == "01001000010"
    assert table["TURNOUT"].tolist() == pytest.approx([0.12, 0.5, 0.095])
    assert len(notes) == 1
    assert "VOTES, TURNOUT, HOMES" in notes[0]
    assert "shares in TURNOUT" in notes[0]


def test_digits_in_a_role_that_needs_numbers_are_parsed_whatever_they_look_like() -> None:
    table, _ = with_numbers(pd.DataFrame({"TOTPOP": ["0123", "1000", "2222", "3333"]}), {"TOTPOP"})
    assert table["TOTPOP"].tolist() == [123, 1000, 2222, 3333]


def test_unique_digits_of_one_length_are_taken_for_ids() -> None:
    table, notes = with_numbers(pd.DataFrame({"X": ["5012", "5013", "5014"]}))
    assert table["X"].tolist() == ["5012", "5013", "5014"]
    assert notes == ()
