"""Checks of answers: the right one passes, and nothing else does."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from districtbot.problems.coding import checks
from districtbot.problems.coding.compare import difference
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.wrong import empty_outcomes, wrong_answers

PLAN = {f"u{number:02d}": number % 4 + 1 for number in range(40)}
RIGHT: dict[str, tuple[Callable[[Outcome], str], Any]] = {
    "whole": (checks.whole(12), 12),
    "nothing at all": (checks.whole(0), 0),
    "number": (checks.number(0.1234), 0.1234),
    "number that is whole": (checks.number(7.0), 7),
    "truth": (checks.truth(True), True),
    "text": (checks.text("00101"), "00101"),
    "names": (checks.names({"b", "a", "c"}), ["c", "a", "b"]),
    "numbers as names": (checks.names([1, 2, 3]), [3, 1, 2]),
    "ordered": (checks.ordered(["a", "b", 3]), ["a", "b", 3]),
    "table": (checks.table({1: 0.5, 2: 0.25, 3: 0.75}), {"1": 0.5, "2": 0.25, "3": 0.75}),
    "table of lists": (checks.table({"a": ["x"], "b": ["y", "z"]}), {"b": ["y", "z"], "a": ["x"]}),
    "plan": (checks.table(PLAN), dict(PLAN)),
}
VALUES = [0, 1, 7, 7.5, True, False, None, "", "7", [7], [], {}, {"7": 7}, [[7]], ["7"]]


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_answer_passes_and_every_wrong_one_does_not(name: str) -> None:
    check, value = RIGHT[name]
    right = Outcome(True, value=value)
    assert check(right) == ""
    kinds = []
    for seed in range(5):
        for wrong in wrong_answers(right, random.Random(seed)):
            kinds.append(wrong.kind)
            assert check(wrong.outcome), wrong
    assert len(set(kinds)) >= 3
    assert "everything" in kinds
    for wrong in empty_outcomes():
        assert check(wrong.outcome)
    assert check(Outcome(False, "it broke", value)) == "it broke"


@pytest.mark.parametrize("truth", VALUES)
@pytest.mark.parametrize("found", VALUES)
def test_types_count(truth: Any, found: Any) -> None:
    """Two of these are the same only where they are the same value of the same type."""
    alike = type(truth) is type(found) and truth == found
    assert (difference(found, truth) == "") == alike


@pytest.mark.parametrize(
    ("found", "truth", "well"),
    [
        (7.0, 7, True),
        (7, 7.0, True),
        (7.000001, 7, False),
        (100.0 + 5e-5, 100.0, True),
        (100.0 + 5e-4, 100.0, False),
        (0.0, 1e-9, False),
        ({"1": 2}, {1: 2}, True),
        ([1, 2], (1, 2), True),
    ],
)
def test_numbers_may_be_off_by_little(found: Any, truth: Any, well: bool) -> None:
    assert (difference(found, truth) == "") == well


def test_errors_that_are_allowed() -> None:
    assert checks.number(10.0, rel=0.1)(Outcome(True, value=10.9)) == ""
    assert checks.number(10.0, rel=0.1)(Outcome(True, value=11.2))
    assert checks.number(0.0, abs_=0.5)(Outcome(True, value=-0.4)) == ""
    assert checks.number(0.0, abs_=0.5)(Outcome(True, value=0.6))


def test_a_list_of_names_has_each_once() -> None:
    check = checks.names(["a", "b"])
    for value in (["a", "a", "b"], ["a"], "ab", {"a": 1, "b": 2}, ["a", ["b"]], ["a", None]):
        assert check(Outcome(True, value=value))
    with pytest.raises(ValueError, match="once"):
        checks.names(["a", "a"])


def test_all_of_says_what_is_wrong_first() -> None:
    check = checks.all_of(checks.whole(3), lambda outcome: "the second")
    assert check(Outcome(True, value=4)) == "4 is not 3"
    assert check(Outcome(True, value=3)) == "the second"
    assert checks.all_of()(Outcome(True)) == ""
