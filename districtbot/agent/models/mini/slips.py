"""Numbers that the person took back at once: "6 districts, or rather 7"."""

import re

_TAKEN_BACK = re.compile(
    r"<n(?P<old>\d+)>(?P<said>[^\s<]+)[^<.;]{1,24}?\b(?:or rather|sorry|excuse me|i mean|make that|"
    r"correction|scratch that|oops|whoops|pardon)\b[^<.;\n]{0,16}?<n(?P<new>\d+)>(?P<meant>[^\s<]+)"
)
_KIND = re.compile(r"%|th$")


def taken_back(text: str) -> dict[int, int]:
    """Which numbers of a message another one was put in the place of.

    Args:
        text: The message as the model reads it, its numbers marked.

    Returns:
        The place of the number that is meant, by that of the one said first, from 0. A percentage
        can be put right by a bare number.
    """
    found = {}
    for slip in _TAKEN_BACK.finditer(text):
        old, new = (_KIND.findall(slip[part]) for part in ("said", "meant"))
        if old == new or (old == ["%"] and not new):
            found[int(slip["old"]) - 1] = int(slip["new"]) - 1
    return found
