"""The person moves a county or a precinct to another district.

Level 1 moves one place; 2 several, perhaps two at once; 3 takes a move back, or has the plan
improved after it.
"""

from districtbot.problems.dialogues.changes import fix_up
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import move
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Begin, move, perhaps take it back or mend what it broke."""
    begun(talk, most=1)
    for _ in range(talk.rng.randint(1, talk.level)):
        if not move(talk):
            return
    if talk.level > 1 and talk.rng.random() < 0.6:
        if talk.rng.random() < 0.5:
            undo(talk)
        else:
            fix_up(talk)


FAMILY = DialogueFamily(
    name="move_places",
    title="Counties and precincts are moved by hand",
    topic="editing",
    version=1,
    act=act,
    weight=1.3,
)
