"""What counts as a number that measures something, and how precisely it is said."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districtbot.agent.numbers_said import numbers_in


def said(text: str) -> list[tuple[float, bool | None]]:
    return [(one.value, one.percent) for one in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,234,567 people", [1_234_567]),
        ("1.2 million and 3.5M and 350k", [1_200_000, 3_500_000, 350_000]),
        ("1\u202f234\u202f567 people", [1_234_567]),
        ("five hundred, two hundred and five, a million", [500, 205, 1_000_000]),
        ("twenty-seven of the forty two", [27, 42]),
        ("4-6 units, 7 to 9 units, 3\u20135 units", [4, 6, 7, 9, 3, 5]),
        ("+0.4, \u22123.4, -0.4, minus 5", [0.4, -3.4, -0.4, -5]),
        ("$1,200 or €7", [1200, 7]),
        ("a 4-district plan, a seven-district plan", [4, 7]),
        ("it is 27. Then 3.", [27, 3]),
        ("**27** and `0.31` | 45 |", [27, 0.31, 45]),
        ("3 of 4 targets", [3, 4]),
        ("half a million, three dozen", [500_000, 36]),
        ("one of them", []),
    ],
)
def test_values(text: str, values: list[float]) -> None:
    assert [one.value for one in numbers_in(text)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("27%", [(27, True)]),
        ("27 percent, 27 per cent, 27 pct", [(27, True)] * 3),
        ("a 27-percent share", [(27, True)]),
        ("half a percent", [(0.5, True)]),
        ("0.4 percentage points, 0.4 pp", [(0.4, True)] * 2),
        ("0.4 points", [(0.4, None)]),
        ("4 to 6%", [(4, None), (6, True)]),
        ("25, 26 and 27 percent", [(25, None), (26, None), (27, True)]),
        ("12 counties and 27%", [(12, False), (27, True)]),
        ("0.27", [(0.27, False)]),
    ],
)
def test_percentages(text: str, wanted: list[tuple[float, bool | None]]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "In 2020 and since 2016; the 2020 census; 2020's",
        "on 2020-04-01, April 1, 2020, 1 April 2020 or 11/05/2020 at 12:30",
        "district 3, District #4, districts 3, 4 and 7, districts 1-4",
        "version 3, versions 2 and 5, step 12, plan 2, option 4, target 3, seed 42",
        "CD116, PRES20, G20PRED, HB 12, CD 3, COVID-19, ia-county-3, 2020_PRES",
        "the 1st, 2nd, 3rd and 27th",
        "1. This\n2) That\n 10. Those",
        "First: 1. Polk; 2. Linn",
        "v1.2.3, 3.11.7",
        "plan_12.csv, out/3/map.png, https://example.org/12",
        "the two-party share",
        "Ward 12 and Precinct 5",
        "see [3]. There",
        "noted.[12]",
    ],
)
def test_what_only_names(text: str) -> None:
    assert numbers_in(text) == ()


@pytest.mark.parametrize(
    ("text", "half"),
    [("27%", 0.5), ("27.4%", 0.05), ("1.2 million", 50_000), ("3 million", 500_000), ("7", 0),
     ("1,234", 0.5), ("about 700", 35), ("about 1,200,000", 50_000), ("0.27", 0.005)],
)  # fmt: skip
def test_precision(text: str, half: float) -> None:
    assert numbers_in(text)[0].half == pytest.approx(half)


def test_a_count_behind_a_district_is_a_count() -> None:
    assert said("In district 3, 4 counties are split.") == [(4, False)]
    assert said("districts 3 and 12 counties") == [(12, False)]
    assert said("2020 people, 2,020 people") == [(2020, False), (2020, False)]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = numbers_in(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.end].strip() for one in found)


@given(st.text(alphabet=string.digits + ".,%-+ kmM/'\n(district", max_size=60))
def test_any_row_of_signs_is_read(text: str) -> None:
    numbers_in(text)


@given(st.integers(1, 10**9))
def test_a_whole_number_is_read_however_it_is_written(number: int) -> None:
    for text in (f"has {number} people", f"has {number:,} people", f"a sum of {number:,}."):
        (one,) = numbers_in(text)
        assert one.value == number
