"""Turns that change what is asked of a plan that is there: values, wishes dropped, other plans."""

from typing import Any

from districtbot.problems.dialogues.handwork import redraw
from districtbot.problems.dialogues.opening import around, n_of, said
from districtbot.problems.dialogues.replies import draw_if_set, improve, improve_if_set, tell_plan
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell_asked, words
from districtbot.problems.dialogues.walking import another_number
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.compose import follow_up
from districtbot.problems.language.edits import (
    NOUNS,
    Change,
    changeable,
    drawn_changeable,
    reckoned,
    revalued,
)
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import capital
from districtbot.problems.language.values import Count, Text, Words
from districtbot.tools.calling import Called

POPULATION = ("population_deviation", "population_range", "population_persons")


def measures_asked(talk: Talk) -> set[str]:
    """Measures of the targets asked for; those on population stand for each other."""
    found: set[str] = {one.measure for one in talk.desk.asked.target}
    return found | set(POPULATION) if found & set(POPULATION) else found


def add_clause(talk: Talk) -> tuple[ClauseKind, Clause] | None:
    """The person asks for one thing more, whose value can be changed later; gives it."""
    k = n_of(talk)
    drawn = drawn_changeable(talk.rng, talk.made, k, all_kinds(), sorted(measures_asked(talk)))
    if drawn is None:
        return None
    _, clause = drawn
    talk.user(around(talk, follow_up(talk.speaker, clause), plain=True))
    set_and_improve(talk, {"targets": [dict(one) for one in clause.targets]})
    return drawn


def only_noted(talk: Talk) -> bool:
    """The person asks for one thing more, and no search yet; ``False`` without any."""
    k = n_of(talk)
    drawn = drawn_changeable(talk.rng, talk.made, k, all_kinds(), sorted(measures_asked(talk)))
    if drawn is None:
        return False
    targets = [dict(one) for one in drawn[1].targets]
    text = follow_up(talk.speaker, drawn[1])
    text = f"{text} {capital(talk.speaker.say('edit.no_search'))}"
    talk.user(around(talk, text, plain=True), targets=targets)
    thought = talk.agent.say("reply.thought_set")
    called = talk.call("set_targets", {"targets": targets}, thought=thought)
    tell_asked(talk, called, talk.agent.say("reply.noted"))
    return True


def set_and_improve(talk: Talk, args: dict[str, Any], section: str = "reply.thought_set") -> None:
    """Set what is asked now and go on from the plan on the desk; ends the turn."""
    called = talk.call("set_targets", args, thought=talk.agent.say(section))
    improve_if_set(talk, called)


def change(talk: Talk, kind: ClauseKind, target: dict[str, Any]) -> dict[str, Any] | None:
    """The person changes the value spoken of last, in a word or two; gives the target now."""
    rng = talk.rng
    if rng.random() < 0.3:
        found = _reckoned(talk, target)
        if found is not None:
            return found
    changed = revalued(rng, talk.made, n_of(talk), kind, target)
    if changed is None:
        return None
    if rng.random() < 0.15 and changed.field in ("at_most", "at_least"):
        return _tightened(talk, changed)
    named = target["measure"] in NOUNS and rng.random() < 0.35
    slots = {"value": changed.value, "old": changed.old}
    if named:
        noun = Words(rng.choice(NOUNS[target["measure"]]))
        text = talk.speaker.say("edit.named", slots, noun=noun)
    else:
        text = talk.speaker.say("edit.bare", slots)
    talk.user(around(talk, text, plain=True), targets=[changed.target])
    set_and_improve(talk, {"targets": [changed.target]}, "edit.thought_change")
    return changed.target


def _reckoned(talk: Talk, target: dict[str, Any]) -> dict[str, Any] | None:
    """The person says how to reckon the new value: half of it, one more."""
    (bound,) = changeable_field(target) or ("",)
    ways = ["halve", "double", "one_more", "one_fewer"]
    talk.rng.shuffle(ways)
    for how in ways:
        changed = reckoned(target, bound, how) if bound else None
        if changed is not None:
            talk.user(said(talk, f"edit.{how}", plain=True, old=changed.old))
            set_and_improve(talk, {"targets": [changed.target]}, "edit.thought_change")
            return changed.target
    return None


def changeable_field(target: dict[str, Any]) -> tuple[str, ...]:
    """The one field of a target that is a limit to tighten, if there is just one."""
    found = changeable(Clause("", {}, (target,)))
    able = ("at_most",) if target["measure"] != "seats" else ()
    return found if len(found) == 1 and found[0] in able else ()


def _tightened(talk: Talk, changed: Change) -> dict[str, Any]:
    """The person wants a bound tighter or looser and says no number; the agent asks for it."""
    lower = _number(changed.target[changed.field]) < _number_of(changed.old)
    tighter = lower == (changed.field == "at_most")
    talk.user(said(talk, "edit.tighter" if tighter else "edit.looser"))
    old = _as_written(changed)
    question = talk.agent.say("edit.how_tight", words(old=old))
    talk.call("ask_user", {"question": question}, thought=talk.agent.say("edit.thought_how_tight"))
    text = talk.speaker.say("ask.comparative_answer", value=changed.value)
    talk.user(around(talk, text, plain=True))
    set_and_improve(talk, {"targets": [changed.target]}, "edit.thought_change")
    return changed.target


def _number(raw: Any) -> float:
    return float(raw.removesuffix("%")) / 100 if isinstance(raw, str) else float(raw)


def _number_of(value: Any) -> float:
    (name,) = value.__slots__
    return float(getattr(value, name))


def _as_written(changed: Change) -> str:
    number = _number_of(changed.old)
    if isinstance(changed.target[changed.field], str):
        return f"{round(100 * number, 4):g}%"
    return f"{number:g}"


def droppable(talk: Talk) -> list[str]:
    """Measures of targets asked for that can be dropped by their name."""
    counts: dict[str, int] = {}
    for one in talk.desk.asked.target:
        counts[one.measure] = counts.get(one.measure, 0) + 1
    bank = talk.speaker.bank
    return sorted(name for name, n in counts.items() if n == 1 and f"edit.drop_{name}" in bank)


def drop(talk: Talk, measure: str | None = None) -> str | None:
    """The person gives up a target; gives its measure."""
    able = droppable(talk)
    if measure is None:
        if not able:
            return None
        measure = talk.rng.choice(able)
    talk.user(said(talk, f"edit.drop_{measure}"))
    thought = talk.agent.say("edit.thought_drop")
    called = talk.call("drop_targets", {"measures": [measure]}, thought=thought)
    if called.ok and missed_now(talk):
        improve(talk)
    else:
        tell_asked(talk, called, talk.agent.say("reply.dropped"))
    return measure


def missed_now(talk: Talk) -> bool:
    """Whether the plan on the desk misses a required target."""
    return any(not one.met and not one.wished for one in talk.desk.verdicts())


def drop_all(talk: Talk) -> None:
    """The person gives up all but the number of districts."""
    k = n_of(talk)
    talk.user(said(talk, "edit.drop_all", plain=True, n=Count(k)))
    args = {"districts": k, "replace": True}
    called = talk.call("set_targets", args, thought=talk.agent.say("edit.thought_drop"))
    if called.ok and missed_now(talk):
        improve(talk)
    else:
        tell_asked(talk, called, talk.agent.say("reply.reset"))


def another(talk: Talk) -> None:
    """The person wants another plan with the same targets."""
    rng = talk.rng
    kind = rng.random()
    args: dict[str, Any] = {}
    if talk.level > 1 and kind < 0.2:
        text = said(talk, "edit.another_different")
        args = {"different": True}
    elif talk.level > 1 and kind < 0.3:
        args = {"seed": rng.choice((1, 7, 11, 42, 99, 123, 2024, rng.randint(2, 9999)))}
        text = said(talk, "edit.another_seed", plain=True, seed=Text(str(args["seed"])))
    else:
        text = said(talk, "edit.another")
    talk.user(text)
    drawn_with(talk, args)


def more_time(talk: Talk) -> None:
    """The person says how long a search may take."""
    if talk.rng.random() < 0.5:
        n = talk.rng.choice((1, 2, 3, 5, 10))
        text, seconds = said(talk, "edit.more_minutes", plain=True, n=Count(n)), 60 * n
    else:
        seconds = talk.rng.choice((10, 15, 20, 30, 45, 60, 90, 120))
        text = said(talk, "edit.more_seconds", plain=True, n=Count(seconds))
    talk.user(text)
    if missed_now(talk):
        called = talk.call(
            "improve_plan", {"seconds": seconds}, thought=talk.agent.say("edit.thought_improve")
        )
        _tell(talk, called)
    else:
        drawn_with(talk, {"seconds": seconds})


def drawn_with(talk: Talk, args: dict[str, Any]) -> None:
    """Draw again with the arguments that the person named, and tell; ends the turn."""
    if not args:
        redraw(talk)
        return
    thought = talk.agent.say("edit.thought_again")
    called = talk.call("propose_plan", args, thought=thought)
    if called.data.get("status") == "not_met":
        called = talk.call("improve_plan", {}, thought=talk.agent.say("reply.thought_missed"))
    _tell(talk, called)


def _tell(talk: Talk, called: Called) -> None:
    if called.ok:
        tell_plan(talk, called)
    else:
        talk.reply(talk.agent.say("reply.no_other"))


def other_districts(talk: Talk) -> int:
    """The person wants another number of districts; gives it."""
    k = another_number(talk)
    text = talk.speaker.say("edit.point_districts", n=Count(k), old=Count(n_of(talk)))
    talk.user(around(talk, capital(text), plain=True))
    thought = talk.agent.say("edit.thought_change")
    called = talk.call("set_targets", {"districts": k}, thought=thought)
    draw_if_set(talk, called)
    return k
