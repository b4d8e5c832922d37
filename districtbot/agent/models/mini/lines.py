"""Calls as `mini` writes them: one short line, in which all that was said is pointed at.

A line is a row of symbols: a tool, its fields, for ``set_targets`` then measures with theirs.
Numbers and names are pointers into the message or into what was before; only what nobody said is
written out:

    [set_targets] [districts] <n1> [population_deviation] [at_most] <n2> [propose_plan]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from districtbot.agent.models.mini.pointing import Pointed, minority_of
from districtbot.agent.models.mini.slots import GROUPS, MEASURES, PEOPLE, TOOLS, Slot
from districtbot.agent.models.mini.ways import OF_DISTRICTS, OwnFn, Wanted, found_way
from districtbot.geo.gazetteer import folded, without_kind

Calls = Sequence[tuple[str, Mapping[str, Any]]]
"""Tools with their arguments."""


class CannotSay(ValueError):  # noqa: N818 - what happened, not what went wrong
    """Calls that no line says, or a line that says no calls."""


@dataclass(slots=True)
class _Writer:
    """Writes one line; every number of the message is pointed at once, if it can be."""

    at: Pointed
    districts: int | None
    own_fn: OwnFn
    used: set[int] = field(default_factory=set)
    call_no: int = -1
    target_no: int | None = None
    unsure: bool = False

    def call(self, name: str, args: Mapping[str, Any]) -> Iterator[str]:
        """A tool and its fields."""
        if name not in TOOLS:
            raise CannotSay(f"no tool {name}")
        rest = self.as_places(TOOLS[name], dict(args))
        self.call_no, self.target_no = self.call_no + 1, None
        yield f"[{name}]"
        for slot in TOOLS[name]:
            if slot.name in rest:
                yield from self.slot(slot, rest.pop(slot.name), rest)
            if slot.name == "districts" and args.get("districts"):
                self.districts = int(args["districts"])
        for self.target_no, target in enumerate(rest.pop("targets", ())):
            yield from self.target(target)
        if rest:
            raise CannotSay(f"{name} has fields that cannot be said: {sorted(rest)}")

    def target(self, target: Mapping[str, Any]) -> Iterator[str]:
        """A measure and its fields."""
        rest = {key: value for key, value in target.items() if key not in ("measure", "column")}
        measure = str(target["measure"])
        yield f"[{measure}]"
        for slot in MEASURES[measure]:
            if slot.name in rest:
                value = rest.pop(slot.name)
                if slot.name == "region" and value == "county":
                    continue
                if slot.name == "election" and list(self.at.contests) == [value]:
                    continue
                yield from self.slot(slot, value, target)
        own = self.own_fn(self.call_no, self.target_no, "")
        self.unsure |= own is not None and bool(own.must) and not own.must & self.used
        if rest:
            raise CannotSay(f"{measure} has fields that cannot be said: {sorted(rest)}")

    def slot(self, slot: Slot, value: Any, owner: Mapping[str, Any]) -> Iterator[str]:
        """A field and what fills it."""
        if slot.fill == "flag":
            if value:
                yield f"[{slot.name}]"
            return
        yield f"[{slot.name}]"
        if slot.fill == "groups":
            yield from self.groups([value] if isinstance(value, str) else value)
            return
        for one in value if slot.many else [value]:
            yield from self.value(slot, one, owner)

    def value(self, slot: Slot, value: Any, owner: Mapping[str, Any]) -> Iterator[str]:
        """What fills a field."""
        match slot.fill:
            case "count" | "share" | "score" | "district":
                yield from self.number(slot, _number_of(value), owner)
            case "version":
                yield from self.version(str(value))
            case "places" | "text" | "column":
                yield from self.name(str(value))
            case "plan":
                yield from self.plan(str(value))
            case "contest":
                yield from self.contest(str(value))
            case "amount":
                yield from self.amount(str(value))
            case _:
                if slot.words and value not in slot.words:
                    raise CannotSay(f"{slot.name} cannot be {value}")
                yield f"[{value}]"

    def number(self, slot: Slot, value: float, owner: Mapping[str, Any]) -> Iterator[str]:
        """A number: pointed at, worked out from what is pointed at, or written."""
        measure = str(owner.get("measure", ""))
        own = self.own_fn(self.call_no, self.target_no, slot.name)
        wanted = Wanted(value, slot, measure, self.whole(slot, owner), self.districts)
        way = found_way(wanted, self.at, self.used, own)
        if way is None:
            if value >= 1000 and slot.fill != "share":
                raise CannotSay(f"{value:g} is nowhere said")
            text = f"{round(100 * value, 4):g}%" if slot.fill == "share" else f"{value:g}"
            yield from ("[#]", text)
            return
        self.unsure |= way.unsure
        self.used |= {int(one[2:-1]) - 1 for one in way.symbols if one.startswith("<n")}
        yield from way.symbols

    def whole(self, slot: Slot, owner: Mapping[str, Any]) -> float | None:
        """What there is in all of what a field counts."""
        return whole_of(slot, owner, self.districts, self.at)

    def version(self, value: str) -> Iterator[str]:
        """A version: by its name or number."""
        if value.isdigit():
            yield from self.number(Slot("version", "count"), float(value), {})
        else:
            yield from self.name(value)

    def name(self, value: str) -> Iterator[str]:
        """A name: of the message, of what was before, or in the letters of the message."""
        found = self._pointer(value)
        if found:
            yield found
            return
        low, said = value.casefold(), self.at.reading.said.casefold()
        if low not in said or not low.strip():
            raise CannotSay(f"{value!r} is nowhere said")
        yield from ("[text]", low, "[/text]")

    def _pointer(self, value: str) -> str:
        """The pointer at a name; empty where there is none."""
        said = [one.value for one in self.at.reading.names]
        for names, kind in ((said, "p"), (self.at.before.names, "x")):
            for how in (str.casefold, folded, _bare):
                for place, name in enumerate(names, 1):
                    if how(name) == how(value):
                        return f"<{kind}{place}>"
        return ""

    def as_places(self, slots: Sequence[Slot], args: dict[str, Any]) -> dict[str, Any]:
        """Units as places where the message names them so: a town of one unit is both."""
        units = [self._pointer(str(one)) for one in args.get("units", ())]
        names = self.at.reading.names
        read = {names[int(one[2:-1]) - 1].kind if one[:2] == "<p" else "unit" for one in units}
        able = {"places", "units"} <= {slot.name for slot in slots} and "places" not in args
        if not able or not read or "unit" in read:
            return args
        return {("places" if key == "units" else key): value for key, value in args.items()}

    def plan(self, value: str) -> Iterator[str]:
        """A plan: named, the one on the desk, or the one that the map has."""
        if value == "current":
            yield "[current]"
            return
        found = self._pointer(value)
        if not found and self.at.plans and value == self.at.plans[0]:
            found = "[existing]"
        if not found and value.isdigit():
            yield from self.version(value)
            return
        if not found:
            yield from self.name(value)
            return
        yield found

    def contest(self, value: str) -> Iterator[str]:
        """A contest: named in the message or before."""
        spans = self.at.reading.contests
        for one in (True, False):
            for place, span in enumerate(spans):
                if value in span.names and (len(span.names) == 1) == one:
                    yield f"<e{place + 1}>"
                    return
        if value in self.at.before.names:
            yield f"<x{self.at.before.names.index(value) + 1}>"
            return
        if list(self.at.contests) == [value]:
            yield "[contest]"
            return
        for place, span in enumerate(spans):
            if not span.names and value not in self.at.contests:
                yield f"<e{place + 1}>"
                return
        raise CannotSay(f"contest {value} is nowhere said")

    def amount(self, value: str) -> Iterator[str]:
        """What to add up: people, a group, a contest, a column."""
        bare = value.removesuffix("_any")
        if value in PEOPLE or bare in GROUPS:
            yield f"[{value if value in PEOPLE else bare}]"
        elif value in self.at.contests or not self._pointer(value):
            yield from self.contest(value)
        else:
            yield self._pointer(value)

    def groups(self, keys: Sequence[str]) -> Iterator[str]:
        """Groups; all but white ones in a word."""
        several = len(keys) > 1 or keys == ["minority"]
        if several and sorted(keys) == sorted(minority_of(self.at.groups)):
            yield "[minority]"
            return
        for key in keys:
            bare = key.removesuffix("_any")
            if bare not in GROUPS:
                raise CannotSay(f"no group {key}")
            yield f"[{bare}]"
            if bare != key and bare in self.at.groups:
                yield "[any_part]"


@dataclass(frozen=True, slots=True)
class Line:
    """Calls in the words of `mini`.

    Attributes:
        symbols: Symbols, and what is written out between them.
        unsure: Whether a number could as well have been said in another way.
    """

    symbols: tuple[str, ...]
    unsure: bool


def of_nothing(call_no: int, target_no: int | None, name: str) -> None:
    """Nothing is known of what numbers were said of."""
    del call_no, target_no, name


def written(calls: Calls, at: Pointed, own_fn: OwnFn = of_nothing) -> Line:
    """Calls as a line.

    Args:
        calls: Tools with their arguments; what is asked or declined by its kind.
        at: What can be pointed at.
        own_fn: Which numbers of the message were said of a field; of a whole target where the
            field's name is empty.

    Raises:
        CannotSay: If the line language has no words for them.
    """
    writer = _Writer(at, at.districts, own_fn)
    symbols = tuple(symbol for name, args in calls for symbol in writer.call(name, args))
    return Line(symbols, writer.unsure)


def whole_of(
    slot: Slot, owner: Mapping[str, Any], districts: int | None, at: Pointed
) -> float | None:
    """What there is in all of what a field counts: districts, counties, or 1 for shares.

    Args:
        slot: The field.
        owner: The target or arguments it belongs to.
        districts: Number of districts.
        at: For the counties and municipalities of the map.
    """
    if slot.fill in ("share", "score"):
        return 1.0
    measure = owner.get("measure")
    if measure in ("region_splits", "region_pieces"):
        return float(at.n_regions.get(str(owner.get("region", "county")), 0)) or None
    if slot.name in OF_DISTRICTS and measure != "cut_edges":
        return None if districts is None else float(districts)
    return None


def _number_of(value: Any) -> float:
    """A number of a call's arguments; shares from 0 to 1."""
    if isinstance(value, str) and value.endswith("%"):
        return float(value[:-1]) / 100
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise CannotSay(f"{value!r} is no number") from error


def _bare(name: str) -> str:
    return without_kind(folded(name))
