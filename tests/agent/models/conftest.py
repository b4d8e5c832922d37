"""Models and tools that the tests of text models share."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """``tests/agent/models/tiny.py``: tiny models made on the spot."""
    name = "districtbot_test_tiny"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "tiny.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("tiny.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def tiny_folder(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaMA of two layers with random weights, as transformers saves it."""
    for library in ("torch", "transformers", "sentencepiece"):
        pytest.importorskip(library)
    folder: Path = tiny.llama_folder(tmp_path_factory.mktemp("tiny") / "llama")
    return folder


@pytest.fixture(scope="session")
def tools() -> list[dict[str, Any]]:
    """Three tools as OpenAI-style objects, one of them with targets of several kinds."""
    cut = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "measure": {"const": "cut_edges", "default": "cut_edges", "type": "string"},
            "at_most": {"type": "integer", "minimum": 0},
            "wished": {"type": "boolean", "default": False},
        },
        "required": ["at_most"],
    }
    even = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "measure": {"const": "population_deviation", "type": "string"},
            "at_most": {"type": "number", "ge": 0, "lt": 1},
            "wished": {"type": "boolean", "default": False},
        },
        "required": ["at_most"],
    }
    target = {"oneOf": [{"$ref": "#/$defs/Cut"}, {"$ref": "#/$defs/Even"}]}
    targets = {"type": "array", "items": target, "maxItems": 3}
    return [
        tool(
            "set_targets",
            "Set or change targets.",
            {"districts": {"type": "integer", "minimum": 2, "maximum": 60}, "targets": targets},
            required=["districts"],
            defs={"Cut": cut, "Even": even},
        ),
        tool(
            "move",
            "Move a county to a district.",
            {
                "county": {"type": "string", "enum": ["Ada", 'Bay "South"', "Doña Ana"]},
                "to": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
            },
            required=["county"],
        ),
        tool("undo", "Undo the last change.", {}),
    ]


def tool(
    name: str,
    description: str,
    properties: dict[str, Any],
    *,
    required: list[str] | None = None,
    defs: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An OpenAI-style tool."""
    parameters: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if required:
        parameters["required"] = required
    if defs:
        parameters["$defs"] = defs
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}
