"""Laws of values in words: a reader gets back what was put in."""

import random

import pytest

from districtbot.geo.contestwords import contest_in_words
from districtbot.geo.statemap import Election
from districtbot.problems.language.bank import VOICES
from districtbot.problems.language.numerals import ordinal, spelled, spelled_ordinal
from districtbot.problems.language.values import (
    Contest,
    Count,
    Group,
    Ordinal,
    Party,
    People,
    Percent,
    Places,
    Score,
    Slip,
    Text,
)
from districtbot.problems.language.wording import NOWHERE, Near, in_words
from tests.problems.language.reading import share, whole

NEARS = (
    NOWHERE,
    Near("in", "districts"),
    Near("a", "cap"),
    Near("within", "of"),
    Near("?", "?"),
    Near("", "district", tied=True),
    Near("=", "", sign=True),
    Near("most", "", slot_before=True),
)


SHARES = (0.0001, 0.001, 0.0025, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.05, 0.06, 0.1)
SHARES += (0.125, 0.2, 0.25, 0.3, 0.37, 0.4, 0.5, 0.55, 0.6, 0.75, 0.9)


def worded(value, n=400):
    """Every wording that turns up in so many draws."""
    rng = random.Random(7)
    return {in_words(value, rng, rng.choice(VOICES), rng.choice(NEARS)) for _ in range(n)}


@pytest.mark.parametrize("n", [1, 2, 3, 7, 11, 12, 18, 20, 21, 37, 99, 100, 435, 1200])
def test_every_count_is_read_as_it_was(n):
    said = worded(Count(n))
    assert {whole(one) for one in said} == {n}
    assert len(said) > 1 or n > 99


@pytest.mark.parametrize("n", [1, 2, 50, 100, 500, 1200, 2000, 9500, 60_000, 1_500_000, 6_245_000])
def test_every_number_of_people_is_read_as_it_was(n):
    said = worded(People(n))
    assert {whole(one) for one in said} == {n}
    assert len(said) > 1 or n < 100


@pytest.mark.parametrize("value", SHARES)
def test_every_share_is_read_as_it_was(value):
    said = worded(Percent(value), 1500)
    read = {one: share(one) for one in said}
    assert [one for one, got in read.items() if got is None or abs(got - value) > 1e-9] == []
    assert len(said) > 3


@pytest.mark.parametrize("value", [0.05, 0.2, 0.25, 0.3, 0.355, 0.5])
def test_every_score_is_read_as_it_was(value):
    assert {float(one) for one in worded(Score(value))} == {value}


def test_shares_are_said_in_many_ways():
    said = worded(Percent(0.005), 2000)
    assert {"half a percent", "0.5%", ".5%", "0.5 percent"} <= said
    assert {"1%", "one percent", "1.0%", "1 in 100"} <= worded(Percent(0.01), 3000)


@pytest.mark.parametrize("name", ["PRES20", "GOV18", "SEN22", "AG18", "USH22", "SOS18"])
def test_every_contest_is_known_by_its_words(name):
    contests = [Election(one, f"{one}D", f"{one}R") for one in (name, "PRES12", "GOV10", "SEN08")]
    said = worded(Contest(name))
    assert len(said) > 5
    for words in said:
        found = name if words.upper() == name else None
        known = contest_in_words(words.replace("'s", ""), contests)
        assert (found or (known and known.name)) == name, words


def test_columns_stand_for_their_contest():
    said = worded(Contest("PRES20", "G20PRED", "G20PRER"), 1000)
    pairs = [one for one in said if "G20PRED" in one]
    assert pairs
    assert all("G20PRER" in one for one in pairs)


def test_an_unknown_contest_keeps_its_name():
    assert worded(Contest("PROP8")) == {"PROP8"}


@pytest.mark.parametrize("names", [("Polk",), ("Polk", "Story"), ("Polk", "Story", "Des Moines")])
@pytest.mark.parametrize("kind", ["county", "town", "unit"])
@pytest.mark.parametrize("last", ["and", "or"])
def test_places_are_all_named_in_their_order(names, kind, last):
    for words in worded(Places(names, kind, last)):
        places = [words.index(name) for name in names]
        assert places == sorted(places)
        if last == "or" and len(names) > 1:
            assert " or " in words
            assert " and " not in words


def test_a_county_that_says_so_is_not_called_county_twice():
    assert all(
        one.lower().count("county") <= 2 for one in worded(Places(("Polk County", "Story County")))
    )


def test_groups_and_parties_do_not_share_words():
    groups = [worded(Group((key,))) for key in ("white", "black", "hispanic", "asian", "native")]
    for at, one in enumerate(groups):
        for other in groups[at + 1 :]:
            assert not one & other
    for form in ("many", "of", "name"):
        assert not worded(Party("dem", form)) & worded(Party("rep", form))


def test_several_groups_are_all_named():
    said = worded(Group(("black", "hispanic")))
    assert all("lack" in one or "African" in one for one in said)
    assert all("ispanic" in one or "Latin" in one for one in said)


@pytest.mark.parametrize("n", range(1, 30))
def test_ordinals(n):
    assert worded(Ordinal(n)) == {ordinal(n), spelled_ordinal(n)}


def test_ordinals_of_the_teens():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101)] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st"]
    )


@pytest.mark.parametrize("n", [*range(130), 999, 1000, 1200, 9500, 20_000, 123_456])
def test_spelled_numbers_are_read_as_they_were(n):
    assert whole(spelled(n)) == n


def test_text_stands_as_it_is():
    assert worded(Text("pop_black_2020")) == {"pop_black_2020"}


def test_of_a_slip_only_the_right_one_counts_where_nothing_else_is_said():
    assert {whole(one) for one in worded(Slip(Count(7), Count(8)))} == {8}
