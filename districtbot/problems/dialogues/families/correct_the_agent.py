"""The person says that something else was meant: a number, a range for a deviation, a minimum.

Level 1 corrects the number of districts; 2 and 3 also what a bound is on, twice.
"""

from districtbot.problems.dialogues.correcting import correct
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask, be understood otherwise than meant, correct."""
    correct(talk)


FAMILY = DialogueFamily(
    name="correct_the_agent",
    title="The person corrects what was understood",
    topic="editing",
    version=1,
    act=act,
    weight=1.5,
    held_out=True,
)
