"""The person wants an earlier plan again: the first, one with a name or a number, one by its size.

Level 1 goes back to the first plan or a named one; 2 adds numbers of versions and of districts;
3 goes back twice and works on from there.
"""

from districtbot.problems.dialogues.altering import other_districts
from districtbot.problems.dialogues.changes import changed
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun, n_of
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import (
    go_to,
    go_to_first,
    go_to_number,
    name_it,
    plan_of_districts,
)
from districtbot.problems.language.values import Count, Text


def act(talk: Talk) -> None:
    """Begin, go on, go back."""
    begun(talk, most=1)
    for _ in range(1 if talk.level < 3 else 2):
        _there_and_back(talk)
    if talk.level > 2:
        changed(talk)


def _there_and_back(talk: Talk) -> None:
    ways = ("first", "name") if talk.level == 1 else ("first", "name", "number", "districts")
    way = talk.rng.choice(ways)
    if way == "districts":
        _by_districts(talk)
        return
    name = name_it(talk) if way == "name" else ""
    for _ in range(talk.rng.randint(1, max(1, talk.level - 1))):
        changed(talk)
    if name:
        go_to(talk, name, "history.go_named", name=Text(name))
    elif way == "first" or not go_to_number(talk):
        go_to_first(talk)


def _by_districts(talk: Talk) -> None:
    k = n_of(talk)
    other_districts(talk)
    version = plan_of_districts(talk, k)
    plan = talk.desk.plan
    if version is not None and plan is not None and plan.n_districts != k:
        go_to(talk, str(version), "history.go_districts", n=Count(k))


FAMILY = DialogueFamily(
    name="go_back_to_version",
    title="An earlier plan is brought back by name, number, order or size",
    topic="history",
    version=1,
    act=act,
)
