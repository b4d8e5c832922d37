"""A person wants counties together in one district, or each of them whole.

In a request with a number of districts each such wish is a target ``together`` of ``set_targets``:
one with all the places that share a district, one a place where each stays whole by itself. Once
a plan is there (levels 2 and 3) it is one call of ``keep_together``, and ``improve_plan`` only
where the plan misses it.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import (
    also_together,
    also_whole,
    asked_and_drawn,
    has_places,
)
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import ClauseKind
from districtbot.problems.language.kinds import kinds_of

_NAMES = (
    "places.county_whole",
    "places.each",
    "places.neither",
    "places.together",
    "places.joined",
    "places.except",
    "places.off",
    "places.off_together",
)


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps one more wish."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "places"):
        return
    if talk.level > 1 and talk.desk.plan is not None and talk.rng.random() < 0.6:
        talk.rng.choice((also_together, also_whole))(talk)


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("places") if one.name in _NAMES]


FAMILY = DialogueFamily(
    name="keep_counties_together",
    title="Counties that stay whole, or together in one district",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_places,
    weight=2.0,
)
