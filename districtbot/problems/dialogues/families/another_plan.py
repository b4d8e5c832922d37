"""The person wants another plan, one unlike all so far, one of a seed, or a longer search.

Level 1 asks for another; 2 and 3 also for a different one, a seed, more seconds, and go back.
"""

from districtbot.problems.dialogues.altering import another, more_time
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import go_to_first, undo


def act(talk: Talk) -> None:
    """Begin, draw again, perhaps go back."""
    begun(talk)
    another(talk)
    if talk.level > 1:
        talk.rng.choice((another, more_time))(talk)
    if talk.level > 2:
        talk.rng.choice((undo, go_to_first))(talk)


FAMILY = DialogueFamily(
    name="another_plan",
    title="Another plan with the same targets, with a seed or more time",
    topic="editing",
    version=1,
    act=act,
)
