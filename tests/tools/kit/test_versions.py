"""The tools that walk the history say where one is."""

from collections.abc import Callable
from typing import Any

from districtbot.tools.desk.desk import Desk

Refused = Callable[..., str]


def test_going_back_brings_targets_and_plan_back(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("name_version", name="old lines")
    there = (desk.asked, desk.a_plan.csv())
    do("keep_together", places=["Ash"])
    do("move", units=["00113"], to_district=1)
    here = (desk.asked, desk.a_plan.csv())
    for version in ("old lines", "OLD LINES", "1", 1, "version 1"):
        called = do("go_to", version=version)
        assert (desk.asked, desk.a_plan.csv()) == there
        assert "version 1 ('old lines')" in called.text
        do("undo")
        assert (desk.asked, desk.a_plan.csv()) == here


def test_going_on_after_going_back_makes_a_branch(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("move", units=["00113"], to_district=1)
    do("go_to", version="1")
    do("move", units=["00112"], to_district=2)
    assert [one.parent for one in desk.history.moments] == [None, 0, 1, 1]
    listed = do("list_versions")
    assert "3 (on the desk): moved unit 00112 to district 2, from 1" in listed.text
    assert [one["number"] for one in listed.data["versions"]] == [3, 2, 1, 0]


def test_what_was_undone_is_told(desk: Desk, do: Any, refused: Refused) -> None:
    assert "nothing to undo" in refused("undo")
    do("load_plan", source="CD")
    do("move", units=["00113"], to_district=1)
    do("go_to", version=1)
    called = do("undo", times=2)
    assert called.text.startswith(
        "Undone: going from version 2 to 1; moved unit 00113 to district 1. On the desk: version 1"
    )
    called = do("redo")
    assert called.text.startswith("Redone: moved unit 00113 to district 1. On the desk: version 2")
    assert "There are 2 steps" in refused("undo", times=9)
    assert "redo" in refused("redo", times=5)


def test_long_histories_stay_short_but_names_are_listed(desk: Desk, do: Any) -> None:
    do("load_plan", source="CD")
    do("name_version", name="first")
    for turn in range(30):
        do("move", units=["00113"], to_district=1 + turn % 2)
    listed = do("list_versions")
    assert [one["number"] for one in listed.data["versions"]] == [*range(31, 19, -1), 1]
    assert "19 more without a name" in listed.text
    assert len(listed.text) < 1600


def test_names_that_mean_something_else(refused: Refused) -> None:
    for name in ("cd", "current", "version 3"):
        assert "names another plan" in refused("name_version", name=name)
    assert "no version" in refused("go_to", version="nowhere")
