"""Ids of a plan file beside the units of a map, with the usual accidents mended."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap

SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
"""What a spreadsheet makes of a long id; its last digits are lost."""
MOST_PREFIX = 12
BOLD = 0.95
"""Share of the units that must be found before a prefix is taken off: what is left may be so
short that it fits by chance."""
_POINT = re.compile(r"\.0+$")

KeyFn = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Match:
    """Where each id of a file belongs.

    Attributes:
        unit: Index of the unit for each id, -1 for none; shape (n_ids,).
        repair: What had to be mended, a sentence; empty for nothing.
    """

    unit: NDArray[np.int32]
    repair: str = ""

    @property
    def n_units(self) -> int:
        """How many different units were found."""
        return len(np.unique(self.unit[self.unit >= 0]))


@dataclass(frozen=True, slots=True)
class _Retry:
    repair: str
    file_key: KeyFn
    unit_key: KeyFn
    bold: bool = False


def match_ids(ids: Sequence[str], state: StateMap) -> Match:
    """Find the unit of each id.

    Tried in this order: as they are, without ``.0``, without leading zeros, whatever the case,
    without a prefix that all ids of one side share, and against other columns of the map with
    a different label for each unit. The first that finds every unit is taken, else the one
    that finds most.

    Args:
        ids: Ids of a file, without surrounding spaces.
        state: The map.
    """
    best = Match(np.full(len(ids), -1, dtype=np.int32))
    for retry in _retries(ids, state.unit_ids):
        found = _match(ids, state.unit_ids, retry)
        if found is None:
            continue
        if found.n_units == state.n_units:
            return found
        best = max(best, found, key=lambda match: match.n_units)
    for column in state.units.columns:
        found = _match(ids, state.labels(str(column)).tolist(), _of_column(str(column)))
        if found is not None and found.n_units > max(best.n_units, state.n_units // 2):
            best = found
    return best


def match_texts(ids: Sequence[str], others: Sequence[str]) -> Match:
    """Find each id among other ids, mended as in `match_ids`; the most that one way finds."""
    best = Match(np.full(len(ids), -1, dtype=np.int32))
    for retry in _retries(ids, others):
        found = _match(ids, others, retry)
        if found is not None and found.n_units > best.n_units:
            best = found
        if best.n_units == len(others):
            break
    return best


def without_zeros(text: str) -> str:
    """An id without ``.0`` at its end and zeros at its beginning."""
    return _POINT.sub("", text).lstrip("0") or "0"


def _of_column(column: str) -> _Retry:
    return _Retry(f"Its ids are those of column {column}.", str, str)


def _folded(text: str) -> str:
    return without_zeros(text).casefold()


def _retries(ids: Sequence[str], unit_ids: Sequence[str]) -> Iterator[_Retry]:
    yield _Retry("", str, str)
    yield _Retry("Ids were matched without a trailing .0.", _pointless, _pointless)
    yield _Retry("Ids were matched without their leading zeros.", without_zeros, without_zeros)
    yield _Retry("Ids were matched whatever the case of their letters.", _folded, _folded)
    for prefix in _prefixes(ids):
        repair = f"Ids were matched without the prefix {prefix} of the file."
        yield _Retry(repair, _without(prefix), _folded, bold=True)
    for prefix in _prefixes(unit_ids):
        repair = f"Ids were matched without the prefix {prefix} of the map."
        yield _Retry(repair, _folded, _without(prefix), bold=True)


def _pointless(text: str) -> str:
    return _POINT.sub("", text)


def _prefixes(ids: Sequence[str]) -> list[str]:
    """Everything that all ids begin with, the shortest first; never a whole id."""
    if not ids:
        return []
    low, high = min(ids), max(ids)
    longest = min(MOST_PREFIX, min(map(len, ids)) - 1)
    return [low[:length] for length in range(1, longest + 1) if low[:length] == high[:length]]


def _without(prefix: str) -> KeyFn:
    return lambda text: _folded(text[len(prefix) :])


def _match(ids: Sequence[str], unit_ids: Sequence[str], retry: _Retry) -> Match | None:
    """The units whose keys the ids share; ``None`` where a key would stand for two."""
    place = {retry.unit_key(unit_id): index for index, unit_id in enumerate(unit_ids)}
    if len(place) != len(unit_ids):
        return None
    keys = {text: retry.file_key(text) for text in dict.fromkeys(ids)}
    hits = [place[key] for key in keys.values() if key in place]
    if len(hits) != len(set(hits)):
        return None
    if retry.bold and len(hits) < BOLD * len(unit_ids):
        return None
    unit = np.fromiter((place.get(keys[text], -1) for text in ids), np.int32, len(ids))
    return Match(unit, retry.repair)
