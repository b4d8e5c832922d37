"""The places of a map by name: counties, towns, units, and what they are called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.countynames import county_name
from districtbot.geo.placenames import COUNTY_NAMES, STATE_FIPS, TOWN_NAMES, id_rank, matches
from districtbot.ground.quoting import plain

if TYPE_CHECKING:
    from districtbot.geo.statemap import StateMap

PlaceKind = Literal["county", "town", "unit"]

_WORDS = {
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "ft": "fort",
    "co": "county",
    "cnty": "county",
    "cty": "county",
    "twp": "township",
    "tp": "township",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
_COUNTY_WORDS = frozenset({"county", "counties", "parish", "borough", "municipio"})
_TOWN_WORDS = frozenset({"city", "town", "township", "village", "plantation", "cdp"})
_KIND_WORDS = _COUNTY_WORDS | _TOWN_WORDS
_FRONT = ("all", "whole", "of")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the map.

    Attributes:
        kind: ``county``, ``town`` (municipality) or ``unit``. Units that are towns themselves are
            a ``town``, and so are several that share the beginning of their names, such as the
            wards of a city.
        name: What people call it.
        column: The column whose values say which units it has.
        values: Those values; one, except for a town made of units.
        units: Indices of its units, in the map's order.
        aliases: Other names it answers to, folded (see `folded`).
    """

    kind: PlaceKind
    name: str
    column: str
    values: tuple[str, ...]
    units: tuple[int, ...]
    aliases: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The value of the column that the place is; the first of several."""
        return self.values[0]


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """A name without case, accents and signs, its abbreviations written out.

    ``St. Louis Co.`` becomes ``saint louis county``, ``City of Barre`` becomes ``barre city``.
    """
    bare = unicodedata.normalize("NFKD", text.replace("&", " and "))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()
    found = re.findall(r"[^\W_]+", re.sub(r"['’‘ʻ`.]", "", bare))
    tokens = [_WORDS.get(token, token) for token in found]
    tokens = tokens[1:] if len(tokens) > 1 and tokens[0] == "the" else tokens
    if len(tokens) > 2 and tokens[0] in _KIND_WORDS and tokens[1] == "of":
        tokens = [*tokens[2:], tokens[0]]
    return " ".join(tokens)


def without_kind(name: str) -> str:
    """A folded name without the words that say what kind of place it is."""
    tokens = name.split()
    while len(tokens) > 1 and tokens[0] in _FRONT:
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1] in _KIND_WORDS:
        tokens = tokens[:-1]
    return " ".join(tokens)


def kind_meant(name: str) -> PlaceKind | None:
    """The kind of place that the words of a folded name say, if they do."""
    tokens = set(name.split())
    if tokens & _COUNTY_WORDS:
        return "county"
    return "town" if tokens & _TOWN_WORDS else None


_PART_WORDS = frozenset(
    ["ward", "precinct", "pct", "district", "no", "city", "town", "township", "village"]
)


FEWEST_LETTERS = 6
"""Of a name in which a slip can be told: shorter ones are too near to other words."""


@dataclass(frozen=True)
class Gazetteer:
    """Every place of a map.

    Attributes:
        places: Counties, then towns, then units, each kind sorted by column and value.
        unit_names: A name for each unit, as people know it; its id where there is no better.
    """

    places: tuple[Place, ...]
    unit_names: tuple[str, ...]

    @cached_property
    def by_alias(self) -> dict[str, tuple[int, ...]]:
        """Places by every folded name they answer to."""
        return _indexed(
            (alias, n) for n, place in enumerate(self.places) for alias in place.aliases
        )

    @cached_property
    def by_bare(self) -> dict[str, tuple[int, ...]]:
        """Places by their names without words such as ``county`` and ``city``."""
        return _indexed(
            (without_kind(alias), n)
            for n, place in enumerate(self.places)
            for alias in place.aliases
        )

    @cached_property
    def by_slip(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Bare names of counties, each with the letter left out, by what is left of them."""
        found: dict[str, list[tuple[str, int]]] = {}
        bare = {without_kind(alias) for place in self.of("county") for alias in place.aliases}
        for name in sorted(bare):
            if len(name) >= FEWEST_LETTERS and name.replace(" ", "").isalpha():
                for left, at in slips_of(name):
                    found.setdefault(left, []).append((name, at))
        return {left: tuple(names) for left, names in found.items()}

    @cached_property
    def in_parts(self) -> frozenset[str]:
        """Folded names that several units carry, each with a number of its own: ``providence``."""
        beginnings: Counter[str] = Counter()
        for name in self.unit_names:
            words = folded(name).split()
            for n in range(1, len(words)):
                if is_numbering(words[n:]):
                    beginnings[without_kind(" ".join(words[:n]))] += 1
                    break
        return frozenset(name for name, n in beginnings.items() if n > 1 and len(name) > 2)

    def of(self, kind: PlaceKind) -> tuple[Place, ...]:
        """The places of a kind."""
        return tuple(place for place in self.places if place.kind == kind)

    def names(self, kind: PlaceKind) -> tuple[str, ...]:
        """A name for each place of a kind that finds it; namesakes carry their values."""
        return self._names.get(kind, ())

    @cached_property
    def _names(self) -> dict[PlaceKind, tuple[str, ...]]:
        kinds: tuple[PlaceKind, ...] = ("county", "town")
        return {kind: _told_apart(self.of(kind)) for kind in kinds}


def slips_of(name: str) -> tuple[tuple[str, int], ...]:
    """A name, and the name without each of its letters, with the letter's place; -1 for none."""
    return ((name, -1), *((name[:at] + name[at + 1 :], at) for at in range(len(name))))


def is_numbering(words: Sequence[str]) -> bool:
    """Whether words after a name only number a part of it: ``ward 3``, ``2101``, ``p 4``."""
    rest = [word for word in words if word not in _PART_WORDS]
    return all(len(word) == 1 or any(map(str.isdigit, word)) for word in rest)


def _told_apart(places: tuple[Place, ...]) -> tuple[str, ...]:
    count = Counter(folded(place.name) for place in places)
    return tuple(
        plain(place.name)
        if count[folded(place.name)] == 1
        else plain(f"{place.name} ({place.value})")
        for place in places
    )


def _indexed(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, dict[int, None]] = {}
    for alias, number in pairs:
        found.setdefault(alias, {})[number] = None
    return {alias: tuple(numbers) for alias, numbers in found.items()}


def gazetteer_of(state: "StateMap") -> Gazetteer:
    """The places of a map."""
    columns = state.columns
    counties = () if columns.county is None else _regions(state, columns.county, "county")
    towns = () if columns.municipality is None else _regions(state, columns.municipality, "town")
    names, other = _unit_names(state)
    n_towns = sum(kind_meant(folded(name)) == "town" for name in names)
    unit_kind: PlaceKind = "town" if n_towns > len(names) / 2 else "unit"
    known = {place.units for place in (*counties, *towns)}
    units = tuple(
        Place(
            unit_kind,
            names[n],
            columns.unit_id,
            (unit_id,),
            (n,),
            _aliases([unit_id, names[n], *other[n]]),
        )
        for n, unit_id in sorted(enumerate(state.unit_ids), key=lambda pair: pair[1])
        if (n,) not in known
    )
    return Gazetteer((*counties, *towns, *units), tuple(names))


def _regions(state: "StateMap", column: str, kind: PlaceKind) -> tuple[Place, ...]:
    """The places of a column; under their names where another column or the census has them."""
    codes, labels = state.codes(column)
    members = _members(codes, len(labels))
    named = _named_alike(state, codes, labels, kind)
    shown = dict(zip(labels, named[1] if named else labels, strict=True))
    also = _codes_alike(state, column, codes, labels)
    states = {unit_id[:2] for unit_id in state.unit_ids} if kind == "county" else set()
    fips = states.pop() if len(states) == 1 and states <= STATE_FIPS else ""
    if kind == "county" and named is None:
        shown = {label: county_name(fips, label) or label for label in labels}
    found = []
    for label, units in zip(labels, members, strict=True):
        if not label.strip():
            continue
        name = shown[label]
        aliases = [label, name, f"{name} {label}", *_parts(label, column), *also[label]]
        if kind == "county":
            aliases += [f"{one} county" for one in (label, name) if not _has_kind(one)]
            aliases += [without_kind(folded(name)), *(fips + code for code in also[label])]
        if len(units) == 1:
            aliases.append(state.unit_ids[units[0]])
        place_column, value = (named[0], name) if named else (column, label)
        found.append(Place(kind, name, place_column, (value,), units, _aliases(aliases)))
    return tuple(found)


def _codes_alike(
    state: "StateMap", column: str, codes: NDArray[np.int32], labels: tuple[str, ...]
) -> dict[str, list[str]]:
    """The codes of each label, its own and those of columns that go with it by the evidence."""
    found = {label: [label] if _is_code(label) else [] for label in labels}
    first = np.unique(codes, return_index=True)[1]
    for item in state.columns.evidence:
        if not item.why.endswith(f"the same as {column}"):
            continue
        for label, code in zip(labels, state.labels(item.column)[first].tolist(), strict=True):
            if _is_code(code):
                found[label].append(code)
    return found


def _parts(label: str, column: str) -> list[str]:
    """The town of a label such as ``Adams, Mower``, in a column that was made of two."""
    return [label.rpartition(", ")[0]] if ", " in column and ", " in label else []


def _has_kind(name: str) -> bool:
    return bool(set(folded(name).split()) & _KIND_WORDS)


def _members(codes: NDArray[np.int32], n_labels: int) -> list[tuple[int, ...]]:
    order = np.argsort(codes, kind="stable")
    cuts = np.searchsorted(codes[order], np.arange(1, n_labels))
    return [tuple(part.tolist()) for part in np.split(order, cuts)]


def _named_alike(
    state: "StateMap", codes: NDArray[np.int32], labels: tuple[str, ...], kind: PlaceKind
) -> tuple[str, tuple[str, ...]] | None:
    """A column of names that divides the units as these codes do, and the name of each label.

    ``None`` where the labels are names themselves or no column goes with them.
    """
    if not all(_is_code(label) for label in labels if label.strip()):
        return None
    pattern = COUNTY_NAMES if kind == "county" else TOWN_NAMES
    first = np.unique(codes, return_index=True)[1]
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for column in _text_columns(state):
        if not (matches(pattern, column) or id_rank(column) == "name"):
            continue
        other, names = state.codes(column)
        if len(names) != len(labels) or not np.array_equal(other[first][codes], other):
            continue
        shown = tuple(names[other[n]] for n in first)
        if not any(_is_code(name) for name in shown):
            found.append((-sum(map(_has_kind, shown)), column, shown))
    return min(found)[1:] if found else None


def _unit_names(state: "StateMap") -> tuple[list[str], list[list[str]]]:
    """The best name of each unit, and its other names."""
    taken = {state.columns.unit_id, state.columns.county, state.columns.municipality}
    ranked = []
    for column in _text_columns(state):
        if column in taken or not re.search("name|label", column, re.IGNORECASE):
            continue
        n_names = len(state.codes(column)[1])
        labels = state.labels(column).tolist()
        if n_names > state.n_units / 2 and not all(map(_is_code, labels)):
            ranked.append((-n_names, column, labels))
    ranked.sort(key=lambda one: one[:2])
    others = [
        [label for _, _, labels in ranked if (label := labels[n])] for n in range(state.n_units)
    ]
    names = [
        next((label for label in found if not _is_code(label)), unit_id)
        for found, unit_id in zip(others, state.unit_ids, strict=True)
    ]
    return names, others


def _text_columns(state: "StateMap") -> Iterator[str]:
    roles = {item.column: item.role for item in state.columns.evidence}
    for column in state.units.columns:
        name = str(column)
        text = not pd.api.types.is_numeric_dtype(state.units[column])
        if text and roles.get(name) not in ("plan", "plan_file", "votes", "population"):
            yield name


def _is_code(label: str) -> bool:
    """Whether a label is a number or code rather than a name."""
    return not re.search(r"[^\W\d_]{2}", label)


def _aliases(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(folded, names) if name))
