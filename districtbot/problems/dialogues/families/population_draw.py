"""A person asks for a plan with districts of equal size; the agent sets it, draws and tells."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import kinds_of


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, tell.

    Level 1 asks in plain words; 2 and 3 add remarks, wishes and numbers that ask for nothing.
    """
    districts = drawn_districts(talk.rng, talk.made)
    clauses = drawn_clauses(talk.rng, talk.made, districts, kinds_of("population"), 1)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    set_and_draw(talk, asked)


FAMILY = DialogueFamily(
    name="population_draw",
    title="Districts of equal size, said in many ways",
    topic="population",
    version=1,
    act=act,
    weight=4.0,
)
