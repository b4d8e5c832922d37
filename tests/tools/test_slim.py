"""Schemas without long lists."""

from districtbot.tools.slim import slim


def test_long_lists_go_and_all_else_stays() -> None:
    schema = {
        "type": "object",
        "description": "Arguments of `x`.",
        "properties": {
            "enum": {"type": "string", "enum": ["a", "b"], "description": "a name"},
            "unit": {"anyOf": [{"type": "string", "enum": list("abcdef")}, {"type": "null"}]},
            "list": {"type": "array", "items": {"type": "string", "enum": list("abcdef")}},
            "description": {"type": "string", "default": {"enum": list("abcdef")}},
        },
        "$defs": {"x": {"enum": list("abcdefg")}},
    }
    found = slim(schema, most=3)
    assert found == {
        "type": "object",
        "properties": {
            "enum": {"type": "string", "enum": ["a", "b"], "description": "a name"},
            "unit": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "list": {"type": "array", "items": {"type": "string"}},
            "description": {"type": "string", "default": {"enum": list("abcdef")}},
        },
        "$defs": {"x": {}},
    }
    assert slim(schema, most=9)["$defs"] == schema["$defs"]
