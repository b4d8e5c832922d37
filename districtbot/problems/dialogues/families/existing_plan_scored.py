"""Somebody asks about the plan in a column of the map; it is scored where it is."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire, scene_of_column
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds
from districtbot.problems.maps.made import MadeMap

_KINDS = (
    "plan",
    "district",
)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS), scene_of_column)


def needs(made: MadeMap) -> bool:
    """The map has a plan column."""
    return bool(made.state.columns.plans)


FAMILY = DialogueFamily(
    name="existing_plan_scored",
    title="Scores of a plan that the map holds",
    topic="questions",
    version=1,
    act=act,
    needs=needs,
    weight=1.5,
)
