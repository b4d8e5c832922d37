"""A person says where incumbents live and that no two of them may share a district.

Homes are units by their ids, and the target is ``incumbents``, before a plan is there and after.
Levels 2 and 3 ask for other things too or bring the incumbents up once the plan is there; 3 may
remember one incumbent more, and the target is set with all of them.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import asked_and_drawn, n_districts, set_more
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.compose import drawn_clauses, follow_up
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Places
from districtbot.problems.maps.made import MadeMap

_FEWEST_UNITS = 45


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; at once or later."""
    later = talk.level > 1 and talk.rng.random() < 0.4
    kinds = kinds_of("population") if later else _kinds()
    asked = asked_and_drawn(talk, kinds, besides=not later)
    if talk.desk.plan is None or afterwards(talk, asked, "places"):
        return
    if later:
        (clause,) = drawn_clauses(talk.rng, talk.made, n_districts(talk), _kinds()[:1], 1)
        text = follow_up(talk.speaker, clause)
        set_more(talk, text, clause.targets, "reply.places_thought_incumbents")
        _one_more(talk, [clause])
    else:
        _one_more(talk, asked.clauses)


def _one_more(talk: Talk, clauses: "tuple[Clause, ...] | list[Clause]") -> None:
    """The person remembers one incumbent more, where there is a district for that one."""
    homes = [
        str(unit)
        for one in clauses
        for target in one.targets
        if target["measure"] == "incumbents"
        for unit in target["units"]
    ]
    if talk.level < 3 or not homes or len(homes) >= n_districts(talk) or talk.rng.random() < 0.4:
        return
    unit = talk.rng.choice([one for one in talk.made.state.unit_ids if one not in homes])
    text = talk.speaker.say("places.incumbents_more", unit=Places((unit,), "unit"))
    target = {"measure": "incumbents", "units": [*homes, unit]}
    set_more(talk, text, [target], "reply.places_thought_incumbents")


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("places") if one.name == "places.incumbents"]


def _enough_units(made: MadeMap) -> bool:
    return made.state.n_units >= _FEWEST_UNITS


FAMILY = DialogueFamily(
    name="incumbents_not_paired",
    title="Incumbents, by where they live, are not paired",
    topic="counties and places",
    version=1,
    act=act,
    needs=_enough_units,
    weight=1.3,
)
