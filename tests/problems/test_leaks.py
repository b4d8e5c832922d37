"""Near-duplicates are found whatever their marks and case; the exam's requests are kept out."""

import json

import pytest

from districtbot.problems.leaks import (
    ALIKE,
    Seen,
    alike,
    fingerprints,
    is_kept_out,
    kept_out,
    runs_of,
)

LONG = (
    "Our commission needs a plan of seven districts that stays within one percent of the ideal "
    "and splits no more than four counties. We would be grateful to have it by Friday, so that the "
    "board can look at it over the weekend and vote on it on Monday."
)


def test_marks_and_case_do_not_count():
    assert runs_of(LONG) == runs_of(LONG.upper().replace(",", " !").replace(".", ""))


def test_one_word_in_a_long_text_is_a_near_duplicate_and_another_text_is_not():
    seen = Seen()
    seen.add("a", runs_of(LONG))
    near = LONG.replace("four", "five")
    assert seen.like(runs_of(near)) == "a"
    assert seen.like(runs_of("Which county has the most people, and how many are they?")) is None


def test_a_text_is_like_itself_and_likeness_is_the_same_both_ways():
    one, other = runs_of(LONG), runs_of("A plan of seven districts, please.")
    assert alike(one, one) == 1
    assert alike(one, other) == alike(other, one) < ALIKE


@pytest.fixture
def requests(shared_data):
    path = shared_data.parent / "requests" / "dev.jsonl"
    if not path.exists():
        pytest.skip("the requests of the exam are not here")
    return [json.loads(line)["messages"] for line in path.read_text().splitlines()]


def test_the_requests_of_the_exam_are_kept_out(requests):
    prints = [frozenset(map(bytes.fromhex, one)) for one in fingerprints(requests)]
    assert set(kept_out()) == set(prints)
    assert all(is_kept_out(messages) for messages in requests)
    assert all(is_kept_out([f"{messages[0]} "]) for messages in requests if len(messages) == 1)


def test_fingerprints_hold_no_words(requests):
    text = json.dumps(fingerprints(requests))
    assert not any(word in text for word in ("district", "county", "percent"))


def test_what_everybody_says_is_not_kept_out():
    assert not is_kept_out(["Undo that, please.", "What is the mean of the deviations now?"])
