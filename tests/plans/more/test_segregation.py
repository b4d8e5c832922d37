"""The index of dissimilarity."""

from typing import Any

import pytest

from districtbot.plans.groupscore import score_groups
from districtbot.plans.more.segregation import Segregation, score_segregation
from districtbot.plans.scoring import Scoring


def _scored(grid_frame: Any, state_of: Any, plan_for: Any, black: Any, vap: Any) -> Segregation:
    frame = grid_frame(1, len(vap), VAP=vap, BVAP=black)
    state = state_of(frame, vap="VAP", group_vap={"black": "BVAP"})
    plan = plan_for(state, " ".join(map(str, range(1, len(vap) + 1))))
    declined: dict[str, str] = {}
    (found,) = score_segregation(score_groups(Scoring(state), plan, (), declined))
    assert declined == {}
    return found


def test_by_hand(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """20 of 100 are of the group, 15 and 5 of each 50: |15 - 10| + |5 - 10| over 2 x 100 x 0.16."""
    found = _scored(grid_frame, state_of, plan_for, [15, 5], [50, 50])
    assert found == Segregation("black", "vap", pytest.approx(10 / 32), "")


@pytest.mark.parametrize(("black", "value"), [([10, 10], 0), ([20, 0], 1)])
def test_even_and_apart(
    grid_frame: Any, state_of: Any, plan_for: Any, black: list[int], value: float
) -> None:
    vap = [50, 50] if value == 0 else [20, 80]
    found = _scored(grid_frame, state_of, plan_for, black, vap)
    assert found.dissimilarity == pytest.approx(value, abs=1e-12)


def test_as_redistmetrics_published_it(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """Hispanic and all voting age people of New Hampshire's districts, its data set ``nh``."""
    for black, vap, value in (
        ([20145, 19655], [555504, 565176], 0.0108565782431512),
        ([19707, 20093], [561122, 559558], 0.00575128901111287),
    ):
        found = _scored(grid_frame, state_of, plan_for, black, vap)
        assert found.dissimilarity == pytest.approx(value)


@pytest.mark.parametrize(
    ("black", "vap", "why"),
    [
        ([0, 0], [5, 5], "nobody, or everybody"),
        ([5, 5], [5, 5], "nobody, or everybody"),
        ([0, 0], [0, 0], "nobody is counted"),
        ([6, 0], [5, 5], "more people are of the group"),
    ],
)
def test_why_there_is_none(
    grid_frame: Any, state_of: Any, plan_for: Any, black: Any, vap: Any, why: str
) -> None:
    found = _scored(grid_frame, state_of, plan_for, black, vap)
    assert found.dissimilarity is None
    assert why in found.undefined
