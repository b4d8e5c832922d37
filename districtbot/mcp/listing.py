"""The tools of a desk as an MCP client sees them."""

import hashlib
import json
from collections.abc import Sequence

import mcp_types as types

from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import talk
from districtbot.tools.slim import slim
from districtbot.tools.tool import Tool, schema_of

MOST_NAMES = 300
"""Longer lists of names are left out of a schema: the most counties a state has is 254."""

_WRITES = ("draw", "export", "name", "run")
"""How the names of tools begin that leave the plan alone and yet write files or names."""


def offered(tools: Sequence[Tool]) -> tuple[Tool, ...]:
    """The tools without those by which a model talks to a person: a client has its own ways."""
    spoken = {tool.name for tool in talk.TOOLS}
    return tuple(tool for tool in tools if tool.name not in spoken)


def listed(tools: Sequence[Tool], desk: Desk) -> list[types.Tool]:
    """Each tool with its JSON schema; names that the desk knows now are in it.

    Args:
        tools: The tools.
        desk: The desk.
    """
    return [
        types.Tool(
            name=tool.name,
            description=tool.summary,
            input_schema=slim(schema_of(tool, desk), MOST_NAMES),
            annotations=types.ToolAnnotations(
                read_only_hint=not tool.changes and not tool.name.startswith(_WRITES),
                destructive_hint=False,
                open_world_hint=False,
            ),
        )
        for tool in tools
    ]


def fingerprint(found: Sequence[types.Tool]) -> str:
    """A hash of a list of tools: another one after a call means that the list has changed."""
    text = json.dumps([tool.model_dump(mode="json") for tool in found], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
