from typing import Any

import numpy as np
import pandas as pd
import pytest

from districtbot.geo.unitid import UnitIds, choose_unit_id, texts_of
from districtbot.ground.errors import AskError


def choose(wanted: str | None = None, **columns: Any) -> UnitIds:
    return choose_unit_id(pd.DataFrame(columns), wanted)


def test_an_id_of_the_whole_country_comes_first() -> None:
    found = choose(
        OBJECTID=[1, 2, 3], NAME=["x", "y", "z"], VTD=["1", "2", "3"], GEOID20=["01", "02", "03"]
    )
    assert (found.column, found.ids) == ("GEOID20", ("01", "02", "03"))
    assert found.notes == ()


def test_an_id_that_is_not_unique_is_passed_over() -> None:
    found = choose(VTDST=["1", "1", "2"], PRECID=["a", "b", "c"])
    assert found.column == "PRECID"


def test_another_unique_text_column_serves_and_it_is_said() -> None:
    found = choose(OBJECTID=[1, 2, 3], NAME=["x", "y", "z"], VTDST=["1", "1", "1"])
    assert found.column == "NAME"
    assert any("NAME is unique" in note for note in found.notes)


def test_numbers_of_the_software_are_the_last_column_tried() -> None:
    assert choose(OBJECTID=[1, 2, 3], NAME=["x", "x", "z"]).column == "OBJECTID"


def test_rows_are_numbered_where_no_column_serves() -> None:
    found = choose(TOTPOP=[5, 6, 7], row=[1, 1, 1])
    assert (found.column, found.ids) == ("row_number", ("1", "2", "3"))
    assert any("numbered by row" in note for note in found.notes)


def test_populations_are_no_ids_though_unique() -> None:
    assert choose(TOTPOP=[5, 6, 7]).column == "row"


def test_repeated_ids_name_the_rows() -> None:
    with pytest.raises(AskError, match=r"GEOID20 repeat: b in rows 2, 4\.") as caught:
        choose(GEOID20=["a", "b", "c", "b"], NAME=["w", "x", "y", "z"])
    assert "--unit-id (NAME)" in caught.value.todo


def test_one_repeated_precinct_id_is_an_error_too() -> None:
    with pytest.raises(AskError, match="PRECID repeat"):
        choose(PRECID=["a", "b", "c", "b", "d"])


def test_empty_ids_name_the_rows() -> None:
    with pytest.raises(AskError, match="No id in GEOID20 for 2 units: row 2, 3"):
        choose(GEOID20=["a", None, " ", "b"])


@pytest.mark.parametrize("damaged", ["8.0010096072E+13", "8E+13", "8.0010096072e13"])
def test_scientific_notation_is_refused(damaged: str) -> None:
    with pytest.raises(AskError, match="scientific notation"):
        choose(GEOID20=[damaged, "080010096072001"])


def test_numbers_too_large_to_be_exact_are_refused() -> None:
    with pytest.raises(AskError, match="scientific notation"):
        choose(GEOID=[1e17, 2e17])


def test_a_precinct_code_with_an_e_is_no_scientific_notation() -> None:
    assert choose(GEOID20=["370250001E5", "370250002E5"]).column == "GEOID20"


def test_two_ids_that_serve_equally_are_asked_about() -> None:
    with pytest.raises(AskError, match="GEOID10 and GEOID20") as caught:
        choose(GEOID10=["1", "2"], GEOID20=["3", "4"])
    assert "--unit-id GEOID10" in caught.value.todo


def test_two_ids_with_the_same_values_are_one() -> None:
    assert choose(GEOCODE=["1", "2"], GEOID20=["1", "2"]).column == "GEOID20"


def test_a_named_column_is_taken_and_checked() -> None:
    assert choose("NAME", NAME=["x", "y"], GEOID20=["1", "2"]).column == "NAME"
    with pytest.raises(AskError, match="NAME repeat"):
        choose("NAME", NAME=["x", "x"], GEOID20=["1", "2"])


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([19127, 19011], ["19127", "19011"]),
        ([87.0, 46.0], ["87", "46"]),
        (["1001.0", " 7 "], ["1001", "7"]),
        (["00123", None], ["00123", ""]),
        ([np.nan, 3.0], ["", "3"]),
        ([1.5, 2.0], ["1.5", "2"]),
        ([True, False], ["True", "False"]),
    ],
)
def test_values_as_text(values: list[Any], texts: list[str]) -> None:
    assert texts_of(pd.Series(values)) == texts
