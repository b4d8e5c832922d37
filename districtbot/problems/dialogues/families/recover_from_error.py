"""A name that is not there: the agent reads the error, then takes what is meant, or asks.

Level 1 has one such turn; 2 two; 3 three of different kinds.
"""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.mending import (
    district_missing,
    drop_absent,
    swap_refused,
    there_already,
    undo_nothing,
    undo_too_many,
    version_missing,
)
from districtbot.problems.dialogues.opening import begun, settled
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.unknown import (
    contest_missing,
    group_missing,
    lock_first,
    place_missing,
    plan_missing,
)
from districtbot.problems.dialogues.walking import name_it

_EARLY = (group_missing, contest_missing, lock_first, plan_missing, undo_nothing, None)
_LATE = (
    district_missing,
    drop_absent,
    swap_refused,
    there_already,
    undo_too_many,
    version_missing,
    place_missing,
    plan_missing,
)


def act(talk: Talk) -> None:
    """Begin, perhaps with an error, and make more of them."""
    first = talk.rng.choice(_EARLY)
    done = first is not None and first(talk)
    if done and first is not undo_nothing:
        settled(talk)
    else:
        begun(talk, most=1)
    left = talk.level - (1 if done else 0)
    for turn in talk.rng.sample(_LATE, len(_LATE)):
        if not left:
            break
        settled(talk)
        if turn is version_missing:
            name_it(talk)
        before = len(talk.exchanges)
        turn(talk)
        left -= len(talk.exchanges) > before


FAMILY = DialogueFamily(
    name="recover_from_error",
    title="A tool refuses, and the agent mends the call or asks",
    topic="errors",
    version=1,
    act=act,
    weight=1.5,
)
