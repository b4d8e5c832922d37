"""Every tool says what it does, what it takes and what it gives."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from districtbot.tools.tool import Result, Tool, schema_of
from districtbot.tools.toolbox import toolbox

TOOLS = toolbox(allow_code=True)
each = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
ONE_NAME = {"against": "other", "limit": "seconds", "count": "top", "label": "name"}
"""Words that arguments are not called, and what they are called instead."""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models(field.annotation)
    for part in get_args(annotation):
        yield from _models(part)


def test_names_are_different() -> None:
    names = [tool.name for tool in TOOLS]
    assert len(set(names)) == len(names) > 30
    assert set(names) - {tool.name for tool in toolbox()} == {"run_python"}


@each
def test_a_tool_says_what_it_does_and_takes(tool: Tool) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", tool.name)
    assert re.fullmatch(r"[A-Z][^\n]{8,110}[.?]", tool.summary)
    for name, field in schema_of(tool).get("properties", {}).items():
        said = [field, *field.get("anyOf", ())]
        assert any(one.get("description") for one in said), name
        assert name not in ONE_NAME


@each
def test_every_field_of_a_result_is_described(tool: Tool) -> None:
    result = get_type_hints(tool.act)["return"]
    assert issubclass(result, Result)
    for model in _models(result):
        told = inspect.getdoc(model) or ""
        for name in model.model_fields:
            assert name in Result.model_fields or f"    {name}: " in told, f"{model}.{name}"
