"""Conversations about groups, votes and existing plans: what is set, asked back and told."""

import pytest

from districtbot.ground.seeds import rng_of
from districtbot.problems.dialogues.drafts import kinds_named, some_clause
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.families import family_named
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of
from districtbot.tools.words import RACE_NOTE

FAMILIES = (
    "minority_districts",
    "no_packing",
    "seats_for_a_party",
    "competitive_districts",
    "efficiency_gap_draw",
    "fairness_measures",
    "least_change_draw",
    "which_election",
)
PLAYED = 6


@pytest.fixture(scope="module")
def made():
    """A map with DRA's names, three elections and two plans."""
    return map_of("tests", "train", 38)


def _talk(made, family, index, out, level=None):
    rng = rng_of("drafts", family, index)
    speaker = Speaker.drawn(rng, "train")
    level = index % 3 + 1 if level is None else level
    talk = Talk(made, rng, speaker, level=level, seed=index, out=out)
    family_named(family).act(talk)
    return talk


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_every_call_is_taken_and_every_turn_ends(family, made, tmp_path):
    for index in range(PLAYED):
        talk = _talk(made, family, index, tmp_path)
        assert talk.exchanges
        for turn in talk.exchanges:
            assert turn.reply
            assert turn.steps
            assert all(step.called.ok for step in turn.steps)
            assert "legal " not in turn.reply.replace(RACE_NOTE, "")


@pytest.mark.slow
def test_what_looks_at_race_is_said_to(made, tmp_path):
    for family, race in (("minority_districts", True), ("competitive_districts", False)):
        for index in range(3):
            (first, *_) = _talk(made, family, index, tmp_path, level=1).exchanges
            assert first.reply.endswith(RACE_NOTE) == race


@pytest.mark.slow
def test_no_election_is_set_before_it_is_named(made, tmp_path):
    known = {one.name for one in made.state.columns.elections}
    for index in range(PLAYED):
        first, second = _talk(made, "which_election", index, tmp_path).exchanges
        assert [step.called.name for step in first.steps] == ["set_targets", "ask_user"]
        given = first.steps[0].args.get("targets", [])
        assert not [one for one in given if "election" in one]
        named = {one["election"] for one in second.steps[0].args["targets"]}
        assert len(named) == 1
        assert named <= known
        assert sum(name in first.reply for name in known) > 1


@pytest.mark.slow
def test_a_plan_that_is_to_change_little_has_its_number_of_districts(made, tmp_path):
    old = {len(set(made.frame[made.names[key]])) for key in ("plan", "old_plan")}
    for index in range(3):
        first = _talk(made, "least_change_draw", index, tmp_path, level=1).exchanges[0]
        assert first.steps[0].args["districts"] in old


def test_a_clause_fits_the_number_of_districts(made, tmp_path):
    talk = Talk(made, rng_of("clause"), Speaker(rng_of("words")), level=2, seed=1, out=tmp_path)
    found = some_clause(talk, kinds_named("votes.one_more"), 5)
    assert found is not None
    k, kind, clause = found
    assert (k, kind.name) == (5, "votes.one_more")
    assert clause.targets[0]["equal"] == 3
    assert some_clause(talk, kinds_named("votes.one_more"), 4) is None
