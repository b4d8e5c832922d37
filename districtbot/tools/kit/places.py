"""Find the place that somebody wrote of."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

from districtbot.geo.gazetteer import (
    Gazetteer,
    Place,
    PlaceKind,
    folded,
    is_numbering,
    kind_meant,
    without_kind,
)
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain

__all__ = ["Place", "PlaceKind", "find_place", "find_places", "misspelt", "place_label"]

SURE = 0.84
"""A misspelt name this alike to one place is taken for it, if no other is near."""
APART = 0.06
"""How much less alike every other place must be."""
SUGGESTED = 0.65
"""Names this alike are worth a question."""


def find_place(state: StateMap, name: str, kind: PlaceKind | None = None) -> Place:
    """The place that a name means: case, accents, ``County`` and small slips do not matter.

    Args:
        state: The map.
        name: What a person wrote: a county, a town, a unit's id or name, or a code.
        kind: Where it is known what kind of place is meant.

    Raises:
        AskError: If there is no such place, or several could be meant; names those.
    """
    book, word = state.gazetteer, folded(name)
    found = _meant(state, name, word, kind) or _alike(book, word, kind)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(name, found)
    raise _unknown(state, book, name, word, kind)


def misspelt(
    state: StateMap, names: Iterable[str], kind: PlaceKind | None = None
) -> tuple[str, ...]:
    """Which names have a slip in them that `find_place` looks past, and what it takes them for.

    Args:
        state: The map.
        names: What a person wrote.
        kind: Where it is known what kind of place is meant.

    Returns:
        ``'Balwin' as Baldwin County`` for each name that is alike to a place and no more.
    """
    said = []
    for name in dict.fromkeys(names):
        word = folded(name)
        if _meant(state, name, word, kind):
            continue
        found = _alike(state.gazetteer, word, kind)
        if len(found) == 1:
            said.append(f"{plain(name, 40)!r} as {place_label(found[0])}")
    return tuple(said)


def find_places(
    state: StateMap, names: Iterable[str], kind: PlaceKind | None = None
) -> tuple[Place, ...]:
    """The place of each name, in order; one named twice comes once.

    Raises:
        AskError: As `find_place`, with every name that is wrong.
    """
    found: dict[tuple[int, ...], Place] = {}
    problems: list[AskError] = []
    for name in names:
        try:
            place = find_place(state, name, kind)
        except AskError as error:
            problems.append(error)
        else:
            found.setdefault(place.units, place)
    if problems:
        raise AskError(" ".join(error.problem for error in problems), problems[-1].todo)
    return tuple(found.values())


def place_label(place: Place) -> str:
    """What to call a place so that no other is called so: ``Linn County``, ``Adams (Mower)``."""
    name = plain(place.name)
    if place.kind == "unit":
        same = name.casefold() == place.value.casefold()
        return f"unit {name}" if same else f"{name} (unit {plain(place.value)})"
    if place.kind == "county" and kind_meant(folded(name)) is None and not name.isdecimal():
        return f"{name} County"
    if place.kind == "county" and name.isdecimal():
        return f"county {name}"
    town, comma, county = name.rpartition(", ")
    return f"{town} ({county})" if comma and ", " in place.column else name


def _meant(state: StateMap, name: str, word: str, kind: PlaceKind | None) -> list[Place]:
    """The places that are called so, without a slip."""
    if kind == "unit" and (number := state.unit_index.get(name.strip())) is not None:
        return [_unit(state, number)]
    book, wanted = state.gazetteer, kind or kind_meant(word)
    found = _in_kinds(_hits(book, word, kind), wanted)
    if not found and "," in name:
        found = _within(state, name, kind)
    return found or _in_kinds(_beginning(state, book, word, kind), wanted)


def _unit(state: StateMap, number: int) -> Place:
    name = state.gazetteer.unit_names[number]
    return Place("unit", name, state.columns.unit_id, (state.unit_ids[number],), (number,))


def _is(place: Place, kind: PlaceKind | None) -> bool:
    """Whether a place is of a kind; a county or town that is one unit is a unit too."""
    return kind in (None, place.kind) or (kind == "unit" and len(place.units) == 1)


def _hits(book: Gazetteer, word: str, kind: PlaceKind | None) -> list[Place]:
    """Places of a name: those that are called exactly so, else those but for the kind of place."""
    if not word:
        return []
    exact = [book.places[n] for n in book.by_alias.get(word, ())]
    exact = [place for place in exact if _is(place, kind)]
    if exact:
        return exact
    bare = [book.places[n] for n in book.by_bare.get(without_kind(word), ())]
    return [place for place in bare if _is(place, kind)]


def _in_kinds(found: Sequence[Place], kind: PlaceKind | None) -> list[Place]:
    """Those of the kind that is meant, if there are any; units only where nothing else is."""
    if kind is not None and any(place.kind == kind for place in found):
        return [place for place in found if place.kind == kind]
    wider = [place for place in found if place.kind != "unit"]
    return wider or list(found)


def _within(state: StateMap, name: str, kind: PlaceKind | None) -> list[Place]:
    """``Adams, Mower County``: the places of the first name that lie in the second."""
    book = state.gazetteer
    first, _, last = name.rpartition(",")
    around = [place for place in _hits(book, folded(last), None) if place.kind == "county"]
    inside = _hits(book, folded(first), kind)
    if not around:
        return _in_kinds(inside, kind)
    return [place for place in inside if any(set(place.units) <= set(one.units) for one in around)]


def _beginning(state: StateMap, book: Gazetteer, word: str, kind: PlaceKind | None) -> list[Place]:
    """A town made of the units whose names begin with its own: ``Providence 1``, ``2``..."""
    if kind in ("county", "unit") or len(without_kind(word)) < 3:
        return []
    bare = without_kind(word).split()
    units = [
        n
        for n, name in enumerate(book.unit_names)
        if (tokens := folded(name).split())[: len(bare)] == bare
        and is_numbering(tokens[len(bare) :])
    ]
    if not units:
        return []
    values = tuple(state.unit_ids[n] for n in units)
    name = " ".join(bare).title()
    return [Place("town", name, state.columns.unit_id, values, tuple(units), ("".join(bare),))]


def _alike(book: Gazetteer, word: str, kind: PlaceKind | None) -> list[Place]:
    """The one place whose name is so alike that only a slip can be between them."""
    scored = _scored(book, without_kind(word), kind)
    if not scored or scored[0][0] < SURE:
        return []
    best = scored[0][0]
    return [place for ratio, place in scored if ratio > best - APART]


def _scored(
    book: Gazetteer, word: str, kind: PlaceKind | None, most: int = 6
) -> list[tuple[float, Place]]:
    """Places with names alike, the most alike first; units only where nothing else is."""
    names = {
        alias: places
        for alias, numbers in book.by_bare.items()
        if (places := [p for n in numbers if _is(p := book.places[n], kind)])
        and not alias.isdecimal()
    }
    near = get_close_matches(word, names, n=most, cutoff=SUGGESTED) if word else []
    found: dict[tuple[int, ...], tuple[float, Place]] = {}
    for alias in near:
        ratio = SequenceMatcher(None, alias, word).ratio()
        for place in names[alias]:
            found.setdefault(place.units, (ratio, place))
    ranked = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].kind, pair[1].name))
    wider = [pair for pair in ranked if pair[1].kind != "unit"]
    return wider or ranked


def _ambiguous(name: str, found: Sequence[Place]) -> AskError:
    choices = some_of((_choice(place) for place in found), 6)
    return AskError(f"{plain(name)!r} could be {choices}.", "Say which one.")


def _choice(place: Place) -> str:
    n_units = len(place.units)
    units = f"{n_units:,} {'unit' if n_units == 1 else 'units'}"
    code = "" if place.value == place.name else f", {plain(place.column)} {plain(place.value)}"
    if place.kind == "unit":
        return place_label(place)
    return f"{place_label(place)} ({place.kind}, {units}{code})"


def _unknown(
    state: StateMap, book: Gazetteer, name: str, word: str, kind: PlaceKind | None
) -> AskError:
    near = [place_label(place) for _, place in _scored(book, without_kind(word), kind)]
    problem = f"There is no {kind or 'place'} {plain(name)!r} on the map."
    if near:
        return AskError(problem, f"Did you mean {some_of(dict.fromkeys(near), 6)}?")
    wide = [place for place in book.places if place.kind != "unit"]
    if kind is not None:
        wide = list(book.of(kind))
    if not wide:
        ids = some_of(map(plain, state.unit_ids), 3)
        return AskError(problem, f"Name units by their {state.columns.unit_id}, such as {ids}.")
    return AskError(problem, f"There are {some_of((place_label(p) for p in wide), 8)}.")
