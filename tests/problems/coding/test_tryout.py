"""Showing problems of a family."""

import pytest

from districtbot.ground.errors import AskError
from districtbot.problems.coding.tryout import main
from districtbot.problems.families import coding_families


@pytest.mark.slow
def test_a_problem_is_shown_with_what_its_check_says() -> None:
    name = next(one.name for one in coding_families() if one.topic == "elections")
    said: list[str] = []
    assert main([name, "1"], said.append) == 0
    shown = "\n".join(said)
    for words in (name, "--- solution", "ok   solution: passes", "ok   empty", "all well"):
        assert words in shown


@pytest.mark.parametrize("arguments", [[], ["no such family"]])
def test_a_family_must_be_named(arguments: list[str]) -> None:
    with pytest.raises(AskError):
        main(arguments, lambda _: None)
