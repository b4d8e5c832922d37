"""The tools as a chat model is offered them."""

from collections.abc import Sequence
from typing import Any

from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool, schema_of


def bound(tools: Sequence[Tool], desk: Desk) -> list[dict[str, Any]]:
    """OpenAI-style tools; fields that name something list the names known on the desk now.

    Args:
        tools: The tools.
        desk: The desk.
    """
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.summary,
                "parameters": schema_of(tool, desk),
            },
        }
        for tool in tools
    ]
