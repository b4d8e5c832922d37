"""A person tells what must be from what would be nice; the agent keeps the two apart."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds


def act(talk: Talk) -> None:
    """Ask, set targets and wishes, draw, tell which wishes are missed.

    Level 1 has one wish; 2 a wish and a requirement; 3 two of each.
    """
    districts = drawn_districts(talk.rng, talk.made)
    drawn = drawn_clauses(talk.rng, talk.made, districts, all_kinds(), 4 + 2 * talk.level)
    firm = [one for one in drawn if one.targets and not one.wishes]
    n_wishes = 1 if talk.level < 3 else 2
    clauses: list[Clause] = [one.as_wish for one in firm[:n_wishes]]
    clauses += firm[n_wishes : n_wishes + talk.level - 1]
    asked = request(
        talk.speaker,
        talk.made,
        level=talk.level,
        districts=districts,
        clauses=clauses,
        wished=0.0,
    )
    set_and_draw(talk, asked)


FAMILY = DialogueFamily(
    name="wished_targets",
    title="What must be, and what would be nice",
    topic="drawing",
    version=1,
    act=act,
    weight=2.0,
)
