"""Turns that ask for what a search hardly reaches, and relax it then."""

import re
from typing import Any

from districtbot.problems.dialogues.altering import set_and_improve
from districtbot.problems.dialogues.cannot import asked_for
from districtbot.problems.dialogues.opening import around
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import percent_text
from districtbot.problems.language.compose import drawn_districts
from districtbot.problems.language.edits import value_of
from districtbot.problems.language.values import Count, Percent, Score, Value

_SOFT: dict[str, tuple[Any, ...]] = {
    "polsby_popper": (0.1, 0.12, 0.15),
    "population_deviation": ("1%", "2%", "3%"),
}


def ask_hard(talk: Talk) -> dict[str, Any]:
    """The person asks for much at once; gives the target."""
    rng = talk.rng
    k = max(4, drawn_districts(rng, talk.made))
    kind = rng.choice(("polsby", "deviation", "cut"))
    slots: dict[str, Value] = {"n": Count(k)}
    target: dict[str, Any]
    if kind == "polsby":
        score = rng.choice((0.4, 0.45, 0.5, 0.55))
        slots["score"] = Score(score)
        target = {"measure": "polsby_popper", "statistic": "minimum", "at_least": score}
    elif kind == "deviation":
        k = min(k, 6)
        slots["n"] = Count(k)
        share = rng.choice((0.0005, 0.001))
        slots["share"] = Percent(share)
        target = {"measure": "population_deviation", "at_most": percent_text(share)}
    else:
        usual = 3.5 * talk.made.state.n_units**0.5 * (k**0.5 - 1)
        most = max(3, int(usual * rng.uniform(0.4, 0.7)))
        slots["m"] = Count(most)
        target = {"measure": "cut_edges", "at_most": most}
    talk.user(around(talk, talk.speaker.say(f"impossible.hard_{kind}", slots), plain=True))
    asked_for(talk, {"districts": k, "targets": [target]})
    return target


def _reached(talk: Talk, target: dict[str, Any]) -> int:
    """The number that the plan on the desk comes to."""
    name = target["measure"].replace("_", " ")
    found = [one.achieved for one in talk.desk.verdicts() if one.name == name]
    digits = re.search(r"[\d,]+", found[0]) if found else None
    return int(digits[0].replace(",", "")) if digits else int(target["at_most"]) * 4


def relax(talk: Talk, target: dict[str, Any]) -> None:
    """The person asks for less of the same."""
    bound = "at_least" if "at_least" in target else "at_most"
    soft = _SOFT.get(target["measure"])
    less = {**target, bound: talk.rng.choice(soft) if soft else _reached(talk, target) + 2}
    value, old = value_of(less, bound), value_of(target, bound)
    if value is None or old is None:
        raise RuntimeError(f"{target} has no bound")
    text = talk.speaker.say("edit.bare", value=value, old=old)
    talk.user(around(talk, text, plain=True))
    set_and_improve(talk, {"targets": [less]}, "impossible.thought_relax")
