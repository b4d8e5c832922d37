"""The ways in which a line can say a number: pointed at, or worked out from what is pointed at."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from districtbot.agent.models.mini.numbers import Unit
from districtbot.agent.models.mini.pointing import (
    CHANGES_OF_BEFORE,
    CHANGES_OF_COUNTS,
    CHANGES_OF_SHARES,
    Pointed,
    as_filled,
    changed,
    part_of,
)
from districtbot.agent.models.mini.slots import Fill, Slot

CLOSE = 1e-9
"""Numbers this near are the same."""
OF_DISTRICTS = ("districts_at_least", "at_least", "at_most", "equal")
"""Fields that count districts, where they count."""
_COUNT_DISTRICTS = ("group_share", "seats", "competitive")
"""Measures whose counts are of districts."""
_COUNTS: tuple[Unit, ...] = ("count", "decimal")
_LIKELY: dict[Fill, tuple[Unit, ...]] = {
    "share": ("percent", "part"),
    "score": ("decimal", "percent"),
    "count": _COUNTS,
    "district": (*_COUNTS, "ordinal"),
    "version": (*_COUNTS, "ordinal"),
}
"""What numbers for a field mostly look like."""

Symbols = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The numbers of a message that were said of what a field is about.

    Attributes:
        may: Their places.
        must: Those of them of which one at least is meant.
    """

    may: frozenset[int]
    must: frozenset[int] = frozenset()


OwnFn = Callable[[int, int | None, str], Own | None]
"""What numbers are a field's own, by the places of its call and its target, and its name; ``None``
where that is not known."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number that a line is to say.

    Attributes:
        value: The number; shares from 0 to 1.
        slot: The field.
        measure: Of the target that the field is of; empty where it is of none.
        whole: What there is in all of what it counts; ``None`` where that is not known.
        districts: Number of districts; ``None`` where it is not known.
    """

    value: float
    slot: Slot
    measure: str
    whole: float | None
    districts: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """How a number is said.

    Attributes:
        symbols: The symbols.
        unsure: Whether another way is as good, which says something else of other numbers.
    """

    symbols: Symbols
    unsure: bool


def parts_of_all(districts: int) -> Iterator[tuple[str, int]]:
    """Symbols for parts of the districts that need no number, and how many districts each is."""
    if districts:
        yield "[all]", districts
        yield "[majority]", districts // 2 + 1
    if districts and districts % 2 == 0:
        yield "[half_of_all]", districts // 2


FEWEST_PEOPLE = 50
"""Of a district, that somebody says how many people each shall have."""


def districts_of(people: float, total: float) -> int | None:
    """Districts of so many people each; ``None`` where it is no number of people."""
    return round(total / people) if FEWEST_PEOPLE <= people <= total else None


def number_of(slot: Slot, measure: str = "") -> str:
    """What a number in a field is: ``districts``, ``version``, ``competitive share``...

    Args:
        slot: The field.
        measure: Of the target that it is a field of; empty for a tool's own.
    """
    if measure:
        return f"{measure} {slot.fill}"
    if slot.name == "districts":
        return slot.name
    return "version" if slot.fill == "plan" or slot.name == "version" else slot.fill


def found_way(wanted: Wanted, at: Pointed, used: set[int], own: Own | None) -> Way | None:
    """The plainest way to say a number; ``None`` where it is nowhere said.

    Args:
        wanted: The number.
        at: What can be pointed at.
        used: Places of the numbers that a line points at already.
        own: The numbers that were said of it; any, where that is not known.
    """
    ways = [(kind, found) for kind, found in _Ways(wanted, at, used, own).all() if found]
    if not ways:
        return None
    (kind, found), kinds = ways[0], {kind for kind, _ in ways}
    several = len(found) > 1 and own is None and kind not in ("again", "before", "changed before")
    unsure = several or len({one[1:] for one in found}) > 1 or (kind == "all" and len(found) > 1)
    if kind == "said otherwise":
        unsure |= bool(_WORKED_OUT & kinds)
    if kind == "before" and own is None:
        unsure |= bool({"changed", "span"} & kinds)
    if kind == "said" and own is not None and wanted.measure == "region_splits":
        unsure |= _left_as_much(found[0], ways)
    if kind in _WORKED_OUT and ("all", [("[majority]",)]) in ways:
        unsure = True
    return Way(found[0], unsure)


_WORKED_OUT = {"changed", "span", "part"}


def _left_as_much(symbols: Symbols, ways: Sequence[tuple[str, list[Symbols]]]) -> bool:
    """Whether as much is left of the whole as a number says: nothing tells which is meant."""
    return any((*symbols, "[rest]") in found for kind, found in ways if kind == "changed")


@dataclass(frozen=True, slots=True)
class _Ways:
    """All ways to say a number; versions are only called by their numbers, never worked out."""

    wanted: Wanted
    at: Pointed
    used: set[int]
    own: Own | None

    def all(self) -> Iterator[tuple[str, list[Symbols]]]:
        """Kinds of ways, the plainest first; those of one kind are as good as each other.

        Where it is known which numbers were said of it, none of before comes first. Where not, it
        is no majority if it can be anything else.
        """
        yield from self.said()
        parts = self.of_all()
        if self.own is None:
            yield "all", [one for one in parts if one == ("[all]",)]
            yield "again", _same(self.numbers, self.wanted.value, "n")
            yield from self.of_before()
            yield from self.worked_out()
            yield "added", list(self.added())
            yield "all", parts
            yield "sized", list(self.sized())
            return
        yield "again", _same(self.numbers, self.wanted.value, "n")
        yield from self.worked_out()
        yield "all", parts
        yield from self.of_before()
        yield "added", list(self.added())

    def said(self) -> Iterator[tuple[str, list[Symbols]]]:
        """As it is said."""
        said = _same(self.likely, self.wanted.value, "n")
        yield "said", said
        yield "said otherwise", [] if said else _same(self.fresh, self.wanted.value, "n")

    def of_all(self) -> list[Symbols]:
        """As a part of the districts that needs no number."""
        wanted = self.wanted
        if wanted.slot.name not in OF_DISTRICTS or wanted.measure not in _COUNT_DISTRICTS:
            return []
        parts = parts_of_all(wanted.districts or 0)
        return [(symbol,) for symbol, n in parts if n == wanted.value]

    def of_before(self) -> Iterator[tuple[str, list[Symbols]]]:
        """What was asked before of the same, or that changed."""
        value, before = self.wanted.value, self.before
        yield "before", _same(before, value, "c")
        if number_of(self.wanted.slot) != "version":
            yield "changed before", list(self.changed(before, "c", CHANGES_OF_BEFORE))

    def worked_out(self) -> Iterator[tuple[str, list[Symbols]]]:
        """Worked out from what is said."""
        if number_of(self.wanted.slot) == "version":
            return
        is_share = self.wanted.slot.fill in ("share", "score")
        changes = CHANGES_OF_SHARES if is_share else CHANGES_OF_COUNTS
        yield "span", list(self.spans())
        yield "changed", list(self.changed(self.likely, "n", changes))
        if self.wanted.whole and self.wanted.slot.name in OF_DISTRICTS:
            yield "part", list(self.parts(self.wanted.whole))

    @property
    def numbers(self) -> list[tuple[int, float]]:
        """Numbers of the message as the field takes them, with their places."""
        found = []
        for place, number in enumerate(self.at.reading.numbers):
            value = as_filled(number, self.wanted.slot.fill)
            if value is not None and self.may_be(place):
                found.append((place, value))
        return found

    @property
    def likely(self) -> list[tuple[int, float]]:
        """Those that look like numbers for the field and are not pointed at yet."""
        slot, numbers = self.wanted.slot, self.at.reading.numbers
        looks = _LIKELY["district" if slot.name == "district" else slot.fill]
        return [one for one in self.fresh if numbers[one[0]].unit in looks]

    @property
    def fresh(self) -> list[tuple[int, float]]:
        """Those that are not pointed at yet."""
        return [one for one in self.numbers if one[0] not in self.used]

    @property
    def before(self) -> list[tuple[int, float]]:
        """Numbers of before that were of such a field."""
        before, wanted = self.at.before, number_of(self.wanted.slot, self.wanted.measure)
        return [one for one in enumerate(before.numbers) if before.of[one[0]] == wanted]

    def may_be(self, place: int) -> bool:
        """Whether a number of the message may be meant."""
        is_own = self.own is None or place in self.own.may
        return is_own and place not in self.at.reading.taken_back

    def spans(self) -> Iterator[Symbols]:
        """Two numbers of which half the way between them is a value."""
        for (i, low), (j, high) in itertools.pairwise(self.fresh):
            if _near(abs(high - low) / 2, self.wanted.value):
                yield (f"<n{i + 1}>", "[span]", f"<n{j + 1}>")

    def sized(self) -> Iterator[Symbols]:
        """Districts: as many as there are now, or so that each has so many people."""
        wanted = self.wanted
        if wanted.slot.name != "districts":
            return
        for place, people in self.fresh:
            if districts_of(people, self.at.people) == wanted.value:
                yield (f"<n{place + 1}>", "[each]")
        if self.at.existing == wanted.value:
            yield ("[as_existing]",)

    def added(self) -> Iterator[Symbols]:
        """Numbers of before and of the message that add up to a value."""
        for i, old in self.before:
            for j, more in self.fresh:
                for sign, result in (("plus", old + more), ("minus", old - more)):
                    if _near(result, self.wanted.value):
                        yield (f"<c{i + 1}>", f"[{sign}]", f"<n{j + 1}>")

    def changed(
        self, numbers: Sequence[tuple[int, float]], kind: str, changes: Sequence[str]
    ) -> Iterator[Symbols]:
        """Numbers that give a value once they are changed."""
        for how in changes:
            for place, number in numbers:
                other = changed(number, how, self.wanted.slot.fill, self.wanted.whole)
                if other is not None and _near(other, self.wanted.value):
                    yield (f"<{kind}{place + 1}>", f"[{how}]")

    def parts(self, whole: float) -> Iterator[Symbols]:
        """Parts of a whole that are a value, or that leave it: of a half it is the same."""
        value, is_most = self.wanted.value, self.wanted.slot.name == "at_most"
        for place, number in enumerate(self.at.reading.numbers):
            is_free = self.may_be(place) and place not in self.used
            if number.unit in ("part", "percent") and is_free:
                if _near(part_of(number, whole, rounded_up=not is_most), value):
                    yield (f"<n{place + 1}>", "[of_all]")
                elif _near(whole - part_of(number, whole), value):
                    yield (f"<n{place + 1}>", "[of_all]", "[rest]")


def _same(numbers: Sequence[tuple[int, float]], value: float, kind: str) -> list[Symbols]:
    """Numbers that are a value itself."""
    return [(f"<{kind}{i + 1}>",) for i, number in numbers if _near(number, value)]


def _near(one: float, other: float) -> bool:
    return abs(one - other) < CLOSE
