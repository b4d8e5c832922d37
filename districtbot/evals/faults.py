"""What kind of error a wrong turn is: from the difference of what should be and what is."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from districtbot.agent.guards import Limits
from districtbot.evals.records import Category
from districtbot.evals.seat import Played
from districtbot.problems.dialogues.grading import LONGEST_REPLY, Grade
from districtbot.problems.dialogues.numbers import numbers_in
from districtbot.problems.dialogues.state import Look, State, meant_by
from districtbot.tools.calling import Called

PLACES = frozenset({"district", "place", "places", "to_district", "unit", "units", "values",
                    "with_places"})  # fmt: skip
"""Arguments that say where."""
SENSE = frozenset({"alone", "at_least", "at_most", "districts_at_least", "equal", "none_above",
                   "statistic", "wished"})  # fmt: skip
"""Arguments that say in which sense a number binds."""


def category_of(
    grade: Grade,
    facts: Sequence[str],
    want: tuple[State, Sequence[Called]],
    played: Played,
) -> Category:
    """The kind of error of a turn that is wrong.

    Args:
        grade: What is wrong with it.
        facts: What its reply had to hold.
        want: What there should be after it, and the ideal agent's calls.
        played: What came of it.
    """
    ideal, ideal_calls = want
    if not played.in_time:
        return "time"
    early = _nothing_usable(ideal, played)
    if early is not None:
        return early
    match grade.part:
        case "ending":
            return _ending(ideal, played.state)
        case "asked":
            return asked_fault(ideal.asked, played.state.asked)
        case "plan":
            return _plan(ideal, ideal_calls, played)
        case "set-up":
            other = ideal.roles != played.state.roles
            return "wrong column, contest or group" if other else "wrong name of a version"
        case "looked":
            return _looked(ideal, played)
        case "reply":
            return _reply(facts, ideal, played)
        case _:
            return "other"


def _nothing_usable(ideal: State, played: Played) -> Category | None:
    """Where the model came to nothing by its form: no answer, endless, or no call at all."""
    turn, written = played.turn, played.written
    said = any(one.text.strip() or one.calls for one in written)
    if turn.failed or not (said or any(one.broken for one in written)):
        return "no answer"
    again = Counter(json.dumps(one.calls, sort_keys=True) for one in written if one.calls)
    most = max(again.values(), default=0)
    if any(one.finish == "loop" for one in written) or most > Limits().repeats:
        return "repeated"
    if written and written[-1].finish == "length" and not played.own:
        return "too long"
    broken = any(one.broken for one in written)
    refused = [one for one in turn.calls if not one.ok]
    done = [one for one in turn.calls if one.ok]
    if broken and not done:
        return "broken call"
    if refused and not done and len(refused) > 1 and ideal.texts:
        return "repeated" if len({_text(one) for one in refused}) == 1 else "broken call"
    return None


def _text(called: Called) -> str:
    return f"{called.name} {json.dumps(called.arguments, sort_keys=True, default=str)}"


def _ending(want: State, have: State) -> Category:
    match want.ending, have.ending:
        case "decline", _:
            return "should have declined"
        case _, "decline":
            return "declined for nothing"
        case "ask_user", _:
            return "should have asked"
        case _, "ask_user":
            return "asked for nothing"
        case _, "nothing":
            return "no answer"
        case _:
            return "other"


def asked_fault(want: str, have: str) -> Category:
    """The kind of error of what is asked, from both as `State.asked` has them.

    Constraints of one measure are compared field by field; of several differences the gravest
    counts: one that is missing, then one that nobody asked for, then what is wrong in one.
    """
    mine, theirs = json.loads(meant_by(want)), json.loads(meant_by(have))
    missing = [one for one in mine["target"] if one not in theirs["target"]]
    extra = [one for one in theirs["target"] if one not in mine["target"]]
    kinds: list[Category] = []
    for one in list(missing):
        twin = next((two for two in extra if two["measure"] == one["measure"]), None)
        if twin is not None:
            missing.remove(one)
            extra.remove(twin)
            kinds.append(field_fault(one, twin))
    if missing:
        return "missed constraint"
    if extra:
        return "invented constraint"
    if mine["districts"] != theirs["districts"]:
        kinds.append(_districts_fault(mine["districts"], theirs["districts"]))
    return kinds[0] if kinds else "other"


def _districts_fault(want: int | None, have: int | None) -> Category:
    if want is None:
        return "invented constraint"
    return "missed constraint" if have is None else "wrong number"


def field_fault(want: dict[str, Any], have: dict[str, Any]) -> Category:
    """The kind of error between two sets of arguments, by the first field that differs."""
    keys = sorted(set(want) | set(have))
    other = [key for key in keys if want.get(key) != have.get(key)]
    if any(key in PLACES for key in other):
        return "wrong place"
    both = [key for key in other if key in want and key in have]
    if any(key in SENSE for key in other if key not in both):
        return "wrong sense of a bound"
    if any(isinstance(want[key], bool) or key == "statistic" for key in both):
        return "wrong sense of a bound"
    values = {key: (want.get(key), have.get(key)) for key in other}
    names = [key for key, pair in values.items() if not any(map(_is_number, pair))]
    return "wrong column, contest or group" if names else "wrong number"


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and value.strip().rstrip("%").replace(".", "", 1).isdigit()


def _plan(want: State, calls: Sequence[Called], played: Played) -> Category:
    have = played.state
    if want.districts and not have.districts:
        return "not redrawn"
    if set(have.missed) - set(want.missed):
        return "plan misses a target"
    moved = [one for one in calls if one.ok and one.changed]
    acted = [one for one in played.turn.calls if one.ok and one.changed]
    if acted and not moved:
        return "unneeded redraw"
    if moved and not acted:
        return "not redrawn"
    if [one.name for one in moved] != [one.name for one in acted]:
        return "wrong tool"
    differing = [
        field_fault(one.arguments, two.arguments)
        for one, two in zip(moved, acted, strict=True)
        if one.arguments != two.arguments
    ]
    return differing[0] if differing else "other"


def _looked(want: State, played: Played) -> Category:
    have = played.state
    for look in want.looks:
        if any(_is_same(look, other) for other in have.looks):
            continue
        twins = [other for other in have.looks if other.tool == look.tool]
        if not twins:
            return "wrong tool"
        return field_fault(json.loads(look.args), json.loads(twins[-1].args))
    return "repeated"


def _is_same(look: Look, other: Look) -> bool:
    return look.tool == other.tool and (look.args == other.args or look.text == other.text)


def _reply(facts: Sequence[str], want: State, played: Played) -> Category:
    have = played.state
    if not have.reply.strip():
        return "no answer"
    if len(have.reply) > max(LONGEST_REPLY, 3 * len(want.reply)):
        return "too long"
    told = "\n".join((played.turn.message, *have.texts))
    missing = any(fact.casefold() not in have.reply.casefold() for fact in facts)
    if missing and want.plan == have.plan and numbers_in(have.reply) <= numbers_in(told):
        return "fact not told"
    return "ungrounded number"
