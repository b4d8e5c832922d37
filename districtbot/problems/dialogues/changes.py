"""A turn that changes something, whatever it is, and one that mends a plan."""

from districtbot.problems.dialogues.altering import (
    add_clause,
    another,
    drop,
    missed_now,
    other_districts,
)
from districtbot.problems.dialogues.handwork import keep, lock, move, swap
from districtbot.problems.dialogues.opening import said
from districtbot.problems.dialogues.replies import improve
from districtbot.problems.dialogues.talk import Talk

_WAYS = (add_clause, move, lock, keep, swap, drop, another)
_WEIGHTS = (4.0, 3.0, 2.0, 2.0, 1.0, 1.5, 1.5)
_TRIES = 6


def changed(talk: Talk) -> None:
    """A turn that changes the plan or what is asked of it."""
    before = talk.desk.history.current.number
    for _ in range(_TRIES):
        (way,) = talk.rng.choices(_WAYS, _WEIGHTS)
        way(talk)
        if talk.desk.history.current.number != before:
            return
    other_districts(talk)


def fix_up(talk: Talk) -> None:
    """The person wants the plan brought back to the targets, where it misses one."""
    if not missed_now(talk):
        move(talk)
        return
    talk.user(said(talk, "edit.fix_up"))
    improve(talk)
