"""Turns about counties, towns and shape: a plan is asked for, and more of it once it is there.

What is asked before there is a plan, or with a number in it, are targets of ``set_targets``. Once
a plan is there and the person only says that places go together, apart, stay whole or are to be
locked, that is one call of ``keep_together``, ``keep_apart`` or ``lock``; ``improve_plan`` follows
where the plan misses what was asked now, else the plan stays.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from districtbot.problems.dialogues.opening import around
from districtbot.problems.dialogues.replies import (
    draw_if_set,
    improve,
    improve_if_set,
    looks_at_race,
)
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.clauses.places import named
from districtbot.problems.language.compose import Request, drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Count, Ordinal, Value, Words
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import (
    Region,
    anywhere,
    fitting,
    n_counties,
    n_towns,
    regions,
    side_by_side,
)
from districtbot.tools.calling import Called
from districtbot.tools.words import RACE_NOTE

_SPLIT_MEASURES = {"region_splits", "region_pieces"}
_THOUGHTS = {
    "together": "reply.places_thought_together",
    "apart": "reply.places_thought_apart",
    "locked": "reply.places_thought_lock",
    "incumbents": "reply.places_thought_incumbents",
    "cut_edges": "reply.shape_thought_cut",
    "polsby_popper": "reply.shape_thought",
    "reock": "reply.shape_thought",
    "region_splits": "reply.counties_thought",
}
_COMPLEMENTS = ("whole_least", "whole_of", "share_whole", "half_whole", "thirds_whole")


def has_counties(made: MadeMap) -> bool:
    """Whether a map has counties enough to ask about their number."""
    return n_counties(made) >= 5


def has_places(made: MadeMap) -> bool:
    """Whether a map has counties enough whose names are clear."""
    return len(regions(made, "county")) >= 5


def has_towns(made: MadeMap) -> bool:
    """Whether a map has towns enough."""
    return n_towns(made) >= 6 and len(regions(made, "town")) >= 3


def asked_and_drawn(talk: Talk, kinds: Sequence[ClauseKind], *, besides: bool = True) -> Request:
    """The person asks for a plan with one thing of some kinds; the agent sets it and draws.

    Args:
        talk: The conversation.
        kinds: What is asked, one of these.
        besides: Whether levels 2 and 3 ask for something else too.
    """
    k = drawn_districts(talk.rng, talk.made)
    main = drawn_clauses(talk.rng, talk.made, k, kinds, 1)
    n_more = talk.rng.randint(*((0, 0), (0, 1), (1, 2))[talk.level - 1]) if besides else 0
    more = drawn_clauses(talk.rng, talk.made, k, _others(main), n_more) if n_more else ()
    asked = request(talk.speaker, talk.made, level=talk.level, districts=k, clauses=(*main, *more))
    talk.user(asked.text, targets=asked.args)
    called = talk.call("set_targets", asked.args, thought=_thought(talk, main, more))
    draw_if_set(talk, called)
    return asked


def set_more(talk: Talk, text: str, targets: Sequence[dict[str, Any]], section: str) -> Called:
    """The person asks for more of the plan that is there; the agent sets it and improves the plan.

    Args:
        talk: The conversation.
        text: What the person says.
        targets: What it means.
        section: Section of the agent's thought.
    """
    talk.user(around(talk, text), targets=list(targets))
    args = {"targets": [dict(one) for one in targets]}
    called = talk.call("set_targets", args, thought=talk.agent.say(section))
    improve_if_set(talk, called)
    return called


def also_whole(talk: Talk) -> None:
    """With a plan there, the person wants one county more kept whole."""
    able = _not_named(talk, fitting(talk.made, "county", n_districts(talk)))
    if able:
        places = (talk.rng.choice(able),)
        slots: dict[str, Value] = {"place": named(places)}
        _keep(talk, "places.also_whole", slots, "keep_together", places, "whole")


def also_together(talk: Talk) -> None:
    """With a plan there, the person wants counties together in one district."""
    n = talk.rng.choice((2, 2, 3))
    places = side_by_side(talk.rng, talk.made, "county", n_districts(talk), n)
    if places:
        slots: dict[str, Value] = {"places": named(places)}
        _keep(talk, "places.also_together", slots, "keep_together", places, "together")


def also_apart(talk: Talk) -> None:
    """With a plan there, the person wants two counties in different districts."""
    places = anywhere(talk.rng, talk.made, "county", n_districts(talk), 2)
    if places:
        slots: dict[str, Value] = {"places": named(places)}
        _keep(talk, "places.also_apart", slots, "keep_apart", places, "apart")


def also_locked(talk: Talk) -> None:
    """With a plan there, the person wants a county that lies in one district locked in it."""
    plan = talk.desk.a_plan
    homes = [
        (one, found[0])
        for one in _not_named(talk, fitting(talk.made, "county", plan.n_districts))
        if len(found := np.unique(plan.district[list(one.units)]).tolist()) == 1
    ]
    if not homes:
        also_apart(talk)
        return
    place, d = talk.rng.choice(homes)
    slots: dict[str, Value] = {"place": named((place,)), "d": Count(d), "nth": Ordinal(d)}
    _keep(talk, "places.also_locked", slots, "lock", (place,), "locked", district=str(d))


def n_districts(talk: Talk) -> int:
    """Number of districts of the plan on the desk, or of those asked for."""
    plan = talk.desk.plan
    return plan.n_districts if plan is not None else talk.desk.asked.districts or 2


def n_split(talk: Talk) -> int:
    """Number of counties that the plan on the desk splits."""
    plan = talk.desk.a_plan
    places = talk.made.state.gazetteer.of("county")
    return sum(len(np.unique(plan.district[list(place.units)])) > 1 for place in places)


def number_met(talk: Talk, name: str) -> float | None:
    """What the plan told of last has of a target, by the name of its measure."""
    for called in reversed([step.called for one in talk.exchanges for step in one.steps]):
        for target in called.data.get("targets", ()):
            if isinstance(target, dict) and target.get("name") == name:
                return float(target["achieved"].split(" ")[0].replace(",", ""))
    return None


def _keep(
    talk: Talk,
    section: str,
    slots: dict[str, Value],
    tool: str,
    places: Sequence[Region],
    how: str,
    **more: str,
) -> None:
    """A wish for places once there is a plan: its tool, and an improved plan where needed."""
    talk.user(around(talk, talk.speaker.say(section, slots)))
    names = [one.name for one in places]
    args = {"places": names, **more}
    called = talk.call(tool, args, thought=talk.agent.say("reply.places_thought_direct"))
    if not called.ok:
        talk.reply(called.text)
    elif not talk.desk.verdicts()[len(talk.desk.asked.target) - 1].met:
        improve(talk)
    else:
        words = {"x": Words(listed(names)), "d": Words(more.get("district", ""))}
        done = talk.agent.say(f"reply.places_now_{how}", words)
        said = talk.agent.say("reply.places_met_already", done=Words(done))
        talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said, *names)


def _not_named(talk: Talk, places: Sequence[Region]) -> list[Region]:
    """Places that no target asked for names."""
    before = {
        name
        for exchange in talk.exchanges
        for step in exchange.steps
        for target in step.called.arguments.get("targets", ())
        for name in target.get("values", ())
    }
    return [one for one in places if one.name not in before]


def _others(main: Sequence[Clause]) -> list[ClauseKind]:
    """Kinds on other measures than those of some clauses."""
    taken = {str(target["measure"]) for one in main for target in one.targets}
    taken |= _SPLIT_MEASURES if taken & _SPLIT_MEASURES else set()
    subjects = {one.section.split(".")[0] for one in main}
    return [
        kind
        for kind in all_kinds()
        if not taken & set(kind.measures) and kind.name.split(".")[0] not in subjects
    ]


def _thought(talk: Talk, main: Sequence[Clause], more: Sequence[Clause]) -> str:
    if more or not main or not main[0].targets or talk.rng.random() < 0.3:
        return talk.agent.say("reply.thought_set")
    clause, target = main[0], main[0].targets[0]
    section = _THOUGHTS.get(str(target["measure"]), "reply.thought_set")
    if target.get("region") == "municipality" or target.get("column") == "municipality":
        section = "reply.places_thought_towns"
    elif clause.section.endswith(_COMPLEMENTS):
        section = "reply.counties_thought_complement"
    elif clause.section in ("shape.compact", "shape.snakes", "shape.compact_contiguous"):
        section = "reply.shape_thought_plain"
    elif target["measure"] == "together" and len(target["values"]) == 1:
        section = "reply.places_thought_whole"
    return talk.agent.say(section)
