"""A person cares about towns: some whole or together, or few of them split.

Towns, cities and townships are the municipalities of the map. Levels 2 and 3 ask for other things
too, and 3 may set another bound on split towns once the plan is there.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import asked_and_drawn, has_towns, n_districts, set_more
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.clauses.counties import splits
from districtbot.problems.language.clauses.places import town_bound
from districtbot.problems.language.compose import follow_up
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Count

_NAMES = (
    "places.town_whole",
    "places.towns_together",
    "places.towns_most",
    "places.towns_none",
    "places.towns_respect",
    "places.both_none",
    "places.both_most",
)


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps another bound."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "places"):
        return
    if talk.level < 3 or talk.desk.plan is None or talk.rng.random() < 0.5:
        return
    bound = town_bound(talk.rng, talk.made, n_districts(talk))
    if bound is not None:
        target = splits(bound, region="municipality")
        clause = Clause("places.towns_most", {"n": Count(bound)}, (target,))
        text = follow_up(talk.speaker, clause, change=True)
        set_more(talk, text, clause.targets, "reply.places_thought_towns")


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("places") if one.name in _NAMES]


FAMILY = DialogueFamily(
    name="towns_whole",
    title="Towns that stay whole, and how many may be split",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_towns,
    weight=1.5,
)
