"""A plan is asked for without a number of districts; it is never guessed.

Level 1 names nothing or one wish and answers plainly; 2 and 3 hold numbers that are none of
districts, and answers such as *as many as now*, *no idea* and *not 8, 9*.
"""

from districtbot.problems.dialogues.asking import draw_unnumbered
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for a plan, be asked, answer."""
    draw_unnumbered(talk)


FAMILY = DialogueFamily(
    name="ask_for_districts",
    title="The number of districts is missing, and the agent asks for it",
    topic="asking back",
    version=1,
    act=act,
    weight=2.0,
)
