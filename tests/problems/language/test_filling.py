"""What fills the slots of whole messages is on the map, and what follows from another is right."""

import random
from collections import Counter

import pytest

from districtbot.problems.language.filling import DRAWN, Fillings
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source


@pytest.fixture(scope="module")
def maps() -> list[MadeMap]:
    source = Source("messages-tests-1", {"train": 10, "dev": 1, "test": 1})
    return [source.map("train", number) for number in source.keys("train")]


def test_slots_are_all_drawn_for_some_map(maps: list[MadeMap]) -> None:
    drawn: Counter[str] = Counter()
    for n, made in enumerate(maps):
        for slot in DRAWN:
            fillings = Fillings(random.Random(n), made)
            if fillings.value(slot) is not None:
                drawn[slot] += 1
                assert str(fillings.told[slot])
    assert set(DRAWN) == set(drawn)


def test_a_slot_stays_as_it_was_drawn(maps: list[MadeMap]) -> None:
    fillings = Fillings(random.Random(1), maps[0])
    assert fillings.value("dev") is fillings.value("dev")


def test_twins_differ(maps: list[MadeMap]) -> None:
    twins = (("k", "k2"), ("county", "county2"), ("town", "town2"), ("unit", "unit2"))
    for n in range(60):
        fillings = Fillings(random.Random(n), maps[n % len(maps)])
        for one, other in (*twins, ("contest", "contest2"), ("group", "group2"), ("d", "d2")):
            if fillings.value(one) is not None and fillings.value(other) is not None:
                assert fillings.told[one] != fillings.told[other]


def test_what_follows_from_another(maps: list[MadeMap]) -> None:
    for n in range(40):
        fillings = Fillings(random.Random(n), maps[n % len(maps)])
        for slot in ("k", "k_plus1", "k_minus1", "dev", "dev_low", "dev_high", "margin", "low"):
            fillings.value(slot)
        assert fillings.number("k_plus1") - 1 == fillings.number("k")
        assert fillings.number("k_minus1") + 1 == fillings.number("k")
        assert fillings.share("dev_low") == pytest.approx(1 - fillings.share("dev"))
        assert fillings.share("dev_high") == pytest.approx(1 + fillings.share("dev"))
        assert fillings.share("low") == pytest.approx(0.5 - fillings.share("margin"))
        fillings.value("d")
        assert 1 <= fillings.number("d") < fillings.number("k")
