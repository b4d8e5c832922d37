"""Turns in which the person corrects what was understood."""

from collections.abc import Callable
from typing import Any

from districtbot.problems.dialogues.opening import around, n_of, opened, settled
from districtbot.problems.dialogues.replies import draw, draw_if_set, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.walking import another_number
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.compose import drawn_districts
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.values import Contest, Count, Percent, Score, Text, Value

_TRIES = 12
_OTHER = {
    "population_deviation": ("population_range", "range"),
    "population_range": ("population_deviation", "each_way"),
}


def correct(talk: Talk) -> None:
    """A request, what came of it, and a correction of it."""
    ways: list[Callable[[Talk], bool]] = [_kind_of_deviation, _statistic, _region, _election]
    talk.rng.shuffle(ways)
    if talk.level == 1 or talk.rng.random() < 0.35 or not any(way(talk) for way in ways):
        opened(talk, most=1)
        settled(talk)
        _number(talk)
    elif talk.level > 2 and talk.desk.plan is not None:
        settled(talk)
        _number(talk)


def _corrected(talk: Talk, section: str, **slots: Value) -> None:
    """The person says what was meant, with or without words of protest."""
    text = talk.speaker.say(section, slots)
    if talk.rng.random() < 0.75:
        text = talk.speaker.say("edit.correction", point=Text(text))
    talk.user(around(talk, text, plain=True))


def _number(talk: Talk) -> None:
    old = n_of(talk)
    k = another_number(talk)
    _corrected(talk, "edit.point_districts", n=Count(k), old=Count(old))
    called = talk.call(
        "set_targets", {"districts": k}, thought=talk.agent.say("edit.thought_correct")
    )
    draw_if_set(talk, called)


def _drawn_on(talk: Talk, measure: str, k: int) -> Clause | None:
    """A clause with one target on a measure, as its kinds draw it."""
    kinds = [kind for kind in all_kinds() if measure in kind.measures]
    for _ in range(_TRIES):
        if not kinds:
            return None
        clause = talk.rng.choice(kinds).draw(talk.rng, talk.made, k)
        if clause is None or len(clause.targets) != 1:
            continue
        if clause.targets[0]["measure"] == measure and "wished" not in clause.targets[0]:
            return clause
    return None


def _replaced(talk: Talk, measure: str, target: dict[str, Any]) -> None:
    """The agent drops what was not meant, sets what was, and goes on."""
    thought = talk.agent.say("edit.thought_correct")
    talk.call("drop_targets", {"measures": [measure]}, thought=thought)
    called = talk.call("set_targets", {"targets": [target]}, thought=thought)
    if not called.ok:
        talk.reply(called.text)
    elif talk.desk.plan is None:
        draw(talk)
    else:
        improve(talk)


def _asked(talk: Talk, measure: str) -> dict[str, Any] | None:
    """The person asks for a plan with one target on a measure; gives the target."""
    k = drawn_districts(talk.rng, talk.made)
    clause = _drawn_on(talk, measure, k)
    if clause is None:
        return None
    asked = opened(talk, clauses=(clause,), districts=k)
    if any(target.get("wished") for target in asked.targets) or talk.desk.plan is None:
        return None
    return dict(asked.targets[0])


def _share_of(target: dict[str, Any]) -> float:
    raw = target["at_most"]
    return float(raw.removesuffix("%")) / 100 if isinstance(raw, str) else float(raw)


def _kind_of_deviation(talk: Talk) -> bool:
    measure = talk.rng.choice(sorted(_OTHER))
    other, point = _OTHER[measure]
    target = _asked(talk, measure)
    if target is None:
        return bool(talk.exchanges)
    _corrected(talk, f"edit.point_{point}", share=Percent(_share_of(target)))
    _replaced(talk, measure, {"measure": other, "at_most": target["at_most"]})
    return True


def _statistic(talk: Talk) -> bool:
    target = _asked(talk, "polsby_popper")
    if target is None:
        return bool(talk.exchanges)
    mean = target.get("statistic", "mean") == "mean"
    score = float(target["at_least"])
    if mean:
        score = round(score / 2, 3)
    point = "edit.point_minimum" if mean else "edit.point_mean"
    _corrected(talk, point, score=Score(score))
    statistic = "minimum" if mean else "mean"
    meant = {"measure": "polsby_popper", "statistic": statistic, "at_least": score}
    _replaced(talk, "polsby_popper", meant)
    return True


def _region(talk: Talk) -> bool:
    columns = talk.made.state.columns
    if columns.municipality is None or columns.county is None:
        return False
    target = _asked(talk, "region_splits")
    if target is None or target.get("region", "county") != "county":
        return bool(talk.exchanges)
    n = max(2, int(target["at_most"]) + talk.rng.randint(0, 2))
    _corrected(talk, "edit.point_towns", n=Count(n))
    meant = {"measure": "region_splits", "region": "municipality", "at_most": n}
    _replaced(talk, "region_splits", meant)
    return True


def _election(talk: Talk) -> bool:
    contests = {one.name: one for one in talk.made.state.columns.elections}
    if len(contests) < 2:
        return False
    measure = talk.rng.choice(("seats", "competitive"))
    target = _asked(talk, measure)
    if target is None or target.get("election") not in contests:
        return bool(talk.exchanges)
    old = contests[target["election"]]
    new = talk.rng.choice([one for one in contests.values() if one != old])
    values = {
        name: Contest(one.name, one.dem_col, one.rep_col)
        for name, one in (("contest", new), ("other", old))
    }
    _corrected(talk, "edit.point_election", **values)
    _replaced(talk, measure, {**target, "election": new.name})
    return True
