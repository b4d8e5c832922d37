"""A person wants places in different districts.

In a request with a number of districts that is a target ``apart`` of ``set_targets``, two of them
where one place is to be away from each of two others. Once a plan is there (levels 2 and 3) it is
one call of ``keep_apart``, and ``improve_plan`` only where the plan misses it.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import also_apart, asked_and_drawn, has_places
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import ClauseKind
from districtbot.problems.language.kinds import kinds_of

_NAMES = (
    "places.apart",
    "places.towns_apart",
    "places.apart_from",
    "places.away",
    "places.off_together",
)


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps two more places apart."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "places"):
        return
    if talk.level > 1 and talk.desk.plan is not None and talk.rng.random() < 0.6:
        also_apart(talk)


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("places") if one.name in _NAMES]


FAMILY = DialogueFamily(
    name="keep_places_apart",
    title="Places that go in different districts",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_places,
    weight=1.5,
)
