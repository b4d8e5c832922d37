"""Targets are set, dropped and listed; nothing changes where something is wrong."""

import json
from typing import Any

import pytest

from districtbot.plans import targets as t
from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import feasible, targets
from districtbot.tools.kit.understood import understood
from districtbot.tools.tool import schema_of
from districtbot.tools.words import RACE_NOTE

TOOLS = (*targets.TOOLS, *feasible.TOOLS)


@pytest.fixture
def desk(four_counties: Any) -> Desk:
    return Desk(four_counties)


def do(desk: Desk, tool: str, **arguments: Any) -> Called:
    return call(desk, TOOLS, tool, arguments)


def deviation(share: object) -> dict[str, Any]:
    return {"measure": "population_deviation", "at_most": share}


def splits(most: int, region: str = "county") -> dict[str, Any]:
    return {"measure": "region_splits", "region": region, "at_most": most}


def test_several_targets_at_once_and_the_defaults_are_said(desk: Desk) -> None:
    done = do(desk, "set_targets", districts=4, targets=[splits(2)])
    assert done.ok
    assert done.changed
    assert desk.asked.districts == 4
    assert "4 districts; at most 2 counties split; every district in one piece; " in done.text
    assert "population within 5% of the ideal in each district (by default)" in done.text
    assert done.data["changed"] == ["4 districts", "at most 2 counties split"]


def test_a_target_replaces_one_of_the_same_subject_and_says_so(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[deviation("3%"), splits(2)])
    done = do(desk, "set_targets", targets=[deviation(0.01)])
    assert [one.measure for one in desk.asked.target] == ["region_splits", "population_deviation"]
    assert done.data["changed"] == [
        "population within 1% of the ideal in each district "
        "(was: population within 3% of the ideal in each district)"
    ]


def test_a_version_is_called_by_whole_changes(desk: Desk) -> None:
    polsby = {"measure": "polsby_popper", "statistic": "mean", "at_least": 0.25}
    do(desk, "set_targets", districts=4, targets=[deviation(0.01), splits(2), polsby])
    assert desk.history.current.note == (
        "set 4 districts, population within 1% of the ideal in each district, "
        "at most 2 counties split and 1 more"
    )
    do(desk, "set_targets", targets=[splits(3)])
    assert desk.history.current.note == "set at most 3 counties split"


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[deviation("3%"), splits(2)])
    done = do(desk, "set_targets", districts=4, targets=[deviation(0.03)])
    assert done.ok
    assert not done.changed
    assert "Changed: nothing." in done.text


def test_replace_forgets_the_earlier_targets(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[splits(2)])
    done = do(desk, "set_targets", replace=True, targets=[deviation("2%")])
    assert [one.measure for one in desk.asked.target] == ["population_deviation"]
    assert desk.asked.districts == 4
    assert "no longer: at most 2 counties split" in done.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([splits(2), {"measure": "together", "column": "county", "values": ["Zz"]}], "'Zz'"),
        ([splits(2), splits(1, "parish")], "parish"),
        ([splits(2), {"measure": "group_share", "group": "red", "share": 0.5}], "give either"),
        ([splits(2), {"measure": "seats", "party": "dem", "election": "X", "at_least": 1}], "'X'"),
        ([splits(2), {"measure": "least_change", "plan": "nope", "at_least": 0.9}], "'nope'"),
        ([splits(2), {"measure": "least_change", "plan": "current", "at_least": 0.9}], "no plan"),
        ([splits(2), {"measure": "locked", "column": "county", "values": "N", "district": 9}], "9"),
        ([splits(2), {"measure": "beauty"}], "beauty"),
        ([splits(2), deviation(0.5)], "0.5%"),
        ([splits(2), deviation(1)], "1%"),
        ([splits(2), deviation("a lot")], "share"),
    ],
)
def test_all_or_none(desk: Desk, wrong: list[Any], said: str) -> None:
    do(desk, "set_targets", districts=4)
    before = desk.history.current
    done = do(desk, "set_targets", targets=wrong)
    assert not done.ok
    assert said in done.text
    assert desk.history.current == before


def test_every_wrong_name_is_told_at_once(desk: Desk) -> None:
    votes = {"measure": "seats", "party": "dem", "election": "PRES1", "at_least": 1}
    place = {"measure": "together", "column": "county", "values": ["Zz"]}
    done = do(desk, "set_targets", districts=4, targets=[votes, place])
    assert "PRES1" in done.text
    assert "Zz" in done.text


def test_names_become_those_of_the_map(desk: Desk) -> None:
    given = [
        splits(1, "Counties"),
        {"measure": "group_share", "group": "BVAP", "share": "20%", "districts_at_least": 1},
        {"measure": "seats", "party": "dem", "election": "pres20d", "at_least": 1},
        {"measure": "together", "column": "county", "values": ["n", "e"]},
    ]
    done = do(desk, "set_targets", districts=4, targets=given)
    assert done.ok, done.text
    region, group, seats, places = desk.asked.target
    assert isinstance(region, t.RegionSplits)
    assert region.region == "county"
    assert isinstance(group, t.GroupShare)
    assert group.group == ("black",)
    assert isinstance(seats, t.Seats)
    assert seats.election == "PRES20"
    assert isinstance(places, t.Together)
    assert (places.column, places.values) == ("COUNTY", ("N", "E"))


def test_a_plan_of_the_desk_is_fixed_by_its_version(desk: Desk, plan_for: Any) -> None:
    drawn = plan_for(desk.state, " ".join(["1 1 1 1 2 2 2 2"] * 3 + ["3 3 3 3 4 4 4 4"] * 3))
    number = desk.put("loaded", plan=drawn).number
    desk.history.name("first try")
    for name in ("current", "First Try", str(number), f"version {number}"):
        target = {"measure": "least_change", "plan": name, "at_least": 0.9}
        done = do(desk, "set_targets", districts=4, replace=True, targets=[target])
        assert done.ok, done.text
        (kept,) = desk.asked.target
        assert isinstance(kept, t.LeastChange)
        assert kept.plan == f"version {number}"
        desk.history.go_to(desk.history.find("first try"))


def test_a_plan_with_another_number_of_districts_stays_and_is_told(
    desk: Desk, plan_for: Any
) -> None:
    drawn = plan_for(desk.state, " ".join(["1 1 1 1 2 2 2 2"] * 3 + ["3 3 3 3 4 4 4 4"] * 3))
    do(desk, "set_targets", districts=4)
    desk.put("loaded", plan=drawn)
    assert "meets all of this" in do(desk, "set_targets", targets=[splits(0)]).text
    done = do(desk, "set_targets", districts=5)
    assert "has 4 districts, so it does not fit" in done.text
    assert desk.a_plan is drawn
    listed = do(desk, "list_targets")
    assert listed.ok
    assert "does not fit" in listed.text
    assert all(line["met"] is None for line in listed.data["targets"])


def test_the_list_numbers_targets_and_judges_the_plan(desk: Desk, plan_for: Any) -> None:
    drawn = plan_for(desk.state, " ".join(["1 1 1 1 2 2 2 2"] * 3 + ["3 3 3 3 4 4 4 4"] * 3))
    assert "Nobody has said how many districts." in do(desk, "list_targets").text
    cut = {"measure": "cut_edges", "at_most": 3}
    do(desk, "set_targets", districts=4, targets=[splits(0), cut])
    desk.put("loaded", plan=drawn)
    lines = do(desk, "list_targets").text.splitlines()
    assert lines[1] == "1. no county split: met, the plan has 0 counties split"
    assert lines[2].startswith("2. at most 3 cut edges: NOT met, the plan has 14")
    assert "(by default): met" in lines[4]


def test_dropping_by_number_and_by_measure(desk: Desk) -> None:
    do(desk, "set_targets", districts=4, targets=[splits(0), deviation("1%")])
    assert not do(desk, "drop_targets").ok
    assert "no target 7" in do(desk, "drop_targets", numbers=[7]).text
    assert "holds by default" in do(desk, "drop_targets", numbers=[3]).text
    assert not do(desk, "drop_targets", measures=["seats"]).ok
    assert do(desk, "drop_targets", numbers=[1]).changed
    done = do(desk, "drop_targets", measures=["population_deviation"])
    assert desk.asked.target == ()
    assert "population within 5%" in done.text


def test_race_and_what_cannot_be_are_told(desk: Desk) -> None:
    share = {"measure": "group_share", "group": "black", "share": 0.9, "districts_at_least": 4}
    done = do(desk, "set_targets", districts=4, targets=[share])
    assert RACE_NOTE in done.text
    assert "No plan can meet this." in done.text
    found = do(desk, "check_feasibility")
    assert found.data["impossible"]
    assert RACE_NOTE in found.text
    assert "Nearest possible: " in found.text
    do(desk, "set_targets", replace=True)
    assert not do(desk, "check_feasibility").data["impossible"]
    assert RACE_NOTE not in do(desk, "list_targets").text


def test_wide_and_many_population_bounds_are_doubted(desk: Desk) -> None:
    done = do(desk, "set_targets", districts=4, targets=[deviation("50%")])
    assert "A population bound of 50% is wide; if 0.5% is meant" in done.text
    both = do(desk, "set_targets", targets=[{"measure": "population_range", "at_most": "2%"}])
    assert "the tightest decides" in both.text


def test_nothing_to_set_and_no_number_of_districts(desk: Desk) -> None:
    assert "Nothing was given" in do(desk, "set_targets").text
    assert "How many districts?" in do(desk, "check_feasibility").text
    assert do(desk, "set_targets", targets=[splits(1)]).ok
    assert understood(desk.asked).startswith("I understood: the number of districts is not said")


def test_the_schema_names_what_the_map_knows_once(desk: Desk) -> None:
    schema = schema_of(targets.TOOLS[0], desk)
    assert schema["$defs"]["Contest"]["enum"] == ["PRES20"]
    assert schema["$defs"]["Region"]["enum"] == ["county"]
    assert schema["$defs"]["Group"]["enum"] == ["black"]
    assert {"N", "E", "S", "W"} == {
        name.removesuffix(" County") for name in schema["$defs"]["Place"]["enum"]
    }
    assert json.dumps(schema).count('"PRES20"') == 1
    fields = schema["$defs"]["Seats"]["properties"]
    assert list(fields)[-4:] == ["at_least", "at_most", "equal", "wished"]
    kinds = {one["type"] for one in schema["$defs"]["Share"]["anyOf"]}
    assert kinds == {"number", "string"}


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**400, 10**30, "\ud800", None, [], {}, True, "x" * 5000]
)
def test_any_value_is_answered_in_words(desk: Desk, value: object) -> None:
    for measure, field in (("cut_edges", "at_most"), ("population_range", "at_most")):
        done = do(desk, "set_targets", districts=4, targets=[{"measure": measure, field: value}])
        assert not done.ok or value is True
        assert len(done.text) < 1700
    assert not do(desk, "set_targets", districts=value).ok
