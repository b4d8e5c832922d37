"""From a situation to what is meant, by the model that writes lines."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from districtbot.agent.models.mini import stand_in
from districtbot.agent.models.mini.alone import UnderstandFn
from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.nth_plans import with_nth_plan
from districtbot.agent.models.mini.plausible import can_be_meant
from districtbot.agent.models.mini.ranges import with_ranges
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.writing import LineWriter, Understood
from districtbot.geo.names import group_key
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.kit.places import find_place

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk


def understanding_of(writer: LineWriter) -> UnderstandFn:
    """What turns a situation into a line, by a model."""

    def understand(desk: "Desk", situation: Situation, budget: Budget) -> Understood | None:
        def kind_of(name: str) -> str:
            return region_of(desk, name)

        def taken(calls: Calls) -> bool:
            return can_be_meant(calls, desk.asked.districts)

        meant = writer.written(situation.text, situation.at, kind_of, budget, takes_fn=taken)
        if meant is None:
            return None
        reading = situation.at.reading
        drafts = [one.number for one in desk.history.drafts]
        calls = with_nth_plan(reading.said, drafts, with_ranges(reading, meant.calls))
        if situation.stands_in:
            calls = tuple((name, stand_in.meant(args)) for name, args in calls)
        return replace(meant, calls=tuple(_counted(desk, call) for call in calls))

    return understand


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
