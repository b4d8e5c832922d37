"""Somebody asks which column holds something, or what a column holds."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = (
    "columns.role",
    "columns.contest",
    "columns.all",
    "columns.one",
    "columns.missing",
)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="columns_asked",
    title="Which column is what",
    topic="questions",
    version=1,
    act=act,
)
