"""What `mini` is told besides the message: the map, what is asked, the plan, what was done last."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from districtbot.agent.models.mini import stand_in
from districtbot.agent.models.mini.lacking import lacks_election
from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.pointing import Before, Pointed
from districtbot.agent.models.mini.reading import Reading, read_message
from districtbot.agent.models.mini.slots import MEASURES, TOOLS, Slot
from districtbot.agent.models.mini.ways import number_of
from districtbot.plans.targets import Universe

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

MOST_TARGETS = 8
"""Targets that are told; the oldest are left out."""
MOST_VERSIONS = 5
"""Plans so far that are told: the first and the latest."""
MOST_NAMES = 5
"""Places of one target or call that are told."""
_TOLD_GROUPS = ("asian", "black", "hispanic", "native", "other", "white")
"""Groups that are told where a map counts them; made-up maps have no others to learn from."""
_UNIVERSES: tuple[Universe, ...] = ("vap", "population", "cvap")
_OLD = "old"
"""Stands for a value that is not told."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A message and all that is known when it comes.

    Attributes:
        text: As the model reads it, to where its line begins.
        at: What a line can point at.
        stands_in: Whether one group is told in the place of another (see `stand_in`).
    """

    text: str
    at: Pointed
    stands_in: bool = False


def situation_of(desk: "Desk", message: str, did: Calls = ()) -> Situation:
    """The situation in which a message comes.

    Args:
        desk: The desk as it is.
        message: What the person said.
        did: The calls of the turn before.
    """
    before = Before()
    told = [_map(desk), *_asked(desk, before), *_plans(desk, before)]
    if did:
        told.append(" ".join(["[did]", *_done(desk, did, before)]))
    of_election = ("ask_user", {"question": "election"}) in [(name, args) for name, args in did]
    reading = read_message(message, desk, of_election=of_election)
    said = stand_in.told(reading.text, _groups(desk))
    text = "\n".join([*told, f"[user] {said} [agent]"])
    return Situation(text, _pointed(desk, reading, before), said != reading.text)


def _pointed(desk: "Desk", reading: Reading, before: Before) -> Pointed:
    state = desk.state
    book, roles = state.gazetteer, state.columns
    n_counties = len(book.of("county")) if roles.county else 0
    n_towns = len(book.of("town")) if roles.municipality else 0
    return Pointed(
        reading=reading,
        before=before,
        districts=desk.asked.districts,
        existing=int(state.units[roles.plans[0]].nunique()) if len(roles.plans) == 1 else None,
        people=float(state.population.sum()),
        n_regions={"county": n_counties, "municipality": n_towns},
        contests=[one.name for one in roles.elections],
        plans=roles.plans,
        versions=[one.number for one in desk.history.moments],
        groups=sorted(_groups(desk)),
    )


def _groups(desk: "Desk") -> Collection[str]:
    """The groups that a map counts among the people that shares are of."""
    roles = desk.state.columns
    found = {"vap": roles.group_vap, "population": roles.group_pop, "cvap": roles.group_cvap}
    return next((found[one] for one in _UNIVERSES if found[one]), {})


def _map(desk: "Desk") -> str:
    """What the map has, in a few words."""
    roles = desk.state.columns
    has = [name for name in ("county", "municipality", "vap", "cvap") if getattr(roles, name)]
    n_contests, n_plans = len(roles.elections), len(roles.plans)
    counted = {one.removesuffix("_any") for one in _groups(desk)}
    groups = [one for one in _TOLD_GROUPS if one in counted]
    return (
        f"[map] {' '.join([*has, *groups])} contests {min(n_contests, 3)} plans {min(n_plans, 3)}"
    )


def _asked(desk: "Desk", before: Before) -> Iterable[str]:
    """What is asked so far."""
    asked = desk.asked
    parts = []
    if asked.districts is not None:
        parts.append(f"[districts] {_number(float(asked.districts), 'count', before, 'districts')}")
    for target in asked.target[-MOST_TARGETS:]:
        data = target.model_dump(mode="json", exclude_defaults=True)
        slots = MEASURES.get(target.measure)
        if slots is not None:
            fields = _fields(slots, data, before, target.measure)
            parts.append(" ".join([f"[{target.measure}]", *fields]))
    return [f"[asked] {' '.join(parts)}"] if parts else []


def _plans(desk: "Desk", before: Before) -> Iterable[str]:
    """The plan on the desk, those before it, and versions with names."""
    plan, history = desk.plan, desk.history
    if plan is None:
        yield "[no_plan]"
    else:
        yield f"[plan] {plan.n_districts}"
    drafts = history.drafts
    if len(drafts) > 1:
        shown = [*drafts[:1], *drafts[1:][1 - MOST_VERSIONS :]]
        told = []
        for one in shown:
            old = desk.plan_of(one)
            n_districts = "" if old is None else f" = {old.n_districts}"
            number = _number(float(one.number), "count", before, "version")
            told.append(f"{number}{n_districts}")
        yield f"[versions] {' , '.join(told)}"
    names = [before.name(name, "version") for name in list(history.names)[:6]]
    if names:
        yield f"[names] {' '.join(names)}"


def _done(desk: "Desk", did: Calls, before: Before) -> Iterable[str]:
    """The calls of the turn before; of targets that came to nothing yet all that was said."""
    asked = {target.measure for target in desk.asked.target}
    for name, args in did[-4:]:
        yield f"[{name}]"
        yield from _fields(TOOLS.get(name, ()), args, before, "")
        for target in args.get("targets") or ():
            measure = target["measure"]
            yield f"[{measure}]"
            if measure not in asked or lacks_election(desk, [target]):
                yield from _fields(MEASURES.get(measure, ()), target, before, measure)


def _fields(
    slots: Sequence[Slot], data: Mapping[str, Any], before: Before, measure: str
) -> Iterable[str]:
    """Fields of a measure, or of a tool, and what fills them, marked so as to be pointed at."""
    for slot in slots:
        value = data.get(slot.name)
        if value is None or value is False or value == [] or value == "":
            continue
        yield f"[{slot.name}]"
        if slot.fill == "flag":
            continue
        for one in list(value)[:MOST_NAMES] if isinstance(value, list | tuple) else [value]:
            yield _value(slot, one, before, number_of(slot, measure))


def _value(slot: Slot, value: Any, before: Before, of: str) -> str:
    """One value with its mark."""
    if slot.fill in ("count", "share", "score", "district"):
        try:
            number = float(value[:-1]) / 100 if str(value).endswith("%") else float(value)
        except ValueError:
            return _OLD
        return _number(number, slot.fill, before, of)
    if slot.fill in ("words", "groups", "question", "reason"):
        return f"[{str(value).removesuffix('_any')}]"
    if slot.fill == "text":
        return _OLD
    return before.name(str(value), slot.fill) or _OLD


def _number(value: float, fill: str, before: Before, of: str) -> str:
    text = f"{round(100 * value, 4):g}%" if fill == "share" else f"{value:g}"
    return f"{before.number(value, of)}{text}"
