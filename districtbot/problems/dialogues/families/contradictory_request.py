"""The person names two numbers of districts without correcting either; the agent asks.

Level 1 ends with the plan; 2 and 3 go on with a change.
"""

from districtbot.problems.dialogues.asking import contradictory
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import settled
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Contradict oneself, be asked, answer."""
    contradictory(talk)
    if talk.level > 1:
        settled(talk)
        changed(talk)


FAMILY = DialogueFamily(
    name="contradictory_request",
    title="Two numbers of districts in one message: the agent asks which",
    topic="asking back",
    version=1,
    act=act,
    weight=0.7,
    held_out=True,
)
