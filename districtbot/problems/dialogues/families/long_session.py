"""A session of many turns: changes, undo, versions, questions aside, errors, locks.

Level 1 has four or five turns; 2 up to eight; 3 up to twelve.
"""

from collections.abc import Callable

from districtbot.problems.dialogues.altering import (
    add_clause,
    another,
    change,
    drop,
    more_time,
    only_noted,
)
from districtbot.problems.dialogues.asking import vague
from districtbot.problems.dialogues.besides import legal, off_topic, quote_alone, small
from districtbot.problems.dialogues.changes import changed, fix_up
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.handwork import keep, lock, move, unlock
from districtbot.problems.dialogues.mending import drop_absent, there_already, undo_too_many
from districtbot.problems.dialogues.opening import begun, settled
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import go_to, list_them, name_it, redo, undo
from districtbot.problems.language.values import Text

_TURNS: tuple[tuple[Callable[[Talk], object], float], ...] = (
    (changed, 4.0),
    (move, 1.0),
    (lock, 1.0),
    (unlock, 0.7),
    (keep, 1.0),
    (drop, 1.0),
    (another, 1.0),
    (more_time, 0.4),
    (only_noted, 0.5),
    (fix_up, 0.7),
    (vague, 0.7),
    (legal, 0.4),
    (off_topic, 0.4),
    (quote_alone, 0.3),
    (drop_absent, 0.3),
    (there_already, 0.3),
    (undo_too_many, 0.2),
    (list_them, 0.6),
)


def act(talk: Talk) -> None:
    """Begin, then turn after turn."""
    rng = talk.rng
    begun(talk)
    names: list[str] = []
    wanted = rng.randint(*{1: (4, 5), 2: (6, 8), 3: (8, 12)}[talk.level])
    while len(talk.exchanges) < wanted:
        settled(talk)
        way = rng.random()
        if way < 0.12 and talk.desk.history.ways_back:
            undo(talk)
            if rng.random() < 0.3 or talk.desk.plan is None:
                redo(talk)
        elif way < 0.2:
            _change_twice(talk)
        elif way < 0.26:
            names.append(name_it(talk))
        elif way < 0.32 and names:
            name = rng.choice(names)
            go_to(talk, name, "history.go_named", name=Text(name))
        else:
            turns, weights = zip(*_TURNS, strict=True)
            (turn,) = rng.choices(turns, weights)
            turn(talk)
    if rng.random() < 0.3:
        small(talk, rng.choice(("thanks", "bye")))


def _change_twice(talk: Talk) -> None:
    drawn = add_clause(talk)
    if drawn is not None:
        kind, clause = drawn
        change(talk, kind, dict(clause.targets[0]))


FAMILY = DialogueFamily(
    name="long_session",
    title="A long conversation with a little of everything",
    topic="editing",
    version=1,
    act=act,
)
