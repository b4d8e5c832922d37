"""Groups of people: districts where a group has a share, and no district above one.

What the words mean:

- a share is of the voting-age people unless citizens (CVAP) or all residents are named, or the
  map counts groups among all residents only; ``of`` is given where it is not the voting age
- "majority-Black", "most of the adults", "more than half" = 50%; strict or not is the same
- "majority-minority", "people of color", "nonwhite" = all groups of the map but white, added up;
  the column of minorities where the map has one
- "opportunity", "influence", "effective district" mean nothing by themselves: the share is said
- "coalition" and "together" add the groups up
- "no packing", "cap", "ceiling" = none above
- "half the districts" of K = K / 2, rounded up
- a map that counts only people of any part Black (DRA) has ``black_any``; people say "Black"
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn, percent_text
from districtbot.problems.language.values import Count, Group, Percent, Text, Value
from districtbot.problems.maps.made import MadeMap

Universe = Literal["vap", "cvap", "population"]
SHARES = (0.2, 0.25, 0.3, 0.33, 0.35, 0.37, 0.4, 0.42, 0.45, 0.48, 0.5, 0.52, 0.55, 0.6)
CAPS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
MEASURES = ("group_share",)
PLAIN_WORDS = ("black", "hispanic", "hisp", "latino", "asian", "native", "aian", "other")
"""Columns that cannot be told from words for groups."""
HOPELESS = 0.05
"""Share (0..1) of clauses that no plan may meet."""
HOPELESS_MAJORITY = 0.06
"""The same of majorities, which people ask for wherever they are."""
WITHIN_REACH = 0.88
"""Part of what the best units together have that a plan may reach."""
LOW_SHARES = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)
"""Shares that people ask for in most districts."""


def columns_of(made: MadeMap, of: Universe) -> Mapping[str, str]:
    """All groups that a map counts among some people, and their columns."""
    roles = made.state.columns
    return {"vap": roles.group_vap, "cvap": roles.group_cvap, "population": roles.group_pop}[of]


def groups_of(made: MadeMap, of: Universe) -> dict[str, str]:
    """The groups of a map that people ask about, and their columns."""
    found = columns_of(made, of)
    left_out = ("white", "white_any", "minority", "two_or_more", "asian_pacific", "other")
    return {key: column for key, column in found.items() if key not in left_out}


def said_of(key: str, made: MadeMap, of: Universe) -> str:
    """The key by which people mean a group: without the any-part where there is no other."""
    bare = key.removesuffix("_any")
    return key if bare != key and bare in groups_of(made, of) else bare


def universe_of(made: MadeMap) -> Universe | None:
    """What shares are of where nothing is said; ``None`` where the map has no groups."""
    if groups_of(made, "vap"):
        return "vap"
    return "population" if groups_of(made, "population") else None


def people_of(
    made: MadeMap, keys: Sequence[str], of: Universe
) -> tuple[NDArray[Any], NDArray[Any]]:
    """People of some groups, and all people, in each unit; both of shape (n_units,)."""
    roles, units = made.state.columns, made.state.units
    total = {"vap": roles.vap, "cvap": roles.cvap, "population": roles.population}[of]
    columns = columns_of(made, of)
    group = sum(units[columns[key]].to_numpy(dtype=float) for key in keys)
    return np.asarray(group, dtype=float), units[total or roles.population].to_numpy(dtype=float)


def reach(made: MadeMap, keys: Sequence[str], of: Universe, districts: int, n: int) -> float:
    """The share (0..1) that the units with the most of a group have, in n districts' worth."""
    group, total = people_of(made, keys, of)
    order = np.argsort(-group / np.maximum(total, 1.0), kind="stable")
    below = np.cumsum(total[order]) <= total.sum() * n / districts
    taken = order[: max(1, int(below.sum()))]
    return float(group[taken].sum() / max(total[taken].sum(), 1.0))


def target_of(keys: Sequence[str], of: Universe, share: float, n: int | None) -> dict[str, Any]:
    """A target on a group: at least n districts, or none above where n is ``None``."""
    bound: dict[str, Any] = {"none_above": True} if n is None else {"districts_at_least": n}
    named = {} if of == "vap" else {"of": of}
    text = percent_text(share)
    return {"measure": "group_share", "group": list(keys), **named, "share": text, **bound}


def _reachable(
    rng: random.Random, made: MadeMap, keys: Sequence[str], of: Universe, districts: int, n: int
) -> float | None:
    """A share that n districts may reach; now and then a higher one."""
    most = reach(made, keys, of, districts, n) * WITHIN_REACH
    able = [share for share in SHARES if share <= most]
    if able and rng.random() > HOPELESS:
        return rng.choice(able[-4:])
    above = [share for share in SHARES if share > most]
    return rng.choice(above) if above and rng.random() < HOPELESS else None


def some_districts(rng: random.Random, districts: int) -> int:
    """In how many districts."""
    most = max(1, districts // 2)
    return rng.choice([n for n in (1, 1, 2, 2, 2, 3, 3, 4, 5) if n <= most])


def some_key(rng: random.Random, made: MadeMap, of: Universe) -> str:
    """A group; those that people mostly speak of more often."""
    found = groups_of(made, of)
    common = [key for key in found if key.split("_")[0] in ("black", "hispanic")]
    return rng.choice([*found, *common * 4])


def _least(section: str, of: Universe | None = None) -> DrawFn:
    """At least n districts at a share that is said."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        among = of or universe_of(made)
        if among is None or not groups_of(made, among):
            return None
        key, n = some_key(rng, made, among), some_districts(rng, districts)
        share = _reachable(rng, made, (key,), among, districts, n)
        if share is None:
            return None
        slots: dict[str, Value] = {
            "n": Count(n),
            "share": Percent(share),
            "group": said_as(made, (key,), among),
        }
        return Clause(section, slots, (target_of((key,), among, share, n),))

    return draw


def said_as(made: MadeMap, keys: Sequence[str], of: Universe) -> Group:
    """Groups as people say them."""
    return Group(tuple(said_of(key, made, of) for key in keys), of)


def _majority(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    of = universe_of(made)
    if of is None:
        return None
    n = some_districts(rng, districts)
    key = group_that_reaches(rng, made, of, districts, n)
    if key is None:
        return None
    group, targets = said_as(made, (key,), of), (target_of((key,), of, 0.5, n),)
    if n == 1 and rng.random() < 0.6:
        return Clause("groups.one_majority", {"group": group}, targets)
    return Clause("groups.majority", {"n": Count(n), "group": group}, targets)


def group_that_reaches(
    rng: random.Random, made: MadeMap, of: Universe, districts: int, n: int
) -> str | None:
    """A group that may be the majority of n districts; any now and then."""
    found = list(groups_of(made, of))
    able = [key for key in found if reach(made, (key,), of, districts, n) * WITHIN_REACH >= 0.5]
    if able:
        return rng.choice(able)
    return some_key(rng, made, of) if rng.random() < HOPELESS_MAJORITY else None


def minority_keys(made: MadeMap, of: Universe) -> tuple[str, ...]:
    """What "minority" means on a map: its column of minorities, or all groups but white."""
    found = columns_of(made, of)
    groups = tuple(key for key in found if key not in ("white", "white_any"))
    return ("minority",) if "minority" in found else groups


def _minority(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    of = universe_of(made)
    if of is None:
        return None
    keys, n = minority_keys(made, of), some_districts(rng, districts)
    possible = reach(made, keys, of, districts, n) * WITHIN_REACH >= 0.5
    if not possible and rng.random() > HOPELESS_MAJORITY:
        return None
    return Clause("groups.minority", {"n": Count(n)}, (target_of(keys, of, 0.5, n),))


def _coalition(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    of = universe_of(made)
    if of is None:
        return None
    found = list(groups_of(made, of))
    if len(found) < 2:
        return None
    keys = tuple(rng.sample(found, 3 if len(found) > 2 and rng.random() < 0.2 else 2))
    n = some_districts(rng, districts)
    share = _reachable(rng, made, keys, of, districts, n)
    if share is None:
        return None
    slots: dict[str, Value] = {
        "n": Count(n),
        "share": Percent(share),
        "group": said_as(made, keys, of),
    }
    return Clause("groups.coalition", slots, (target_of(keys, of, share, n),))


def _none_above(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del districts
    of = universe_of(made)
    if of is None:
        return None
    key = some_key(rng, made, of)
    cap = _cap(rng, made, key, of)
    if cap is None:
        return None
    slots: dict[str, Value] = {"cap": Percent(cap), "group": said_as(made, (key,), of)}
    return Clause("groups.none_above", slots, (target_of((key,), of, cap, None),))


def _cap(rng: random.Random, made: MadeMap, key: str, of: Universe) -> float | None:
    """A greatest share that a plan can keep: above that of the whole map."""
    group, total = people_of(made, (key,), of)
    able = [cap for cap in CAPS if cap > 1.4 * group.sum() / max(total.sum(), 1.0)]
    return rng.choice(able) if able else None


def _band(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """At least one share in n districts, and nowhere above another."""
    of = universe_of(made)
    if of is None:
        return None
    key, n = some_key(rng, made, of), some_districts(rng, districts)
    share = _reachable(rng, made, (key,), of, districts, n)
    caps = [cap for cap in CAPS if share is not None and cap >= share + 0.1]
    if share is None or not caps:
        return None
    cap = rng.choice(caps)
    group = said_as(made, (key,), of)
    slots: dict[str, Value] = {"n": Count(n), "share": Percent(share), "cap": Percent(cap)}
    targets = (target_of((key,), of, share, n), target_of((key,), of, cap, None))
    return Clause("groups.band", {**slots, "group": group}, targets)


def _two(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A majority of one group in some districts, and of another group in one more."""
    of = universe_of(made)
    if of is None or districts < 4:
        return None
    able = [
        key
        for key in groups_of(made, of)
        if reach(made, (key,), of, districts, 1) * WITHIN_REACH >= 0.5
    ]
    if len(able) < 2:
        return None
    first, second = rng.sample(able, 2)
    n = 1
    if reach(made, (first,), of, districts, 2) * WITHIN_REACH >= 0.5 and districts > 5:
        n = rng.choice((1, 2))
    slots: dict[str, Value] = {
        "n": Count(n),
        "m": Count(1),
        "group": said_as(made, (first,), of),
        "other": said_as(made, (second,), of),
    }
    targets = (target_of((first,), of, 0.5, n), target_of((second,), of, 0.5, 1))
    return Clause("groups.two", slots, targets)


def low_share(
    rng: random.Random, made: MadeMap, key: str, of: Universe, part: float
) -> float | None:
    """A share below some part (1 for all) of what the whole map has; ``None`` where none is."""
    group, total = people_of(made, (key,), of)
    whole = float(group.sum() / max(total.sum(), 1.0))
    able = [share for share in LOW_SHARES if share < part * whole]
    return rng.choice(able[-3:]) if able else None


def _every(section: str) -> DrawFn:
    """At least a share in every district, or in half of them."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        of = universe_of(made)
        if of is None:
            return None
        key = some_key(rng, made, of)
        part, n = (0.6, districts) if section == "groups.every" else (1.1, (districts + 1) // 2)
        share = low_share(rng, made, key, of, part)
        if share is None:
            return None
        slots: dict[str, Value] = {"share": Percent(share), "group": said_as(made, (key,), of)}
        return Clause(section, slots, (target_of((key,), of, share, n),))

    return draw


def _column(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """At least n districts at a share of a group that is called by its column."""
    roles = made.state.columns
    totals: dict[Universe, str | None] = {
        "vap": roles.vap,
        "cvap": roles.cvap,
        "population": roles.population,
    }
    able: list[Universe] = [of for of in totals if totals[of] and groups_of(made, of)]
    if not able:
        return None
    of = rng.choice(able)
    key, n = some_key(rng, made, of), some_districts(rng, districts)
    if groups_of(made, of)[key].casefold() in PLAIN_WORDS:
        return None
    share = _reachable(rng, made, (key,), of, districts, n)
    if share is None:
        return None
    slots: dict[str, Value] = {
        "n": Count(n),
        "share": Percent(share),
        "column": Text(groups_of(made, of)[key]),
        "total": Text(totals[of] or ""),
    }
    return Clause("groups.column", slots, (target_of((key,), of, share, n),))


def _off(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del made
    slots: dict[str, Value] = {
        "group": Group((rng.choice(("black", "hispanic", "asian", "native")),)),
        "n": Count(rng.randint(2, max(2, districts - 1))),
        "share": Percent(rng.choice(SHARES)),
    }
    return Clause("groups.off", slots)


KINDS = (
    ClauseKind("groups.least", _least("groups.least"), 3.0, MEASURES),
    ClauseKind("groups.citizen", _least("groups.citizen", "cvap"), 1.0, MEASURES),
    ClauseKind("groups.residents", _least("groups.residents", "population"), 0.7, MEASURES),
    ClauseKind("groups.majority", _majority, 2.5, MEASURES),
    ClauseKind("groups.minority", _minority, 1.5, MEASURES),
    ClauseKind("groups.chance", _least("groups.chance"), 0.8, MEASURES),
    ClauseKind("groups.coalition", _coalition, 0.8, MEASURES),
    ClauseKind("groups.none_above", _none_above, 1.2, MEASURES),
    ClauseKind("groups.band", _band, 0.6, MEASURES),
    ClauseKind("groups.two", _two, 0.6, MEASURES),
    ClauseKind("groups.every", _every("groups.every"), 0.5, MEASURES),
    ClauseKind("groups.half", _every("groups.half"), 0.4, MEASURES),
    ClauseKind("groups.column", _column, 0.8, MEASURES),
    ClauseKind("groups.off", _off, 2.0, MEASURES),
)
