"""The person misspells a place: the tool says what it read, and so does the agent.

Level 1 asks for the people of a place; 2 and 3 move it or keep it whole.
"""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.misspelling import can_misspell, misspelt_look, misspelt_move
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Misspell a place in a question or a move."""
    if talk.level == 1:
        misspelt_look(talk)
        return
    begun(talk, most=1)
    if not misspelt_move(talk) or talk.rng.random() < 0.5:
        misspelt_look(talk)


FAMILY = DialogueFamily(
    name="misspelt_place",
    title="A place is misspelt, and the tool reads it",
    topic="errors",
    version=1,
    act=act,
    needs=can_misspell,
)
