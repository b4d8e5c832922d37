"""A desk made again without a language model: from its history, or from a transcript."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from districtbot.geo.options import MapOptions
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.plan import Plan
from districtbot.plans.targets import LeastChange, Nested
from districtbot.tools.calling import arguments_of
from districtbot.tools.desk.asked import asked_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.history import Moment
from districtbot.tools.desk.known import version_number
from districtbot.tools.desk.recovery import CAUGHT_UP, options_data
from districtbot.tools.desk.store import moment_data, moment_of
from districtbot.tools.tool import Tool, Work

STEERING = ("go_to", "name_version", "set_column")
"""Tools that change a desk without making a moment."""
WALKING = ("undo", "redo")
"""Tools that lead to where one was; how far hangs on when the person spoke."""
GIVEN = ("", "run_python")
"""What made plans that cannot be made again: the step carries the plan itself."""


def _say_nothing(message: str) -> None:
    del message


def steps_of(desk: Desk) -> tuple[dict[str, Any], ...]:
    """What made the plan and the targets on the desk, step by step, as JSON data for `remake`.

    The moments from the first to this one, and those of other branches whose plans they name.

    Args:
        desk: The desk.
    """
    wanted: set[int] = set()
    waiting = [desk.history.current.number]
    while waiting:
        line = desk.history.line(desk.history.moments[waiting.pop()])
        new = [moment for moment in line if moment.number not in wanted]
        wanted |= {moment.number for moment in new}
        waiting += [number for moment in new for number in _named(moment)]
    moments = [desk.history.moments[number] for number in sorted(wanted) if number]
    return tuple(_step(desk, moment) for moment in moments)


def remake(
    desk: Desk,
    steps: Iterable[Mapping[str, Any]],
    tools: Sequence[Tool],
    say: Callable[[str], None] = _say_nothing,
) -> None:
    """Take steps on a desk, each made again by its tool from what it was made from.

    Args:
        desk: A desk of the same map.
        steps: From `steps_of`.
        tools: The tools.
        say: Told of each step.

    Raises:
        AskError: If a step gives another plan than it gave.
    """
    for step in steps:
        say(f"{step['number']}: {step['note']}")
        desk.history.skip_to(int(step["number"]))
        desk.history.go_to(desk.history.moments[int(step["parent"])])
        _take(desk, step, tools)
        _check(desk, step)


def replay(
    desk: Desk,
    events: Iterable[Mapping[str, Any]],
    tools: Sequence[Tool],
    say: Callable[[str], None] = _say_nothing,
) -> Desk:
    """Do again on a new desk all that a transcript tells of, dead ends and all.

    Args:
        desk: A new desk of the same map, with the same seed; it is changed and given back.
        events: The events of the transcript, in order.
        tools: The tools.
        say: Told of each step.

    Raises:
        AskError: If a step gives another plan than it gave, or the transcript is damaged.
    """
    try:
        for event in events:
            _again(desk, event, tools, say)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise AskError(
            f"The transcript is damaged: {error!r}.", "Take one that districtbot wrote."
        ) from error
    return desk


def _again(
    desk: Desk, event: Mapping[str, Any], tools: Sequence[Tool], say: Callable[[str], None]
) -> None:
    """Do again what one event tells of."""
    for data in event.get("moments", ()):
        moment = moment_of(data)
        parent = desk.history.moments[moment.parent or 0]
        remake(desk, [_step_of(moment, parent)], tools, say)
    if event.get("event") == CAUGHT_UP:
        desk.history.places = [int(place) for place in event["places"]]
        desk.history.at = int(event["at"])
        desk.history.names = {str(name): int(at) for name, at in event["names"].items()}
    elif event.get("ok") and event.get("name") in WALKING:
        _walk(desk, int(event["moment"]))
    elif event.get("ok") and event.get("name") in STEERING and not event.get("moments"):
        _act(desk, str(event["name"]), event["arguments"], {}, tools)


def _walk(desk: Desk, number: int) -> None:
    """Go to the nearest place of the way where this moment was on the desk."""
    history = desk.history
    found = [place for place, one in enumerate(history.places) if one == number]
    if found:
        history.at = min(found, key=lambda place: abs(place - history.at))
    else:
        history.go_to(history.moments[number])


def _step(desk: Desk, moment: Moment) -> dict[str, Any]:
    """A moment as a step, with the plan itself where no tool can make it again."""
    parent = desk.history.moments[moment.parent or 0]
    step = _step_of(moment, parent)
    plan = desk.plan_of(moment)
    if plan is not None and step["plan"] is not None and step["tool"] in GIVEN:
        step["districts"] = " ".join(map(str, plan.district.tolist()))
    return step


def _step_of(moment: Moment, parent: Moment) -> dict[str, Any]:
    """What made a moment from the one before; what stayed as it was is left out.

    ``plan`` is the hash of a new plan, else ``None``; ``asked`` is there where only what is asked
    changed.
    """
    data = moment_data(moment)
    made = data["made"] or {"tool": "", "arguments": {}, "pins": {}}
    new_plan = moment.plan is not None and moment.plan != parent.plan
    step: dict[str, Any] = {
        "number": moment.number,
        "parent": parent.number,
        "note": moment.note,
        **made,
        "plan": moment.plan if new_plan else None,
    }
    if not new_plan or made["tool"] in GIVEN:
        step["asked"] = data["asked"]
    return step


def _take(desk: Desk, step: Mapping[str, Any], tools: Sequence[Tool]) -> None:
    """Take one step from where the desk is."""
    tool, arguments, pins = str(step["tool"]), dict(step["arguments"]), dict(step["pins"])
    read = pins.pop("options", {})
    if step["plan"] is not None and read != options_data(desk.options):
        desk.reread(MapOptions(**read))
    if step["plan"] is not None and tool not in GIVEN:
        _act(desk, tool, arguments, pins, tools)
        return
    with desk.doing(tool, arguments):
        desk.put(
            str(step["note"]),
            asked=asked_of(step["asked"], f"step {step['number']}"),
            plan=_given(desk, step),
            pins=pins,
        )


def _given(desk: Desk, step: Mapping[str, Any]) -> Plan | None:
    """The plan that a step carries, if its plan is new.

    Raises:
        AskError: If it should carry one and does not.
    """
    if step["plan"] is None:
        return None
    if "districts" not in step:
        raise AskError(
            f"Step {step['number']} was made by a program, which cannot be run again from here.",
            "Take its plan.csv.",
        )
    numbers = np.array(str(step["districts"]).split(), dtype=np.int32)
    names = tuple(str(number + 1) for number in range(int(numbers.max())))
    return Plan(desk.state.unit_ids, numbers, names)


def _act(
    desk: Desk,
    name: str,
    arguments: Mapping[str, Any],
    pins: Mapping[str, Any],
    tools: Sequence[Tool],
) -> None:
    """Call a tool again with what pinned its outcome.

    Raises:
        AskError: If there is no such tool, or it refuses.
    """
    found = [tool for tool in tools if tool.name == name]
    if not found:
        raise AskError(f"There is no tool {name!r} to make a step again.", "Is it switched off?")
    given = arguments_of(found[0], arguments)
    with desk.doing(name, dict(arguments)):
        found[0].act(desk, given, Work(Budget(None), pins=pins))


def _check(desk: Desk, step: Mapping[str, Any]) -> None:
    """Refuse a step that gave another moment than it gave before."""
    moment = desk.history.current
    wanted = step["plan"]
    if moment.number != step["number"] or (wanted is not None and moment.plan != wanted):
        raise AskError(
            f"Step {step['number']} ({step['note']}) gave another plan than it gave before.",
            "Use the same map, and the versions in result.json.",
        )


def _named(moment: Moment) -> tuple[int, ...]:
    """The moments whose plans a moment's targets or its making name."""
    targets = (one for one in moment.asked.target if isinstance(one, LeastChange | Nested))
    numbers = [version_number(one.plan) for one in targets]
    if moment.made is not None:
        numbers.append(moment.made.pins.get("version"))
    return tuple(number for number in numbers if number is not None)
