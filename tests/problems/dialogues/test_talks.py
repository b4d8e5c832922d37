"""Conversations about plans that are there: what undo, locks, refusals and proofs must keep to."""

import tempfile
from importlib import import_module
from pathlib import Path

import pytest

from districtbot.agent.claims import claims_legal, claims_met
from districtbot.ground.seeds import rng_of
from districtbot.problems.dialogues import families
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.handwork import lock, redo_rest
from districtbot.problems.dialogues.opening import begun, settled
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import redo, undo
from districtbot.problems.language.speaker import Speaker

EDITING = (
    "another_plan",
    "change_by_ellipsis",
    "correct_the_agent",
    "drop_a_target",
    "go_back_to_version",
    "keep_places_later",
    "lock_and_redo",
    "move_places",
    "name_versions",
    "swap_places",
    "undo_and_redo",
)
ASKING = ("ask_for_districts", "ask_which_one", "contradictory_request", "vague_wishes")
DECLINING = ("decline_off_topic", "decline_harmful", "injected_instructions", "legal_opinion")
IMPOSSIBLE = ("impossible_groups", "impossible_numbers", "impossible_whole_county")
OTHERS = ("long_session", "misspelt_place", "missed_target", "recover_from_error", "small_talk")
ALL = (*EDITING, *ASKING, *DECLINING, *IMPOSSIBLE, *OTHERS)
N_MAPS = 6
DECLINED = {"decline_off_topic": "off", "decline_harmful": "harm"}


def family_of(name):
    """A family by its module."""
    return import_module(f"{families.__name__}.{name}").FAMILY


def talks_of(source, name, n, split="train"):
    """So many conversations of a family on maps that will do, the levels in turn."""
    family = family_of(name)
    found = []
    for index in range(n):
        maps = [source.map(split, (index + step) % N_MAPS) for step in range(N_MAPS)]
        able = [made for made in maps if family.needs(made)]
        if able:
            found.append(talk_on(able[0], name, index))
            family.act(found[-1])
    return found


def talk_on(made, label, index, level=None):
    """A conversation that has not begun."""
    rng = rng_of("test talks", label, index)
    folder = Path(tempfile.gettempdir()) / "districtbot-test-talks"
    level = index % 3 + 1 if level is None else level
    return Talk(made, rng, Speaker.drawn(rng, "train"), level=level, seed=index, out=folder)


def tools_of(turn):
    """The tools that a turn called."""
    return [step.called.name for step in turn.steps]


@pytest.mark.parametrize("name", ALL)
def test_each_family_plays_at_every_level(source, name):
    """No turn is left open, facts are in the reply, nothing is called legal or falsely met."""
    talks = talks_of(source, name, 3)
    assert talks
    for talk in talks:
        assert talk.exchanges
        for turn in talk.exchanges:
            assert turn.user.strip()
            assert turn.reply.strip()
            assert not claims_legal(turn.reply)
            assert all(fact.casefold() in turn.reply.casefold() for fact in turn.facts)
            last = turn.steps[-1].called if turn.steps else None
            if last is not None and last.data.get("status") == "not_met":
                assert not claims_met(turn.reply)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_families_play_on_more_maps(source, name):
    """As above, further along."""
    assert all(turn.reply for talk in talks_of(source, name, 8) for turn in talk.exchanges)


def _standing(talk):
    """What is asked, and the plan's hash: what undo has to bring back."""
    moment = talk.desk.history.current
    return moment.asked, moment.plan


@pytest.mark.parametrize("index", range(6))
def test_undo_restores_and_redo_brings_back(source, index):
    """After as many undos as changes all is as before; redo brings all of it back."""
    talk = talk_on(source.map("train", index % N_MAPS), "undo", index)
    begun(talk, most=1)
    stands = [_standing(talk)]
    for _ in range(3):
        changed(talk)
        stands.append(_standing(talk))
    for before in reversed(stands[:-1]):
        undo(talk)
        assert _standing(talk) == before
    redo(talk, 3)
    assert _standing(talk) == stands[-1]


@pytest.mark.parametrize("index", range(6))
def test_what_is_locked_stays(source, index):
    """The units of a locked district are the same after the rest is drawn anew."""
    talk = talk_on(source.map("train", index % N_MAPS), "lock", index)
    begun(talk, most=1, fewest=4)
    before = talk.desk.a_plan.district == lock(talk)
    assert before.any()
    number = next(one.district for one in talk.desk.asked.target if one.measure == "locked")
    redo_rest(talk)
    assert ((talk.desk.a_plan.district == number) == before).all()


@pytest.mark.parametrize("name", sorted(DECLINED))
def test_what_is_declined_calls_nothing_else(source, name):
    """A turn that declines has that one call and changes nothing."""
    turns = [turn for talk in talks_of(source, name, 6) for turn in talk.exchanges]
    declined = [turn for turn in turns if "decline" in tools_of(turn)]
    assert len(declined) >= 6
    assert all(tools_of(turn) == ["decline"] for turn in declined)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_impossible_is_never_claimed(source, name):
    """After a proof the reply holds the nearest possible and no success."""
    proved = 0
    for talk in talks_of(source, name, 9):
        for turn in talk.exchanges:
            last = turn.steps[-1].called if turn.steps else None
            if last is not None and last.data.get("status") == "impossible":
                proved += 1
                assert last.data["impossible"][0]["nearest"] in turn.reply
                assert not claims_met(turn.reply)
    assert proved >= 6


def test_a_missing_number_is_never_guessed(source):
    """The number of districts is set only after the agent asked and the person answered."""
    for talk in talks_of(source, "ask_for_districts", 12):
        first = talk.exchanges[0]
        assert tools_of(first)[-1] == "ask_user"
        assert set(tools_of(first)) <= {"ask_user", "set_targets"}
        assert all("districts" not in step.args for step in first.steps)
        numbers = [
            s.args["districts"] for t in talk.exchanges for s in t.steps if "districts" in s.args
        ]
        assert len(numbers) == 1
        assert talk.desk.asked.districts == numbers[0]


def test_a_quoted_order_is_not_followed(source):
    """A turn with nothing but a quoted line calls no tool."""
    turns = [
        turn for talk in talks_of(source, "injected_instructions", 9) for turn in talk.exchanges
    ]
    alone = [turn for turn in turns if not turn.steps]
    assert alone
    assert all(
        "undo" not in tools_of(turn) for turn in turns if not turn.user.lower().startswith("undo")
    )


def test_a_plan_is_there_once_settled(source):
    """Where nothing could be drawn the person asks for less, and then there is a plan."""
    talk = talk_on(source.map("train", 0), "settled", 1, level=1)
    talk.user("draw 100000 districts")
    talk.call("set_targets", {"districts": 100_000})
    talk.reply("No plan can do that.")
    settled(talk)
    assert talk.desk.a_plan.n_districts == talk.desk.asked.districts
