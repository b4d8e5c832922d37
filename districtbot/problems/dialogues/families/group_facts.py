"""Somebody asks for a group's number or share, or for the makeup of the map."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds
from districtbot.problems.maps.made import MadeMap

_KINDS = (
    "group",
    "ranking.group",
    "map.groups",
)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


def needs(made: MadeMap) -> bool:
    """The map counts groups."""
    return bool(made.state.columns.group_vap or made.state.columns.group_pop)


FAMILY = DialogueFamily(
    name="group_facts",
    title="How many people of a group live where",
    topic="questions",
    version=1,
    act=act,
    needs=needs,
)
