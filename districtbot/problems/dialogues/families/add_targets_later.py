"""A person adds what else the plan must be, turn by turn; the agent improves the plan."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import improve, set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import (
    drawn_clauses,
    drawn_districts,
    follow_up,
    request,
)
from districtbot.problems.language.kinds import all_kinds


def act(talk: Talk) -> None:
    """Draw a plan, then set one more target a turn and improve the plan.

    Level 1 and 2 add one, the first request being longer at 2; 3 adds two. What is proved
    impossible ends it.
    """
    rng = talk.rng
    districts = drawn_districts(rng, talk.made)
    drawn = drawn_clauses(rng, talk.made, districts, all_kinds(), 5 + talk.level)
    firm = [one for one in drawn if one.targets]
    n_first = talk.level - 1 if talk.level < 3 else 1
    first, later = firm[:n_first], firm[n_first : n_first + (2 if talk.level == 3 else 1)]
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=first)
    called = set_and_draw(talk, asked)
    for one in later:
        if called.data.get("status") == "impossible":
            return
        clause = one.as_wish if not one.wishes and rng.random() < 0.15 else one
        talk.user(follow_up(talk.speaker, clause), targets=list(clause.targets))
        thought = talk.agent.say("reply.thought_add")
        talk.call("set_targets", {"targets": list(clause.targets)}, thought=thought)
        called = improve(talk)


FAMILY = DialogueFamily(
    name="add_targets_later",
    title="More is asked of the plan, turn by turn",
    topic="drawing",
    version=1,
    act=act,
    weight=3.0,
)
