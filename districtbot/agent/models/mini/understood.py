"""What a line of `mini` means: calls of tools; and which symbol may come next in it."""

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

from districtbot.agent.models.mini.lines import CannotSay, whole_of
from districtbot.agent.models.mini.pointing import (
    CHANGES_OF_BEFORE,
    CHANGES_OF_COUNTS,
    CHANGES_OF_SHARES,
    Pointed,
    as_filled,
    changed,
    minority_of,
    part_of,
)
from districtbot.agent.models.mini.slots import (
    GROUPS,
    MEASURES,
    PEOPLE,
    QUESTIONS,
    REASONS,
    TOOLS,
    Slot,
)
from districtbot.agent.models.mini.spans import whole_words
from districtbot.agent.models.mini.symbols import END
from districtbot.agent.models.mini.ways import OF_DISTRICTS, districts_of, number_of, parts_of_all
from districtbot.geo.names import group_key

DIGITS = "[#]"
TEXT, TEXT_END = "[text]", "[/text]"
LETTERS = "letters"
"""Stands among the symbols that may come next for a piece of plain text."""
MOST_CALLS = 6
MOST_PLACES = 40

Next = frozenset[str]
Steps = Generator[Next, str, str]
"""Gives what may come next, takes what came, and gives back the first symbol it has no use for."""
Kind = Callable[[str], str]
"""``county`` or ``municipality`` for the name of a place."""


class LineReader:
    """Reads a line symbol by symbol.

    Args:
        at: What can be pointed at.
        kind_fn: What kind of region a place is.

    Attributes:
        calls: Tools with their arguments, as far as the line is read.
        next: The symbols that may come next; ``letters`` stands for plain text.
        over: Whether the line is at its end.
        in_text: Whether letters of the message are under way, rather than a number.
    """

    def __init__(self, at: Pointed, kind_fn: Kind) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.over = False
        self.in_text = False
        self._at = at
        self._kind_fn = kind_fn
        self._districts = at.districts
        self._letters = ""
        self._steps = self._line()
        self.next: Next = next(self._steps)

    @property
    def letters(self) -> str:
        """What was written out so far of the text or number that is under way."""
        return self._letters

    @property
    def _worded(self) -> dict[str, int]:
        """Numbers of districts that have a symbol of their own."""
        return {"[as_existing]": self._at.existing or 0, **dict(parts_of_all(self._districts or 0))}

    def take(self, symbol: str) -> None:
        """Read one more symbol, or a piece of plain text.

        Raises:
            CannotSay: If it may not come here.
        """
        plain = not symbol.startswith(("[", "<"))
        if self.over or (LETTERS if plain else symbol) not in self.next:
            raise CannotSay(f"{symbol} may not come here")
        try:
            self.next = self._steps.send(symbol)
        except StopIteration:
            self.over, self.next = True, frozenset()

    def _line(self) -> Generator[Next, str, None]:
        tools = frozenset(f"[{name}]" for name in TOOLS)
        symbol = yield tools
        while symbol != END:
            follow = frozenset({END}) | (tools if len(self.calls) + 1 < MOST_CALLS else frozenset())
            args: dict[str, Any] = {}
            name = symbol[1:-1]
            self.calls.append((name, args))
            symbol = yield from self._call(name, args, follow)

    def _call(self, name: str, args: dict[str, Any], follow: Next) -> Steps:
        """The fields of a tool, and its targets."""
        if name != "set_targets":
            return (yield from self._fields(TOOLS[name], args, follow, args))
        measures = frozenset(f"[{measure}]" for measure in MEASURES)
        symbol = yield from self._fields(TOOLS[name], args, measures | follow, args)
        while symbol in measures:
            measure = symbol[1:-1]
            target: dict[str, Any] = {"measure": measure}
            args.setdefault("targets", []).append(target)
            symbol = yield from self._fields(MEASURES[measure], target, measures | follow, target)
            self._complete(target)
        return symbol

    def _complete(self, target: dict[str, Any]) -> None:
        """What goes without saying: the only contest, the kind of places."""
        names = {slot.name for slot in MEASURES[target["measure"]]}
        if "election" in names and "election" not in target and len(self._at.contests) == 1:
            target["election"] = self._at.contests[0]
        if "values" in names:
            target["column"] = self._kind_fn(target["values"][0])

    def _fields(
        self, slots: Sequence[Slot], args: dict[str, Any], follow: Next, owner: dict[str, Any]
    ) -> Steps:
        """Fields in their order; none that is needed is left out."""
        symbol: str | None = None
        for i, slot in enumerate(slots):
            if symbol is None:
                symbol = yield _heads(slots[i:], follow)
            if symbol != f"[{slot.name}]":
                continue
            if slot.fill == "flag":
                args[slot.name] = True
                symbol = None
                continue
            symbol = yield from self._filled(slot, args, _heads(slots[i + 1 :], follow), owner)
            if slot.name == "districts":
                self._districts = int(args["districts"])
        return symbol if symbol is not None else (yield follow)

    def _filled(
        self, slot: Slot, args: dict[str, Any], after: Next, owner: dict[str, Any]
    ) -> Steps:
        """What fills a field: one value or several."""
        if slot.fill == "groups":
            symbol, keys = yield from self._groups(after)
            args[slot.name] = keys if slot.many else keys[0]
            return symbol
        values: list[Any] = []
        pointed: set[str] = set()
        begins = self._begins(slot, str(owner.get("measure", "")))
        symbol = yield begins
        while True:
            pointed |= {symbol} if symbol.startswith("<") else set()
            has_room = slot.many and len(values) + 1 < MOST_PLACES
            more = begins - pointed if has_room else frozenset()
            value, symbol = yield from self._value(slot, symbol, after | more, owner)
            values.append(value)
            if symbol not in more or symbol in after:
                break
        args[slot.name] = values if slot.many else values[0]
        return symbol

    def _begins(self, slot: Slot, measure: str) -> Next:
        """The symbols that what fills a field can begin with."""
        at, names = self._at, list(self._at.fitting(slot.fill))
        old = list(at.before.fitting(slot.fill))
        match slot.fill:
            case "count" | "share" | "score" | "district":
                return frozenset(self._numbers(slot, measure))
            case "version":
                return frozenset([*names, *old, *self._numbers(slot, measure), TEXT])
            case "places" | "text" | "column":
                return frozenset([*names, *old, TEXT])
            case "plan":
                existing = ["[existing]"] if at.plans else []
                more = [*existing, "[current]", TEXT]
                return frozenset([*names, *old, *self._numbers(slot, measure), *more])
            case "contest":
                return frozenset(self._contests())
            case "amount":
                said = [f"[{one}]" for one in (*GROUPS, *PEOPLE)]
                return frozenset([*said, *names, *old, *self._contests()])
            case "question":
                return frozenset(f"[{one}]" for one in QUESTIONS)
            case "reason":
                return frozenset(f"[{one}]" for one in REASONS)
            case _ if slot.name == "region" and any(at.n_regions.values()):
                return frozenset(f"[{one}]" for one in slot.words if at.n_regions.get(one))
            case _:
                return frozenset(f"[{one}]" for one in slot.words)

    def _contests(self) -> Iterable[str]:
        yield from (f"<e{i + 1}>" for i in range(len(self._at.reading.contests)))
        yield from self._at.before.fitting("contest")
        if len(self._at.contests) == 1:
            yield "[contest]"

    def _numbers(self, slot: Slot, measure: str) -> Iterable[str]:
        """The numbers that can fill a field; one district is a plan only where no more are said."""
        fill, numbers = slot.number, self._at.reading.numbers
        values = [as_filled(one, fill) for one in numbers]
        if slot.name == "districts" and any(value and value > 1 for value in values):
            values = [value if value and value > 1 else None for value in values]
        for i, number in enumerate(numbers):
            if i in self._at.reading.taken_back:
                continue
            is_part = number.unit in ("part", "percent") and slot.name in OF_DISTRICTS
            if values[i] is not None or (is_part and fill == "count"):
                yield f"<n{i + 1}>"
        of = number_of(slot, measure)
        for i, value in enumerate(self._at.before.numbers):
            is_there = of != "version" or value in self._at.versions
            if is_there and self._at.before.of[i] == of:
                yield f"<c{i + 1}>"
        yield DIGITS
        if slot.name == "districts" and self._at.existing:
            yield "[as_existing]"
        if slot.name in OF_DISTRICTS and fill == "count" and self._districts is not None:
            yield from (symbol for symbol, _ in parts_of_all(self._districts))

    def _value(
        self, slot: Slot, symbol: str, after: Next, owner: dict[str, Any]
    ) -> Generator[Next, str, tuple[Any, str]]:
        """One value, and the symbol after it."""
        if symbol == TEXT:
            return (yield from self._text(after))
        kind = symbol[1]
        if symbol.startswith("<") and kind in "px":
            return self._name(symbol), (yield after)
        if symbol.startswith("<e"):
            return self._contest(symbol), (yield after)
        if symbol.startswith("<") or symbol in (DIGITS, *self._worded):
            number, following = yield from self._number(slot, symbol, after, owner)
            return _formatted(number, slot), following
        if symbol == "[existing]":
            return self._at.plans[0], (yield after)
        if symbol == "[contest]":
            return self._at.contests[0], (yield after)
        word = symbol[1:-1]
        if slot.fill == "amount" and word in GROUPS:
            word = group_key(word, self._at.groups)
        return word, (yield after)

    def _name(self, symbol: str) -> str:
        place = int(symbol[2:-1]) - 1
        if symbol[1] == "p":
            return self._at.reading.names[place].value
        return self._at.before.names[place]

    def _contest(self, symbol: str) -> str:
        """A contest that is pointed at; as the person wrote it where it is not the map's."""
        span = self._at.reading.contests[int(symbol[2:-1]) - 1]
        return span.names[0] if span.names else span.said

    def _groups(self, after: Next) -> Generator[Next, str, tuple[str, list[str]]]:
        """Groups in a row."""
        words = frozenset(f"[{one}]" for one in GROUPS)
        keys: list[str] = []
        symbol = yield words | {"[minority]"}
        while True:
            if symbol == "[minority]":
                keys += minority_of(self._at.groups)
                symbol = yield after
            else:
                bare = symbol[1:-1]
                has_both = bare in self._at.groups and f"{bare}_any" in self._at.groups
                symbol = yield after | words | ({"[any_part]"} if has_both else frozenset())
                if symbol == "[any_part]":
                    keys.append(f"{bare}_any")
                    symbol = yield after | words
                else:
                    keys.append(group_key(bare, self._at.groups))
            if symbol in after:
                return symbol, keys

    def _text(self, after: Next) -> Generator[Next, str, tuple[str, str]]:
        """Letters of the message, as the person wrote them."""
        self._letters, self.in_text = "", True
        symbol = yield frozenset({LETTERS})
        while symbol != TEXT_END:
            self._letters += symbol
            symbol = yield frozenset({LETTERS, TEXT_END})
        self.in_text = False
        words = self._letters.strip()
        found = next(whole_words(words, self._at.reading.said), None)
        return found[0] if found else words, (yield after)

    def _number(
        self, slot: Slot, symbol: str, after: Next, owner: dict[str, Any]
    ) -> Generator[Next, str, tuple[float, str]]:
        """A number with what is done to it."""
        if symbol in self._worded:
            return float(self._worded[symbol]), (yield after)
        if symbol == DIGITS:
            return (yield from self._digits(after))
        fill = slot.number
        whole = whole_of(slot, owner, self._districts, self._at)
        place, is_old = int(symbol[2:-1]) - 1, symbol[1] == "c"
        if is_old:
            value: float | None = self._at.before.numbers[place]
        else:
            value = as_filled(self._at.reading.numbers[place], fill)
        ways = self._ways(slot, value, whole, is_old=is_old)
        most = _MOST.get((str(owner.get("measure", "")), slot.name), 1e12)
        as_it_is = value is not None and (value <= most or not ways)
        how = yield ways | (after if as_it_is else frozenset())
        if how not in ways:
            return value or 0.0, how
        if how == "[of_all]":
            number, total = self._at.reading.numbers[place], whole or 0.0
            symbol = yield after | {"[rest]"}
            if symbol == "[rest]":
                return total - part_of(number, total), (yield after)
            return part_of(number, total, rounded_up=slot.name != "at_most"), symbol
        if how in ("[plus]", "[minus]", "[span]"):
            other = yield frozenset(
                f"<n{i + 1}>"
                for i, number in enumerate(self._at.reading.numbers)
                if as_filled(number, fill) is not None
            )
            more = as_filled(self._at.reading.numbers[int(other[2:-1]) - 1], fill) or 0.0
            result = {"[plus]": (value or 0) + more, "[minus]": (value or 0) - more}
            return result.get(how, abs(more - (value or 0)) / 2), (yield after)
        if how == "[each]":
            return float(districts_of(value or 0.0, self._at.people) or 0), (yield after)
        found = changed(value or 0.0, how[1:-1], fill, whole)
        return found if found is not None else value or 0.0, (yield after)

    def _ways(self, slot: Slot, value: float | None, whole: float | None, *, is_old: bool) -> Next:
        """What can be done to a number that is pointed at."""
        ways: set[str] = set()
        if number_of(slot) == "version":
            return frozenset()
        is_share = slot.fill in ("share", "score")
        changes = CHANGES_OF_SHARES if is_share else CHANGES_OF_COUNTS
        if value is not None:
            fill = slot.number
            for how in CHANGES_OF_BEFORE if is_old else changes:
                if changed(value, how, fill, whole) is not None:
                    ways.add(f"[{how}]")
            if self._at.reading.numbers:
                ways |= {"[plus]", "[minus]"} if is_old else {"[span]"}
        if slot.name == "districts" and districts_of(value or 0.0, self._at.people):
            ways.add("[each]")
        if not is_old and whole and slot.name in OF_DISTRICTS and not is_share:
            ways.add("[of_all]")
        return frozenset(ways)

    def _digits(self, after: Next) -> Generator[Next, str, tuple[float, str]]:
        """A number that nobody said, in digits."""
        self._letters = ""
        symbol = yield frozenset({LETTERS})
        while not symbol.startswith(("[", "<")):
            self._letters += symbol
            symbol = yield after | {LETTERS}
        text = self._letters.strip()
        try:
            value = float(text.removesuffix("%"))
        except ValueError as error:
            raise CannotSay(f"{text!r} is no number") from error
        return (value / 100 if text.endswith("%") else value), symbol


_MOST: dict[tuple[str, str], float] = {
    ("population_deviation", "at_most"): 0.3,
    ("population_range", "at_most"): 0.5,
    ("competitive", "margin"): 0.3,
}
"""Shares (0..1) above which a number is not what is asked, but what is left of it or beyond."""


def _heads(slots: Sequence[Slot], follow: Next) -> Next:
    """The fields that may come next, to the first that must; what may follow if none must."""
    needed = next((n for n, one in enumerate(slots) if one.required), len(slots))
    heads = frozenset(f"[{one.name}]" for one in slots[: needed + 1])
    return heads | (follow if needed == len(slots) else frozenset())


def _formatted(value: float, slot: Slot) -> Any:
    """A number as a tool takes it."""
    if slot.fill == "share":
        return f"{round(100 * value, 4):g}%"
    if slot.fill in ("district", "version", "plan"):
        return f"{value:g}"
    whole = slot.fill != "score" and float(value).is_integer()
    return int(value) if whole else round(value, 6)
