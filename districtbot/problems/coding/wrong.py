"""Wrong outcomes, made from the right one by one mistake."""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.wrongfiles import wrong_file

PLAN_UNITS = 20
"""Units from which on a mapping to few labels is taken for a plan."""
PLAN_DISTRICTS = 20
FLOATS_LIKE_COUNTS = 1_000
"""Below it, one more is another number, and no matter of rounding."""
METRES_OF_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong outcome.

    Attributes:
        kind: The mistake.
        outcome: What came of it.
        about: ``answer`` or the name of the file that is wrong.
        maybe_right: Whether it may be right all the same, where many answers are: a plan with one
            unit moved may still be a plan as was asked.
    """

    kind: str
    outcome: Outcome
    about: str = "answer"
    maybe_right: bool = False


def empty_outcomes() -> Iterator[Wrong]:
    """No answer, and answers with nothing in them."""
    nothing: tuple[Any, ...] = (None, "", [], {})
    for value in nothing:
        yield Wrong("empty", Outcome(True, value=value))


def wrong_answers(right: Outcome, rng: random.Random) -> Iterator[Wrong]:
    """The value of the answer with one mistake in it.

    Args:
        right: What the reference solution came to.
        rng: Which part of the answer is hit.
    """
    for kind, value in _wrong_values(right.value, rng):
        changed = replace(right, value=value)
        yield Wrong(kind, changed, maybe_right=kind in ("unit moved", "label of another"))


def wrong_files(right: Outcome, rng: random.Random) -> Iterator[Wrong]:
    """Each file that was left, with one mistake in it."""
    for name, data in sorted(right.files.items()):
        others = {other: found for other, found in right.files.items() if other != name}
        yield Wrong("no file", replace(right, files=others), name)
        for kind, changed in wrong_file(name, data, rng, _wrong_values):
            yield Wrong(kind, replace(right, files={**others, name: changed}), name)


def _wrong_values(value: Any, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """Each kind of mistake that there is for a value of this type."""
    if value is None:
        return
    yield "other type", [value] if not isinstance(value, list) else {"answer": value}
    if isinstance(value, bool):
        yield from (("flipped", not value), ("other type", str(value)), ("other type", int(value)))
        yield "everything", [True, False]
    elif isinstance(value, int | float):
        yield from _of_number(value)
    elif isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, list):
        yield from _of_list(value, rng)
    elif isinstance(value, dict) and is_plan(value):
        yield from _of_plan(value, rng)
    elif isinstance(value, dict):
        yield from _of_mapping(value, rng)


def is_plan(value: Mapping[str, Any]) -> bool:
    """Whether a mapping looks like one of units to districts."""
    labels = value.values()
    plain = all(isinstance(one, int | str) and not isinstance(one, bool) for one in labels)
    return plain and len(value) >= PLAN_UNITS and 1 < len(set(labels)) <= PLAN_DISTRICTS


def _of_number(value: float) -> Iterator[tuple[str, Any]]:
    yield "other type", str(value)
    if isinstance(value, int) or abs(value) < FLOATS_LIKE_COUNTS:
        yield "off by one", value + 1
    yield "off by 1%", _one_percent_off(value)
    yield "everything", [value + step for step in range(-5, 6)]
    if value:
        yield "other sign", -value
        yield "times 1000", value * 1000
        yield "degrees", value / METRES_OF_DEGREE
        yield "zero", 0


def _one_percent_off(value: float) -> float:
    if isinstance(value, int):
        return value + max(1, round(abs(value) * 0.01))
    decimals = len(repr(value).partition(".")[2]) if "e" not in repr(value) else 17
    off = round(value * 1.01, decimals)
    return off if off != value else value + 2 * 10.0**-decimals


def _of_text(value: str) -> Iterator[tuple[str, Any]]:
    yield "other text", f"{value[:-1]}{_next(value[-1:])}"
    yield "everything", f"{value} {_next(value[-1:])}{value}"
    if value.startswith("0"):
        yield "leading zero lost", value.lstrip("0")
    if value.isdigit():
        yield "other type", int(value)


def _next(char: str) -> str:
    """Another character of the same kind."""
    if char.isdigit():
        return str((int(char) + 1) % 10) if char.isascii() else "0"
    return "y" if char == "x" else "x"


def _of_list(value: list[Any], rng: random.Random) -> Iterator[tuple[str, Any]]:
    if not value:
        yield "one too many", ["x"]
        yield "everything", ["x", "y", 0, 1]
        return
    index = rng.randrange(len(value))
    rest = value[:index] + value[index + 1 :]
    kind, other = _one_wrong(value[index], rng)
    yield "one missing", rest
    yield "one twice", [*value, value[index]]
    yield "one too many", [*value, other]
    yield "everything", [*value, *(_one_wrong(one, rng)[1] for one in value)]
    yield f"in a list: {kind}", [*value[:index], other, *value[index + 1 :]]
    if isinstance(value[index], dict) and is_plan(value[index]):
        one_district = dict.fromkeys(value[index], next(iter(value[index].values())))
        yield "one district", [*value[:index], one_district, *value[index + 1 :]]


def _of_mapping(value: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, Any]]:
    if not value:
        yield "one too many", {"x": 1}
        return
    keys = list(value)
    key = rng.choice(keys)
    kind, other = _one_wrong(value[key], rng)
    yield "one missing", {one: found for one, found in value.items() if one != key}
    yield "one too many", {**value, f"{key}x": value[key]}
    yield "everything", {**value, **{f"{one}x": found for one, found in value.items()}}
    yield f"in a table: {kind}", {**value, key: other}
    yield "keys only", keys
    pairs = [one for one in keys if _differ(value[one], value[key])]
    if pairs:
        second = rng.choice(pairs)
        yield "two swapped", {**value, key: value[second], second: value[key]}
    if len(keys) > 1 and pairs:
        yield "all the same", dict.fromkeys(keys, value[key])


def _of_plan(value: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, Any]]:
    units, labels = list(value), sorted(set(value.values()), key=str)
    unit = rng.choice(units)
    elsewhere = rng.choice([label for label in labels if label != value[unit]])
    drawn = list(value.values())
    rng.shuffle(drawn)
    yield "unit moved", {**value, unit: elsewhere}
    yield "unit missing", {one: label for one, label in value.items() if one != unit}
    yield "unit of another map", {**value, f"{unit}x": elsewhere}
    yield "one district", dict.fromkeys(units, labels[0])
    yield "a district each", {one: number for number, one in enumerate(units, 1)}
    yield "scattered", dict(zip(units, drawn, strict=True))
    yield "unit without district", {**value, unit: None}
    yield "everything", dict.fromkeys(units, labels)


def _one_wrong(value: Any, rng: random.Random) -> tuple[str, Any]:
    """One mistake in a value, and its kind; other data for what is nothing."""
    found = [pair for pair in _wrong_values(value, rng) if pair[0] not in ("other type", "zero")]
    return rng.choice(found) if found else ("other text", "x")


def _differ(one: Any, other: Any) -> bool:
    both = isinstance(one, int | float) and isinstance(other, int | float)
    return not math.isclose(one, other, rel_tol=0.01) if both else bool(one != other)
