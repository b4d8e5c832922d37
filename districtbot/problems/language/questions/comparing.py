"""Questions that hold one plan against another.

Conventions: the plan on the desk is left out, the other one is ``other``; votes, seats and whom a
plan favours are ``about`` votes, groups and minorities ``about`` groups, all else has neither.
"""

import random
from typing import Any

from districtbot.problems.language.questions.places import a_contest
from districtbot.problems.language.questions.question import (
    Answer,
    Question,
    QuestionKind,
    Scene,
    TellFn,
    number,
    percent,
)
from districtbot.problems.language.values import Text, Value
from districtbot.tools.calling import Called

MOST = 2
"""So many measures are told in which a plan is better."""
MOST_BESIDE = 3
"""So many measures are told where none is better."""


def tell_moved(called: Called) -> Answer:
    """Who moves."""
    data = called.data
    if not data["units_moved"]:
        return Answer("reply.asks.same_plan")
    people = number(data["people_moved"])
    slots = {"people": people, "kept": str(data["districts_kept"])}
    if data["percent_moved"] is None:
        return Answer("reply.asks.moved_bare", slots, (people,))
    slots["percent"] = percent(data["percent_moved"], called)
    return Answer("reply.asks.moved", slots, (people,))


def tell_measures(called: Called) -> Answer:
    """What each is better in."""
    measures = called.data["measures"]
    mine = [_told(one) for one in measures if one["better"] == "plan"][:MOST]
    theirs = [_told(one) for one in measures if one["better"] == "other"][:MOST]
    slots = {"mine": "; ".join(mine), "theirs": "; ".join(theirs), "other": _name(called)}
    if mine and theirs:
        return Answer("reply.asks.better_both", slots, _first(measures, "plan"))
    if mine:
        return Answer("reply.asks.better_mine", slots, _first(measures, "plan"))
    if theirs:
        return Answer("reply.asks.better_theirs", slots, _first(measures, "other"))
    if not measures:
        return tell_moved(called)
    slots["list"] = "; ".join(_told(one) for one in measures[:MOST_BESIDE])
    return Answer("reply.asks.beside", slots)


def tell_beside(called: Called) -> Answer:
    """The numbers of both."""
    measures = called.data["measures"]
    if not measures:
        return tell_moved(called)
    slots = {
        "list": "; ".join(_told(one) for one in measures[:MOST_BESIDE]),
        "other": _name(called),
    }
    return Answer("reply.asks.beside", slots)


def _first(measures: list[dict[str, Any]], better: str) -> tuple[str, str]:
    """Both values of the first measure in which one plan is better."""
    found = next(one for one in measures if one["better"] == better)
    return found["plan"], found["other"]


def _name(called: Called) -> str:
    """What to call the other plan."""
    other = str(called.data["other"])
    return f"version {other}" if other.isdecimal() else other


def _told(measure: dict[str, Any]) -> str:
    """A measure with the numbers of both plans."""
    return f"{measure['name']} {measure['plan']} against {measure['other']}"


def _other(rng: random.Random, scene: Scene) -> tuple[str, str] | None:
    """A section of words for the other plan, and its name; ``None`` where there is none."""
    if scene.desk.plan is None:
        return None
    plans = list(scene.made.state.columns.plans)
    moments = scene.desk.history.moments
    here = scene.desk.history.current.number
    earlier = [str(one.number) for one in moments if one.plan is not None and one.number != here]
    if earlier and rng.random() < 0.4:
        return "asks.other_version", rng.choice(earlier)
    if not plans:
        return None
    return "asks.other_column", rng.choice(plans)


def _compared(
    rng: random.Random,
    scene: Scene,
    section: str,
    args: dict[str, Any],
    tell: TellFn,
    slots: dict[str, Value] | None = None,
) -> Question | None:
    """A question on the plan on the desk and another one; ``None`` where there is none."""
    found = _other(rng, scene)
    if found is None:
        return None
    words, name = found
    key = "number" if words == "asks.other_version" else "column"
    given: dict[str, Value] = {**(slots or {}), key: Text(name)}
    section = f"{section}_version" if key == "number" else section
    return Question(section, given, "compare_plans", {"other": name, **args}, tell)


def _summary(rng: random.Random, scene: Scene) -> Question | None:
    return _compared(rng, scene, "ask.compare", {}, tell_measures)


def _moved(rng: random.Random, scene: Scene) -> Question | None:
    return _compared(rng, scene, "ask.moved", {}, tell_moved)


def _votes(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.made.state.columns.elections:
        return None
    contest = a_contest(rng, scene.made)
    if contest is not None and rng.random() < 0.4:
        args = {"about": "votes", "contest": contest.name}
        slots: dict[str, Value] = {"contest": contest}
        return _compared(rng, scene, "ask.compare_contest", args, tell_beside, slots)
    return _compared(rng, scene, "ask.compare_votes", {"about": "votes"}, tell_beside)


def _groups(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.made.state.columns.group_vap:
        return None
    return _compared(rng, scene, "ask.compare_groups", {"about": "groups"}, tell_beside)


KINDS = (
    QuestionKind("compare.summary", _summary, 2.0),
    QuestionKind("compare.moved", _moved, 1.5),
    QuestionKind("compare.votes", _votes, 1.2),
    QuestionKind("compare.groups", _groups, 0.5),
)
