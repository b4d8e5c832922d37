"""What fills the slots of whole messages, in words and as the tools take it."""

import operator
import random
from collections.abc import Callable, Sequence
from typing import Any

from districtbot.problems.language.asides import somebody
from districtbot.problems.language.clause import percent_text
from districtbot.problems.language.clauses import groups, votes
from districtbot.problems.language.values import (
    Count,
    People,
    Percent,
    Places,
    Score,
    Text,
    Value,
    Words,
)
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import RegionKind, n_counties, n_towns, regions

_FEWEST_REGIONS = 4


class Fillings:
    """Values of slots, each drawn when it is first asked for.

    Attributes:
        values: What fills each slot, not yet in words.
        told: What stands for it in calls.
        towns: Names of towns among them.
    """

    def __init__(self, rng: random.Random, made: MadeMap) -> None:
        self.rng = rng
        self.made = made
        self.values: dict[str, Value] = {}
        self.told: dict[str, Any] = {}
        self.towns: set[str] = set()

    def value(self, slot: str) -> Value | None:
        """The value of a slot; ``None`` where the map has nothing for it."""
        if slot not in self.values:
            found = DRAWN[slot](self)
            if found is None:
                return None
            self.values[slot], self.told[slot] = found
        return self.values[slot]

    @property
    def taken(self) -> set[str]:
        """What stands for slots already, so that another slot gets another name."""
        return set(map(str, self.told.values()))

    def number(self, slot: str) -> int:
        """The number that fills a slot."""
        self.value(slot)
        return int(self.told[slot])

    def share(self, slot: str) -> float:
        """The share (0..1) that fills a slot."""
        self.value(slot)
        return float(str(self.told[slot]).removesuffix("%")) / 100


Filled = tuple[Value, Any] | None
DrawFn = Callable[[Fillings], Filled]


def _count(low: int, high: int) -> DrawFn:
    def draw(drawn: Fillings) -> Filled:
        n = drawn.rng.randint(low, high)
        return Count(n), n

    return draw


def _choice(
    kind: Callable[[Any], Value],
    choices: Sequence[Any],
    told_fn: Callable[[Any], Any] | None = None,
) -> DrawFn:
    """One of some values; in calls it is told as it is, or as ``told_fn`` has it."""

    def draw(drawn: Fillings) -> Filled:
        one = drawn.rng.choice(choices)
        return kind(one), one if told_fn is None else told_fn(one)

    return draw


def _share(*shares: float) -> DrawFn:
    return _choice(Percent, shares, percent_text)


def _score(*scores: float) -> DrawFn:
    return _choice(Score, scores)


def _text(*texts: str) -> DrawFn:
    return _choice(Text, texts)


def _beyond(slot: str, how: Callable[[float], float]) -> DrawFn:
    """A share that follows from that of another slot."""

    def draw(drawn: Fillings) -> Filled:
        share = round(how(drawn.share(slot)), 6)
        return Words(percent_text(share)), percent_text(share)

    return draw


def _districts(drawn: Fillings) -> Filled:
    n = drawn.rng.randint(3, min(14, max(4, drawn.made.state.n_units // 12)))
    return Count(n), n


def _other_districts(drawn: Fillings) -> Filled:
    """Another number of districts."""
    k = drawn.number("k")
    n = drawn.rng.choice([n for n in range(2, k + 4) if n != k])
    return Count(n), n


def _of_districts(taken: str = "") -> DrawFn:
    """A number of some of the districts, never of all, another than that of a slot."""

    def draw(drawn: Fillings) -> Filled:
        other = drawn.number(taken) if taken else 0
        n = drawn.rng.choice([n for n in range(1, drawn.number("k")) if n != other])
        return Count(n), n

    return draw


def _splits(drawn: Fillings) -> Filled:
    counties = n_counties(drawn.made)
    if counties < _FEWEST_REGIONS:
        return None
    n = drawn.rng.randint(2, min(18, counties - 2))
    return Count(n), n


def _of_splits(how: Callable[[int, int], int]) -> DrawFn:
    """A number of counties that follows from how many may be split."""

    def draw(drawn: Fillings) -> Filled:
        if drawn.value("splits") is None:
            return None
        split = drawn.number("splits")
        n = how(split, n_counties(drawn.made) - split)
        return Count(n), n

    return draw


def _town_splits(drawn: Fillings) -> Filled:
    return _count(1, 15)(drawn) if n_towns(drawn.made) >= _FEWEST_REGIONS else None


def _group(drawn: Fillings) -> Filled:
    of = groups.universe_of(drawn.made)
    if of is None:
        return None
    taken = [key for keys in drawn.told.values() if isinstance(keys, list) for key in keys]
    able = [key for key in groups.groups_of(drawn.made, of) if key not in taken]
    if not able:
        return None
    key = groups.some_key(drawn.rng, drawn.made, of)
    key = key if key in able else drawn.rng.choice(able)
    return groups.said_as(drawn.made, (key,), of), [key]


def _contest(drawn: Fillings) -> Filled:
    able = [one for one in drawn.made.state.columns.elections if one.name not in drawn.taken]
    if not able:
        return None
    found = drawn.rng.choice(able)
    return votes.contest_of(found), found.name


def _place(kind: RegionKind) -> DrawFn:
    def draw(drawn: Fillings) -> Filled:
        taken = drawn.taken
        able = [one.name for one in regions(drawn.made, kind) if one.name not in taken]
        if len(able) < _FEWEST_REGIONS:
            return None
        name = drawn.rng.choice(able)
        if kind == "town":
            drawn.towns.add(name)
        return Places((name,), kind), name

    return draw


def _unit(drawn: Fillings) -> Filled:
    taken = drawn.taken
    unit = drawn.rng.choice([one for one in drawn.made.state.unit_ids if one not in taken])
    return Places((unit,), "unit"), unit


def _plan(drawn: Fillings) -> Filled:
    plans = drawn.made.state.columns.plans
    if not plans:
        return None
    column = drawn.rng.choice(plans)
    return Text(column), column


def _column(drawn: Fillings) -> Filled:
    able = sorted({one.column for one in drawn.made.state.columns.evidence if one.column})
    if not able:
        return None
    column = drawn.rng.choice(able)
    return Text(column), column


def _name(drawn: Fillings) -> Filled:
    name = somebody(drawn.rng)
    return Words(name), name


def _year(drawn: Fillings) -> Filled:
    year = str(drawn.rng.randint(1948, 2025))
    return Text(year), year


def _state(drawn: Fillings) -> Filled:
    name = drawn.made.state_name or "the state"
    return Words(name), name


_PERSONS = (50, 76, 100, 250, 300, 500, 750, 1000, 1200, 1500, 2000, 2500, 5000)
_DEVIATIONS = (0.01, 0.01, 0.02, 0.03, 0.005, 0.015, 0.025, 0.04, 0.06, 0.08, 0.0075, 0.1)
_SCORES = (0.1, 0.15, 0.18, 0.2, 0.22, 0.25, 0.28, 0.3, 0.35)
_GROUP_SHARES = (0.2, 0.25, 0.3, 0.35, 0.38, 0.4, 0.42, 0.45, 0.48, 0.5, 0.55, 0.6)
_BALANCE = (0.02, 0.03, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12)
_ANY = (0.02, 0.07, 0.11, 0.18, 0.23, 0.31, 0.42, 0.51, 0.64, 0.85)
DRAWN: dict[str, DrawFn] = {
    "k": _districts,
    "k2": _other_districts,
    "k_minus1": lambda drawn: (Count(drawn.number("k") - 1), drawn.number("k") - 1),
    "k_plus1": lambda drawn: (Count(drawn.number("k") + 1), drawn.number("k") + 1),
    "dev": _share(*_DEVIATIONS),
    "dev2": _share(*_DEVIATIONS),
    "dev_low": _beyond("dev", lambda share: 1 - share),
    "dev_high": _beyond("dev", lambda share: 1 + share),
    "range": _share(0.01, 0.02, 0.03, 0.05, 0.1, 0.08, 0.06, 0.015),
    "people": _choice(People, _PERSONS),
    "splits": _splits,
    "splits_plus1": _of_splits(lambda split, _: split + 1),
    "whole": _of_splits(lambda _, whole: whole),
    "ncounties": _of_splits(operator.add),
    "pieces": _count(12, 90),
    "towns": _town_splits,
    "pp": _score(*_SCORES),
    "pp2": _score(*_SCORES),
    "reock": _score(0.25, 0.28, 0.3, 0.32, 0.35, 0.38, 0.4),
    "edges": _count(30, 400),
    "group": _group,
    "group2": _group,
    "gshare": _share(*_GROUP_SHARES),
    "gshare2": _share(*_GROUP_SHARES),
    "gn": _of_districts(),
    "gn2": _of_districts("gn"),
    "seats": _of_districts(),
    "seats2": _of_districts("seats"),
    "contest": _contest,
    "contest2": _contest,
    "margin": _share(0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.1),
    "low": _beyond("margin", lambda share: 0.5 - share),
    "high": _beyond("margin", lambda share: 0.5 + share),
    "comp": _of_districts(),
    "eg": _share(*_BALANCE),
    "mm": _share(0.01, 0.015, 0.02, 0.03, 0.04),
    "bias": _share(*_BALANCE),
    "prop": _share(*_BALANCE),
    **{f"county{n}": _place("county") for n in ("", 2, 3, 4)},
    **{f"town{n}": _place("town") for n in ("", 2, 3)},
    "unit": _unit,
    "unit2": _unit,
    "plan": _plan,
    "keep": _share(0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95),
    "d": _of_districts(),
    "d2": _of_districts("d"),
    **{f"x{n}": _count(2, 60) for n in ("", 2, 3, 4)},
    "year": _year,
    "year2": _year,
    "pct": _share(*_ANY),
    "pct2": _share(*_ANY),
    "name": _name,
    "name2": _name,
    "state": _state,
    "steps": _count(500, 20_000),
    "version": _count(2, 4),
    "vname": _text("compact", "first try", "plan-b", "compromise", "for Friday", "whole counties"),
    "file": _text("plan.csv", "draft.csv", "old/plan.csv", "proposal.geojson", "commission.csv"),
    "column": _column,
}
"""What fills each slot, and what stands for it in the calls."""
SAID_FOR: dict[str, tuple[str, ...]] = {
    "k": ("k_minus1", "k_plus1"),
    "dev": ("dev_low", "dev_high"),
    "splits": ("splits_plus1", "whole", "ncounties"),
    "margin": ("low", "high"),
}
"""The slots that a message can have in the place of one in its calls, which follows from them."""
