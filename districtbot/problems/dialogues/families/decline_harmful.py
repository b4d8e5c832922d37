"""The person asks for harm: to frighten, to spy, to break in, to take a group's vote away.

Level 1 asks once; 2 and 3 amid the work, which goes on after it.
"""

from districtbot.problems.dialogues.besides import harmful
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for harm, be declined, work."""
    early = talk.rng.random() < 0.5
    if early:
        harmful(talk)
    begun(talk, most=1)
    if not early or talk.level > 1:
        harmful(talk)
    if talk.level > 1:
        changed(talk)
    if talk.level > 2:
        harmful(talk)


FAMILY = DialogueFamily(
    name="decline_harmful",
    title="What would harm people is declined",
    topic="declining",
    version=1,
    act=act,
)
