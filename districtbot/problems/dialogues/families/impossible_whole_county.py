"""Whole counties are asked for where one is too large: the proof, then less is asked or nothing.

Level 1 tells the proof; 2 relaxes or gives up; 3 asks first whether it can be, and doubts it.
"""

from districtbot.problems.dialogues.cannot import (
    can_it_be,
    county_whole,
    given_up,
    has_large_county,
    no_county_split,
    pair_whole,
    relaxed_splits,
    relaxed_whole,
    why_not,
)
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for the impossible, hear the proof, relax or give up."""
    rng = talk.rng
    name = ""
    if talk.level > 1 and rng.random() < 0.35:
        called = can_it_be(talk)
    elif rng.random() < 0.5:
        called = no_county_split(talk)
    else:
        called, name = rng.choice((county_whole, pair_whole))(talk)
    if not called.data.get("impossible"):
        return
    if talk.level > 1 and rng.random() < (0.3 if talk.level == 2 else 0.6):
        why_not(talk)
    if talk.level == 1 and rng.random() < 0.4:
        return
    if rng.random() < 0.15:
        given_up(talk)
    elif name:
        relaxed_whole(talk, name)
    else:
        relaxed_splits(talk, called)


FAMILY = DialogueFamily(
    name="impossible_whole_county",
    title="A county larger than a district cannot stay whole",
    topic="impossible",
    version=1,
    act=act,
    needs=has_large_county,
    weight=1.3,
)
