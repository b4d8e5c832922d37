"""Laws of phrases: what the trees of the bank's lines hold."""

import pytest

from districtbot.problems.language.phrases import Choice, Reference, Slot, parsed, singular
from districtbot.problems.language.wording import Near


def flat(parts):
    """The parts with branches as lists."""
    return [
        [flat(one) for one in part.parts] if isinstance(part, Choice) else part for part in parts
    ]


def test_plain_words_are_one_part():
    assert parsed("keep it simple") == ("keep it simple",)


def test_slots_and_references_are_found():
    assert [type(one) for one in parsed("<a.b/order> with {n}")] == [Reference, str, Slot]


def test_choices_nest():
    tree = flat(parsed("a [b|c [d|]|]e"))
    assert tree == ["a ", [["b"], ["c ", [["d"], []]], []], "e"]


@pytest.mark.parametrize("line", ["[1] note", "a [b] c", "x < y", "</data>", "dev <= 1", "{ }"])
def test_signs_that_mean_nothing_stand_for_themselves(line):
    assert parsed(line) == (line,)


def test_a_slot_knows_its_neighbours():
    first, _, second, _, third = parsed("{a} counties of {b}-district <= {c}")
    assert first.near == Near("", "counties")
    assert second.near == Near("of", "-", tied=True)
    assert third.near.sign
    assert third.near.after == ""


def test_inside_of_a_choice_the_outside_is_not_known():
    _, choice = parsed("at most [{n}|none]")
    assert choice.parts[0][0].near == Near("?", "?")


def test_after_one_comes_the_singular():
    assert singular(" counties are split") == " county is split"
    assert singular(" districts") == " district"
    assert singular(" people in all") == " person in all"
    assert singular(" we have") == " we have"
    assert singular(" districts that are whole") == " district that is whole"
