"""What a line lacks to be carried out: by which election votes count, of which plan is spoken.

What is meant is written whole, whether or not everything was said. What is clear is done at once;
for the rest the person is asked, and what it was stays known, so that the answer completes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from districtbot.agent.models.mini.slots import MEASURES, TOOLS
from districtbot.tools.desk.known import CURRENT

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

Call = tuple[str, dict[str, Any]]
Calls = Sequence[tuple[str, Mapping[str, Any]]]
_GIVES_PLAN = frozenset(["propose_plan", "load_plan", "go_to", "undo", "redo"])
"""Tools after which there is a plan."""


@dataclass(frozen=True, slots=True)
class Held:
    """A line of which a part waits for an answer.

    Attributes:
        now: What is done at once; the last call asks.
        meant: What was meant so far, and that something was asked.
        agreed: What a yes to the question means; empty where it means nothing.
    """

    now: tuple[Call, ...]
    meant: tuple[Call, ...]
    agreed: tuple[Call, ...] = ()


def held_back(desk: "Desk", calls: Calls) -> Held | None:
    """What is done of a line that lacks something, and what is asked; ``None`` if it lacks nothing.

    Args:
        desk: The desk.
        calls: Tools with their arguments.
    """
    has_plan = desk.plan is not None
    for n, (name, args) in enumerate(calls):
        done = [(each, dict(more)) for each, more in calls[:n]]
        if name == "set_targets" and lacks_election(desk, args.get("targets") or ()):
            ask = ("ask_user", {"question": "election"})
            clear = _clear_part(desk, args)
            first = [("set_targets", clear)] if clear else []
            # Earlier targets that were to be forgotten are, once the clear part is set.
            meant = {key: args[key] for key in args if key != "replace" or not first}
            return Held((*done, *first, ask), (*done, (name, meant), ask))
        if not has_plan and _is_of_a_plan(name) and args.get("plan") in (None, "", CURRENT):
            ask = ("ask_user", {"question": "which_plan"})
            plans = desk.state.columns.plans
            agreed = _of_plan(calls[n:], plans[0]) if len(plans) == 1 else ()
            return Held((*done, ask), (*done, (name, dict(args)), ask), agreed)
        has_plan = has_plan or name in _GIVES_PLAN
    return None


def with_known_election(desk: "Desk", calls: Calls) -> list[Call]:
    """A line whose votes count by the only election that it, or what is changed by it, is about.

    Args:
        desk: The desk.
        calls: Tools with their arguments.
    """
    found: list[Call] = []
    for name, args in calls:
        targets = [dict(one) for one in args.get("targets") or ()]
        measures = {one["measure"] for one in targets}
        asked = [one for one in desk.asked.target if one.measure in measures]
        said = {str(one["election"]) for one in targets if one.get("election")}
        known = said or {str(getattr(one, "election", "")) for one in asked} - {""}
        for target in targets:
            if len(known) == 1 and lacks_election(desk, [target]):
                target["election"] = next(iter(known))
        found.append((name, {**args, **({"targets": targets} if targets else {})}))
    return found


def lacks_election(desk: "Desk", targets: Sequence[Mapping[str, Any]]) -> bool:
    """Whether votes count for a target and nothing says which of several elections."""
    return any(_lacks(desk, target) for target in targets)


def _clear_part(desk: "Desk", args: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of ``set_targets`` without the targets that lack an election."""
    clear = [one for one in args.get("targets") or () if not _lacks(desk, one)]
    rest = {key: value for key, value in args.items() if key != "targets"}
    return {**rest, **({"targets": clear} if clear else {})}


def _lacks(desk: "Desk", target: Mapping[str, Any]) -> bool:
    if len(desk.state.columns.elections) < 2 or target.get("election"):
        return False
    return any(slot.name == "election" for slot in MEASURES.get(str(target.get("measure")), ()))


def _is_of_a_plan(name: str) -> bool:
    """Whether a tool scores a plan that can be named."""
    return name.startswith("score_") and any(slot.name == "plan" for slot in TOOLS[name])


def _of_plan(calls: Calls, plan: str) -> tuple[Call, ...]:
    """Calls up to the first that gives another plan; what scores a plan scores this one."""
    found: list[Call] = []
    for name, args in calls:
        if name in _GIVES_PLAN:
            break
        found.append((name, {**args, "plan": plan} if _is_of_a_plan(name) else dict(args)))
    return tuple(found)
