"""Values of JSON and of tables as the text of ids and districts."""

from typing import Any

from districtbot.ground.errors import AskError


def text_of(value: Any, source: str) -> str:
    """A district or id as text: whole numbers without a point, nothing as empty.

    Raises:
        AskError: If it is a list, an object or a truth value.
    """
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise AskError(
            f"{source} has {str(value)[:40]!r} where a district belongs.",
            "Give each unit a number or a name.",
        )
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
