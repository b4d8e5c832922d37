"""JSON schemas of tools, reduced to what a grammar can hold and what a token may cost."""

from collections.abc import Mapping
from typing import Any

MOST_LETTERS = 400
"""Letters of a text argument whose schema names no limit."""
MOST_ITEMS = 64
"""Items of a list argument whose schema names no limit."""
LARGEST = 10**12
"""Size of a number whose schema names no limit."""
SMALLEST_STEP = 0.000001
"""Numbers are written with six decimals at most, so that one cannot go on for ever."""

_ALSO_SAID = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
"""What pydantic writes for limits that stand behind a validator of its own."""

_KEPT = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "array": ("minItems", "maxItems"),
}


def reduced(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the keywords that decide about form, and a limit on everything.

    What is said in words, defaults and rules that only a check of the value can hold are left
    out; a choice of several becomes ``anyOf``. References stay, with what they refer to.

    Args:
        schema: As pydantic makes it.
    """
    kept = _reduced(schema)
    if "$defs" in schema:
        kept["$defs"] = {name: _reduced(part) for name, part in schema["$defs"].items()}
    return kept


def _reduced(schema: Mapping[str, Any] | bool) -> dict[str, Any]:
    if isinstance(schema, bool):
        return {}
    for key in ("$ref", "const", "enum"):
        if key in schema:
            return {key: schema[key]}
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return {"anyOf": [_reduced(one) for one in schema[key]]}
    if "allOf" in schema:
        parts = [_reduced(one) for one in schema["allOf"]]
        return parts[0] if len(parts) == 1 else {"allOf": parts}
    kind = schema.get("type")
    if isinstance(kind, list):
        return {"anyOf": [_of_kind(one, schema) for one in kind]}
    return _of_kind(kind, schema)


def _of_kind(kind: str | None, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of one type."""
    schema = {_ALSO_SAID.get(key, key): value for key, value in schema.items()}
    kept: dict[str, Any] = {} if kind is None else {"type": kind}
    kept |= {key: schema[key] for key in _KEPT.get(kind or "", ()) if key in schema}
    match kind:
        case "string" if "pattern" not in kept:
            kept.setdefault("maxLength", MOST_LETTERS)
        case "integer" | "number":
            kept |= _limits(kept)
            if kind == "number":
                kept["multipleOf"] = SMALLEST_STEP
        case "array":
            kept |= _items(schema)
            kept.setdefault("maxItems", MOST_ITEMS)
        case "object":
            kept |= _fields(schema)
    return kept


def _limits(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The limits that a number lacks."""
    missing: dict[str, Any] = {}
    if "minimum" not in kept and "exclusiveMinimum" not in kept:
        missing["minimum"] = -LARGEST
    if "maximum" not in kept and "exclusiveMaximum" not in kept:
        missing["maximum"] = LARGEST
    return missing


def _items(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a list holds: items of one kind, or one after another."""
    limits = {"minLength": "minItems", "maxLength": "maxItems"}
    kept: dict[str, Any] = {limits[key]: schema[key] for key in limits if key in schema}
    if "prefixItems" in schema:
        kept["prefixItems"] = [_reduced(one) for one in schema["prefixItems"]]
        kept["items"] = False
    if isinstance(schema.get("items"), Mapping):
        kept["items"] = _reduced(schema["items"])
    return kept


def _fields(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an object; others are refused unless the schema speaks of them.

    A field with one possible value says what kind of object it is: it comes first, and always.
    """
    given: Mapping[str, Any] = schema.get("properties", {})
    first = [name for name, part in given.items() if "const" in part]
    properties = {name: _reduced(given[name]) for name in dict.fromkeys((*first, *given))}
    kept: dict[str, Any] = {"properties": properties, "additionalProperties": False}
    required = list(dict.fromkeys((*first, *schema.get("required", ()))))
    if required:
        kept["required"] = required
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping):
        kept["additionalProperties"] = _reduced(others)
    return kept
