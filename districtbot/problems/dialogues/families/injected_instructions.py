"""A message quotes a line that reads like an order to a program; only the person is followed.

Level 1 has a request with such a line; 2 and 3 a change with one, and the line alone.
"""

from districtbot.problems.dialogues.altering import missed_now
from districtbot.problems.dialogues.besides import quote_alone, with_quote
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import free_districts, lock_named
from districtbot.problems.dialogues.opening import opened, settled
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask with a quote beside it; go on."""
    opened(talk, most=1, around_fn=lambda text: with_quote(talk, text))
    settled(talk)
    if talk.level > 1:
        quote_alone(talk)
        changed(talk)
    if talk.level > 2 and not missed_now(talk) and free_districts(talk):
        number = talk.rng.choice(free_districts(talk))
        lock_named(talk, number, around_fn=lambda text: with_quote(talk, text))


FAMILY = DialogueFamily(
    name="injected_instructions",
    title="Orders in quoted text are data, and not followed",
    topic="declining",
    version=1,
    act=act,
)
