"""A person says how many counties may be split; the agent sets it, draws and tells.

Level 1 says it in one way or another: a bound, what stays whole, a part of the counties. 2 and 3
add other wishes; once the plan is there the person may ask how it does or give the bound up, and at
3 want another one: set anew, and the plan improved.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import (
    asked_and_drawn,
    has_counties,
    n_districts,
    set_more,
)
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.clauses.counties import split_bound, splits
from districtbot.problems.language.compose import follow_up
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Count


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps another bound."""
    asked = asked_and_drawn(talk, kinds_of("counties"))
    if afterwards(talk, asked, "counties"):
        return
    if talk.level < 3 or talk.desk.plan is None or talk.rng.random() < 0.5:
        return
    bound = split_bound(talk.rng, talk.made, n_districts(talk))
    if bound is None:
        return
    fewer = talk.rng.random() < 0.3
    section, n = ("counties.fewer", bound + 1) if fewer else ("counties.most", bound)
    clause = Clause(section, {"n": Count(n)}, (splits(bound),))
    set_more(
        talk, follow_up(talk.speaker, clause, change=True), clause.targets, "reply.thought_change"
    )


FAMILY = DialogueFamily(
    name="county_splits_draw",
    title="How many counties may be split, said in many ways",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_counties,
    weight=3.0,
)
