"""Seats in a range keep both ends of it."""

from typing import Any

import pytest

from districtbot.agent.models.mini.ranges import with_ranges
from districtbot.agent.models.mini.reading import read_message
from districtbot.tools.desk.desk import Desk

BOTH = {"at_least": 2, "at_most": 3}


@pytest.mark.parametrize(
    ("message", "said", "wanted"),
    [
        ("8 districts, between 2 and 3 of them Republican", {"equal": 2}, BOTH),
        ("8 districts, R seats: 2-3", {"equal": 2}, BOTH),
        ("2 to 3 Republican seats of 8", {"at_least": 2}, BOTH),
        ("8 districts, 2 or 3 Republican", {"equal": 3}, BOTH),
        ("Republicans up to three seats, eight in all", {"at_most": 3}, {"at_most": 3}),
        ("8 districts; raise Republican seats from 2 to 3", {"equal": 3}, {"equal": 3}),
        ("8 districts, 2 or 5 Republican", {"equal": 2}, {"equal": 2}),
        ("8 districts, 3 Republican, population within 2 to 3 percent", {"equal": 3}, {"equal": 3}),
        ("8 districts, 3-5 for the Democrats", {"equal": 5}, {"equal": 5}),
    ],
)
def test_a_range_has_two_ends(
    message: str, said: dict[str, Any], wanted: dict[str, Any], desk: Desk
) -> None:
    seats = {"measure": "seats", "party": "rep"}
    calls = [("set_targets", {"districts": 8, "targets": [{**seats, **said}]})]
    found = with_ranges(read_message(message, desk), calls)
    assert found == (("set_targets", {"districts": 8, "targets": [{**seats, **wanted}]}),)
