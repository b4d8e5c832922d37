"""The person asks for one thing, then changes its value without saying it all again.

Level 1 changes it once or twice; 2 up to three times, with the value reckoned (*half of that*) or
asked for (*tighter*); 3 has other wishes besides, and a change taken back.
"""

from districtbot.problems.dialogues.altering import add_clause, change, only_noted
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import undo


def act(talk: Talk) -> None:
    """Begin, ask for one thing more, change its value."""
    begun(talk, most=1 if talk.level < 3 else 2)
    drawn = add_clause(talk)
    if drawn is None:
        return
    kind, clause = drawn
    target = dict(clause.targets[0])
    if talk.level > 1 and talk.rng.random() < 0.15:
        only_noted(talk)
        return
    for _ in range(talk.rng.randint(1, talk.level + 1)):
        now = change(talk, kind, target)
        if now is None:
            break
        target = now
    if talk.level > 2 and talk.rng.random() < 0.4:
        undo(talk)


FAMILY = DialogueFamily(
    name="change_by_ellipsis",
    title="A value is changed in a word or two",
    topic="editing",
    version=1,
    act=act,
    weight=3.0,
)
