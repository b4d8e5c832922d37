"""Somebody asks who won a contest on the map or in a place, and how clearly."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds
from districtbot.problems.maps.made import MadeMap

_KINDS = (
    "votes",
    "ranking.party",
    "map.contests",
    "columns.contest",
)


def act(talk: Talk) -> None:
    """Ask and answer, one to three times; at higher levels two things at once."""
    inquire(talk, question_kinds(*_KINDS))


def needs(made: MadeMap) -> bool:
    """The map has votes."""
    return bool(made.state.columns.elections)


FAMILY = DialogueFamily(
    name="election_facts",
    title="Who won where, and by how much",
    topic="questions",
    version=1,
    act=act,
    needs=needs,
)
