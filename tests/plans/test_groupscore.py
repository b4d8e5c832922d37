"""Shares of groups and the districts at or above a threshold."""

from typing import Any

import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.field import district_formulas
from districtbot.plans.groupscore import checked_thresholds
from districtbot.plans.scorecard import Scorecard, score


@pytest.fixture
def card(grid_frame: Any, state_of: Any, plan_for: Any) -> Scorecard:
    """Districts of 37, 50, 60 and none of 100, 100, 100 and 0 people of voting age."""
    frame = grid_frame(
        1, 4, TOTPOP=[200, 200, 200, 0], VAP=[100, 100, 100, 0], BVAP=[37, 50, 60, 0],
        WVAP=[60, 45, 30, 0],
    )  # fmt: skip
    drawn = state_of(frame, vap="VAP", group_vap={"black": "BVAP", "white": "WVAP"})
    found: Scorecard = score(
        drawn, plan_for(drawn, "1 2 3 4"), thresholds=["50%", 0.37, 0.370001, 0.5]
    )
    return found


def test_a_share_of_exactly_the_threshold_counts(card: Scorecard) -> None:
    black = card.groups[0]
    assert card.thresholds == (0.37, 0.370001, 0.5)
    assert [one.threshold for one in black.opportunity] == list(card.thresholds)
    assert [one.districts for one in black.opportunity] == [(1, 2, 3), (2, 3), (2, 3)]


def test_gerrytools_counts_above_only(card: Scorecard) -> None:
    black = card.groups[0]
    above = district_formulas().districts_above_threshold(
        black.number[:3], black.total[:3], threshold=0.5
    )
    assert above == 1
    assert len(black.opportunity[-1].districts) == 2


def test_a_district_without_voters_has_no_share(card: Scorecard) -> None:
    black = card.groups[0]
    assert black.share == (0.37, 0.5, 0.6, None)
    assert black.statewide == pytest.approx(147 / 300)
    assert (black.number, black.total) == ((37, 50, 60, 0), (100, 100, 100, 0))


def test_minorities_are_all_but_the_white_group(card: Scorecard) -> None:
    _, white, minority = card.groups
    assert (white.formula, minority.formula) == ("WVAP / VAP", "1 − WVAP / VAP")
    assert minority.complement
    assert minority.share == pytest.approx((0.4, 0.55, 0.7, None))
    assert minority.opportunity[-1].districts == (2, 3)


def test_a_group_without_everyone_is_declined(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    drawn = state_of(grid_frame(1, 2, BCVAP=[1, 2]), group_cvap={"black": "BCVAP"})
    card = score(drawn, plan_for(drawn, "1 2"))
    assert card.groups == ()
    assert "CVAP" in card.declined["black share of cvap"]


@pytest.mark.parametrize(
    ("given", "said"),
    [("37", "37% or 0.37"), (1.2, "1.2% or 0.012"), ("0", "37%"), ("half", "37%"), ("nan", "37%")],
)
def test_what_is_no_share_is_refused(given: object, said: str) -> None:
    with pytest.raises(AskError, match="is no share") as caught:
        checked_thresholds([given])  # type: ignore[list-item]
    assert said in caught.value.todo
