"""Tool schemas for readers that no grammar holds: long lists of names would only cost tokens."""

from typing import Any

MOST_NAMES = 60
"""Longer lists of names are left out; what is named wrong is told with what is near."""


def slim(schema: Any, most: int = MOST_NAMES) -> Any:
    """A JSON schema without its long lists of names, and without words that say nothing.

    Args:
        schema: The schema, or a part of one.
        most: The longest ``enum`` that is kept.
    """
    if isinstance(schema, list):
        return [slim(part, most) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: slim(part, most) for name, part in value.items()}
        elif key == "description" and str(value).startswith("Arguments of `"):
            continue
        elif key != "enum" or len(value) <= most:
            kept[key] = value if key in ("enum", "default", "const") else slim(value, most)
    return kept
