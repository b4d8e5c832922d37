"""Whether a sentence has remains of a call in it, written as no tool can be called."""

import re
from collections.abc import Collection

_TAG = re.compile(
    r"</?\|?(?:tool|tools|tool_?calls?|function|functions|function_?calls?|invoke|call|parameters?"
    r"|arguments?|args|python_?tag|antml:\w+|action|action_input)\b[^<>\n]*>"
    r"|\[/?(?:TOOL_CALLS|AVAILABLE_TOOLS|TOOL_RESULTS|tool_call)\]",
    re.IGNORECASE,
)
_INPUT = re.compile(r"^\s*Action(?: Input)?:\s", re.MULTILINE)


def has_markup(sentence: str, names: Collection[str]) -> bool:
    """Whether a sentence holds marks of a call, or a tool's name with an open bracket behind it.

    A plural in brackets, as in ``move(s)``, is none.

    Args:
        sentence: A sentence of an answer.
        names: The tools.
    """
    if _TAG.search(sentence) or _INPUT.search(sentence):
        return True
    if not names:
        return False
    any_name = "|".join(map(re.escape, sorted(names)))
    return re.search(rf"\b(?:{any_name})\((?!e?s\)|e?d\))", sentence) is not None
