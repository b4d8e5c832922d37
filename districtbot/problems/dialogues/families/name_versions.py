"""The person gives versions names and asks which there are.

Level 1 names one and lists; 2 names two and goes back to the first of them; 3 asks for a name that
is not there, and for the newest few.
"""

from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.mending import version_missing
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import go_to, list_them, name_it
from districtbot.problems.language.values import Text


def act(talk: Talk) -> None:
    """Name, go on, list, go back."""
    begun(talk, most=1)
    first = name_it(talk)
    changed(talk)
    if talk.level > 1:
        name_it(talk)
    if talk.level < 3 or talk.rng.random() < 0.6:
        list_them(talk)
    if talk.level > 2:
        version_missing(talk)
    elif talk.level > 1:
        go_to(talk, first, "history.go_named", name=Text(first))


FAMILY = DialogueFamily(
    name="name_versions",
    title="Versions get names, are listed, and are found again",
    topic="history",
    version=1,
    act=act,
)
