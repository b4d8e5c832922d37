"""districtbot: from a precinct map and a plain request to a checked district plan."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from districtbot.agent.agent import Agent
    from districtbot.tools.desk.desk import Desk

__all__ = ["Agent", "Desk"]


def __getattr__(name: str) -> object:
    """`Agent` and `Desk`, brought in when they are asked for: the package itself stays light."""
    if name == "Agent":
        from districtbot.agent.agent import Agent

        return Agent
    if name == "Desk":
        from districtbot.tools.desk.desk import Desk

        return Desk
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
