"""Which of two equal numbers of a message a line points at, where the order of the words tells.

"Seven districts, two at 40% Black, two counties split": both twos are the same to whoever only
compares values. The targets of a request stand in the order of its words, so the first two is the
first target's.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from districtbot.agent.models.mini.lines import Line
from districtbot.agent.models.mini.slots import MEASURES

MOST_TRIED = 256
"""Ways to point that are tried at most."""
_POINTER = re.compile(r"<n(\d+)>")


def settled(line: Line, *, in_order: bool) -> tuple[str, ...] | None:
    """The symbols of a line of which every number can be told apart from its equals.

    Args:
        line: The line, with pointers of which several may do.
        in_order: Whether its targets come in the order of the message.

    Returns:
        The only way to point: where targets come in order, that in which each target's numbers
        stand after those of the target before it, and no number is pointed at twice; ``None``
        where there are several ways or none.
    """
    if line.unsure:
        return None
    if not line.others:
        return line.symbols
    if not in_order:
        return None
    ways = list(itertools.islice(_ways(line), MOST_TRIED + 1))
    good = {way for way in ways if _in_order(way)}
    return good.pop() if len(good) == 1 and len(ways) <= MOST_TRIED else None


def _ways(line: Line) -> Iterator[tuple[str, ...]]:
    """All ways to point."""
    open_at = [n for n, symbol in enumerate(line.symbols) if _alternatives(line, symbol)]
    for chosen in itertools.product(*(_alternatives(line, line.symbols[n]) for n in open_at)):
        symbols = list(line.symbols)
        for n, symbol in zip(open_at, chosen, strict=True):
            symbols[n] = symbol
        yield tuple(symbols)


def _alternatives(line: Line, symbol: str) -> tuple[str, ...]:
    """What could stand for a pointer: those of any open pointer that it is among."""
    if symbol in line.others:
        return line.others[symbol]
    return next((group for group in line.others.values() if symbol in group), ())


def _in_order(symbols: Sequence[str]) -> bool:
    """Whether no number is pointed at twice, and targets come in the order of their numbers."""
    pointers = [symbol for symbol in symbols if _POINTER.fullmatch(symbol)]
    if len(set(pointers)) < len(pointers):
        return False
    last = 0
    for places in _targets(symbols):
        if places and min(places) < last:
            return False
        last = max([last, *places])
    return True


def _targets(symbols: Sequence[str]) -> Iterator[list[int]]:
    """The numbers that each target of a line points at."""
    places: list[int] | None = None
    for symbol in symbols:
        if symbol.startswith("[") and symbol[1:-1] in MEASURES:
            if places is not None:
                yield places
            places = []
        found = _POINTER.fullmatch(symbol)
        if found and places is not None:
            places.append(int(found[1]))
    if places is not None:
        yield places
