"""A plan is drawn, random plans are drawn beside it, and somebody asks whether it is an outlier."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.quizzing import inquire
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import question_kinds


def act(talk: Talk) -> None:
    """Draw a plan, an ensemble as large as the person says, and say where the plan stands."""
    begun(talk, most=1)
    inquire(talk, question_kinds("ensemble.draw"), turns=1)
    if talk.desk.ensembles:
        inquire(talk, question_kinds("ensemble.standing"), turns=1 if talk.level < 3 else 2)


FAMILY = DialogueFamily(
    name="outlier_test",
    title="Is the plan an outlier among random plans?",
    topic="ensembles",
    version=1,
    act=act,
    weight=0.2,
)
