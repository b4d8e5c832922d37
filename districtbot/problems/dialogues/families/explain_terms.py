"""Somebody asks what a word or a measure means, or what a rule says."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = ("terms",)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="explain_terms",
    title="What words and measures mean, what documents say",
    topic="questions",
    version=1,
    act=act,
)
