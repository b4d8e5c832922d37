"""Contests found by the words that people have for them."""

import pytest

from districtbot.geo.contestwords import contest_in_words
from districtbot.geo.statemap import Election

NAMES = ("PRES20", "PRES16", "SEN20", "GOV18", "AG18", "LTG18", "SSEN16", "USH16", "SOS18")
CONTESTS = tuple(Election(name, f"{name}D", f"{name}R") for name in NAMES)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("2020 presidential", "PRES20"),
        ("the presidential election of 2016", "PRES16"),
        ("president '20", "PRES20"),
        ("US Senate 2020", "SEN20"),
        ("2020 senate race", "SEN20"),
        ("state senate 2016", "SSEN16"),
        ("governor", "GOV18"),
        ("the 2018 gubernatorial vote", "GOV18"),
        ("lieutenant governor 2018", "LTG18"),
        ("attorney general", "AG18"),
        ("house_of_representatives_2016", "USH16"),
        ("Congress 16", "USH16"),
        ("pres 2020", "PRES20"),
        ("Secretary of State", "SOS18"),
    ],
)
def test_office_and_year_name_a_contest(said: str, name: str) -> None:
    found = contest_in_words(said, CONTESTS)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "said",
    [
        "president",
        "president 2012",
        "president 2016 and 2020",
        "2020",
        "",
        "treasurer",
        "the president of Mobile County 2020",
        "votes",
        "senate 2018",
        "black",
    ],
)
def test_what_may_mean_several_or_none_is_none(said: str) -> None:
    assert contest_in_words(said, CONTESTS) is None


def test_other_ways_to_name_columns() -> None:
    virginia = Election("PRES20", "E_20_PRES_Dem", "E_20_PRES_Rep")
    assert contest_in_words("2020 presidential election", [virginia]) is virginia
    primary = Election("PRES20_PRIMARY", "PRES20PD", "PRES20PR")
    assert contest_in_words("president 2020", [primary, virginia]) is virginia
