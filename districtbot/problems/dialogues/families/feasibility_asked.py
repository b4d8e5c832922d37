"""Somebody asks whether a number of districts, or what is asked for, is possible at all.

Only what is asked for can be checked, so what the question supposes is set first; nothing is drawn.
"""

from typing import Any

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import opened
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.question import with_beside
from districtbot.problems.language.values import Count, Percent, Value, Words
from districtbot.tools.calling import Called

_NUMBERS = (3, 4, 5, 6, 7, 8, 10, 12, 14, 20, 30, 40, 60, 99)
_SHARES = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05)


def act(talk: Talk) -> None:
    """Check; from level 2 on again with another number, or of what was asked before."""
    if talk.level > 1 and talk.rng.random() < 0.3:
        opened(talk, most=2)
        talk.user(with_beside(talk.speaker, talk.speaker.say("asks.possible/ask"), talk.level))
        _check(talk)
        return
    section, slots, args = _supposed(talk)
    talk.user(with_beside(talk.speaker, talk.speaker.say(section, slots), talk.level))
    _set(talk, args)
    if talk.level > 1 and talk.rng.random() < 0.5:
        n = talk.rng.choice([one for one in _NUMBERS if one != args["districts"]])
        talk.user(talk.speaker.say("asks.and_n/ask", n=Count(n)))
        _set(talk, {"districts": n})


def _supposed(talk: Talk) -> tuple[str, dict[str, Value], dict[str, Any]]:
    """Words of a question, what fills them, and the arguments that it supposes."""
    rng = talk.rng
    n = rng.choice(_NUMBERS)
    slots: dict[str, Value] = {"n": Count(n)}
    counties = talk.made.state.columns.county is not None
    way = rng.choice(("n", "share", "splits" if counties else "share"))
    if way == "n":
        return "asks.could_n/ask", slots, {"districts": n}
    target: dict[str, Any]
    if way == "share":
        share = rng.choice(_SHARES)
        slots["share"] = Percent(share)
        target = {"measure": "population_deviation", "at_most": f"{100 * share:g}%"}
    else:
        splits = rng.randint(1, 9)
        slots["splits"] = Count(splits)
        target = {"measure": "region_splits", "region": "county", "at_most": splits}
    return f"asks.could_{way}/ask", slots, {"districts": n, "targets": [target]}


def _set(talk: Talk, args: dict[str, Any]) -> None:
    called = talk.call("set_targets", args, thought=talk.agent.say("reply.thought_set"))
    if called.ok:
        _check(talk)
    else:
        talk.reply(called.text)


def _check(talk: Talk) -> None:
    thought = talk.agent.say("asks.thought_check_feasibility")
    called = talk.call("check_feasibility", {}, thought=thought)
    _tell(talk, called)


def _tell(talk: Talk, called: Called) -> None:
    if not called.ok:
        talk.reply(called.text)
        return
    if not called.data["impossible"]:
        talk.reply(_with_notes(talk.agent.say("reply.asks.possible"), called))
        return
    proof = called.data["proofs"][0]
    slots = {"proof": Words(proof["proof"]), "nearest": Words(proof["nearest"])}
    talk.reply(_with_notes(talk.agent.say("reply.asks.impossible", slots), called))


def _with_notes(said: str, called: Called) -> str:
    return " ".join((said, *called.data["notes"]))


FAMILY = DialogueFamily(
    name="feasibility_asked",
    title="Is that possible at all?",
    topic="impossible",
    version=1,
    act=act,
)
