"""A toolbox in few words: what a small model reads of the tools it may call.

For example ``set_targets(districts?: int, targets?: [{measure: cut_edges(at_most) |
seats(party: dem|rep, at_least?), wished?}]) Set or change targets.`` A question mark stands behind
what may be left out, two brackets behind a list. Objects that differ by what one field holds are
written behind its values, with what they have in common once at the end. Choices are listed where
they are words of the program, in small letters; names, such as ``Ada`` or ``7``, are left out (the
grammar knows them), as are limits and what a field holds when it is not given. So the text does
not change when names on the desk do, and a model that has read it once need not read it again.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MOST_SHOWN = 10
"""Choices with more values than these are not listed."""
MOST_LETTERS = 120
"""Letters of what a tool or a kind of object is said to do."""
KNOWN = "x-known"
"""Key under which a schema may say of what kind the names are that it takes."""

_WORD = re.compile(r"[a-z]+([ _-][a-z]+)*")
_TYPES = {"integer": "int", "number": "number", "string": "text", "boolean": "bool"}


def signature(name: str, summary: str, schema: Mapping[str, Any]) -> str:
    """One tool on one line.

    Args:
        name: Of the tool.
        summary: What it does.
        schema: JSON schema of its arguments.
    """
    defs = schema.get("$defs", {})
    words = " ".join(summary.split())[:MOST_LETTERS]
    return f"{name}({_fields(schema, defs)}) {words}".rstrip()


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any], *, plain: bool = False) -> str:
    """The fields of an object, those that may be left out with a question mark.

    Args:
        schema: Of the object.
        defs: What references lead to.
        plain: Whether to leave out that a field is a number, a text or yes and no.
    """
    bare = {"any", "text", *(("number | text", *_TYPES.values()) if plain else ())}
    required = schema.get("required", ())
    parts = []
    for name, part in schema.get("properties", {}).items():
        kind = _kind(part, defs)
        mark = "" if name in required else "?"
        if kind == "text[]":
            parts.append(f"{name}[]{mark}")
        else:
            parts.append(f"{name}{mark}" if kind in bare else f"{name}{mark}: {kind}")
    return ", ".join(parts)


def _kind(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int = 0) -> str:
    """What a value may be, in few letters."""
    if depth > 8:
        return "any"
    if "$ref" in schema:
        return _kind(defs.get(str(schema["$ref"]).rpartition("/")[2], {}), defs, depth + 1)
    if KNOWN in schema:
        listed = schema.get("type") == "array"
        return f"{schema[KNOWN]}[]" if listed else str(schema[KNOWN])
    if "const" in schema:
        return _shown(schema["const"])
    if "enum" in schema:
        return _choice(schema["enum"])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _union(schema[key], defs, depth)
    return _typed(schema, defs, depth)


def _typed(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int) -> str:
    """A schema that names a type."""
    kind = schema.get("type")
    if kind == "array":
        item = _kind(schema.get("items") or {}, defs, depth + 1)
        return f"{item}[]" if item.isalpha() else f"[{item}]"
    if kind == "object" and schema.get("properties"):
        return _object(schema, defs)
    if kind == "object":
        return "{name: value}"
    return _TYPES.get(str(kind), "any")


def _object(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    """An object: ``{kind: cut_edges, at_most: int}``."""
    return f"{{{_fields(schema, defs)}}}"


def _resolved(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a reference leads to."""
    for _ in range(8):
        if "$ref" not in schema:
            break
        schema = defs.get(str(schema["$ref"]).rpartition("/")[2], {})
    return schema


def _told_apart(objects: Sequence[Mapping[str, Any]]) -> str | None:
    """The field by whose one value objects are told apart, if there is one."""
    if len(objects) < 2 or not all(one.get("properties") for one in objects):
        return None
    for name in objects[0]["properties"]:
        values = [one["properties"].get(name, {}).get("const") for one in objects]
        if None not in values and len(set(map(str, values))) == len(values):
            return str(name)
    return None


def _variants(objects: Sequence[Mapping[str, Any]], name: str, defs: Mapping[str, Any]) -> str:
    """Objects told apart by a field, what they have in common once."""
    shared = [
        key
        for key, part in objects[0]["properties"].items()
        if all(one["properties"].get(key) == part for one in objects)
    ]
    alike: dict[str, list[str]] = {}
    for one in objects:
        own = {k: v for k, v in one["properties"].items() if k != name and k not in shared}
        inside = _fields({**one, "properties": own}, defs, plain=True)
        alike.setdefault(inside, []).append(_shown(one["properties"][name]["const"]))
    ways = [
        f"{'/'.join(values)}({inside})" if inside else "/".join(values)
        for inside, values in alike.items()
    ]
    common = {key: objects[0]["properties"][key] for key in shared}
    tail = _fields({**objects[0], "properties": common}, defs, plain=True)
    return f"{{{name}: {' | '.join(ways)}{', ' if tail else ''}{tail}}}"


def _union(choices: Iterable[Mapping[str, Any]], defs: Mapping[str, Any], depth: int) -> str:
    """One of several kinds; that it may be nothing is left out."""
    choices = list(choices)
    objects = [_resolved(one, defs) for one in choices]
    name = _told_apart(objects)
    if name is not None:
        return _variants(objects, name, defs)
    kinds = [_kind(one, defs, depth + 1) for one in choices if one.get("type") != "null"]
    return " | ".join(dict.fromkeys(kinds)) or "any"


def _choice(values: Iterable[Any]) -> str:
    """One of several values: listed if they are few words of the program."""
    listed = list(values)
    few = len(listed) <= MOST_SHOWN
    if not (few and all(not isinstance(one, str) or _WORD.fullmatch(one) for one in listed)):
        return _TYPES["string"]
    return "|".join(_shown(value) for value in listed)


def _shown(value: Any) -> str:
    """A value as it stands in a call; a plain word without quotes."""
    plain = isinstance(value, str) and value.replace("_", "").replace("-", "").isalnum()
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
