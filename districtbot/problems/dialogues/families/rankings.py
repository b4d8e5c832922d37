"""Somebody asks which county, town or unit comes first or last in something."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = ("ranking",)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="rankings",
    title="Which place has most or fewest",
    topic="questions",
    version=1,
    act=act,
)
