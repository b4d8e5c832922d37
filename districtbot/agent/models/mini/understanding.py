"""From a situation to what is meant, by the model that writes lines."""

from typing import TYPE_CHECKING

from districtbot.agent.models.mini.chat import UnderstandFn
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.writing import LineWriter, Understood
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.kit.places import find_place

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk


def understanding_of(writer: LineWriter) -> UnderstandFn:
    """What turns a situation into a line, by a model."""

    def understand(desk: "Desk", situation: Situation, budget: Budget) -> Understood | None:
        return writer.written(
            situation.text, situation.at, lambda name: region_of(desk, name), budget
        )

    return understand


def region_of(desk: "Desk", name: str) -> str:
    """The kind of region that a place is: ``county`` or ``municipality``."""
    try:
        found = find_place(desk.state, name)
    except AskError:
        return "county"
    return "municipality" if found.kind == "town" else "county"
