"""A plan is drawn, and somebody wants to see it, a district, a shading, what changed, a chart."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds
from districtbot.problems.maps.made import MadeMap

_KINDS = ("picture",)


def act(talk: Talk) -> None:
    """Draw a plan, then ask."""
    opened(talk, most=1)
    settled(talk)
    inquire(talk, question_kinds(*_KINDS), turns=1 if talk.level < 3 else 2)


def needs(made: MadeMap) -> bool:
    """The map has shapes."""
    return made.state.geometry is not None


FAMILY = DialogueFamily(
    name="show_pictures",
    title="Maps and charts to look at",
    topic="files and pictures",
    version=1,
    act=act,
    needs=needs,
    weight=0.15,
)
