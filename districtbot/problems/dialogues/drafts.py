"""A plan is asked for with something of one kind; afterwards the person may change or drop it."""

from collections.abc import Callable, Sequence

from districtbot.problems.dialogues.replies import (
    draw,
    improve,
    looks_at_race,
    set_and_draw,
)
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.compose import (
    drawn_clauses,
    drawn_districts,
    request,
)
from districtbot.problems.language.kinds import all_kinds, kinds_of
from districtbot.problems.language.sayings import capital, closed
from districtbot.problems.language.values import Party, Value
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.words import RACE_NOTE

WISHED = 0.1
"""Share (0..1) of clauses that are wished for."""
_TRIES = 12
_BESIDES = ("population", "counties", "shape")
"""Subjects of what is asked besides."""
_UNASKED = ("groups.off", "votes.off", "votes.fair", "continuity.off")
"""Kinds of what is said and not asked for."""
_BOUNDS = ("share", "districts_at_least", "at_least", "at_most", "equal", "margin")


def kinds_named(*names: str) -> tuple[ClauseKind, ...]:
    """The kinds of clauses with these names."""
    return tuple(kind for kind in all_kinds() if kind.name in names)


def draws_any(*names: str) -> Callable[[MadeMap], bool]:
    """Whether a map can serve a kind that looks at elections, groups or plans."""
    subject = names[0].split(".")[0]

    def needs(made: MadeMap) -> bool:
        roles = made.state.columns
        if subject == "votes":
            return bool(roles.elections)
        if subject == "groups":
            return bool(roles.group_vap or roles.group_pop)
        return bool(roles.plans)

    return needs


def some_clause(
    talk: Talk, kinds: Sequence[ClauseKind], districts: int | None = None
) -> tuple[int, ClauseKind, Clause] | None:
    """A number of districts, and a clause of one of some kinds that fits it and the map."""
    for _ in range(_TRIES):
        k = districts if districts is not None else max(3, drawn_districts(talk.rng, talk.made))
        (kind,) = talk.rng.choices(list(kinds), [one.weight for one in kinds])
        clause = kind.draw(talk.rng, talk.made, k)
        if clause is not None:
            return k, kind, clause
    return None


def besides(talk: Talk, districts: int, clause: Clause) -> tuple[Clause, ...]:
    """What is asked besides, and said without being asked: more of it at higher levels."""
    if talk.level == 1:
        return ()
    rng = talk.rng
    asked = drawn_clauses(
        rng, talk.made, districts, kinds_of(*_BESIDES), rng.randint(0, talk.level - 1)
    )
    measures = {str(target["measure"]) for target in clause.targets}
    off = [one for one in kinds_named(*_UNASKED) if not measures & set(one.measures)]
    if rng.random() < (0.25 if talk.level == 2 else 0.45):
        asked += drawn_clauses(rng, talk.made, districts, off, 1)
    return asked


def drafted(
    talk: Talk, kinds: Sequence[ClauseKind], districts: int | None = None
) -> tuple[int, ClauseKind, Clause] | None:
    """A whole turn: the person asks for a plan with a clause of some kinds, and it is drawn.

    Where the map cannot serve any of them, a plan is asked for without. Gives ``None`` then, and
    where it was only wished for.
    """
    found = some_clause(talk, kinds, districts)
    k = max(3, drawn_districts(talk.rng, talk.made)) if found is None else found[0]
    clauses = (found[2], *besides(talk, k, found[2])) if found is not None else ()
    asked = request(
        talk.speaker, talk.made, level=talk.level, districts=k, clauses=clauses, wished=WISHED
    )
    set_and_draw(talk, asked)
    wished = found is not None and not set(map(str, found[2].targets)) <= set(
        map(str, asked.targets)
    )
    return None if wished else found


def changed(talk: Talk, districts: int, kind: ClauseKind, clause: Clause) -> Clause | None:
    """A turn in which the person wants another bound of the same; gives what is asked now."""
    other = _other(talk, districts, kind, clause)
    section = f"{clause.section}/change"
    if other is None or section not in talk.speaker.bank:
        return None
    with talk.speaker.speaking_of(other):
        words = talk.speaker.say(section, other.slots)
    talk.user(closed(capital(words)), targets=list(other.targets))
    args = {"targets": [dict(one) for one in other.targets]}
    talk.call("set_targets", args, thought=talk.agent.say("reply.thought_change"))
    plan = talk.desk.plan
    fits = plan is not None and plan.n_districts == talk.desk.asked.districts
    if fits:
        improve(talk)
    else:
        draw(talk)
    return other


def dropped(talk: Talk, clause: Clause) -> bool:
    """A turn in which the person gives up what was asked; ``False`` where there are no words."""
    section = _drop_section(talk, clause)
    measures = list(dict.fromkeys(str(one["measure"]) for one in clause.targets))
    if not section or not measures:
        return False
    slots = {**_parties(clause), **clause.slots}
    talk.user(closed(capital(talk.speaker.say(section, slots))))
    thought = talk.agent.say("votes.dropped_thought")
    talk.call("drop_targets", {"measures": measures}, thought=thought)
    said = closed(talk.agent.say("votes.dropped"))
    talk.reply(f"{said} {RACE_NOTE}" if looks_at_race(talk) else said)
    return True


def _parties(clause: Clause) -> dict[str, Value]:
    """The party of a clause in the words that shared sections want."""
    key = clause.targets[0].get("party")
    return {"party": Party(key), "side": Party(key, "of")} if key in ("dem", "rep") else {}


def _drop_section(talk: Talk, clause: Clause) -> str:
    shared = {"seats": "votes.drop/drop", "competitive": "votes.close/drop"}
    section = f"{clause.section}/drop"
    if section in talk.speaker.bank:
        return section
    return shared.get(str(clause.targets[0]["measure"]), "") if clause.targets else ""


def _other(talk: Talk, districts: int, kind: ClauseKind, clause: Clause) -> Clause | None:
    """A clause of the same kind on the same subject with another bound."""
    if len(clause.targets) != 1:
        return None
    same = _subject(clause)
    for _ in range(3 * _TRIES):
        other = kind.draw(talk.rng, talk.made, districts)
        if other is not None and _subject(other) == same and other.targets != clause.targets:
            return other
    return None


def _subject(clause: Clause) -> tuple[str, list[dict[str, object]]]:
    """What a clause is about, without its bounds."""
    return clause.section, [
        {name: value for name, value in one.items() if name not in _BOUNDS}
        for one in clause.targets
    ]


def drafted_and_changed(
    talk: Talk, kinds: Sequence[ClauseKind], districts: int | None = None
) -> None:
    """Level 1: ask and draw; 2: ask for another bound afterwards; 3: or give it up at last."""
    found = drafted(talk, kinds, districts)
    if found is None or talk.level == 1:
        return
    k, kind, clause = found
    if talk.rng.random() < 0.6:
        clause = changed(talk, k, kind, clause) or clause
    if talk.level == 3 and talk.rng.random() < 0.4:
        dropped(talk, clause)
