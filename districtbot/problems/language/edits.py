"""What a person changes in a target later on: its one number, said without saying all again."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind, percent_text
from districtbot.problems.language.values import Count, People, Percent, Score, Value
from districtbot.problems.maps.made import MadeMap

BOUNDS = ("at_most", "at_least", "equal", "districts_at_least", "share", "margin")
"""Fields of a target that bound it."""
NOUNS: dict[str, tuple[str, ...]] = {
    "population_deviation": ("population deviation", "deviation", "population limit"),
    "population_range": ("overall range", "total deviation", "population range"),
    "population_persons": ("limit in persons", "number of people off"),
    "region_pieces": ("county pieces", "limit on pieces"),
    "polsby_popper": ("Polsby-Popper", "compactness", "Polsby-Popper score"),
    "reock": ("Reock", "Reock score"),
    "cut_edges": ("cut edges", "limit on cut edges"),
    "competitive": ("competitive districts", "number of competitive districts"),
    "efficiency_gap": ("efficiency gap", "limit on the efficiency gap"),
    "mean_median": ("mean-median difference", "mean-median limit"),
    "partisan_bias": ("partisan bias", "bias limit"),
    "proportionality": ("proportionality limit", "gap between seats and votes"),
    "least_change": ("share of people who stay", "share who keep their district"),
}
"""Measure to what people call its bound; those with several bounds are left out."""
_TRIES = 24
"""How often a kind is drawn from to find what can be changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another value for the bound of a target.

    Attributes:
        target: The target with the new value, as ``set_targets`` takes it.
        field: The field that is other than before.
        value: The new value.
        old: The value before.
    """

    target: dict[str, Any]
    field: str
    value: Value
    old: Value


def value_of(target: dict[str, Any], name: str) -> Value | None:
    """What a field of a target holds, as people say it; ``None`` where it is no bound."""
    raw = target.get(name)
    if name not in BOUNDS or raw is None or isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        return Percent(round(float(raw.removesuffix("%")) / 100, 6)) if raw.endswith("%") else None
    if target["measure"] in ("polsby_popper", "reock"):
        return Score(float(raw))
    if target["measure"] == "population_persons":
        return People(int(raw))
    if isinstance(raw, int):
        return Count(raw)
    return Percent(float(raw))


def with_value(target: dict[str, Any], name: str, value: Value) -> dict[str, Any]:
    """The target with another value in a field, written as the one before was."""
    match value:
        case Percent(share):
            raw: Any = percent_text(share) if isinstance(target[name], str) else share
        case Score(score):
            raw = score
        case Count(n) | People(n):
            raw = n
        case _:
            raise TypeError(f"{value} bounds nothing")
    return {**target, name: raw}


def changeable(clause: Clause) -> tuple[str, ...]:
    """The fields of a clause's only target whose value can be changed in a word."""
    if len(clause.targets) != 1:
        return ()
    (target,) = clause.targets
    return tuple(name for name in BOUNDS if value_of(target, name) is not None)


def drawn_changeable(
    rng: random.Random,
    made: MadeMap,
    districts: int,
    kinds: Sequence[ClauseKind],
    measures: Sequence[str] = (),
) -> tuple[ClauseKind, Clause] | None:
    """A clause with a bound that can be changed, and its kind; on none of some measures."""
    able = [kind for kind in kinds if not set(kind.measures) & set(measures)]
    for _ in range(_TRIES):
        if not able:
            return None
        (kind,) = rng.choices(able, [one.weight for one in able])
        clause = kind.draw(rng, made, districts)
        if clause is None or not changeable(clause):
            continue
        if revalued(rng, made, districts, kind, clause.targets[0]) is not None:
            return kind, clause
    return None


def revalued(
    rng: random.Random, made: MadeMap, districts: int, kind: ClauseKind, target: dict[str, Any]
) -> Change | None:
    """Another value for the target's bound, as its kind draws them.

    Args:
        rng: The randomness.
        made: The map.
        districts: Number of districts.
        kind: The kind of the clause.
        target: The target as it is.
    """
    for _ in range(_TRIES):
        clause = kind.draw(rng, made, districts)
        if clause is None or len(clause.targets) != 1:
            continue
        other = {name: one for name, one in clause.targets[0].items() if name != "wished"}
        mine = {name: one for name, one in target.items() if name != "wished"}
        if set(other) != set(mine):
            continue
        differing = [name for name in mine if mine[name] != other[name]]
        if len(differing) != 1:
            continue
        value, old = value_of(other, differing[0]), value_of(target, differing[0])
        if value is None or old is None or type(value) is not type(old):
            continue
        return Change({**target, differing[0]: other[differing[0]]}, differing[0], value, old)
    return None


def reckoned(target: dict[str, Any], name: str, how: str) -> Change | None:
    """The value halved, doubled, or one more or fewer; ``None`` where that makes no sense.

    Args:
        target: The target as it is.
        name: The field.
        how: ``halve``, ``double``, ``one_more`` or ``one_fewer``.
    """
    old = value_of(target, name)
    value: Value | None = None
    match old, how:
        case Percent(share), "halve":
            value = Percent(round(share / 2, 6))
        case Percent(share), "double" if share <= 0.2:
            value = Percent(round(share * 2, 6))
        case Count(n), "halve" if n % 2 == 0 and n > 2:
            value = Count(n // 2)
        case People(n), "halve" if n % 2 == 0:
            value = People(n // 2)
        case Count(n), "double" if n > 1:
            value = Count(n * 2)
        case People(n), "double":
            value = People(n * 2)
        case Count(n), "one_more" if n >= 1:
            value = Count(n + 1)
        case Count(n), "one_fewer" if n >= 2:
            value = Count(n - 1)
    if value is None or old is None:
        return None
    return Change(with_value(target, name, value), name, value, old)
