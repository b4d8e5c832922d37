"""Marks tell what each number of a message was said of, and nobody sees them."""

import random

import pytest

from districtbot.problems.language.compose import request
from districtbot.problems.language.marks import Mark, bare, marked, unmarked, with_marks
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Count, Slip
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.source import Source


@pytest.fixture(scope="module")
def made() -> MadeMap:
    source = Source("marks-tests-1", {"train": 2, "dev": 1, "test": 1}, edition=2)
    return source.map("train", source.keys("train")[0])


def test_a_text_comes_back_with_its_marks() -> None:
    text = f"Draw {marked('7', 0)} districts, {with_marks('half of them, or a third,', 3)} fair"
    plain, marks = unmarked(text)
    assert plain == bare(text) == "Draw 7 districts, half of them, or a third, fair"
    assert marks == (Mark(6, 0, False), Mark(22, 3, True), Mark(42, 3, True))


def test_a_speaker_with_marks_says_the_same(made: MadeMap) -> None:
    for seed in range(60):
        said = []
        for marks in (None, {}):
            speaker = Speaker.drawn(random.Random(seed), "train", 2)
            speaker.marks = marks
            said.append(request(speaker, made, level=3).text)
        assert said[0] == bare(said[1])


def test_the_number_of_districts_is_marked_wherever_it_stands(made: MadeMap) -> None:
    n_marked = 0
    for seed in range(80):
        speaker = Speaker.drawn(random.Random(seed), "train", 2)
        speaker.marks = {}
        text = speaker.finish(request(speaker, made, level=2, districts=9).text)
        assert text == bare(text)
        places = [one.at for one in speaker.marks[text] if one.topic == 0]
        ends = [text[:at].lower().endswith(("9", "nine", "ix")) for at in places]
        assert all(ends), text
        n_marked += bool(places)
    assert n_marked == 80


def test_both_numbers_of_a_slip_are_marked() -> None:
    speaker = Speaker(random.Random(1), marks={})
    slip = Slip(Count(7), Count(8))
    with speaker.speaking_of("districts"):
        text = speaker.finish(speaker.phrase("at most {n} of them", {"n": slip}))
    assert len(speaker.marks[text]) == 2
    assert speaker.spoken_of[text] == {1}
