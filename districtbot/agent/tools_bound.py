"""The tools as a chat model is offered them."""

import difflib
from collections.abc import Sequence
from typing import Any

from districtbot.agent.models.loaded import LoadedModel
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool, schema_of
from districtbot.tools.toolbox import toolbox


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


def check_calls(model: LoadedModel, tools: Sequence[Tool] | None = None) -> None:
    """Refuse a script that calls what is no tool: it would fail in the middle of a chat.

    Args:
        model: The model; of one that plays a script it is known what it calls.
        tools: The tools; by default all there are, also one that was not allowed.

    Raises:
        AskError: With the place of each such call and the nearest name.
    """
    names = sorted(tool.name for tool in (tools or toolbox(allow_code=True)))
    strange = [(name, place) for name, place in model.calls.items() if name not in names]
    if not strange:
        return
    near = difflib.get_close_matches(strange[0][0], names, n=1)
    raise AskError(
        f"The script calls what is no tool: "
        f"{some_of((f'{plain(name, 40)!r} ({place})' for name, place in strange), 4)}.",
        f"Did you mean {near[0]}?" if near else f"There are: {some_of(names, 60)}.",
    )
