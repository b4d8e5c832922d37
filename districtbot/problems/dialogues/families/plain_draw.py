"""A person asks for a number of districts and nothing else; the agent draws and tells."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds


def act(talk: Talk) -> None:
    """Ask, set the number, draw, tell.

    Level 1 says the number in one sentence; 2 adds background; 3 speaks of measures, numbers and
    names that ask for nothing.
    """
    districts = drawn_districts(talk.rng, talk.made)
    clauses: tuple[Clause, ...] = ()
    if talk.level > 1:
        drawn = drawn_clauses(talk.rng, talk.made, districts, all_kinds(), 4 * talk.level)
        clauses = tuple(one for one in drawn if not one.targets)[: talk.level - 1]
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    set_and_draw(talk, asked)


FAMILY = DialogueFamily(
    name="plain_draw",
    title="A number of districts and nothing else",
    topic="drawing",
    version=1,
    act=act,
    weight=3.0,
)
