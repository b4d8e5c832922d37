"""What an ideal agent says of what the tools gave."""

from typing import Any

from districtbot.plans.targets import GroupShare
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Words
from districtbot.tools.calling import Called
from districtbot.tools.words import RACE_NOTE

MOST = 3
"""Targets of which a reply tells the numbers."""


def draw(talk: Talk) -> Called:
    """Draw a plan, improve it once where it misses a required target, and tell; ends the turn."""
    called = talk.call("propose_plan", {}, thought=talk.agent.say("reply.thought_draw"))
    if called.data.get("status") == "not_met":
        thought = talk.agent.say("reply.thought_missed")
        called = talk.call("improve_plan", {}, thought=thought)
    tell_plan(talk, called)
    return called


def improve(talk: Talk) -> Called:
    """Go on from the plan on the desk toward the targets, and tell; ends the turn."""
    called = talk.call("improve_plan", {}, thought=talk.agent.say("reply.thought_improve"))
    tell_plan(talk, called)
    return called


def tell_plan(talk: Talk, called: Called) -> None:
    """End the turn after ``propose_plan`` or ``improve_plan``: what was drawn, what is met.

    Says plainly which targets are missed and by how much; where it is proved impossible, the
    proof and the nearest possible.
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
        said, facts = _met(talk, called)
    else:
        said, facts = _missed(talk, data)
    talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said, *facts)


def looks_at_race(talk: Talk) -> bool:
    """Whether a target asked for on the desk looks at a group's share."""
    asked = talk.desk.history.current.asked
    return any(isinstance(one, GroupShare) for one in asked.target)


def _met(talk: Talk, called: Called) -> tuple[str, tuple[str, ...]]:
    data = called.data
    wishes = [one for one in data["targets"] if one["wished"] and not one["met"]]
    shown = [one for one in data["targets"] if one not in wishes and one["name"] != "contiguity"]
    numbers = [f"{one['name']} {one['achieved']}" for one in shown[:MOST]]
    section = "reply.met" if called.name == "propose_plan" or data["changed"] else "reply.same"
    said = talk.agent.say(section, k=Words(str(data["districts"])), x=Words(listed(numbers)))
    if wishes:
        missed = [f"{one['name']} {one['achieved']}" for one in wishes[:MOST]]
        said += " " + talk.agent.say("reply.wish_missed", x=Words(listed(missed)))
    return said, tuple(_first(one) for one in [*shown[:MOST], *wishes[:MOST]])


def _missed(talk: Talk, data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    missed = [one for one in data["targets"] if not one["met"] and not one["wished"]]
    words = [f"{one['name']} {one['achieved']} ({one['required']} asked)" for one in missed]
    met = sum(one["met"] for one in data["targets"] if not one["wished"])
    said = talk.agent.say(
        "reply.missed",
        k=Words(str(data["districts"])),
        x=Words(listed(words[:MOST])),
        met=Words(str(met)),
        all=Words(str(met + len(missed))),
    )
    return said, tuple(_first(one) for one in missed[:MOST])


def _first(target: dict[str, Any]) -> str:
    """The number that a target came to, without what stands in brackets."""
    return str(target["achieved"]).split(" (")[0]
