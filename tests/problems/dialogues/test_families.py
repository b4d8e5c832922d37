"""Laws of every family of dialogues: the same draw gives the same; wrong answers are refused."""

import random

import pytest

from districtbot.problems.dialogues.ordeal import try_dialogue
from districtbot.problems.dialogues.played import answers_of
from districtbot.problems.drawing import draw_dialogue
from districtbot.problems.families import dialogue_families
from districtbot.problems.shelf import line_of
from districtbot.problems.source import Source

SOURCE = Source("laws-1", {"train": 5, "dev": 2, "test": 2})
DRAWS = 4
ABSOLUTE = ("empty", "everything")


@pytest.mark.slow
@pytest.mark.parametrize("family", dialogue_families(), ids=lambda one: one.name)
def test_a_family_keeps_the_laws(family):
    drawn = [draw_dialogue(SOURCE, "train", family, index) for index in range(DRAWS)]
    found = [one for one in drawn if one is not None]
    assert found, "no map will do"
    killed = survived = 0
    for item, talk in found:
        assert all(turn.user.strip() and turn.reply.strip() for turn in item.turns)
        trial = try_dialogue(item, talk.made, random.Random(1))
        assert not trial.faults
        assert not [kind for kind in trial.survived if kind in ABSOLUTE]
        killed += sum(trial.killed.values())
        survived += sum(trial.survived.values())
    assert killed >= 0.8 * (killed + survived)
    item, _ = found[0]
    again = draw_dialogue(SOURCE, "train", family, item.index)
    assert again is not None
    assert line_of(again[0]) == line_of(item)
    assert len({one.question for one, _ in found}) > 1
    assert all(answers_of(one) for one, _ in found)
