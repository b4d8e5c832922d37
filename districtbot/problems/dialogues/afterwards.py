"""Once a plan is drawn: how it does on what was asked, and giving up what was asked.

A question about splits or shape is answered by `score_plan` of that section, one about where a
place lies by `look_up`, one about several places that were asked for by `list_targets`.
"""

from collections import Counter
from typing import Any

from districtbot.problems.dialogues.opening import around
from districtbot.problems.dialogues.replies import looks_at_race
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import Request
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Places, Slip, Words
from districtbot.tools.words import RACE_NOTE

_SHAPE = {
    "shape.pp_mean": ("polsby_popper.mean",),
    "shape.pp_min": ("polsby_popper.lowest",),
    "shape.reock_mean": ("reock.mean",),
    "shape.cut_edges": ("cut_edges",),
    "shape.compact": ("polsby_popper.mean", "polsby_popper.lowest"),
}
"""Section of a clause to the scores that answer its question."""
_NAMES = {
    "polsby_popper.mean": "a mean Polsby-Popper of {}",
    "polsby_popper.lowest": "a lowest Polsby-Popper of {}",
    "reock.mean": "a mean Reock of {}",
    "cut_edges": "{} cut edges",
}
_ASKED, _GIVEN_UP = 0.3, 0.2
"""Shares (0..1) of conversations of levels 2 and 3 that go on so."""


def afterwards(talk: Talk, asked: Request, subject: str) -> bool:
    """Perhaps a turn about what was asked of a subject; ``False`` where there is none.

    Args:
        talk: The conversation.
        asked: The request that the plan on the desk is for.
        subject: Beginning of the section of the clause: ``counties``.
    """
    clause = next((one for one in asked.clauses if one.section.startswith(f"{subject}.")), None)
    if talk.level == 1 or clause is None or talk.desk.plan is None:
        return False
    draw = talk.rng.random()
    if draw < _ASKED:
        return asked_about(talk, clause)
    return draw < _ASKED + _GIVEN_UP and given_up(talk, clause)


def asked_about(talk: Talk, clause: Clause) -> bool:
    """The person asks how the plan does on a clause; ``False`` where there are no words."""
    section = f"{clause.section}/ask"
    if section not in talk.speaker.bank or not clause.targets:
        return False
    if any(isinstance(one, Slip) for one in clause.slots.values()):
        return False
    talk.user(around(talk, talk.speaker.say(section, clause.slots)))
    measure = clause.targets[0]["measure"]
    if clause.section in _SHAPE:
        _tell_shape(talk, _SHAPE[clause.section])
    elif measure in ("region_splits", "region_pieces"):
        _tell_splits(talk, clause)
    elif measure in ("together", "locked") and _is_of_one_place(clause):
        _tell_place(talk, clause)
    else:
        _tell_targets(talk, clause)
    return True


def given_up(talk: Talk, clause: Clause) -> bool:
    """The person gives a clause up; ``False`` where there are no words, or others would go too."""
    section = f"{clause.section}/drop"
    measures: Counter[str] = Counter(one.measure for one in talk.desk.asked.target)
    mine = Counter(str(one["measure"]) for one in clause.targets)
    if section not in talk.speaker.bank or not mine:
        return False
    if any(measures[one] != n for one, n in mine.items()):
        return False
    talk.user(around(talk, talk.speaker.say(section, clause.slots)))
    thought = talk.agent.say("reply.given_up_thought")
    talk.call("drop_targets", {"measures": list(mine)}, thought=thought)
    _tell(talk, talk.agent.say("reply.given_up"))
    return True


def _is_of_one_place(clause: Clause) -> bool:
    return isinstance(clause.slots.get("place"), Places) and "other" not in clause.slots


def _tell_splits(talk: Talk, clause: Clause) -> None:
    """Answer with the splits, the whole counties or the pieces of the plan."""
    town = clause.targets[0]["region"] == "municipality"
    section, role = ("towns", "municipality") if town else ("counties", "county")
    thought = talk.agent.say("reply.asked_thought_split")
    called = talk.call("score_plan", {"section": section}, thought=thought)
    shown = {str(one["key"]): str(one["shown"]) for one in called.data["lines"]}
    if "whole_" in clause.section:
        n = shown[f"{role}.whole"]
        _tell(talk, talk.agent.say("reply.counties_asked_whole", x=Words(n)), n)
    elif clause.targets[0]["measure"] == "region_pieces":
        n = shown[f"{role}.region_pieces"]
        _tell(talk, talk.agent.say("reply.counties_asked_pieces", x=Words(n)), n)
    else:
        n = shown[f"{role}.splits"]
        one, many = ("town", "towns") if town else ("county", "counties")
        which = next((s for s in called.data["sentences"] if s.startswith("Split ")), "")
        names = f": {which.partition(': ')[2].removesuffix('.')}" if which else ""
        words = f"no {one}" if n == "0" else f"{n} {one if n == '1' else many}{names}"
        _tell(talk, talk.agent.say("reply.counties_asked", x=Words(words)), n if n != "0" else "no")


def _tell_shape(talk: Talk, keys: tuple[str, ...]) -> None:
    """Answer with scores of shape."""
    thought = talk.agent.say("reply.asked_thought_shape")
    called = talk.call("score_plan", {"section": "shape"}, thought=thought)
    shown = {str(one["key"]): str(one["shown"]) for one in called.data["lines"]}
    words = listed([_NAMES[key].format(shown[key]) for key in keys])
    said = talk.agent.say("reply.shape_asked", x=Words(words))
    _tell(talk, said, *(shown[key] for key in keys))


def _tell_place(talk: Talk, clause: Clause) -> None:
    """Answer with the districts where a place lies."""
    place = clause.slots["place"]
    names = place.names if isinstance(place, Places) else ()
    thought = talk.agent.say("reply.asked_thought_place")
    called = talk.call("look_up", {"place": names[0]}, thought=thought)
    if not called.ok:
        talk.reply(called.text)
        return
    told = next(one for one in called.data["sentences"] if one.startswith("In the plan it lies"))
    words = told.removesuffix(".").replace("In the plan it lies", f"{names[0]} lies")
    said = talk.agent.say("reply.places_asked", x=Words(words))
    _tell(talk, said, words.partition(" lies in ")[2])


def _tell_targets(talk: Talk, clause: Clause) -> None:
    """Answer with what the plan has of the targets of a clause."""
    thought = talk.agent.say("reply.asked_thought_targets")
    called = talk.call("list_targets", {}, thought=thought)
    asked = talk.desk.asked.target
    measures = {str(one["measure"]) for one in clause.targets}
    rows: list[dict[str, Any]] = [
        row
        for row, target in zip(called.data["targets"], asked, strict=False)
        if target.measure in measures
    ]
    words = listed([f"{row['asked']}: {row['achieved']}" for row in rows[:3]])
    said = talk.agent.say("reply.places_asked", x=Words(words))
    _tell(talk, said, *(str(row["achieved"]) for row in rows[:3]))


def _tell(talk: Talk, said: str, *facts: str) -> None:
    said = said if said.endswith(".") else f"{said}."
    talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said, *facts)
