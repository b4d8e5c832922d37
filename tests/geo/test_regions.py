"""Counties and towns of six units::

unit     0     1     2     3     4     5
FIPS    001   001   003   003   005   005
name   Adams Adams Boone Boone Clark Clark
"""

from typing import Any

import pandas as pd

from districtbot.geo.regions import Regions, find_regions

FIPS = ["001", "001", "003", "003", "005", "005"]
NAMES = ["Adams", "Adams", "Boone", "Boone", "Clark", "Clark"]
VTDS = [f"19{county}{number:06d}" for number, county in enumerate(FIPS)]


def find(
    ids: list[str] | None = None, county: str | None = None, **columns: Any
) -> tuple[Regions, pd.DataFrame]:
    ids = ids or [f"unit {number}" for number in range(6)]
    table = pd.DataFrame({"GEOID20": ids, **columns})
    return find_regions(table, ids, "GEOID20", county, None), table


def test_names_come_before_codes_that_say_the_same() -> None:
    found, _ = find(COUNTYFP20=FIPS, COUNTY=NAMES)
    assert found.county == "COUNTY"
    assert found.why["COUNTYFP20"] == "county: the same as COUNTY"


def test_codes_come_before_names_that_two_counties_share() -> None:
    """Virginia has a city and a county of Richmond."""
    found, _ = find(COUNTYFP20=FIPS, COUNTY=["Adams", "Adams", *["Boone"] * 4])
    assert found.county == "COUNTYFP20"
    assert found.problems == []


def test_columns_that_contradict_each_other_are_asked_about() -> None:
    found, _ = find(COUNTYFP10=["1", "1", "1", "3", "3", "3"], COUNTYFP20=FIPS)
    assert found.county is None
    assert len(found.problems) == 1
    text = str(found.problems[0])
    assert "COUNTYFP10" in text
    assert "--county COUNTYFP20" in text


def test_census_codes_of_the_ids_give_the_county() -> None:
    found, _ = find(ids=VTDS)
    assert found.county == "GEOID20[2:5]"
    assert found.made["GEOID20[2:5]"].tolist() == FIPS
    assert "state 19" in found.why["GEOID20[2:5]"]


def test_other_ids_give_no_county() -> None:
    for ids in (
        [f"{number:06d}" for number in range(6)],
        [f"99{code}000001" for code in FIPS],
        ["19001000001", "20001000001", *VTDS[:4]],
        ["19A01000001", *VTDS[:5]],
    ):
        assert find(ids=ids)[0].county is None


def test_a_slice_can_be_named() -> None:
    found, _ = find(ids=VTDS, county="GEOID20[2:5]", COUNTY=["x"] * 6)
    assert found.county == "GEOID20[2:5]"
    assert found.made["GEOID20[2:5]"].tolist() == FIPS


def test_towns_of_one_name_in_two_counties_are_told_apart() -> None:
    found, _ = find(COUNTY=NAMES, MCDNAME=["Union", "Troy", "Union", "Eden", "Eden", ""])
    assert found.municipality == "MCDNAME, COUNTY"
    assert found.made["MCDNAME, COUNTY"].tolist() == [
        "Union, Adams", "Troy, Adams", "Union, Boone", "Eden, Boone", "Eden, Clark", "",
    ]  # fmt: skip
    assert any("2 names in MCDNAME occur in several counties" in note for note in found.notes)


def test_towns_of_different_names_keep_their_column() -> None:
    found, _ = find(COUNTY=NAMES, TOWN=["a", "a", "b", "b", "c", "c"])
    assert found.municipality == "TOWN"
    assert found.made == {}


def test_a_column_with_a_value_for_each_unit_is_no_municipality() -> None:
    assert find(COUSUBFP10=list("abcdef"))[0].municipality is None


def test_missing_counties_are_counted() -> None:
    found, _ = find(COUNTY=[*NAMES[:5], ""])
    assert found.county == "COUNTY"
    assert found.notes == ["No value in COUNTY for 1 unit."]


def test_no_county_at_all() -> None:
    found, _ = find(TOTPOP=[1] * 6)
    assert (found.county, found.municipality, found.problems) == (None, None, [])
