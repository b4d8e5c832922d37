"""Places by name: whole, together, apart, in a district of a number; towns; incumbents.

What the words mean: one place "whole" is ``together`` with that one value; "each whole" of several
is one such target a place, since they need not share a district, and so is "don't split A or B".
"Together", "in one district", "A with B", "wherever B goes" are one ``together`` with all of them.
"Apart", "in different districts", "A not with B" are one ``apart``: no two of them share a
district; "A with neither B nor C" are two, A from B and A from C, since B and C may be together.
"A with B but not C" is both, for A with B and A from C. "Put A in district 3" is ``locked``,
"district 3 is A and nothing else" ``alone``. Of two places the one named last in a correction
counts. Incumbents are named by the units where they live. Counties are values of the column
``county``, towns, cities and townships of ``municipality``; names are the map's own. Splits of
towns are worded and counted as those of counties, over the municipalities. That a place may go
anywhere, or that some want it elsewhere, asks for nothing.
"""

import random
from collections.abc import Sequence
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn
from districtbot.problems.language.clauses.counties import split_bound, splits
from districtbot.problems.language.values import Count, Ordinal, Places, Slip, Text, Value
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import (
    ROLES,
    Region,
    RegionKind,
    anywhere,
    fitting,
    n_counties,
    n_towns,
    regions,
    side_by_side,
    whole_district,
)


def place_target(measure: str, places: Sequence[Region], **more: Any) -> dict[str, Any]:
    """A target that names counties or towns."""
    names = [one.name for one in places]
    return {"measure": measure, "column": ROLES[places[0].kind], "values": names, **more}


def named(places: Sequence[Region], last: str = "and") -> Places:
    """Places as a value for a phrase."""
    names = tuple(one.name for one in places)
    return Places(names, places[0].kind, "or" if last == "or" else "and")


def _some_kind(rng: random.Random) -> RegionKind:
    """What places a clause names: counties, sometimes towns."""
    return rng.choice(("county", "county", "town"))


def _number(d: int) -> dict[str, Value]:
    """The number of a district as slots."""
    return {"d": Count(d), "nth": Ordinal(d), "tag": Text(f"D{d}")}


def _whole(kind: RegionKind, section: str = "places.whole") -> DrawFn:
    """Draws a clause that one place stays whole."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        places = anywhere(rng, made, kind, districts, 1)
        if not places:
            return None
        return Clause(section, {"place": named(places)}, (place_target("together", places),))

    return draw


def _each(section: str, last: str) -> DrawFn:
    """Draws a clause that each of some places stays whole."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        kind = _some_kind(rng)
        places = anywhere(rng, made, kind, districts, rng.choice((2, 2, 3)))
        if not places:
            return None
        targets = tuple(place_target("together", (one,)) for one in places)
        return Clause(section, {"places": named(places, last)}, targets)

    return draw


def _together(kind: RegionKind) -> DrawFn:
    """Draws a clause that some places share a district."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        places = side_by_side(rng, made, kind, districts, rng.choice((2, 2, 2, 3, 3, 4)))
        if not places:
            return None
        target = place_target("together", places)
        return Clause("places.together", {"places": named(places)}, (target,))

    return draw


def _joined(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """One place with another."""
    kind = _some_kind(rng)
    places = side_by_side(rng, made, kind, districts, 2)
    if not places:
        return None
    slots = {"place": named(places[:1]), "other": named(places[1:])}
    return Clause("places.joined", slots, (place_target("together", places),))


def _apart(kind: RegionKind) -> DrawFn:
    """Draws a clause that no two of some places share a district."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        n = rng.choice((2, 2, 2, 3))
        places = anywhere(rng, made, kind, districts, n) if districts >= n else ()
        if not places:
            return None
        target = place_target("apart", places)
        return Clause("places.apart", {"places": named(places)}, (target,))

    return draw


def _apart_from(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """One place not with another."""
    kind = _some_kind(rng)
    places = anywhere(rng, made, kind, districts, 2)
    if not places:
        return None
    slots = {"place": named(places[:1]), "other": named(places[1:])}
    return Clause("places.apart_from", slots, (place_target("apart", places),))


def _away(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """One place with neither of two others."""
    places = anywhere(rng, made, "county", districts, 3)
    if not places:
        return None
    slots = {
        "place": named(places[:1]),
        "other": named(places[1:2]),
        "third": named(places[2:]),
        "others": named(places[1:]),
    }
    targets = tuple(place_target("apart", (places[0], one)) for one in places[1:])
    return Clause("places.away", slots, targets)


def _contrast(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """One place whole; another one is mentioned beside it."""
    kind = _some_kind(rng)
    places = anywhere(rng, made, kind, districts, 2)
    if not places:
        return None
    slots = {"place": named(places[:1]), "other": named(places[1:])}
    return Clause("places.contrast", slots, (place_target("together", places[:1]),))


def _with_not(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """One place with another, but not with a third."""
    pair = side_by_side(rng, made, "county", districts, 2)
    able = [one for one in fitting(made, "county", districts) if one not in pair]
    if not pair or not able:
        return None
    third = rng.choice(able)
    slots = {"place": named(pair[:1]), "other": named(pair[1:]), "third": named((third,))}
    targets = (place_target("together", pair), place_target("apart", (pair[0], third)))
    return Clause("places.with_not", slots, targets)


def _two_pairs(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    one = side_by_side(rng, made, "county", districts, 2)
    two = side_by_side(rng, made, "county", districts, 2)
    if not one or not two or set(one) & set(two):
        return None
    names = ("place", "other", "third", "fourth")
    slots = {name: named((place,)) for name, place in zip(names, (*one, *two), strict=True)}
    targets = (place_target("together", one), place_target("together", two))
    return Clause("places.two_pairs", slots, targets)


def _alone(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A district of some number that is these counties and nothing else."""
    places = whole_district(rng, made, districts)
    if not places:
        return None
    d = rng.randint(1, districts)
    section = "places.alone_one" if len(places) == 1 else "places.alone"
    slots: dict[str, Value] = _number(d)
    slots["place" if len(places) == 1 else "places"] = named(places)
    target = place_target("locked", places, district=d, alone=True)
    return Clause(section, slots, (target,))


def _slipped(section: str, measure: str) -> DrawFn:
    """Draws a clause with a place that is named wrong and put right at once."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        places = anywhere(rng, made, "county", districts, 2)
        if not places:
            return None
        d = rng.randint(1, districts)
        slots: dict[str, Value] = {
            "place": Slip(named(places[:1]), named(places[1:])),
            **_number(d),
        }
        more = {"district": d} if measure == "locked" else {}
        return Clause(section, slots, (place_target(measure, places[1:], **more),))

    return draw


def _locked(kind: RegionKind) -> DrawFn:
    """Draws a clause that a place lies in a district of some number."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        places = anywhere(rng, made, kind, districts, 1)
        if not places:
            return None
        d = rng.randint(1, districts)
        slots: dict[str, Value] = {"place": named(places), **_number(d)}
        return Clause("places.locked", slots, (place_target("locked", places, district=d),))

    return draw


def _locked_many(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    places = side_by_side(rng, made, "county", districts, rng.choice((2, 2, 3)))
    if not places:
        return None
    d = rng.randint(1, districts)
    slots: dict[str, Value] = {"places": named(places), **_number(d)}
    target = place_target("locked", places, district=d)
    return Clause("places.locked_many", slots, (target,))


def _locked_two(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    places = anywhere(rng, made, "county", districts, 2)
    if not places:
        return None
    d, e = rng.sample(range(1, districts + 1), 2)
    slots: dict[str, Value] = {
        "place": named(places[:1]),
        "other": named(places[1:]),
        **_number(d),
        "e": Count(e),
        "mth": Ordinal(e),
        "etag": Text(f"D{e}"),
    }
    targets = (
        place_target("locked", places[:1], district=d),
        place_target("locked", places[1:], district=e),
    )
    return Clause("places.locked_two", slots, targets)


def _incumbents(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    n = min(rng.choice((2, 3, 3, 4)), districts)
    if n < 2 or made.state.n_units < 10 * n:
        return None
    ids = _homes(rng, made, n)
    target = {"measure": "incumbents", "units": list(ids)}
    return Clause("places.incumbents", {"units": Places(ids, "unit")}, (target,))


def _homes(rng: random.Random, made: MadeMap, n: int) -> tuple[str, ...]:
    """Units, in different counties where that can be."""
    state = made.state
    county = state.columns.county
    of = state.labels(county).tolist() if county is not None else list(state.unit_ids)
    found: dict[str, str] = {}
    for unit in rng.sample(range(state.n_units), state.n_units):
        found.setdefault(str(of[unit]), state.unit_ids[unit])
    homes = list(found.values())[:n]
    return tuple(homes) if len(homes) == n else tuple(rng.sample(state.unit_ids, n))


def town_bound(rng: random.Random, made: MadeMap, districts: int) -> int | None:
    """A number of split towns that a plan can mostly meet; ``None`` where there are too few."""
    total = n_towns(made)
    if total < 6:
        return None
    return min(max(2, districts + rng.randint(-1, 4)), total - 1)


def _towns_most(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    bound = town_bound(rng, made, districts)
    if bound is None:
        return None
    target = splits(bound, region="municipality")
    return Clause("places.towns_most", {"n": Count(bound)}, (target,))


def _towns_not(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    bound = town_bound(rng, made, districts)
    if bound is None or not n_counties(made):
        return None
    target = splits(bound, region="municipality")
    return Clause("places.towns_not", {"n": Count(bound)}, (target,))


def _towns_plain(section: str, *, wished: bool) -> DrawFn:
    """Draws a clause that no town is split."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del rng, districts
        if not n_towns(made):
            return None
        return Clause(section, {}, (splits(0, region="municipality", wished=wished),))

    return draw


def _both_none(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng, districts
    if not n_towns(made) or not n_counties(made):
        return None
    targets = (splits(0), splits(0, region="municipality"))
    return Clause("places.both_none", {}, targets)


def _both_most(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    counties, towns = split_bound(rng, made, districts), town_bound(rng, made, districts)
    if counties is None or towns is None:
        return None
    targets = (splits(counties), splits(towns, region="municipality"))
    return Clause("places.both_most", {"n": Count(counties), "m": Count(towns)}, targets)


def _off(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del districts
    able = regions(made, _some_kind(rng))
    return Clause("places.off", {"place": named([rng.choice(able)])}) if able else None


def _off_together(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del districts
    able = regions(made, "county")
    if len(able) < 2:
        return None
    return Clause("places.off_together", {"places": named(rng.sample(able, 2))})


def _off_incumbents(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng, made, districts
    return Clause("places.off_incumbents")


_TOGETHER, _APART, _LOCKED = ("together",), ("apart",), ("locked",)
_SPLITS = ("region_splits",)
KINDS = (
    ClauseKind("places.county_whole", _whole("county"), 2.0, _TOGETHER),
    ClauseKind("places.town_whole", _whole("town"), 1.0, _TOGETHER),
    ClauseKind("places.each", _each("places.each", "and"), 1.0, _TOGETHER),
    ClauseKind("places.neither", _each("places.neither", "or"), 1.0, _TOGETHER),
    ClauseKind("places.together", _together("county"), 2.5, _TOGETHER),
    ClauseKind("places.towns_together", _together("town"), 0.7, _TOGETHER),
    ClauseKind("places.joined", _joined, 1.2, _TOGETHER),
    ClauseKind("places.apart", _apart("county"), 1.5, _APART),
    ClauseKind("places.towns_apart", _apart("town"), 0.5, _APART),
    ClauseKind("places.apart_from", _apart_from, 1.0, _APART),
    ClauseKind("places.away", _away, 0.4, _APART),
    ClauseKind("places.locked", _locked("county"), 1.5, _LOCKED),
    ClauseKind("places.town_locked", _locked("town"), 0.5, _LOCKED),
    ClauseKind("places.locked_many", _locked_many, 0.6, _LOCKED),
    ClauseKind("places.locked_two", _locked_two, 0.7, _LOCKED),
    ClauseKind("places.except", _whole("county", "places.except"), 0.7, (*_SPLITS, *_TOGETHER)),
    ClauseKind("places.whole_slip", _slipped("places.whole", "together"), 0.3, _TOGETHER),
    ClauseKind("places.locked_slip", _slipped("places.locked", "locked"), 0.3, _LOCKED),
    ClauseKind("places.contrast", _contrast, 0.7, _TOGETHER),
    ClauseKind("places.with_not", _with_not, 0.7, (*_TOGETHER, *_APART)),
    ClauseKind("places.two_pairs", _two_pairs, 0.6, _TOGETHER),
    ClauseKind("places.alone", _alone, 0.8, _LOCKED),
    ClauseKind("places.incumbents", _incumbents, 1.0, ("incumbents",)),
    ClauseKind("places.towns_most", _towns_most, 1.2, _SPLITS),
    ClauseKind("places.towns_not", _towns_not, 0.6, _SPLITS),
    ClauseKind("places.towns_none", _towns_plain("places.towns_none", wished=False), 0.4, _SPLITS),
    ClauseKind(
        "places.towns_respect", _towns_plain("places.towns_respect", wished=True), 1.2, _SPLITS
    ),
    ClauseKind("places.both_none", _both_none, 0.3, _SPLITS),
    ClauseKind("places.both_most", _both_most, 0.7, _SPLITS),
    ClauseKind("places.off", _off, 1.2, _TOGETHER),
    ClauseKind("places.off_together", _off_together, 1.0, (*_TOGETHER, *_APART)),
    ClauseKind("places.off_incumbents", _off_incumbents, 0.7, ("incumbents",)),
)
