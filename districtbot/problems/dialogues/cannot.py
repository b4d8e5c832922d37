"""Turns about what no plan can do: the proof, the nearest possible, and what people say then."""

import re
from typing import Any

from districtbot.problems.dialogues.besides import groups_of
from districtbot.problems.dialogues.opening import around, said
from districtbot.problems.dialogues.replies import draw, draw_if_set, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell, words
from districtbot.problems.language.sayings import capital
from districtbot.problems.language.values import Count, Group, Percent, Text, Value, Words
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called

ROOM = 1.06
"""A county with more than this many ideal populations does not fit into one district."""
MOST_DISTRICTS = 16


def largest_county(made: MadeMap) -> tuple[str, float]:
    """The county with most people, and its part (0..1) of all; ``("", 0)`` without counties."""
    state = made.state
    total = float(state.population.sum())
    sized = [
        (float(state.population[list(place.units)].sum()) / total, place.name)
        for place in state.gazetteer.of("county")
    ]
    return max(sized)[::-1] if sized and total else ("", 0.0)


def has_large_county(made: MadeMap) -> bool:
    """Whether some number of districts leaves a county too large for one of them."""
    return made.state.columns.county is not None and fewest_districts(made) is not None


def fewest_districts(made: MadeMap) -> int | None:
    """The fewest districts for which the largest county is larger than a district may be."""
    _, part = largest_county(made)
    if not part:
        return None
    k = max(3, int(ROOM / part) + 1)
    return k if k <= min(MOST_DISTRICTS, made.state.n_units // 8) else None


def a_number(talk: Talk) -> int:
    """A number of districts for which the largest county must be split."""
    k = fewest_districts(talk.made) or 3
    return min(k + talk.rng.randint(0, 2), max(k, talk.made.state.n_units // 8))


def asked_for(talk: Talk, args: dict[str, Any]) -> Called:
    """Set what is asked and draw; where it is impossible, the proof is told. Ends the turn."""
    called = talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    return draw_if_set(talk, called)


def no_county_split(talk: Talk) -> Called:
    """Whole counties only, where one is too large."""
    k = a_number(talk)
    talk.user(around(talk, talk.speaker.say("impossible.no_county_split", n=Count(k)), plain=True))
    return asked_for(talk, {"districts": k, "targets": [_splits(0)]})


def _splits(most: int) -> dict[str, Any]:
    return {"measure": "region_splits", "at_most": most}


def county_whole(talk: Talk) -> tuple[Called, str]:
    """One county kept whole that is too large; gives its name too."""
    k = a_number(talk)
    name, _ = largest_county(talk.made)
    slots: dict[str, Value] = {"n": Count(k), "place": Text(name)}
    talk.user(around(talk, talk.speaker.say("impossible.county_whole", slots), plain=True))
    target = {"measure": "together", "column": "county", "values": [name]}
    return asked_for(talk, {"districts": k, "targets": [target]}), name


def pair_whole(talk: Talk) -> tuple[Called, str]:
    """Two counties in one district that are too large for it together; gives one of them too."""
    state = talk.made.state
    total = float(state.population.sum())
    parts = {
        place.name: float(state.population[list(place.units)].sum()) / total
        for place in state.gazetteer.of("county")
    }
    name, part = largest_county(talk.made)
    other = talk.rng.choice(sorted(one for one in parts if one != name))
    k = max(3, int(ROOM / (part + parts[other])) + 1) + talk.rng.randint(0, 1)
    slots: dict[str, Value] = {"n": Count(k), "place": Text(name), "other": Text(other)}
    talk.user(around(talk, talk.speaker.say("impossible.pair_whole", slots), plain=True))
    target = {"measure": "together", "column": "county", "values": [name, other]}
    return asked_for(talk, {"districts": k, "targets": [target]}), name


def can_it_be(talk: Talk) -> Called:
    """The person asks whether it can be, before anything is drawn."""
    k = a_number(talk)
    text = talk.speaker.say("impossible.set_first", n=Count(k))
    question = talk.speaker.say("impossible.can_it")
    talk.user(around(talk, f"{text}. {capital(question)}", plain=True))
    args = {"districts": k, "targets": [_splits(0)]}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    called = talk.call(
        "check_feasibility", {}, thought=talk.agent.say("impossible.thought_feasible")
    )
    tell_feasible(talk, called)
    return called


def why_not(talk: Talk) -> Called:
    """The person doubts the proof; the check gives it again."""
    talk.user(said(talk, "impossible.why"))
    called = talk.call("check_feasibility", {}, thought=talk.agent.say("impossible.thought_why"))
    tell_feasible(talk, called)
    return called


def tell_feasible(talk: Talk, called: Called) -> None:
    """What the check found: the proof and the nearest, or that nothing is proved."""
    if not called.data["impossible"]:
        tell(talk, talk.agent.say("impossible.not_proved"))
        return
    proof = called.data["proofs"][0]
    first = talk.agent.say("impossible.told", words(proof=proof["proof"]))
    second = talk.agent.say("impossible.nearest", words(nearest=proof["nearest"]))
    tell(talk, f"{first} {second}", proof["nearest"])


def nearest_number(called: Called) -> int | None:
    """The whole number in the nearest bound that a proof leaves open.

    Args:
        called: A search, which lists its proofs under ``impossible``, or ``check_feasibility``,
            which says there whether there are any.
    """
    found = called.data.get("impossible") or ()
    proofs = called.data.get("proofs", ()) if found is True else found
    for proof in proofs:
        digits = re.search(r"(?<![\d.,])\d+(?![\d.,]*[\d%])", proof["nearest"])
        if digits:
            return int(digits[0])
    return None


def relaxed_splits(talk: Talk, called: Called) -> None:
    """The person allows some split counties; the agent draws."""
    least = nearest_number(called) or 1
    n = least
    if talk.rng.random() < 0.3:
        talk.user(said(talk, "impossible.relax_nearest"))
    else:
        n = least + talk.rng.randint(0, 2)
        talk.user(said(talk, "impossible.relax_splits", plain=True, n=Count(n)))
    _relaxed(talk, {"targets": [_splits(n)]})


def relaxed_whole(talk: Talk, name: str) -> None:
    """The person lets the county be split; the agent draws."""
    talk.user(said(talk, "impossible.relax_whole", plain=True, place=Text(name)))
    thought = talk.agent.say("edit.thought_drop")
    called = talk.call("drop_targets", {"measures": ["together"]}, thought=thought)
    draw_if_set(talk, called)


def _relaxed(talk: Talk, args: dict[str, Any]) -> None:
    called = talk.call("set_targets", args, thought=talk.agent.say("impossible.thought_relax"))
    plan = talk.desk.plan
    if not called.ok:
        talk.reply(called.text)
    elif plan is not None and plan.n_districts == talk.desk.asked.districts:
        improve(talk)
    else:
        draw(talk)


def given_up(talk: Talk) -> None:
    """The person leaves it at that."""
    talk.user(said(talk, "impossible.give_up"))
    talk.reply(talk.agent.say("impossible.given_up"))


def group_part(made: MadeMap, group: str) -> float:
    """A group's part (0..1) of the voting age population; 0 where nobody is counted."""
    state = made.state
    column, whole = state.columns.group_vap.get(group), state.columns.vap
    if column is None or whole is None:
        return 0.0
    total = float(state.units[whole].sum())
    return float(state.units[column].sum()) / total if total else 0.0


def a_group(made: MadeMap) -> str | None:
    """A group that is counted among people of voting age, and is a minority of them."""
    roles = made.state.columns.group_vap
    able = [name for name in sorted(roles) if name.split("_")[0] in ("black", "hispanic", "asian")]
    return next((name for name in able if 0 < group_part(made, name) < 0.5), None)


def has_group(made: MadeMap) -> bool:
    """Whether a group of the map can be too few for what is asked."""
    return a_group(made) is not None


def too_many_for_group(talk: Talk) -> tuple[Called, str, int]:
    """More majority districts than a group has people for; gives the group and the number."""
    rng = talk.rng
    able = [name for name in groups_of(talk) if 0 < group_part(talk.made, name) < 0.5]
    group = rng.choice(able)
    k = rng.randint(4, min(9, max(5, talk.made.state.n_units // 14)))
    most = int(2.3 * group_part(talk.made, group) * k) + 1
    m = min(k, max(2, most + rng.randint(0, 1)))
    slots: dict[str, Value] = {"n": Count(k), "m": Count(m), "group": Group((group,))}
    talk.user(around(talk, talk.speaker.say("impossible.groups", slots), plain=True))
    return asked_for(talk, {"districts": k, "targets": [_majority(group, m)]}), group, m


def _majority(group: str, districts: int) -> dict[str, Any]:
    return {
        "measure": "group_share",
        "group": [group],
        "share": "50%",
        "districts_at_least": districts,
    }


def relaxed_group(talk: Talk, called: Called, group: str, m: int) -> None:
    """The person settles for fewer such districts, or gives them up."""
    most = nearest_number(called)
    if m <= 1 or most == 0 or (most is None and talk.rng.random() < 0.5):
        talk.user(said(talk, "edit.drop_group_share"))
        thought = talk.agent.say("edit.thought_drop")
        talk.call("drop_targets", {"measures": ["group_share"]}, thought=thought)
        draw(talk)
        return
    fewer = min(m - 1, most) if most is not None else 1
    talk.user(said(talk, "impossible.relax_groups", plain=True, m=Count(fewer)))
    _relaxed(talk, {"targets": [_majority(group, fewer)]})


def more_than_units(talk: Talk) -> Called:
    """More districts than the map has units."""
    n = talk.made.state.n_units + talk.rng.choice((1, 5, 20, 100, talk.rng.randint(2, 300)))
    state = Words(talk.made.state_name)
    text = talk.speaker.say("impossible.many_districts", n=Count(n), state=state)
    talk.user(around(talk, text, plain=True))
    return asked_for(talk, {"districts": n})


def relaxed_districts(talk: Talk) -> None:
    """The person names a number of districts that can be."""
    n = talk.rng.randint(3, min(9, max(3, talk.made.state.n_units // 14)))
    talk.user(said(talk, "impossible.relax_districts", plain=True, n=Count(n)))
    _relaxed(talk, {"districts": n})


def uneven(made: MadeMap) -> list[int]:
    """Numbers of districts that the people of the map do not divide into."""
    total = round(float(made.state.population.sum()))
    most = min(12, max(3, made.state.n_units // 14))
    return [k for k in range(3, most + 1) if total % k]


def exactly_equal(talk: Talk) -> Called:
    """Not one person more or less in any district."""
    k = talk.rng.choice(uneven(talk.made))
    talk.user(around(talk, talk.speaker.say("impossible.exact", n=Count(k)), plain=True))
    target = {"measure": "population_deviation", "at_most": "0%"}
    return asked_for(talk, {"districts": k, "targets": [target]})


def relaxed_share(talk: Talk) -> None:
    """The person allows a deviation."""
    share = talk.rng.choice((0.01, 0.02, 0.03, 0.015))
    talk.user(said(talk, "impossible.relax_share", plain=True, share=Percent(share)))
    target = {"measure": "population_deviation", "at_most": f"{100 * share:g}%"}
    _relaxed(talk, {"targets": [target]})
