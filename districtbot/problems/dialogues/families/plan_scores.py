"""A plan is there, and somebody asks how good it is; nothing is drawn, no target is set."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds

_KINDS = (
    "plan",
    "desk",
    "map.ideal",
)


def act(talk: Talk) -> None:
    """Draw or load a plan, then ask of it."""
    begun(talk, most=1)
    inquire(talk, question_kinds(*_KINDS))


FAMILY = DialogueFamily(
    name="plan_scores",
    title="How a plan scores, whom it favours",
    topic="questions",
    version=1,
    act=act,
    weight=1.5,
)
