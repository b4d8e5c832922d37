"""With a plan on the desk the person wants it fair or better, and says what that is when asked.

Level 1 has one such turn; 2 and 3 two, or a change of mind.
"""

from districtbot.problems.dialogues.asking import vague
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Begin, be vague, be asked, say what is meant."""
    begun(talk, most=1)
    done = vague(talk)
    if talk.level > 1 and talk.rng.random() < 0.5:
        done = vague(talk)
    if talk.level > 2 and done:
        undo(talk)


FAMILY = DialogueFamily(
    name="vague_wishes",
    title="Make it fair, make it better: the agent asks what that is",
    topic="asking back",
    version=1,
    act=act,
)
