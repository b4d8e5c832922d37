"""Somebody wants another column used for people, counties or ids, and asks what is so now."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import ask, inquire, scene_of
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.columns import other_columns
from districtbot.problems.language.questions.kinds import a_question, question_kinds
from districtbot.problems.maps.made import MadeMap


def act(talk: Talk) -> None:
    """Take another column; before it or after it something is asked at higher levels."""
    if talk.level == 3 and talk.rng.random() < 0.5:
        inquire(talk, question_kinds("columns.one", "columns.role"), turns=1)
    use = a_question(talk.rng, scene_of(talk), question_kinds("columns.use"))
    if use is None:
        raise ValueError("no column can be taken for another")
    ask(talk, use)
    if talk.level > 1:
        inquire(talk, question_kinds("map.people", "map.all", "columns.role"), turns=1)


def needs(made: MadeMap) -> bool:
    """A column could be used for something else."""
    return bool(other_columns(made))


FAMILY = DialogueFamily(
    name="use_other_column",
    title="Another column for people, counties or ids",
    topic="questions",
    version=1,
    act=act,
    needs=needs,
)
