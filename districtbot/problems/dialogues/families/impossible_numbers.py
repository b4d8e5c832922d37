"""More districts than the map has units, or districts equal to the person.

Level 1 tells what came of it; 2 and 3 go on with what can be.
"""

from districtbot.problems.dialogues.cannot import (
    exactly_equal,
    given_up,
    more_than_units,
    relaxed_districts,
    relaxed_share,
    uneven,
    why_not,
)
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for too much, then for less."""
    if talk.rng.random() < 0.5 or not uneven(talk.made):
        more_than_units(talk)
        if talk.level > 2 and talk.rng.random() < 0.5:
            why_not(talk)
        if talk.rng.random() < 0.15:
            given_up(talk)
        elif talk.level > 1 or talk.rng.random() < 0.5:
            relaxed_districts(talk)
        return
    exactly_equal(talk)
    if talk.level > 1 or talk.rng.random() < 0.5:
        relaxed_share(talk)


FAMILY = DialogueFamily(
    name="impossible_numbers",
    title="More districts than units; not one person more or less",
    topic="impossible",
    version=1,
    act=act,
)
