"""What an ideal agent says of what the tools gave."""

import json
from collections import Counter
from typing import Any

from districtbot.plans.targets import GroupShare
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.telling import in_row, told
from districtbot.problems.language.compose import Request
from districtbot.problems.language.values import Words
from districtbot.tools.calling import Called
from districtbot.tools.words import RACE_NOTE

MOST = 3
"""Targets of which a reply tells the numbers."""


def set_and_draw(talk: Talk, asked: Request) -> Called:
    """A whole turn: the person asks, the targets are set, a plan is drawn and told."""
    talk.user(asked.text, **asked.args)
    talk.call("set_targets", asked.args, thought=talk.agent.say("reply.thought_set"))
    return draw(talk)


def draw(talk: Talk, met: str = "reply.met") -> Called:
    """Draw a plan, improve it once where it misses a required target, and tell; ends the turn.

    Args:
        talk: The conversation.
        met: Section of the bank with what is said where all is met.
    """
    called = talk.call("propose_plan", {}, thought=talk.agent.say("reply.thought_draw"))
    if called.data.get("status") == "not_met":
        thought = talk.agent.say("reply.thought_missed")
        called = talk.call("improve_plan", {}, thought=thought)
    tell_plan(talk, called, met=met)
    return called


def improve(talk: Talk) -> Called:
    """Go on from the plan on the desk toward the targets, and tell; ends the turn."""
    called = talk.call("improve_plan", {}, thought=talk.agent.say("reply.thought_improve"))
    tell_plan(talk, called, met="reply.improved")
    return called


def draw_if_set(talk: Talk, called: Called) -> Called:
    """Draw after a call that changed what is asked; ends the turn.

    Args:
        talk: The conversation.
        called: The call; where it was refused, its words are the reply.

    Returns:
        The call that was told of.
    """
    if called.ok:
        return draw(talk)
    talk.reply(called.text)
    return called


def improve_if_set(talk: Talk, called: Called) -> None:
    """Go on from the plan on the desk after a call that changed what is asked; ends the turn.

    Args:
        talk: The conversation.
        called: The call; where it was refused, its words are the reply.
    """
    if called.ok:
        improve(talk)
    else:
        talk.reply(called.text)


def tell_plan(talk: Talk, called: Called, met: str = "reply.met") -> None:
    """End the turn after ``propose_plan`` or ``improve_plan``: what was drawn, what is met.

    Says plainly which targets are missed and by how much; where it is proved impossible, the
    proof and the nearest possible.

    Args:
        talk: The conversation.
        called: The call.
        met: Section of the bank with what is said where all is met and something changed.
    """
    data = called.data
    if not called.ok:
        talk.reply(called.text)
        return
    facts: tuple[str, ...]
    if data["status"] == "impossible":
        proof = data["impossible"][0]
        words = {"proof": Words(proof["proof"]), "nearest": Words(proof["nearest"])}
        said, facts = talk.agent.say("reply.impossible", words), (proof["nearest"],)
    elif data["status"] == "met":
        said, facts = _met(talk, called, met)
    else:
        said, facts = _missed(talk, data)
    talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said, *facts)


def looks_at_race(talk: Talk) -> bool:
    """Whether a target asked for on the desk looks at a group's share."""
    asked = talk.desk.history.current.asked
    return any(isinstance(one, GroupShare) for one in asked.target)


def _met(talk: Talk, called: Called, section: str) -> tuple[str, tuple[str, ...]]:
    data = called.data
    wishes = [told(one) for one in data["targets"] if one["wished"] and not one["met"]]
    rows = _newest_first(talk, data["targets"])
    met = [told(one) for one in rows if one["met"] and one["name"] != "contiguity"]
    shown = list(dict.fromkeys(met))
    if called.name == "improve_plan" and not data["changed"]:
        section = "reply.same"
    k = Words(str(data["districts"]))
    said = talk.agent.say(section, k=k, x=Words(in_row(shown[:MOST])))
    if wishes:
        said += " " + talk.agent.say("reply.wish_missed", x=Words(in_row(wishes[:MOST])))
    return said, tuple(one.fact for one in [*shown[:MOST], *wishes[:MOST]])


def _newest_first(talk: Talk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Targets on the plan on the desk, those first that were asked for in this turn."""
    verdicts = talk.desk.verdicts()
    if not talk.states or len(verdicts) != len(rows):
        return rows
    before = json.loads(talk.states[-1].asked)["target"]
    now = talk.desk.asked.data()["target"]
    fresh = Counter(one["measure"] for one in now if one not in before)
    newest: list[int] = []
    for place in reversed(range(len(rows))):
        if fresh[verdicts[place].measure] > 0:
            fresh[verdicts[place].measure] -= 1
            newest.insert(0, place)
    rest = [place for place in range(len(rows)) if place not in newest]
    return [rows[place] for place in (*newest, *rest)]


def _missed(talk: Talk, data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    missed = [one for one in data["targets"] if not one["met"] and not one["wished"]]
    n_met = sum(one["met"] for one in data["targets"] if not one["wished"])
    asked = [f"{told(one).words}, where {one['required']} was asked" for one in missed[:MOST]]
    said = talk.agent.say(
        "reply.missed",
        k=Words(str(data["districts"])),
        x=Words("; ".join(asked)),
        met=Words(str(n_met)),
        all=Words(str(n_met + len(missed))),
    )
    return said, tuple(told(one).fact for one in missed[:MOST])
