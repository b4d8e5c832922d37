"""The person changes something, takes it back, and perhaps wants it after all.

Level 1 undoes one change; 2 redoes it or undoes two at once; 3 goes back and forth over several.
"""

from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import redo, undo


def act(talk: Talk) -> None:
    """Begin, change, take back."""
    begun(talk, most=1)
    n = talk.level if talk.level < 3 else talk.rng.randint(2, 3)
    for _ in range(n):
        changed(talk)
    if talk.level == 1 or talk.rng.random() < 0.5:
        for _ in range(talk.rng.randint(1, n)):
            undo(talk)
    else:
        undo(talk, n)
    if talk.level > 1 or talk.rng.random() < 0.3:
        ahead = len(talk.desk.history.ways_ahead)
        redo(talk, ahead if talk.level > 2 and ahead > 1 and talk.rng.random() < 0.5 else 1)
    if talk.level > 2 and talk.rng.random() < 0.5:
        changed(talk)
        undo(talk)


FAMILY = DialogueFamily(
    name="undo_and_redo",
    title="Changes are taken back, and some of them made again",
    topic="history",
    version=1,
    act=act,
    weight=1.5,
)
