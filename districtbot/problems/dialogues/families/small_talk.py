"""Small talk before, between and after the work, answered without a tool.

Level 1 has one or two such turns; 2 and 3 more, with a change of the plan between.
"""

from districtbot.problems.dialogues.besides import greeted, small
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Greet, work, chat, thank."""
    rng = talk.rng
    if rng.random() < 0.6:
        small(talk, rng.choice(("hello", "who_are_you", "what_can_you")))
    opened(talk, most=1, around_fn=lambda text: greeted(talk, text))
    settled(talk)
    small(talk, rng.choice(("thanks", "ok", "mood", "what_can_you")))
    if talk.level > 1:
        changed(talk)
        small(talk, rng.choice(("thanks", "ok", "mood")))
    if rng.random() < 0.4:
        small(talk, "bye")


FAMILY = DialogueFamily(
    name="small_talk",
    title="Hello, thanks, who are you: short friendly words between the work",
    topic="questions",
    version=1,
    act=act,
)
