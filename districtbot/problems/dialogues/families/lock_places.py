"""A person says which place goes in the district of which number.

In a request with a number of districts that is a target ``locked`` of ``set_targets``, two of them
for two places. Once a plan is there (levels 2 and 3) a lock that is asked for is one call of
``lock`` with the place and the district; nothing is drawn, since the place lies there already.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import also_locked, asked_and_drawn, has_places
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import ClauseKind
from districtbot.problems.language.kinds import kinds_of

_NAMES = ("places.locked", "places.town_locked", "places.locked_many", "places.locked_two")


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps one more lock."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "places"):
        return
    if talk.level > 1 and talk.desk.plan is not None and talk.rng.random() < 0.6:
        also_locked(talk)


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("places") if one.name in _NAMES]


FAMILY = DialogueFamily(
    name="lock_places",
    title="Places that go in the district of a number",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_places,
    weight=1.5,
)
