"""With a plan on the desk the person wants places kept together, whole or apart.

Level 1 asks once; 2 twice or gives it up again; 3 adds a lock or takes it back.
"""

from districtbot.problems.dialogues.altering import drop
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import keep, lock
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Begin, keep, go on."""
    begun(talk, most=1)
    if not keep(talk):
        lock(talk)
    if talk.level > 1:
        talk.rng.choice((keep, drop, undo))(talk)
    if talk.level > 2:
        talk.rng.choice((lock, keep, undo))(talk)


FAMILY = DialogueFamily(
    name="keep_places_later",
    title="Places are kept together or apart once there is a plan",
    topic="editing",
    version=1,
    act=act,
    held_out=True,
)
