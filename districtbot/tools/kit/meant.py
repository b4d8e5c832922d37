"""Targets as language models write them, put the way that the schema has them.

Only what can mean one thing is taken over; the rest is refused with what there is instead.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans import targets as t

EXAMPLE = 'measure "population_deviation" with at_most "1%"'

_KINDS: dict[str, type[BaseModel]] = {
    kind.model_fields["measure"].default: kind for kind in get_args(get_args(t.Target)[0])
}
_ALSO: dict[str, tuple[str, dict[str, Any]]] = {
    "population": ("population_deviation", {}),
    "deviation": ("population_deviation", {}),
    "max_deviation": ("population_deviation", {}),
    "max_population_deviation": ("population_deviation", {}),
    "population_balance": ("population_deviation", {}),
    "population_equality": ("population_deviation", {}),
    "population_tolerance": ("population_deviation", {}),
    "contiguous": ("contiguity", {}),
    "county_splits": ("region_splits", {"region": "county"}),
    "counties_split": ("region_splits", {"region": "county"}),
    "split_counties": ("region_splits", {"region": "county"}),
    "town_splits": ("region_splits", {"region": "municipality"}),
    "municipality_splits": ("region_splits", {"region": "municipality"}),
    "split_municipalities": ("region_splits", {"region": "municipality"}),
    "splits": ("region_splits", {}),
    "polsby_popper_mean": ("polsby_popper", {"statistic": "mean"}),
    "mean_polsby_popper": ("polsby_popper", {"statistic": "mean"}),
    "average_polsby_popper": ("polsby_popper", {"statistic": "mean"}),
    "polsby_popper_min": ("polsby_popper", {"statistic": "minimum"}),
    "polsby_popper_minimum": ("polsby_popper", {"statistic": "minimum"}),
    "min_polsby_popper": ("polsby_popper", {"statistic": "minimum"}),
    "minimum_polsby_popper": ("polsby_popper", {"statistic": "minimum"}),
    "competitiveness": ("competitive", {}),
    "competitive_districts": ("competitive", {}),
    "keep_together": ("together", {}),
    "keep_apart": ("apart", {}),
}
"""Other names of measures, and what they say besides."""
_HINTS = {
    "compact": "polsby_popper, reock or cut_edges",
    "major": "group_share",
    "minor": "group_share",
    "black": "group_share",
    "hispanic": "group_share",
    "vap": "group_share",
    "republican": "seats",
    "democrat": "seats",
    "split": "region_splits",
    "toss": "competitive",
    "bias": "efficiency_gap, mean_median, partisan_bias or proportionality",
    "fair": "efficiency_gap, mean_median, partisan_bias or proportionality",
}
"""What a part of an unknown name may have to do with."""
_WORDS: dict[str, dict[str, str]] = {
    "party": {
        "democrat": "dem", "democrats": "dem", "democratic": "dem", "d": "dem",
        "republican": "rep", "republicans": "rep", "gop": "rep", "r": "rep",
    },
    "statistic": {"min": "minimum", "lowest": "minimum", "average": "mean", "avg": "mean"},
    "of": {
        "voting age population": "vap", "voting-age population": "vap",
        "voting_age_population": "vap", "adults": "vap", "pop": "population",
        "people": "population", "total": "population", "citizen voting age population": "cvap",
    },
}  # fmt: skip
_MOST = ("max", "maximum", "value", "limit", "bound", "tolerance", "less_than", "max_value")
_LEAST = ("min", "minimum", "value", "limit", "bound", "threshold", "more_than", "min_value")
_PERCENT = re.compile(
    r"\s*(?:±|\+/-|\+-)?\s*(\d+(?:\.\d+)?)\s*(?:%|percent|per cent|pct)\s*", re.IGNORECASE
)


def as_listed(given: object) -> object:
    """Targets as a list: one alone, and a table of measures with their bounds, are taken too."""
    if not isinstance(given, Mapping):
        return given
    if "measure" in given or not all(_measure(key) in _KINDS for key in given):
        return [given]
    return [{key: value} for key, value in given.items()]


def as_meant(given: object) -> object:
    """One target with measure, words and bounds as the schema has them.

    Args:
        given: What came; anything that is no table is given back as it is.

    Raises:
        ValueError: If it names no measure, one that is not known, or a field it has not.
    """
    if not isinstance(given, Mapping):
        return given
    target = dict(given)
    if "measure" not in target:
        target = _unfolded(target)
    said = str(target["measure"])
    measure, besides = _ALSO.get(_plain(said), (_measure(said), {}))
    if measure not in _KINDS:
        raise ValueError(_unknown(said))
    target = {**besides, **target, "measure": measure}
    for name, words in _WORDS.items():
        if isinstance(target.get(name), str):
            word = target[name].strip().casefold()
            target[name] = words.get(word, word)
    target = {name: _share(value) for name, value in _bounds(measure, target).items()}
    _check_fields(measure, target)
    return target


def _unfolded(target: dict[str, Any]) -> dict[str, Any]:
    """``{"polsby_popper": 0.25}`` as a target with its bound.

    Raises:
        ValueError: If it is none.
    """
    if len(target) == 1:
        [(name, value)] = target.items()
        if _measure(name) in _KINDS:
            more = dict(value) if isinstance(value, Mapping) else {"value": value}
            return {"measure": name, **more}
    raise ValueError(f"each target names its measure, such as {EXAMPLE}")


def _bounds(measure: str, target: dict[str, Any]) -> dict[str, Any]:
    """The bound under the one name that it can have."""
    fields = _KINDS[measure].model_fields
    if measure == "group_share":
        if "share" not in target and "threshold" in target:
            target["share"] = target.pop("threshold")
        if "districts_at_least" not in target and _is_count(target.get("at_least")):
            target["districts_at_least"] = target.pop("at_least")
        return target
    if measure == "contiguity" and target.get("value") is True:
        del target["value"]
    bounds = [name for name in ("at_most", "at_least", "equal") if name in fields]
    if len(bounds) != 1 or bounds[0] in target:
        return target
    others = [name for name in (_MOST if bounds == ["at_most"] else _LEAST) if name in target]
    if len(others) == 1 and others[0] not in fields:
        target[bounds[0]] = target.pop(others[0])
    return target


def _check_fields(measure: str, target: Mapping[str, Any]) -> None:
    """Refuse what the measure has no field for, and what it cannot do without.

    Raises:
        ValueError: With the fields that there are.
    """
    fields = _KINDS[measure].model_fields
    strange = [plain(name, 40) for name in target if name not in fields]
    missing = [name for name, field in fields.items() if field.is_required() and name not in target]
    if strange or missing:
        has = f"has no field {some_of(strange, 3)}" if strange else ""
        needs = f"needs {some_of(missing, 4)}" if missing else ""
        known = some_of([name for name in fields if name != "measure"], 8)
        wrong = " and ".join(filter(None, (has, needs)))
        raise ValueError(f"{measure} {wrong}; its fields: {known}")


def _unknown(said: str) -> str:
    """What to say of a measure that there is not."""
    near = get_close_matches(_plain(said), _KINDS, n=2)
    meant = next((meant for part, meant in _HINTS.items() if part in _plain(said)), "")
    hint = some_of(near) if near else meant
    perhaps = f"; did you mean {hint}?" if hint else "."
    return f"there is no measure {plain(said, 40)!r}{perhaps} Measures: {', '.join(_KINDS)}"


def _share(value: object) -> object:
    """``1 percent`` and ``±1%`` as ``1%``."""
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return f"{match[1]}%" if match else value


def _measure(name: object) -> str:
    """The measure of a name, if there is one; else the name as names of measures are written."""
    said = _plain(name)
    return _ALSO[said][0] if said in _ALSO else said


def _plain(name: object) -> str:
    return re.sub(r"[\W_]+", "_", str(name).strip().casefold()).strip("_")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
