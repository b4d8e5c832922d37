"""Somebody asks how many people live in a place, what share is what, where it lies."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = (
    "place",
    "group.in",
    "votes.in",
)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="place_facts",
    title="People of a county, a town, a unit",
    topic="questions",
    version=1,
    act=act,
)
