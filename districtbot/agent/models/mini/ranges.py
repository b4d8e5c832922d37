"""Ranges of seats: "between 18 and 21", "2 to 3", of which a line may name one end only."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from districtbot.agent.models.mini.lines import Calls
from districtbot.agent.models.mini.reading import Reading

_RANGE = re.compile(
    r"(?P<from>\bfrom\s)?<n(?P<low>\d+)>[^\s<]+\s?(?:(?:to|-|through)\s?|(?P<or>or\s))<n(?P<high>\d+)>"
    r"|\bbetween\s<n(?P<least>\d+)>[^\s<]+\sand\s<n(?P<most>\d+)>"
)


def with_ranges(reading: Reading, calls: Calls) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Calls whose seats lie in a range where the message gives one.

    A pair that adds up to the number of districts may be how two parties share them, and one with
    "from" a change; both stay as they are.

    Args:
        reading: The message.
        calls: What it was understood as.
    """
    ranges = list(_ranges(reading))
    n_districts = {args.get("districts") for _, args in calls}
    kept = [(low, high) for low, high in ranges if low + high not in n_districts]
    found = []
    for name, args in calls:
        targets = [_ranged(one, kept) for one in args.get("targets") or ()]
        found.append((name, {**args, **({"targets": targets} if targets else {})}))
    return tuple(found)


def _ranges(reading: Reading) -> Iterator[tuple[float, float]]:
    """Ranges of counts in a message."""
    for found in _RANGE.finditer(reading.text):
        places = [int(one) - 1 for one in found.group("low", "high", "least", "most") if one]
        low, high = (reading.numbers[at] for at in places)
        are_counts = low.unit == high.unit == "count" and low.value < high.value
        far_apart = found["or"] and high.value > low.value + 1
        if are_counts and not far_apart and not found["from"]:
            yield low.value, high.value


def _ranged(target: Mapping[str, Any], ranges: list[tuple[float, float]]) -> dict[str, Any]:
    """A target for seats with both ends of the range that it has one end of."""
    said = {key: target[key] for key in ("at_least", "at_most", "equal") if key in target}
    for low, high in ranges if target.get("measure") == "seats" else ():
        if said in ({"equal": low}, {"at_least": low}, {"at_most": high}, {"equal": high}):
            rest = {key: one for key, one in target.items() if key not in said}
            return {**rest, "at_least": int(low), "at_most": int(high)}
    return dict(target)
