"""A plan named by its place is that plan."""

from typing import Any

import pytest

from districtbot.agent.models.mini.nth_plans import with_nth_plan

DRAFTS = (2, 4, 6)


@pytest.mark.parametrize(
    ("message", "tool", "args", "wanted"),
    [
        ("Go back to the very first plan.", "go_to", {"version": "4"}, {"version": "2"}),
        ("back to our third map", "go_to", {"version": "2"}, {"version": "6"}),
        ("hold it against the second draft", "compare_plans", {"other": "2"}, {"other": "4"}),
        ("the second plan or the first plan?", "go_to", {"version": "4"}, {"version": "4"}),
        ("the tenth plan", "go_to", {"version": "4"}, {"version": "4"}),
        ("the first plan's best district", "go_to", {"version": "4"}, {"version": "4"}),
        ("compare the first plan with CD", "compare_plans", {"other": "CD"}, {"other": "CD"}),
        ("first, map district 2", "draw_map", {"district": "2"}, {"district": "2"}),
        ("in the first plan district 2", "score_district", {"district": "2"}, {"district": "2"}),
    ],
)
def test_a_plan_is_found_by_its_place(
    message: str, tool: str, args: dict[str, Any], wanted: dict[str, Any]
) -> None:
    assert with_nth_plan(message, DRAFTS, [(tool, args)]) == ((tool, wanted),)
