"""docs/tools.md: every tool with its arguments and what it gives, from the code."""

import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from types import ModuleType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from districtbot.tools.kit.wording import shown_number
from districtbot.tools.tool import KNOWN, Result, Tool, schema_of
from districtbot.tools.toolbox import toolbox

HEAD = """\
# Tools

What a language model calls in a chat, what an MCP client calls ([mcp.md](mcp.md)), and what a
program calls:

```python
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

desk = Desk.open("precincts.zip", seed=1, out="plans")
print(call(desk, toolbox(), "set_targets", {"districts": 7}).text)
```

Each call gives a sentence or several (`text`) and the same as data (`data`), whose fields stand
under *gives*. What is refused says what is wrong and what to do. Numbers carry their unit of
measure in the name; percentages go from 0 to 100; a field without a number is `null`. Fields
called `files` list what was written.

"""
MANY = 3
"""A part of so many results is described once."""
_WORDS = {
    "amount": "what the map counts",
    "column": "a column of the map",
    "contest": "a contest of the map",
    "county": "a county",
    "district": "a district of the plan",
    "group": "a group of the map",
    "place": "a county or town",
    "plan": "a plan",
    "region": "`county` or `municipality`",
    "term": "a measure",
    "unit": "a unit",
    "version": "a version",
}
_TYPES = {"integer": "whole number", "number": "number", "boolean": "true or false"}


def tools_page() -> str:
    """docs/tools.md."""
    parts = [HEAD]
    tools = toolbox(allow_code=True)
    for module, group in groupby(tools, key=lambda tool: inspect.getmodule(tool.act)):
        if module is not None:
            parts += [f"## {_title(module)}\n", *map(_tool, group)]
    parts.append("## Parts of several results\n")
    for part in _shared():
        first = (inspect.getdoc(part) or "").partition("\n")[0]
        parts += [f"### {part.__name__}\n", f"{first}\n", "\n".join(_fields(part)) + "\n"]
    return "\n".join(parts).rstrip() + "\n"


def _title(module: ModuleType) -> str:
    """What the module is about, without the word for its tools."""
    first = (module.__doc__ or module.__name__).strip().splitlines()[0].rstrip(".")
    bare = re.sub(r"^(?:The t|T)ools? (?:that |on |to )?", "", first)
    return bare[:1].upper() + bare[1:]


def _tool(tool: Tool) -> str:
    notes = [
        text
        for told, text in (
            (tool.changes, "May change the plan or the targets."),
            (tool.ends_turn, "The person speaks next."),
            (tool.name == "run_python", "Only where code is allowed (`--allow-code`)."),
        )
        if told
    ]
    lines = [f"### {tool.name}\n", " ".join([tool.summary, *notes]) + "\n"]
    schema = schema_of(tool)
    given = _kinds(tool)
    rows = [
        f"| `{name}` | {_cell(_kind(field, given.get(name), schema))} | {_default(field)} | "
        f"{_cell(_described(field))} |"
        for name, field in schema.get("properties", {}).items()
    ]
    if rows:
        lines += ["| argument | is | default | |", "|---|---|---|---|", *rows, ""]
    result = get_type_hints(tool.act)["return"]
    fields = list(_fields(result))
    if fields:
        lines += ["Gives:\n", *fields, ""]
    return "\n".join(lines)


def _kinds(tool: Tool) -> dict[str, str]:
    """Of what kind the names are that an argument takes."""
    raw = tool.arguments.model_json_schema()["properties"]
    found = {}
    for name, field in raw.items():
        known = re.search(rf'"{KNOWN}": "(\w+)"', json.dumps(field))
        if known and name != "targets":
            found[name] = known.group(1)
    return found


def _kind(field: dict[str, Any], known: str | None, schema: dict[str, Any]) -> str:
    """The type of an argument in words."""
    choices = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    said = []
    for one in choices:
        if "$ref" in one:
            meant = schema["$defs"][one["$ref"].rpartition("/")[2]]
            said.append(_kind(meant, known, schema))
        elif "enum" in one:
            said.append(", ".join(f"`{value}`" for value in one["enum"]))
        elif one.get("type") == "array":
            inner = one.get("items", {})
            listed = (
                "targets" if "oneOf" in inner or "$ref" in inner else _kind(inner, known, schema)
            )
            said.append(f"list: {'[targets](targets.md)' if listed == 'targets' else listed}")
        elif "%" in one.get("pattern", ""):
            said.append('text such as `"5%"`')
        else:
            word = _TYPES.get(one.get("type", ""), "text")
            said.append(_WORDS.get(known, word) if known and word == "text" else word + _span(one))
    return " or ".join(dict.fromkeys(said))


def _span(field: dict[str, Any]) -> str:
    """The limits of a number."""
    ends = (
        ("minimum", "at least"),
        ("exclusiveMinimum", "above"),
        ("maximum", "at most"),
        ("exclusiveMaximum", "below"),
    )
    said = [f"{word} {shown_number(field[key])}" for key, word in ends if key in field]
    return f", {', '.join(said)}" if said else ""


def _default(field: dict[str, Any]) -> str:
    if "default" not in field:
        return "must be given"
    default = field["default"]
    return "none" if default in (None, [], "") else f"`{json.dumps(default)}`"


def _described(field: dict[str, Any]) -> str:
    if field.get("description"):
        return str(field["description"])
    return next((one["description"] for one in field.get("anyOf", ()) if "description" in one), "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _fields(model: type[BaseModel], depth: int = 0) -> Iterator[str]:
    """A line for each field of a result, and for those of the results inside it."""
    said = _attributes(model)
    for name, field in model.model_fields.items():
        if name in Result.model_fields:
            continue
        yield f"{'  ' * depth}- `{name}`: {said.get(name, '')}".rstrip(": ")
        for part in _models_in(field.annotation):
            if part in _shared():
                yield f"{'  ' * (depth + 1)}- fields of [{part.__name__}](#{part.__name__.lower()})"
            else:
                yield from _fields(part, depth + 1)


@cache
def _shared() -> tuple[type[BaseModel], ...]:
    """Models that stand in the results of three tools or more."""
    found = Counter(
        part
        for tool in toolbox(allow_code=True)
        for field in get_type_hints(tool.act)["return"].model_fields.values()
        for part in set(_models_in(field.annotation))
    )
    return tuple(part for part, times in found.items() if times >= MANY)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """What the docstring of a model says of each field."""
    text = (inspect.getdoc(model) or "").partition("Attributes:\n")[2]
    pairs = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", text, flags=re.MULTILINE)
    return {
        name: re.sub(r"\s+", " ", words).replace("``", "`").replace("`None`", "`null`")
        for name, words in pairs
    }
