"""Laws of what is said of a plan: the numbers that matter stand in the reply."""

import random

import pytest

from districtbot.problems.dialogues.replies import draw, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.telling import in_row, told
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of
from districtbot.tools.words import RACE_NOTE

NAMES = {
    "county splits": "2 counties split (Polk, Story)",
    "Polk, Story together": "all in district 3",
    "Polk, Linn apart": "none together",
    "incumbents not paired": "none together",
    "Polk locked in district 2": "all there",
    "Democratic seats in PRES20": "3 of 5",
    "competitive districts in GOV18": "1 of 5",
    "population deviation": "0.92% (district 1 is furthest off)",
    "black share of VAP": "2 districts; highest 51% in district 1",
    "mean-median in PRES20": "1.2% toward the Republican side",
}


@pytest.mark.parametrize(("name", "achieved"), NAMES.items())
def test_the_fact_stands_in_the_words(name, achieved):
    said = told({"name": name, "achieved": achieved})
    assert said.fact in said.words
    assert "none together" not in said.words


def test_words_read_well():
    words = {name: told({"name": name, "achieved": it}).words for name, it in NAMES.items()}
    assert words["Polk, Linn apart"] == "Polk and Linn in different districts"
    assert words["Polk locked in district 2"] == "Polk in district 2"
    assert words["Democratic seats in PRES20"] == "3 of 5 Democratic seats in PRES20"
    assert words["population deviation"].startswith("population deviation of 0.92%")


def test_a_row_is_parted_by_semicolons_where_commas_stand_inside():
    parts = [told({"name": name, "achieved": NAMES[name]}) for name in list(NAMES)[:2]]
    assert in_row(parts).count(";") == 1
    assert in_row(parts[1:]) == parts[1].words
    plain = told({"name": "cut edges", "achieved": "40"})
    assert in_row([plain, plain]) == "cut edges of 40 and cut edges of 40"


@pytest.fixture
def talk(tmp_path):
    """A conversation on a small map, a turn begun."""
    made = map_of("language-tests", "train", 0)
    rng = random.Random(1)
    talk = Talk(made, rng, Speaker(rng), level=1, seed=3, out=tmp_path)
    talk.user("Draw it.")
    return talk


def test_a_plan_that_meets_all_is_told_with_its_numbers(talk):
    targets = [{"measure": "population_deviation", "at_most": "5%"}]
    talk.call("set_targets", {"districts": 3, "targets": targets})
    called = draw(talk)
    assert called.data["status"] == "met"
    assert talk.now.facts
    assert all(fact in talk.now.reply for fact in talk.now.facts)
    talk.user("Again.")
    improve(talk)
    assert all(fact in talk.now.reply for fact in talk.now.facts)


def test_the_impossible_is_told_with_its_proof(talk):
    targets = [{"measure": "seats", "party": "dem", "election": _newest(talk), "at_least": 9}]
    talk.call("set_targets", {"districts": 3, "targets": targets})
    called = draw(talk)
    if called.ok:
        assert called.data["status"] == "impossible"
        assert called.data["impossible"][0]["nearest"] in talk.now.reply
    else:
        assert talk.now.reply == called.text


def test_what_is_missed_is_told_and_race_has_its_note(talk):
    share = {"measure": "group_share", "group": ["black"], "share": "99%", "districts_at_least": 1}
    talk.call("set_targets", {"districts": 3, "targets": [{**share, "wished": True}]})
    draw(talk)
    assert talk.now.reply.endswith(RACE_NOTE)


def _newest(talk):
    return talk.made.state.columns.elections[0].name
