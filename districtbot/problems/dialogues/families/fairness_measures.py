"""Somebody wants the plan fair to the parties by a measure, or by none until they are asked.

Level 1 names the measure and its limit; 2 asks for more besides and changes the limit; 3 may say no
more than "fair to both parties", is asked how to measure that, and then names it.
"""

from districtbot.problems.dialogues.drafts import (
    besides,
    drafted_and_changed,
    draws_any,
    kinds_named,
    some_clause,
)
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import request
from districtbot.problems.language.sayings import capital, closed

KINDS = ("votes.median", "votes.bias", "votes.proportion")
ASKED_ABOUT = (*KINDS, "votes.gap")
VAGUE = 0.55
"""Share (0..1) of conversations of level 3 that name no measure at first."""


def act(talk: Talk) -> None:
    """Name a measure, or be asked for it; draw."""
    if talk.level < 3 or talk.rng.random() > VAGUE:
        drafted_and_changed(talk, kinds_named(*KINDS))
        return
    found = some_clause(talk, kinds_named(*ASKED_ABOUT))
    if found is not None:
        _vague(talk, found[0], found[2])


def _vague(talk: Talk, districts: int, clause: Clause) -> None:
    """Ask for fairness, be asked which, name it."""
    others = [one for one in besides(talk, districts, clause) if one.targets]
    asked = request(talk.speaker, talk.made, level=2, districts=districts, clauses=others)
    wish = closed(capital(talk.speaker.say("votes.vague")))
    talk.user(f"{closed(asked.text)} {wish}", **asked.args)
    talk.call("set_targets", asked.args, thought=talk.agent.say("reply.thought_set"))
    question = talk.agent.say("votes.vague_what")
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("votes.vague_thought"))
    form = talk.rng.choice(("phrase", "order", "fact", "terse"))
    with talk.speaker.speaking_of(clause):
        words = talk.speaker.say(f"{clause.section}/{form}", clause.slots)
    talk.user(closed(capital(words)), targets=list(clause.targets))
    args = {"targets": [dict(one) for one in clause.targets]}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    draw(talk)


FAMILY = DialogueFamily(
    name="fairness_measures",
    title="Mean-median, partisan bias, proportionality, or fair without a measure",
    topic="votes",
    version=1,
    act=act,
    needs=draws_any(*KINDS),
    weight=1.5,
)
