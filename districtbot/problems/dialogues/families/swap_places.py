"""The person lets two counties change districts; where a county is split, the tool refuses.

Level 1 swaps once; 2 and 3 go on with a move, an undo or a search.
"""

from districtbot.problems.dialogues.changes import fix_up
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import move, swap
from districtbot.problems.dialogues.mending import swap_refused
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Begin, swap, go on."""
    begun(talk, most=1)
    if talk.level > 1 and talk.rng.random() < 0.4:
        swap_refused(talk)
    if not swap(talk):
        move(talk)
    if talk.level > 1:
        talk.rng.choice((undo, fix_up, move))(talk)


FAMILY = DialogueFamily(
    name="swap_places",
    title="Two counties change sides",
    topic="editing",
    version=1,
    act=act,
    weight=0.8,
)
