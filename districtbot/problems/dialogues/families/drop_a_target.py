"""The person no longer wants something that was asked for.

Level 1 drops the one thing asked; 2 one of several; 3 drops several one after the other, or all.
"""

from districtbot.problems.dialogues.altering import add_clause, drop, drop_all
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.mending import drop_absent
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Ask for something, draw, give it up."""
    opened(talk, most=talk.level)
    settled(talk)
    if talk.level > 1 or not talk.desk.asked.target:
        add_clause(talk)
    if talk.level > 1 and talk.rng.random() < 0.25:
        drop_absent(talk)
    drop(talk)
    if talk.level > 2:
        talk.rng.choice((drop, drop_all, undo))(talk)


FAMILY = DialogueFamily(
    name="drop_a_target",
    title="A target is given up",
    topic="editing",
    version=1,
    act=act,
    weight=1.5,
)
