"""The scorecard in groups: what stands under a column is true of it."""

from dataclasses import replace
from typing import Any

import pytest

from districtbot.maps.measures import measure_groups, measure_tables
from districtbot.maps.parts import MeasureGroup, ReportTable
from districtbot.plans.scorecard import Scorecard, score


@pytest.fixture
def card(grid_frame: Any, state_of: Any, plan_for: Any) -> Scorecard:
    """Four districts of one unit each, 100 people of voting age in every one.

    +----+----+----+----+
    | 90 | 60 | 30 | 10 |  white
    | 10 | 40 | 60 | 80 |  black
    +----+----+----+----+
    """
    frame = grid_frame(
        1,
        4,
        TOTPOP=[100] * 4,
        VAP=[100] * 4,
        WVAP=[90, 60, 30, 10],
        BVAP=[10, 40, 60, 80],
        PRES20D=[20, 40, 60, 80],
        PRES20R=[80, 60, 40, 20],
    )
    state = state_of(frame, vap="VAP", group_vap={"white": "WVAP", "black": "BVAP"})
    return score(state, plan_for(state, "1 2 3 4"))


def test_groups_stand_one_below_the_other_with_districts_of_their_own(card: Scorecard) -> None:
    [table] = [one for one in measure_groups(card) if one.title.startswith("Groups")]
    assert isinstance(table, ReportTable)
    assert table.columns[:3] == ("Group", "Whole map", "Highest district")
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert rows["White"]["Highest district"] == "90.0% (1)"
    assert rows["Black"]["Highest district"] == "80.0% (4)"
    assert (rows["White"]["35%+"], rows["Black"]["35%+"]) == ("2", "3")
    assert "WVAP" not in table.note
    assert table in measure_tables(card)


def test_a_sentence_below_several_columns_holds_for_each(card: Scorecard) -> None:
    """Close is 45% to 55% in one contest, 40% to 60% in the other."""
    near = card.elections[0]
    far = replace(near, name="FAR", margin=0.1)

    def close(*contests: Any) -> str:
        groups = measure_groups(replace(card, elections=contests))
        [votes] = [one for one in groups if one.title == "Votes"]
        assert isinstance(votes, MeasureGroup)
        return next(one.meaning for one in votes.measures if one.name.startswith("Competitive"))

    assert "45%" in close(near)
    assert "40%" in close(far)
    both = close(near, far)
    assert both
    assert "45%" not in both
    assert "40%" not in both
