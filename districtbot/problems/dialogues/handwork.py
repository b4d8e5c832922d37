"""Turns of work by hand: moves, swaps, locks, places kept together or apart."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.groups import units_with
from districtbot.plans.targets import Locked
from districtbot.problems.dialogues.opening import around, county_names, said
from districtbot.problems.dialogues.replies import draw, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.dialogues.told import tell_done, tell_moved, words
from districtbot.problems.language.sayings import listed
from districtbot.problems.language.values import Count, Ordinal, Text, Value
from districtbot.tools.calling import Called


def homes(talk: Talk) -> dict[str, tuple[int, ...]]:
    """County to the numbers of the districts that it lies in."""
    plan = talk.desk.a_plan
    book = talk.made.state.gazetteer
    wanted = set(county_names(talk))
    return {
        place.name: tuple(np.unique(plan.district[list(place.units)]).tolist())
        for place in book.of("county")
        if place.name in wanted
    }


def movable(talk: Talk) -> list[tuple[str, int]]:
    """Counties with a district that they can go to: no district is left empty."""
    plan = talk.desk.a_plan
    book = talk.made.state.gazetteer
    sizes = np.bincount(plan.district, minlength=plan.n_districts + 1)
    found = []
    wanted, free, held = set(county_names(talk)), set(free_districts(talk)), _held(talk)
    for place in book.of("county"):
        if place.name not in wanted:
            continue
        units = list(place.units)
        mine = np.bincount(plan.district[units], minlength=plan.n_districts + 1)
        if (mine[1:] == sizes[1:])[mine[1:] > 0].any() or held[units].any():
            continue
        near = _near(talk, units) & free
        found += [(place.name, number) for number in sorted(near) if mine[number] < len(units)]
    return found


def _held(talk: Talk) -> NDArray[np.bool_]:
    """Whether a lock holds each unit, shape (n_units,)."""
    state = talk.made.state
    held = np.zeros(state.n_units, dtype=bool)
    for one in talk.desk.asked.target:
        if isinstance(one, Locked):
            held |= units_with(state, one.column, one.values) >= 0
    return held


def _near(talk: Talk, units: list[int]) -> set[int]:
    """Districts that touch some units or hold some of them."""
    plan, pairs = talk.desk.a_plan, _pairs(talk)
    inside = np.zeros(talk.made.state.n_units, dtype=bool)
    inside[units] = True
    touching = inside[pairs[:, 0]] | inside[pairs[:, 1]]
    return set(np.unique(plan.district[pairs[touching].ravel()]).tolist())


def _pairs(talk: Talk) -> NDArray[np.int32]:
    """Units that touch, bridges counted, shape (n_pairs, 2)."""
    return talk.made.state.graph.links


def edge_units(talk: Talk) -> list[tuple[str, int]]:
    """Units at the border of their district, with a district they touch."""
    plan, state = talk.desk.a_plan, talk.made.state
    pairs = _pairs(talk)
    sizes = np.bincount(plan.district, minlength=plan.n_districts + 1)
    held, free, found = _held(talk), set(free_districts(talk)), set()
    for ends in [*pairs.tolist(), *pairs[:, ::-1].tolist()]:
        one, (mine, theirs) = ends[0], plan.district[ends].tolist()
        if mine != theirs and sizes[mine] > 1 and theirs in free and not held[one]:
            found.add((state.unit_ids[one], theirs))
    return sorted(found)


def move(talk: Talk) -> bool:
    """The person moves a county, or a unit; ``False`` where nothing can be moved."""
    counties = movable(talk)
    if counties and talk.rng.random() < 0.65:
        name, number = talk.rng.choice(counties)
        both = [other for other, to in counties if to == number and other != name]
        if talk.level > 1 and both and talk.rng.random() < 0.35 and _room(talk, name, both[0]):
            _move(talk, "edit.move_places", {"places": [name, both[0]]}, number, (name, both[0]))
        else:
            _move(talk, "edit.move_place", {"places": [name]}, number, (name, ""))
        return True
    units = edge_units(talk)
    if not units:
        return False
    unit, number = talk.rng.choice(units)
    more = [other for other, to in units if to == number and other != unit]
    if talk.level > 1 and more and talk.rng.random() < 0.3 and _left_over(talk, unit, more[0]):
        _move(talk, "edit.move_units", {"units": [unit, more[0]]}, number, (unit, more[0]))
    else:
        _move(talk, "edit.move_unit", {"units": [unit]}, number, (unit, ""))
    return True


def _room(talk: Talk, one: str, other: str) -> bool:
    """Whether two counties together leave no district empty."""
    places = {place.name: place.units for place in talk.made.state.gazetteer.of("county")}
    return _stays(talk, [*places[one], *places[other]])


def _left_over(talk: Talk, one: str, other: str) -> bool:
    """Whether two units leave no district empty."""
    at = talk.made.state.unit_index
    return _stays(talk, [at[one], at[other]])


def _stays(talk: Talk, units: list[int]) -> bool:
    plan = talk.desk.a_plan
    left = np.delete(plan.district, units)
    return len(np.unique(left)) == plan.n_districts


def _move(
    talk: Talk, section: str, args: dict[str, Any], number: int, names: tuple[str, str]
) -> None:
    text = talk.speaker.say(
        section,
        place=Text(names[0]),
        unit=Text(names[0]),
        other=Text(names[1]),
        district=Count(number),
        nth=Ordinal(number),
    )
    if talk.level > 1 and talk.rng.random() < 0.4 and not text.endswith((".", "!", "?")):
        text = talk.speaker.say("edit.move_trailing", x=Text(text))
    talk.user(around(talk, text, plain=True))
    given = {**args, "to_district": str(number)}
    tell_moved(talk, talk.call("move", given, thought=talk.agent.say("edit.thought_move")))


def swap(talk: Talk) -> bool:
    """The person lets two counties change sides; ``False`` where no two can."""
    plan = talk.desk.a_plan
    free = set(free_districts(talk))
    whole = {
        name: found[0]
        for name, found in homes(talk).items()
        if len(found) == 1 and found[0] in free
    }
    sizes = np.bincount(plan.district, minlength=plan.n_districts + 1)
    pairs = [
        (one, other)
        for one in whole
        for other in whole
        if whole[one] != whole[other] and min(sizes[whole[one]], sizes[whole[other]]) > 1
    ]
    if not pairs:
        return False
    one, other = talk.rng.choice(pairs)
    talk.user(said(talk, "edit.swap", plain=True, place=Text(one), other=Text(other)))
    args = {"places": [one], "with_places": [other]}
    called = talk.call("swap", args, thought=talk.agent.say("edit.thought_swap"))
    tell_moved(talk, called, "reply.swapped")
    return True


def free_districts(talk: Talk) -> list[int]:
    """Districts that are not locked as they are."""
    locks = {one.district for one in talk.desk.asked.target if one.measure == "locked"}
    return [number for number in range(1, talk.desk.a_plan.n_districts + 1) if number not in locks]


def lock(talk: Talk, *, and_redo: bool = False) -> int | None:
    """The person wants a district kept, and perhaps the rest drawn anew; gives the district."""
    able = free_districts(talk)
    if len(able) < 2:
        return None
    number = talk.rng.choice(able)
    text = talk.speaker.say("edit.lock_district", district=Count(number), nth=Ordinal(number))
    if and_redo:
        text = talk.speaker.say("edit.and_redo", x=Text(text.rstrip(".!")))
    talk.user(around(talk, text, plain=True))
    called = _lock(talk, number)
    if and_redo and called.ok:
        redraw(talk)
    else:
        tell_done(talk, called, talk.agent.say("reply.locked", words(district=number)), str(number))
    return number


def lock_named(talk: Talk, number: int, around_fn: Callable[[str], str]) -> None:
    """The person wants a district kept, with something around the message."""
    text = talk.speaker.say("edit.lock_district", district=Count(number), nth=Ordinal(number))
    talk.user(around_fn(text))
    called = _lock(talk, number)
    tell_done(talk, called, talk.agent.say("reply.locked", words(district=number)), str(number))


def lock_two(talk: Talk) -> tuple[int, int] | None:
    """The person wants two districts kept; gives them."""
    able = free_districts(talk)
    if len(able) < 4:
        return None
    one, other = sorted(talk.rng.sample(able, 2))
    slots = {"district": Count(one), "other": Count(other)}
    talk.user(said(talk, "edit.lock_districts", plain=True, **slots))
    first = _lock(talk, one)
    called = _lock(talk, other)
    if first.ok and called.ok:
        head = " ".join(
            f"{talk.agent.say('reply.locked', words(district=number))}." for number in (one, other)
        )
        tell_done(talk, called, head.removesuffix("."), str(one), str(other))
    else:
        talk.reply(f"{first.text} {called.text}")
    return one, other


def _lock(talk: Talk, number: int) -> Called:
    thought = talk.agent.say("edit.thought_lock")
    return talk.call("lock", {"district": str(number)}, thought=thought)


def redo_rest(talk: Talk) -> None:
    """The person wants all that is not locked drawn anew."""
    talk.user(said(talk, "edit.redo_rest"))
    redraw(talk)


def redraw(talk: Talk) -> Called:
    """Draw anew and tell; says so where there is no other plan."""
    called = draw(talk)
    if not called.ok:
        talk.reply(talk.agent.say("reply.no_other"))
    return called


def unlock(talk: Talk, number: int | None = None) -> bool:
    """The person opens a lock of a district, or all; ``False`` where nothing is locked."""
    locks = sorted({one.district for one in talk.desk.asked.target if one.measure == "locked"})
    if not locks:
        return False
    if number is None and (len(locks) > 1 or talk.rng.random() < 0.3):
        talk.user(said(talk, "edit.unlock_all"))
        args: dict[str, Any] = {}
        head = talk.agent.say("reply.unlocked_all")
    else:
        number = locks[0] if number is None else number
        slots: dict[str, Value] = {"district": Count(number), "nth": Ordinal(number)}
        talk.user(said(talk, "edit.unlock_district", plain=True, **slots))
        args = {"district": str(number)}
        head = talk.agent.say("reply.unlocked", words(district=number))
    called = talk.call("unlock", args, thought=talk.agent.say("edit.thought_unlock"))
    tell_done(talk, called, head)
    return True


def lock_place(talk: Talk) -> str | None:
    """The person wants a county to stay in its district; gives the county."""
    whole = [name for name, found in homes(talk).items() if len(found) == 1]
    locked = {value for one in talk.desk.asked.target for value in getattr(one, "values", ())}
    able = [name for name in whole if name not in locked]
    if not able:
        return None
    name = talk.rng.choice(able)
    number = homes(talk)[name][0]
    if talk.rng.random() < 0.4:
        slots: dict[str, Value] = {"place": Text(name), "district": Count(number)}
        talk.user(said(talk, "edit.lock_place_in", plain=True, **slots))
        args = {"places": [name], "district": str(number)}
    else:
        talk.user(said(talk, "edit.lock_place", plain=True, place=Text(name)))
        args = {"places": [name]}
    called = talk.call("lock", args, thought=talk.agent.say("edit.thought_lock"))
    head = talk.agent.say("reply.locked_place", words(place=name, district=number))
    tell_done(talk, called, head, name, str(number))
    return name


def unlock_place(talk: Talk, name: str) -> None:
    """The person lets a county move again."""
    talk.user(said(talk, "edit.unlock_place", plain=True, place=Text(name)))
    thought = talk.agent.say("edit.thought_unlock")
    called = talk.call("unlock", {"places": [name]}, thought=thought)
    tell_done(talk, called, talk.agent.say("reply.unlocked_place", words(place=name)), name)


def keep(talk: Talk) -> bool:
    """The person wants places in one district, or in different ones; ``False`` without any."""
    names = county_names(talk)
    state = talk.made.state
    ideal = float(state.population.sum()) / talk.desk.a_plan.n_districts
    size = {
        place.name: float(state.population[list(place.units)].sum())
        for place in state.gazetteer.of("county")
    }
    small = [name for name in names if size[name] < 0.4 * ideal]
    if len(small) < 2:
        return False
    how = talk.rng.choice(("together", "together_one", "apart"))
    n = 1 if how == "together_one" else 2
    places = talk.rng.sample(small, n)
    slots = {"place": Text(places[0]), "other": Text(places[-1])}
    talk.user(said(talk, f"edit.{how}", plain=True, **slots))
    tool = "keep_apart" if how == "apart" else "keep_together"
    called = talk.call(tool, {"places": places}, thought=talk.agent.say("edit.thought_keep"))
    if called.ok and called.data["now"]["missed"]:
        improve(talk)
        return True
    section = "reply.apart" if how == "apart" else "reply.together"
    tell_done(talk, called, talk.agent.say(section, words(place=listed(places))), *places)
    return True
