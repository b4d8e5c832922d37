"""Somebody wants to know what is on the map: people, counties, units, contests, plans."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = ("map",)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="map_facts",
    title="What is on the map, in numbers",
    topic="questions",
    version=1,
    act=act,
)
