"""The verifier's line, and what speaks against it."""

import math
from typing import Any

import pytest

from districtbot.agent.standing import Standing, claims_change, standing_of
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk


def _verdict(name: str, *, met: bool = True, wished: bool = False) -> Verdict:
    return Verdict(name, name, "at most 1", "2", met, wished, math.nan, 1.0, "counties", 0.0)


@pytest.mark.parametrize(
    ("verdicts", "line"),
    [
        ([_verdict("a")], "Checked: the only target is met."),
        ([_verdict("a"), _verdict("b")], "Checked: both targets are met."),
        ([_verdict(n) for n in "abcde"], "Checked: all 5 targets are met."),
        (
            [_verdict("a"), _verdict("b", met=False)],
            "Checked: 1 of 2 targets are met. Not met: b, at most 1; the plan has 2.",
        ),
        (
            [_verdict("a"), _verdict("b", met=False, wished=True)],
            "Checked: the only required target is met. "
            "Wished for, not met: b, at most 1; the plan has 2.",
        ),
    ],
)
def test_the_line_counts_and_names(verdicts: list[Verdict], line: str) -> None:
    standing = Standing(tuple(verdicts), "", True, 4)
    assert standing.line == line
    assert standing.met == all(one.met for one in verdicts if not one.wished)


def test_many_missed_targets_are_named_shortly() -> None:
    line = Standing(tuple(_verdict(n, met=False) for n in "abcdefgh"), "", True, 4).line
    assert line.count("the plan has") == 4
    assert line.endswith("Not met either: e, f, g, h.")


def test_a_desk_without_a_plan_or_a_number(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(1, 4))
    desk = Desk(state)
    assert standing_of(desk).line == "Checked: there is no plan yet."
    desk.put("drawn", plan=plan_for(state, "1 1 2 2"))
    assert "how many districts" in standing_of(desk).line
    assert not standing_of(desk).met
    desk.put("asked", asked=Asked(2))
    assert standing_of(desk).met
    desk.put("asked", asked=Asked(3))
    assert not standing_of(desk).met


def test_claims_of_change_are_seen() -> None:
    assert claims_change("I moved Ada County to district 3.")
    assert claims_change("Sure, I've now locked it.")
    assert not claims_change("I can move it if you like.")
    assert not claims_change("It moved the border.")
