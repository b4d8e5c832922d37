"""What is asked changes target by target; nothing else is touched."""

from districtbot.plans import targets as t
from districtbot.tools.desk.asked import Asked
from districtbot.tools.kit.asking import (
    asked_with,
    asked_without,
    asked_without_places,
    subject_of,
)

ONE = t.PopulationDeviation(at_most="1%")
POLK = t.Locked(column="county", values=("Polk", "Story"), district=1)
PAIR = t.Together(column="county", values=("Polk", "Story"))


def test_a_target_replaces_one_of_the_same_measure_and_subject() -> None:
    before = asked_with(Asked(4), ONE, t.RegionSplits(at_most=9))
    after = asked_with(before, t.PopulationDeviation(at_most=0.02))
    assert [one.measure for one in after.target] == ["region_splits", "population_deviation"]
    assert after.target[-1] == t.PopulationDeviation(at_most=0.02)
    assert after.districts == 4


def test_other_subjects_stay() -> None:
    asked = asked_with(Asked(4), t.Seats(party="dem", election="A", at_least=1))
    asked = asked_with(asked, t.Seats(party="rep", election="A", at_least=1))
    asked = asked_with(asked, t.Seats(party="dem", election="B", at_least=1))
    asked = asked_with(asked, t.PolsbyPopper(at_least=0.2))
    asked = asked_with(asked, t.PolsbyPopper(statistic="minimum", at_least=0.1))
    assert len(asked.target) == 5


def test_subjects_do_not_hang_on_case_or_order() -> None:
    again = t.Together(column="county", values=("story", "POLK"))
    assert subject_of(again) == subject_of(PAIR)
    assert asked_with(Asked(4, (PAIR,)), again).target == (again,)


def test_several_of_one_subject_given_together_stay() -> None:
    many = t.GroupShare(group=("black",), share=0.4, districts_at_least=2)
    most = t.GroupShare(group=("black",), share=0.5, districts_at_least=1)
    asked = asked_with(Asked(7), many, most, most)
    assert asked.target == (many, most)
    assert asked_with(asked, many).target == (many,)


def test_a_place_locked_anew_leaves_its_lock() -> None:
    again = t.Locked(column="county", values=("polk",), district=2)
    asked = asked_with(Asked(4, (POLK,)), again)
    assert asked.target == (POLK.model_copy(update={"values": ("Story",)}), again)


def test_dropping() -> None:
    asked = Asked(4, (ONE, POLK, PAIR))
    assert asked_without(asked, t.PopulationDeviation()).target == (POLK, PAIR)
    left = asked_without_places(asked, "county", ["polk"])
    assert [one.measure for one in left.target] == ["population_deviation", "locked"]
    assert asked_without_places(asked, "county", ["polk"], ["together"]).target == (ONE, POLK)
    assert asked_without_places(asked, "town", ["polk"]) == asked
    assert asked_without_places(asked, "county", ["Polk", "Story"]).target == (ONE,)
