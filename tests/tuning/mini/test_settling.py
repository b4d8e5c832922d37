"""Equal numbers are told apart by the order of targets, or not at all."""

import pytest

from districtbot.agent.models.mini.lines import Line
from districtbot.tuning.mini.settling import settled

BOTH = {"<n2>": ("<n2>", "<n3>")}


def line(text: str, others: dict[str, tuple[str, ...]], *, unsure: bool = False) -> Line:
    return Line(tuple(text.split()), unsure, others)


def test_a_line_without_doubt_stays() -> None:
    one = line("[set_targets] [districts] <n1> [propose_plan]", {})
    assert settled(one, in_order=False) == one.symbols


def test_of_two_equal_numbers_the_first_is_the_first_targets() -> None:
    said = "[set_targets] [districts] <n1> [seats] [at_least] {} [region_splits] [at_most] {}"
    one = line(said.format("<n3>", "<n2>"), BOTH)
    assert settled(one, in_order=True) == tuple(said.format("<n2>", "<n3>").split())
    assert settled(one, in_order=False) is None


def test_the_number_of_districts_may_stand_anywhere() -> None:
    said = "[set_targets] [districts] {} [cut_edges] [at_most] {} [region_splits] [at_most] <n3>"
    one = line(said.format("<n1>", "<n4>"), {"<n1>": ("<n1>", "<n4>")})
    two = settled(one, in_order=True)
    assert two == tuple(said.format("<n4>", "<n1>").split())


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("[set_targets] [districts] <n1> [seats] [at_least] <n2>", BOTH),
        ("[set_targets] [seats] [at_least] <n4> [cut_edges] [at_most] <n2>", BOTH),
    ],
)
def test_what_nothing_tells_apart_stays_open(said: str, others: dict[str, tuple[str, ...]]) -> None:
    assert settled(line(said, others), in_order=True) is None


def test_order_does_not_settle_another_doubt() -> None:
    said = "[set_targets] [districts] <n1> [seats] [at_least] {} [region_splits] [at_most] {}"
    assert settled(line(said.format("<n3>", "<n2>"), BOTH, unsure=True), in_order=True) is None
