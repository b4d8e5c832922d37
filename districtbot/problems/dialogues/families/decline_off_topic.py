"""The person asks for what has nothing to do with districts, before or amid the work.

Level 1 asks once; 2 and 3 again, with the work going on between.
"""

from districtbot.problems.dialogues.besides import off_topic
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Stray, be declined, work."""
    early = talk.rng.random() < 0.5
    if early:
        off_topic(talk)
    begun(talk, most=1)
    if not early or talk.level > 1:
        off_topic(talk)
    if talk.level > 1:
        changed(talk)
    if talk.level > 2:
        off_topic(talk)


FAMILY = DialogueFamily(
    name="decline_off_topic",
    title="Poems, weather, stocks: declined in a friendly sentence",
    topic="declining",
    version=1,
    act=act,
)
