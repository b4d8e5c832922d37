"""A plan is drawn, and somebody wants it as files."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = ("file",)


def act(talk: Talk) -> None:
    """Draw a plan, then ask."""
    opened(talk, most=1)
    settled(talk)
    inquire(talk, question_kinds(*_KINDS), turns=1)


FAMILY = DialogueFamily(
    name="export_files",
    title="Files of a plan in the formats people name",
    topic="files and pictures",
    version=1,
    act=act,
    weight=0.15,
)
