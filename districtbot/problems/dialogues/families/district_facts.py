"""A plan is there, and somebody asks about its districts, sometimes about one that it has not."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = (
    "district",
    "place.district",
    "ranking.people",
)


def act(talk: Talk) -> None:
    """Draw or load a plan, then ask of it."""
    begun(talk, most=1)
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="district_facts",
    title="What is in a district, who borders it, how it votes",
    topic="questions",
    version=1,
    act=act,
    weight=1.5,
)
