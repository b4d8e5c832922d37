"""Somebody wants seats for a party, at least, at most, exactly, or a split.

Level 1 asks for it alone; 2 asks for more besides and changes the bound afterwards; 3 hides it
among other wishes and remarks, and may give it up at the end.
"""

from districtbot.problems.dialogues.drafts import drafted_and_changed, draws_any, kinds_named
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk

KINDS = (
    "votes.least",
    "votes.most",
    "votes.equal",
    "votes.split",
    "votes.one_more",
    "votes.majority",
    "votes.half",
    "votes.all",
    "votes.neither",
    "votes.both",
    "votes.part",
    "votes.rather",
    "votes.gain",
    "votes.nominee",
    "votes.nominee_most",
)


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, tell; then change or drop what was asked."""
    drafted_and_changed(talk, kinds_named(*KINDS))


FAMILY = DialogueFamily(
    name="seats_for_a_party",
    title="Seats for a party by an election",
    topic="votes",
    version=1,
    act=act,
    needs=draws_any(*KINDS),
    weight=3.0,
)
