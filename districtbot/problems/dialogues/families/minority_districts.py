"""Somebody wants districts where a group of people is strong; the agent draws them.

Level 1 asks for it alone; 2 asks for more besides and changes the bound afterwards; 3 hides it
among other wishes and remarks, and may give it up at the end.
"""

from districtbot.problems.dialogues.drafts import drafted_and_changed, draws_any, kinds_named
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk

KINDS = (
    "groups.least",
    "groups.majority",
    "groups.minority",
    "groups.citizen",
    "groups.residents",
    "groups.chance",
    "groups.coalition",
    "groups.two",
    "groups.half",
    "groups.every",
    "groups.column",
    "groups.part",
    "groups.all_but",
    "groups.fallback",
    "groups.rather",
)


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, tell; then change or drop what was asked."""
    drafted_and_changed(talk, kinds_named(*KINDS))


FAMILY = DialogueFamily(
    name="minority_districts",
    title="Districts where a group has a share, in many constructions",
    topic="groups",
    version=1,
    act=act,
    needs=draws_any(*KINDS),
    weight=3.0,
)
