"""Counties and towns: split, cut more than once, cut off without people."""

from typing import Any

import pytest

from districtbot.plans.regions import RegionScore
from districtbot.plans.scorecard import score


@pytest.fixture
def counties(grid_frame: Any, state_of: Any, plan_for: Any) -> RegionScore:
    """County A is in three districts, in one of them in two places; B is cut where nobody lives::

    A A A A      1 2 1 3      5 5 5 5
    B B B C      1 2 2 3      5 0 5 5
    B . C C      1 3 3 3      5 5 5 5
    """
    frame = grid_frame(
        3, 4, TOTPOP=[5] * 5 + [0] + [5] * 6, COUNTY=[*"AAAA", *"BBBC", "B", "", *"CC"]
    )
    frame.loc[6, "TOTPOP"] = 0
    drawn = state_of(frame, county="COUNTY")
    found = score(drawn, plan_for(drawn, "1 2 1 3  1 2 2 3  1 3 3 3")).counties
    assert found is not None
    return found


def test_splits(counties: RegionScore) -> None:
    assert (counties.n_regions, counties.splits, counties.whole) == (3, 2, 1)
    assert counties.split == {"A": (1, 2, 3), "B": (1, 2)}
    assert counties.multiply_split == 1


def test_pieces(counties: RegionScore) -> None:
    """A in three districts, B in two, C in one; A's part of district 1 is two parts."""
    assert (counties.pieces, counties.extra_pieces, counties.parts) == (6, 3, 7)


def test_splits_where_people_live(counties: RegionScore) -> None:
    assert (counties.splits_populated, counties.split_populated) == (1, ("A",))
    assert counties.people == {"A": (10, 5, 5), "B": (10, 0)}
    assert counties.people_in_split == 30


def test_counties_of_each_district(counties: RegionScore) -> None:
    assert counties.touched == (2, 2, 2)
    assert counties.touched_split == (2, 2, 1)
