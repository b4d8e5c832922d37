"""A person asks for a plan that must be several things at once; the agent sets, draws, tells."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, improve where something is missed, tell.

    Level 1 asks for one or two things, 2 for two or three, 3 for three or four, with remarks.
    """
    districts = drawn_districts(talk.rng, talk.made)
    n = talk.level + talk.rng.randint(0, 1)
    clauses = drawn_clauses(talk.rng, talk.made, districts, all_kinds(), n)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    set_and_draw(talk, asked)


FAMILY = DialogueFamily(
    name="several_targets",
    title="A plan that must be several things at once",
    topic="drawing",
    version=1,
    act=act,
    weight=6.0,
)
