"""Arguments in the order in which the grammar lets a model write them.

JSON means the same in any order of its fields, and a grammar holds a model to one: that of the
schema, what tells objects apart first. A row with another order would teach what cannot be written.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from districtbot.agent.models.text.schemas import reduced

Schema = Mapping[str, Any]


def in_order(
    tools: Sequence[Mapping[str, Any]], name: str, args: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a call with their fields in the order of the tool's schema.

    What the schema does not know stays behind the rest.

    Args:
        tools: OpenAI-style tools.
        name: Which one is called; one that is not among them changes nothing.
        args: Its arguments.
    """
    for tool in tools:
        if tool["function"]["name"] == name:
            schema = reduced(tool["function"].get("parameters", {}))
            found: dict[str, Any] = _ordered(dict(args), schema, schema.get("$defs", {}))
            return found
    return dict(args)


def _ordered(value: Any, schema: Schema, defs: Mapping[str, Schema]) -> Any:
    schema = _meant(value, schema, defs)
    if isinstance(value, dict):
        known: Mapping[str, Schema] = schema.get("properties", {})
        first = {key: _ordered(value[key], known[key], defs) for key in known if key in value}
        return first | {key: one for key, one in value.items() if key not in known}
    if isinstance(value, list):
        items = schema.get("items") or {}
        return [_ordered(one, items, defs) for one in value]
    return value


def _meant(value: Any, schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    """The schema behind a reference, and of several the one that a value is of."""
    if "$ref" in schema:
        return _meant(value, defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        ways = [_meant(value, one, defs) for one in schema["anyOf"]]
        return next((one for one in ways if _is_of(value, one)), {})
    return schema


def _is_of(value: Any, schema: Schema) -> bool:
    """Whether a value has the fields of a schema, or is a list where it wants one."""
    if isinstance(value, dict):
        known: Mapping[str, Schema] = schema.get("properties", {})
        return set(value) <= set(known) and all(
            value.get(key) == part["const"] for key, part in known.items() if "const" in part
        )
    return isinstance(value, list) and schema.get("type") == "array"
