"""Somebody wants districts that either party could win.

Level 1 asks for it alone; 2 asks for more besides and changes the bound afterwards; 3 hides it
among other wishes and remarks, and may give it up at the end.
"""

from districtbot.problems.dialogues.drafts import drafted_and_changed, draws_any, kinds_named
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk

KINDS = ("votes.close", "votes.between", "votes.lead", "votes.tossup", "votes.fallback")


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, tell; then change or drop what was asked."""
    drafted_and_changed(talk, kinds_named(*KINDS))


FAMILY = DialogueFamily(
    name="competitive_districts",
    title="Competitive districts, with a margin or without",
    topic="votes",
    version=1,
    act=act,
    needs=draws_any(*KINDS),
    weight=2.0,
)
