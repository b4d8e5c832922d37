"""More majority districts are asked for than a group's people allow: the proof, then fewer.

Level 1 tells the proof; 2 and 3 settle for fewer, give up, or ask why.
"""

from districtbot.problems.dialogues.cannot import (
    given_up,
    has_group,
    relaxed_group,
    too_many_for_group,
    why_not,
)
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for too many, hear the proof, settle for fewer."""
    called, group, m = too_many_for_group(talk)
    if not called.data.get("impossible"):
        return
    if talk.level > 1 and talk.rng.random() < 0.4:
        why_not(talk)
    if talk.level == 1 and talk.rng.random() < 0.4:
        return
    if talk.rng.random() < 0.2:
        given_up(talk)
    else:
        relaxed_group(talk, called, group, m)


FAMILY = DialogueFamily(
    name="impossible_groups",
    title="More majority districts than a group has people for",
    topic="impossible",
    version=1,
    act=act,
    needs=has_group,
)
