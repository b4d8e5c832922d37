"""The person wants a district kept as it is and the rest drawn anew.

Level 1 does both in one message or in two; 2 locks two districts, or a county, and opens a lock;
3 goes on with more locks and drawings.
"""

from districtbot.problems.dialogues.altering import another
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import (
    lock,
    lock_place,
    lock_two,
    redo_rest,
    unlock,
    unlock_place,
)
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Begin, lock, draw the rest, perhaps unlock."""
    begun(talk, most=1, fewest=4)
    _lock_something(talk)
    if talk.level > 1:
        if talk.rng.random() < 0.6:
            unlock(talk)
        else:
            lock(talk)
    if talk.level > 2:
        if any(one.measure == "locked" for one in talk.desk.asked.target):
            redo_rest(talk)
        else:
            another(talk)


def _lock_something(talk: Talk) -> None:
    way = talk.rng.random()
    if talk.level > 1 and way < 0.25:
        name = lock_place(talk)
        if name is not None:
            redo_rest(talk)
            if talk.rng.random() < 0.5:
                unlock_place(talk, name)
            return
    if talk.level > 1 and way < 0.5 and lock_two(talk) is not None:
        redo_rest(talk)
        return
    if talk.rng.random() < 0.5:
        lock(talk, and_redo=True)
    elif lock(talk) is not None:
        redo_rest(talk)


FAMILY = DialogueFamily(
    name="lock_and_redo",
    title="Districts are locked, the rest is drawn anew, locks are opened",
    topic="editing",
    version=1,
    act=act,
    weight=1.3,
)
