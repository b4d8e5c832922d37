"""Matching the ids of a plan file to the units of a map, with the usual accidents mended."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of

SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
BLOCK = re.compile(r"\d{14,15}")
PREFIXES_OF_BLOCKS = {5: "counties", 11: "tracts", 12: "block groups"}
MOST_PREFIX = 12

KeyFn = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Match:
    """Where each id of a file belongs.

    Attributes:
        unit: Index of the unit for each id, in file order.
        notes: What had to be mended, one sentence each.
    """

    unit: tuple[int, ...]
    notes: tuple[str, ...] = ()


def match_units(ids: Sequence[str], state: StateMap, source: str) -> Match:
    """Find the unit of each id; every unit must be found exactly once.

    Retries, in this order: without ``.0``, without leading zeros, whatever the case, without
    a prefix that all ids of one side share, and against another column of unique labels.

    Args:
        ids: Ids of a file, without surrounding spaces.
        state: The map.
        source: What to call the file in an error.

    Raises:
        AskError: If ids are missing, unknown or doubled; shows both sides.
    """
    _refuse_doubled(ids, source)
    for note, file_key, unit_key in _retries(ids, state.unit_ids):
        found = _match(ids, state.unit_ids, file_key, unit_key)
        if found is not None:
            return Match(found, (note,) if note else ())
    for column in state.units.columns:
        found = _match(ids, state.labels(str(column)).tolist(), str, str)
        if found is not None:
            return Match(found, (f"Its ids are those of column {column}.",))
    raise _unmatched(ids, state, source)


def match_blocks(ids: Sequence[str], state: StateMap) -> Match | None:
    """The unit of each census block, where the units' ids are the beginnings of the blocks'.

    Args:
        ids: Ids of a file.
        state: The map.

    Returns:
        ``None`` where the ids are not blocks of exactly these units.
    """
    lengths = {len(unit_id) for unit_id in state.unit_ids}
    if len(lengths) != 1 or not all(BLOCK.fullmatch(block) for block in ids):
        return None
    length = lengths.pop()
    if length not in PREFIXES_OF_BLOCKS:
        return None
    places = [state.unit_index.get(block.zfill(15)[:length], -1) for block in ids]
    if -1 in places or len(set(places)) != state.n_units:
        return None
    kind = PREFIXES_OF_BLOCKS[length]
    return Match(tuple(places), (f"{len(ids):,} census blocks were gathered into {kind}.",))


def _retries(ids: Sequence[str], unit_ids: Sequence[str]) -> list[tuple[str, KeyFn, KeyFn]]:
    def zeroless(text: str) -> str:
        return pointless(text).lstrip("0") or "0"

    def pointless(text: str) -> str:
        return re.sub(r"\.0+$", "", text)

    def folded(text: str) -> str:
        return zeroless(text).casefold()

    retries: list[tuple[str, KeyFn, KeyFn]] = [
        ("", str, str),
        ("Ids were matched without a trailing .0.", pointless, pointless),
        ("Ids were matched without their leading zeros.", zeroless, zeroless),
        ("Ids were matched whatever the case of their letters.", folded, folded),
    ]
    for prefix in _prefixes(ids):
        note = f"Ids were matched without the prefix {prefix} of the file."
        retries.append((note, _without(prefix, folded), folded))
    for prefix in _prefixes(unit_ids):
        note = f"Ids were matched without the prefix {prefix} of the map."
        retries.append((note, folded, _without(prefix, folded)))
    return retries


def _prefixes(ids: Sequence[str]) -> list[str]:
    """Everything that all ids begin with, the shortest first; never a whole id."""
    low, high = min(ids), max(ids)
    longest = min(MOST_PREFIX, min(map(len, ids)) - 1)
    return [low[:length] for length in range(1, longest + 1) if low[:length] == high[:length]]


def _without(prefix: str, key_fn: KeyFn) -> KeyFn:
    return lambda text: key_fn(text[len(prefix) :])


def _match(
    ids: Sequence[str], unit_ids: Sequence[str], file_key: KeyFn, unit_key: KeyFn
) -> tuple[int, ...] | None:
    """The unit of each id where keys pair off one to one, else ``None``."""
    place = {unit_key(unit_id): index for index, unit_id in enumerate(unit_ids)}
    if len(place) != len(unit_ids) or len(ids) != len(unit_ids):
        return None
    found = [place.get(file_key(text), -1) for text in ids]
    if -1 in found or len(set(found)) != len(found):
        return None
    return tuple(found)


def _refuse_doubled(ids: Sequence[str], source: str) -> None:
    doubled = sorted(text for text, times in Counter(ids).items() if times > 1)
    if doubled:
        raise AskError(
            f"{source} has {counted(len(doubled), 'unit')} more than once: {some_of(doubled)}.",
            "Keep one line for each unit.",
        )


def _unmatched(ids: Sequence[str], state: StateMap, source: str) -> AskError:
    keys = [key for _, *key in _retries(ids, state.unit_ids)]
    best = max(keys, key=lambda key: _n_shared(ids, state.unit_ids, *key))
    theirs = {best[0](text): text for text in ids}
    ours = {best[1](text): text for text in state.unit_ids}
    unknown = [text for key, text in theirs.items() if key not in ours]
    missing = [text for key, text in ours.items() if key not in theirs]
    lossy = [text for text in unknown if SCIENTIFIC.fullmatch(text)]
    if lossy:
        return AskError(
            f"{source} has {counted(len(lossy), 'id')} in scientific notation, such as "
            f"{lossy[0]}: a spreadsheet has cut off their digits.",
            "Export the plan again with its id column as text.",
        )
    if len(unknown) == len(theirs):
        return AskError(
            f"No id in {source} is a unit of the map: the file has {len(ids):,} such as "
            f"{some_of(ids, 3)}; the map has {state.n_units:,} such as "
            f"{some_of(state.unit_ids[:3], 3)}.{_kind(ids)}",
            "Use a plan that was drawn on this map.",
        )
    sides = []
    if unknown:
        sides.append(f"it has {counted(len(unknown), 'id')} that the map lacks: {some_of(unknown)}")
    if missing:
        sides.append(f"it lacks {counted(len(missing), 'unit')} of the map: {some_of(missing)}")
    if not sides:
        sides.append("several of its ids fit one unit")
    return AskError(
        f"{source} does not fit the map: {'; '.join(sides)}.{_kind(ids)}",
        "Give each unit of the map one line with its id and district.",
    )


def _n_shared(ids: Sequence[str], unit_ids: Sequence[str], file_key: KeyFn, unit_key: KeyFn) -> int:
    return len({file_key(text) for text in ids} & {unit_key(text) for text in unit_ids})


def _kind(ids: Sequence[str]) -> str:
    """A sentence on what the ids look like, where they are not units of most maps."""
    if all(BLOCK.fullmatch(text) for text in ids):
        return (
            " Its ids are census blocks; they can be gathered into larger units only where the "
            "ids of the units are the beginnings of the blocks' ids."
        )
    return ""
