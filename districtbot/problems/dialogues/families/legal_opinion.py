"""The person asks whether a plan is legal; the agent leaves it to courts and offers numbers.

Level 1 asks once; 2 and 3 insist, and go on with the work.
"""

from districtbot.problems.dialogues.besides import legal
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Begin, ask for an opinion, go on."""
    begun(talk, most=1)
    legal(talk)
    if talk.level > 1:
        if talk.rng.random() < 0.5:
            legal(talk)
        changed(talk)
    if talk.level > 2:
        legal(talk)


FAMILY = DialogueFamily(
    name="legal_opinion",
    title="Is it legal? Courts decide; what can be measured is offered",
    topic="declining",
    version=1,
    act=act,
)
