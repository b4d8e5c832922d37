"""Numbers of messages: whatever a writer makes of a value, the reader finds it again."""

import random
from typing import get_args

import pytest

from districtbot.agent.models.mini.numbers import numbers_of
from districtbot.problems.language.bank import Voice
from districtbot.problems.language.values import Count, Ordinal, People, Percent, Score, Value
from districtbot.problems.language.wording import Near, in_words

PERCENTS = (0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.05, 0.1, 0.25, 0.35, 0.5, 0.65)
NEARS = (Near(), Near("at", "of"), Near("", "districts"), Near("a", "cap"), Near(after="or"))


def drawn(rng: random.Random) -> tuple[Value, float]:
    n = rng.choice([rng.randint(0, 25), rng.randint(0, 999), 100 * rng.randint(1, 99), 2_330_000])
    share, score = rng.choice(PERCENTS), rng.choice((0.3, 0.35, 0.125, 0.05))
    kinds: list[tuple[Value, float]] = [
        (Count(n), n),
        (People(n), n),
        (Percent(share), share),
        (Score(score), score),
        (Ordinal(1 + n % 30), 1 + n % 30),
    ]
    return rng.choice(kinds)


def test_every_wording_of_a_value_is_read_back() -> None:
    rng = random.Random(1)
    voices = get_args(Voice)
    for _ in range(5_000):
        value, wanted = drawn(rng)
        near = rng.choice(NEARS)
        words = in_words(value, rng, rng.choice(voices), near).lower()
        found = list(numbers_of(f"x {words} {near.after or '.'}"))
        assert len(found) == 1, words
        share = found[0].unit == "percent"
        assert (found[0].value / 100 if share else found[0].value) == pytest.approx(wanted), words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("45 to 55 percent", ["45%", "55%"]),
        ("0.5-1%", ["0.5%", "1%"]),
        ("two thirds of the districts", ["2/3"]),
        ("one in every three seats", ["1/3"]),
        ("one half of one percent", ["0.5%"]),
        ("point five percent", ["0.5%"]),
        ("one point two five percent", ["1.25%"]),
        ("at this point two counties", ["2"]),
        ("a whole percent", ["1%"]),
        ("7 1/2 %", ["7.5%"]),
        ("fifty-fifty", ["50", "50"]),
        ("two hundred fifty thousand", ["250000"]),
        ("a seventh county", ["7th"]),
        ("on second thought, 5", ["5"]),
        ("one person, one vote in 4 districts", ["4"]),
        ("one-person-one-vote: 2% either side", ["2%"]),
        ("the two-party share is over 50 percnt", ["50%"]),
        ("we ask that one at minimum be ours", ["1"]),
        ("not one county may be divided", []),
        ("not one single person off", []),
        ("16 towns may lie in more than one district", ["16"]),
        ("more than one district", ["1"]),
        ("not one but two districts", ["1", "2"]),
        ("7 districts, and don't cut any county in two", ["7"]),
        ("no county should be cut in half, please", []),
        ("not more than 3 towns cut in two", ["3", "2"]),
        ("don't split it in two districts", ["2"]),
        ("split the state in two", ["2"]),
        ("the last one and that one, but one district", ["1"]),
        ("this one in the north, the same one percent", ["1%"]),
        ("this may be a simple one. name it the quiet one", []),
        ("go to the first one, make the limit one", ["1th", "1", "1"]),
        ("the same one-percent limit, that one pct", ["1%", "1%"]),
        ("the old one point two percent, the last one third of it", ["1.2%", "1/3"]),
        ("any one in twenty", ["1/20"]),
        ("3 out of 7 seats", ["3", "7"]),
        ("one in three seats", ["1/3"]),
        ("2 in every 5 towns, 1 in 4 counties", ["2/5", "1/4"]),
        ("40 in 3 districts", ["40", "3"]),
        ("12 out of twenty-five counties", ["12", "25"]),
        ("one in three adults", ["1/3"]),
        ("a percent and a half", ["1.5%"]),
        ("half a dozen counties", ["6"]),
        ("a 5-3 split", ["5", "3"]),
        ("the third district", ["3th"]),
        ("a third of the districts", ["1/3"]),
        ("k=14, 2k people", ["14", "2000"]),
        ("one hundred and five people", ["105"]),
        ("nothing here", []),
    ],
)
def test_what_stands_in_a_message(text: str, told: list[str]) -> None:
    assert [one.text for one in numbers_of(text)] == told
