"""From a situation to what is meant, by the model that writes lines."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from districtbot.agent.models.mini.chat import UnderstandFn
from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.slots import MEASURES
from districtbot.agent.models.mini.writing import LineWriter, Understood
from districtbot.geo.names import group_key
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.calling import arguments_of
from districtbot.tools.kit.places import find_place
from districtbot.tools.tool import Tool
from districtbot.tools.toolbox import toolbox

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk


_IN_WORDS = frozenset(["ask_user", "decline", "explain", "search_documents"])
"""Tools whose argument is worded only once they are called."""
_COUNTS_DISTRICTS = {
    "competitive": ("at_least",),
    "group_share": ("districts_at_least",),
    "seats": ("at_least", "equal"),
}
"""Fields of measures that count districts."""


def understanding_of(writer: LineWriter) -> UnderstandFn:
    """What turns a situation into a line, by a model."""
    tools = {tool.name: tool for tool in toolbox() if tool.name not in _IN_WORDS}

    def understand(desk: "Desk", situation: Situation, budget: Budget) -> Understood | None:
        def kind_of(name: str) -> str:
            return region_of(desk, name)

        def taken(calls: Calls) -> bool:
            in_form = all(_is_in_form(tools.get(name), args) for name, args in calls)
            return in_form and not _wants_more_than_all(calls, desk.asked.districts)

        meant = writer.written(situation.text, situation.at, kind_of, budget, takes_fn=taken)
        return meant and replace(meant, calls=tuple(_counted(desk, call) for call in meant.calls))

    return understand


def _is_in_form(tool: Tool | None, args: Mapping[str, Any]) -> bool:
    """Whether a tool takes some arguments, once the election that votes count by is known too.

    What is said without a tool has no wrong ones.
    """
    if tool is None:
        return True
    targets = [{**_election(one), **one} for one in args.get("targets") or ()]
    try:
        arguments_of(tool, {**args, **({"targets": targets} if targets else {})})
    except AskError:
        return False
    return True


def _wants_more_than_all(calls: Calls, asked: int | None) -> bool:
    """Whether more districts are to be something than there are.

    Args:
        calls: Tools with their arguments.
        asked: How many districts were asked for before.
    """
    n_districts = next((args["districts"] for _, args in calls if args.get("districts")), asked)
    counts = [
        target.get(field)
        for _, args in calls
        for target in args.get("targets") or ()
        for field in _COUNTS_DISTRICTS.get(str(target.get("measure")), ())
    ]
    return n_districts is not None and any(
        isinstance(count, int | float) and count > n_districts for count in counts
    )


def _election(target: Mapping[str, Any]) -> dict[str, str]:
    """An election for a target whose votes count by one, to see whether all else is right."""
    slots = MEASURES.get(str(target.get("measure")), ())
    return {"election": "any"} if any(slot.name == "election" for slot in slots) else {}


def _counted(desk: "Desk", call: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """A call whose groups are those that the map counts among the people that shares are of."""
    name, args = call
    if not args.get("targets"):
        return call
    roles = desk.state.columns
    of = {"cvap": roles.group_cvap, "population": roles.group_pop, "vap": roles.group_vap}
    targets = [
        {**target, "group": [group_key(one, of[target["of"]]) for one in target["group"]]}
        if target.get("of") in of and target.get("group")
        else target
        for target in args["targets"]
    ]
    return name, {**args, "targets": targets}


def region_of(desk: "Desk", name: str) -> str:
    """The kind of region that a place is: ``county`` or ``municipality``."""
    try:
        found = find_place(desk.state, name)
    except AskError:
        return "county"
    return "municipality" if found.kind == "town" else "county"
