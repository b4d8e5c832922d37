"""What numbers and names of a line point at: the message, or what was asked and done before."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from districtbot.agent.models.mini.numbers import Number
from districtbot.agent.models.mini.reading import Reading
from districtbot.agent.models.mini.slots import Fill
from districtbot.agent.models.mini.spans import NameKind

MOST_BEFORE = 24
"""Numbers, and names, of what was before that can be pointed at."""


@dataclass(slots=True)
class Before:
    """What numbers and names stand in the words about the desk, in order.

    Attributes:
        numbers: What ``<c1>``, ``<c2>``... stand for: shares from 0 to 1, else as they are.
        of: What field each number was of (`ways.number_of`).
        names: What ``<x1>``, ``<x2>``... stand for.
        fills: What each name filled.
    """

    numbers: list[float] = field(default_factory=list)
    of: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    fills: list[set[Fill]] = field(default_factory=list)

    def number(self, value: float, of: str = "") -> str:
        """A mark for one more number and what it was asked of; empty where there are too many."""
        if len(self.numbers) >= MOST_BEFORE:
            return ""
        self.numbers.append(value)
        self.of.append(of)
        return f"<c{len(self.numbers)}>"

    def name(self, value: str, fill: Fill) -> str:
        """A mark for one more name and what it fills; a known one keeps its mark."""
        if value in self.names:
            place = self.names.index(value)
            self.fills[place].add(fill)
            return f"<x{place + 1}>"
        if len(self.names) >= MOST_BEFORE:
            return ""
        self.names.append(value)
        self.fills.append({fill})
        return f"<x{len(self.names)}>"

    def fitting(self, fill: Fill) -> Iterator[str]:
        """The marks of names that a field can take."""
        for place, fills in enumerate(self.fills):
            if fills & _FITTING.get(fill, fills):
                yield f"<x{place + 1}>"


_FITTING: dict[Fill, set[Fill]] = {
    "places": {"places", "amount"},
    "plan": {"plan", "version", "column"},
    "version": {"version", "plan"},
    "column": {"column", "plan", "amount"},
    "contest": {"contest", "amount"},
    "amount": {"amount", "contest", "column", "places"},
}
"""What a name may have filled before, to fill a field now; other fields take any."""


_KINDS: dict[Fill, tuple[NameKind, ...]] = {
    "places": ("county", "town", "unit", "place"),
    "plan": ("plan", "file", "version", "column"),
    "version": ("version", "plan"),
    "column": ("column", "plan"),
}
"""What kinds of names of the message can fill a field; other fields take any."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """All that a line can point at.

    Attributes:
        reading: The message.
        before: What was asked and done before.
        districts: Number of districts asked for so far; ``None`` for none.
        existing: Districts of the only plan column of the map; ``None`` where there is not one.
        people: People of the whole map.
        n_regions: Counties and municipalities of the map; 0 where it does not say.
        contests: The contests of the map.
        plans: Its plan columns.
        versions: The versions that there are, by number.
        groups: The groups that it counts among the people that shares are of.
    """

    reading: Reading
    before: Before
    districts: int | None
    existing: int | None
    people: float
    n_regions: dict[str, int]
    contests: Sequence[str]
    plans: Sequence[str]
    versions: Sequence[int]
    groups: Sequence[str]

    def fitting(self, fill: Fill) -> Iterator[str]:
        """The marks of names of the message that a field can take."""
        kinds = _KINDS.get(fill, ())
        for place, one in enumerate(self.reading.names, 1):
            if not kinds or one.kind in kinds:
                yield f"<p{place}>"


def as_filled(number: Number, fill: Fill) -> float | None:
    """A number of the message as what a field takes; ``None`` where it cannot be that.

    Args:
        number: The number.
        fill: What the field takes; shares and scores come as 0 to 1.
    """
    if fill in ("share", "score"):
        if number.unit == "percent" or (number.unit == "count" and number.value > 1):
            return number.value / 100 if number.value <= 100 else None
        return number.value if number.value <= 1 and number.unit != "ordinal" else None
    if number.unit in ("percent", "part"):
        return None
    whole = float(number.value).is_integer()
    return number.value if whole else None


CHANGES = ("less1", "plus1", "rest", "half", "double", "from_half")
"""What can be done to a number that is pointed at."""
CHANGES_OF_BEFORE = ("less1", "plus1", "half", "double")
"""What is done to numbers of before."""
CHANGES_OF_SHARES = ("rest", "half", "from_half")
CHANGES_OF_COUNTS = ("less1", "plus1", "rest")
"""What is done to numbers of the message."""


def changed(value: float, how: str, fill: Fill, whole: float | None) -> float | None:
    """A number one less or more, halved, doubled, what is left of a whole, or away from a half.

    Args:
        value: The number; shares from 0 to 1.
        how: One of `CHANGES`.
        fill: What the field takes.
        whole: What there is of it in all; ``None`` where that is not known.
    """
    is_share = fill in ("share", "score")
    match how:
        case "less1" if not is_share and value >= 1:
            return value - 1
        case "plus1" if not is_share:
            return value + 1
        case "half":
            half = value / 2
            return half if is_share or half.is_integer() else None
        case "double":
            return value * 2 if not is_share or value <= 0.5 else None
        case "rest" if whole is not None and value <= whole:
            return whole - value
        case "from_half" if is_share:
            return abs(value - 0.5)
    return None


def part_of(number: Number, whole: float, *, rounded_up: bool = True) -> float:
    """A part of a whole as a whole number: at least so many if rounded up, else at most."""
    share = number.value / 100 if number.unit == "percent" else number.value
    part = round(share * whole, 6)
    return float(math.ceil(part) if rounded_up else math.floor(part))


def minority_of(groups: Sequence[str]) -> list[str]:
    """The groups that people of color are in: the map's own group, or all but white ones."""
    if "minority" in groups:
        return ["minority"]
    return [key for key in groups if key.removesuffix("_any") != "white"]
