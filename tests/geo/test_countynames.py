"""Counties have their names by census code."""

import re

import pytest

from districtbot.geo import countynames
from districtbot.geo.countynames import county_name
from districtbot.geo.placenames import STATE_FIPS


@pytest.mark.parametrize(
    ("state", "code", "name"),
    [
        ("19", "153", "Polk County"),
        ("", "19153", "Polk County"),
        ("19", "1", "Adair County"),
        ("51", "600", "Fairfax city"),
        ("22", "071", "Orleans Parish"),
        ("09", "110", "Capitol Planning Region"),
        ("19", "154", None),
        ("", "153", None),
        ("19", "Polk", None),
        ("19", "", None),
        ("19", "\u0661", None),
    ],
)
def test_names_by_code(state: str, code: str, name: str | None) -> None:
    assert county_name(state, code) == name


def test_every_state_has_counties_with_names_of_their_own() -> None:
    names = countynames._names()
    assert len(names) > 3200
    assert {code[:2] for code in names} >= STATE_FIPS
    assert all(re.fullmatch(r"\d{5}", code) for code in names)
    for state in sorted(STATE_FIPS):
        found = [name for code, name in names.items() if code[:2] == state]
        assert all(found)
        assert len(set(found)) >= len(found) - 1
