"""A plan is drawn and held against the one that the map has, or against an earlier version."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds
from districtbot.problems.maps.made import MadeMap

_KINDS = ("compare",)


def act(talk: Talk) -> None:
    """Draw a plan, then ask."""
    opened(talk, most=1)
    settled(talk)
    inquire(talk, question_kinds(*_KINDS))


def needs(made: MadeMap) -> bool:
    """The map has a plan column."""
    return bool(made.state.columns.plans)


FAMILY = DialogueFamily(
    name="compare_with_existing",
    title="A plan against the existing one",
    topic="comparing",
    version=1,
    act=act,
    needs=needs,
)
