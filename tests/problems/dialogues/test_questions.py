"""Dialogues of questions: they ask and answer, and draw or set nothing by themselves."""

import random

import pytest

from districtbot.problems.dialogues.numbers import numbers_in
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.families import family_named
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.making import map_of

QUICK = (
    "map_facts",
    "place_facts",
    "rankings",
    "election_facts",
    "group_facts",
    "columns_asked",
    "use_other_column",
    "district_facts",
    "plan_scores",
    "existing_plan_scored",
    "compare_with_existing",
    "explain_terms",
    "feasibility_asked",
    "follow_up_questions",
    "questions_that_are_no_targets",
    "no_plan_yet",
)
SLOW = ("outlier_test", "show_pictures", "export_files")
ASKING = frozenset(
    {
        "describe_map",
        "look_up",
        "show_columns",
        "score_plan",
        "score_district",
        "compare_plans",
        "explain",
        "search_documents",
        "list_targets",
        "list_versions",
        "check_feasibility",
        "run_ensemble",
        "standing",
        "draw_map",
        "draw_chart",
        "export_plan",
    }
)
N = 6


def played(name, index, out):
    """A conversation of a family on one of a few maps; ``None`` where the map will not do."""
    family = family_named(name)
    made = map_of("tests-1", "train", index % 6)
    if not family.needs(made):
        return None
    rng = random.Random(f"{name} {index}")
    talk = Talk(made, rng, Speaker.drawn(rng, "train"), level=index % 3 + 1, seed=index, out=out)
    family.act(talk)
    return talk


def check(talk):
    """Every turn ends, and its numbers come from what was said and found before."""
    told = ""
    for turn in talk.exchanges:
        told += "\n".join((turn.user, *(step.called.text for step in turn.steps), ""))
        assert turn.reply.strip()
        asks = {step.called.name for step in turn.steps}
        if asks <= ASKING:
            assert numbers_in(turn.reply) <= numbers_in(told), turn.reply
            assert all(fact.casefold() in turn.reply.casefold() for fact in turn.facts)
            assert not any(step.called.changed for step in turn.steps)


@pytest.mark.parametrize("name", QUICK)
def test_questions_are_answered_from_results(name, tmp_path):
    """A few conversations of each family."""
    talks = [played(name, index, tmp_path / str(index)) for index in range(N)]
    found = [talk for talk in talks if talk is not None]
    assert found
    for talk in found:
        check(talk)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_pictures_files_and_ensembles(name, tmp_path):
    """One conversation of each level."""
    for index in range(3):
        talk = played(name, index, tmp_path / str(index))
        assert talk is not None
        check(talk)


def test_the_same_draw_gives_the_same_conversation(tmp_path):
    """Words, calls and replies hang on the seed alone."""
    for name in ("rankings", "plan_scores", "follow_up_questions"):
        one, other = (played(name, 2, tmp_path / part) for part in "ab")
        assert [turn.user for turn in one.exchanges] == [turn.user for turn in other.exchanges]
        assert [turn.reply for turn in one.exchanges] == [turn.reply for turn in other.exchanges]


def test_questions_with_numbers_set_nothing(tmp_path):
    """What is asked of a plan at the end is what was asked when it was drawn."""
    n_doubts = 0
    for index in range(9):
        talk = played("questions_that_are_no_targets", index, tmp_path / str(index))
        setting = [
            step.called.name
            for turn in talk.exchanges[1:]
            for step in turn.steps
            if step.called.name in ("set_targets", "propose_plan", "improve_plan")
        ]
        asked_for_a_plan = sum(
            any(step.called.name == "propose_plan" for step in turn.steps)
            for turn in talk.exchanges
        )
        assert len(setting) <= 3 * max(0, asked_for_a_plan - 1)
        n_doubts += len(talk.exchanges)
    assert n_doubts > 9
