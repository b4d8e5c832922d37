"""Laws of rough typing: names, numbers and what stands in quotation marks stay."""

import random
import re

import pytest

from districtbot.problems.language.bank import VOICES
from districtbot.problems.language.roughness import roughened

TEXT = (
    "Could you please draw seven districts with 2.5% deviation, because the column pop_black and "
    'G20PRED matter? Call it "Second Draft Plan". Keep Polk County whole, and don\'t touch '
    "plan_old.csv for now. Thanks."
)


def many(text=TEXT, kept=(), n=600):
    """A text as many people would type it."""
    rng = random.Random(3)
    return [roughened(text, rng, rng.choice(VOICES), kept) for _ in range(n)]


def test_most_stay_clean_and_some_do_not():
    clean = sum(one == TEXT for one in many())
    assert 0.5 < clean / 600 < 0.75


@pytest.mark.parametrize(
    "piece", ["2.5%", "pop_black", "G20PRED", '"Second Draft Plan"', "plan_old.csv"]
)
def test_what_must_stay_stays(piece):
    assert all(piece in one for one in many())


def test_kept_words_stay_whatever_they_look_like():
    text = "rename it to winter draft and use the column county for counties, please remember"
    for one in many(text, kept=("winter draft", "county")):
        assert "winter draft" in one
        assert re.search(r"\bcounty\b", one)


def test_numbers_are_never_touched():
    wanted = re.findall(r"[\d.]*\d", TEXT)
    assert all(re.findall(r"[\d.]*\d", one) == wanted for one in many())


def test_number_words_and_names_keep_their_letters():
    for one in many():
        assert "seven" in one.lower()
        assert "polk county" in one.lower()


def test_a_message_is_never_far_from_what_was_meant():
    for one in many():
        assert abs(len(one) - len(TEXT)) <= 40


def test_the_same_draw_gives_the_same():
    assert many() == many()


def test_there_are_many_kinds_of_roughness():
    found = set(many())
    assert len(found) > 80
    assert any(one == one.lower() for one in (re.sub(r"G20PRED|\".*?\"", "", x) for x in found))
    assert any("pls" in one for one in found)
    assert any(not one.endswith(".") for one in found)
