"""Targets from data and files: everything wrong is reported at once."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from districtbot.ground.errors import AskError
from districtbot.ground.toml import read_toml
from districtbot.plans.targets import MEASURES, Targets

Location = tuple[str | int, ...]

WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number, and not an endless one",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be less than {lt:g}",
    "literal_error": "must be {expected}",
    "string_type": 'must be text in quotes, such as "black"',
    "string_too_short": "must not be empty",
    "tuple_type": 'must be a list, such as ["black"]',
    "too_short": "must list at least {min_length}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "model_type": "must be a table of fields, below a line [[target]]",
    "model_attributes_type": "must be a table of fields, below a line [[target]]",
    "value_error": "{error}",
}
"""What is wrong with a field, by pydantic's type of error."""
MOST_LETTERS = 60
"""A value that came is shown up to here."""


def targets_of(
    data: dict[str, Any],
    source: str = "the targets",
    flags: Mapping[Location, str] = MappingProxyType({}),
) -> Targets:
    """Check target data and report every broken field at once.

    Args:
        data: ``{"districts": 7, "target": [{...}, ...]}``.
        source: What to call the data in an error.
        flags: What to call a field in an error, for those that were given in another way:
            ``{("target", 2): "--max-deviation"}``.

    Raises:
        AskError: With one clause for each wrong field.
    """
    try:
        return TypeAdapter(Targets).validate_python(data)
    except ValidationError as error:
        faults = error.errors()
        broken = {item["loc"][:-1] for item in faults}
        said = "; ".join(
            _fault(item, flags)
            for item in faults
            if item["type"] != "too_short" or item["loc"] not in broken
        )
        raise AskError(f"Not understood in {source}: {said}.", _advice(faults, flags)) from error


def read_target_data(path: Path) -> dict[str, Any]:
    """The unchecked content of a TOML target file, for `targets_of`.

    Raises:
        AskError: If the file cannot be read or is not TOML.
    """
    data = read_toml(path, f"The target file {path}", "See docs/targets.md for an example.")
    given = data.get("target")
    for item in given if isinstance(given, list) else []:
        if isinstance(item, dict):
            measure = str(item.get("measure"))
            refuse_doubtful_share(f"at_most of {measure}", measure, item.get("at_most"))
    return data


def refuse_doubtful_share(where: str, measure: str, value: object) -> None:
    """Refuse a population bound such as 0.5 that may be meant as half a percent.

    Raises:
        AskError: If the value is a bare number of at least 0.2, for a share of the ideal.
    """
    if measure not in ("population_deviation", "population_range"):
        return
    try:
        number = float(str(value))
    except ValueError:
        return
    if 0.2 <= number < 1:
        raise AskError(
            f"{where}: {number:g} would be {number:.0%}.",
            f'Write "{number:g}%" or {number / 100:g}; if you mean it, "{number * 100:g}%".',
        )


def _fault(item: Any, flags: Mapping[Location, str]) -> str:
    """One wrong field: where it is, what it must be, what came."""
    place = [part for part in item["loc"] if part not in MEASURES]
    flag = _flag(item["loc"], flags)
    if item["type"].startswith("union_tag"):
        return f"target {int(place[1]) + 1}: {_tag_fault(item)}"
    if flag is not None:
        where = flag
    elif place[:1] == ["target"] and len(place) > 1:
        where = ".".join([f"target {int(place[1]) + 1}", *map(_shown_part, place[2:])])
    else:
        where = ".".join(map(_shown_part, place)) or "the table"
    return f"{where}: {_words(item)}"


def _flag(location: Location, flags: Mapping[Location, str]) -> str | None:
    """The option that gave a field, if one did."""
    return flags.get(location[:1]) or flags.get(location[:2])


def _shown_part(part: str | int) -> str:
    return str(part + 1) if isinstance(part, int) else part


def _words(item: Any) -> str:
    """What a field must be, and what came."""
    came = item.get("input")
    context = {key: _plain(value) for key, value in item.get("ctx", {}).items()}
    if item["type"] == "less_than" and context["lt"] == 1 and not isinstance(came, str):
        return f'{came:g} would be {came:.0%}; write "{came:g}%" or {came / 100:g}'
    if item["loc"] == ("target",):
        words = "write each target below a line [[target]]"
    elif item["type"] == "less_than" and context["lt"] == 1:
        words = 'must be below 100%, such as "1%"'
    else:
        words = WORDS.get(item["type"], item["msg"]).format(**context)
    return f"{words}{_came(came)}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Exception) else value


def _came(value: Any) -> str:
    """The value that came, as TOML writes it; nothing for lists and tables."""
    if isinstance(value, dict | list | tuple):
        return ""
    if isinstance(value, str):
        shown = f'"{value}"'
    elif isinstance(value, bool):
        shown = str(value).lower()
    else:
        shown = str(value)
    cut = shown if len(shown) <= MOST_LETTERS else f"{shown[:MOST_LETTERS]}..."
    return f" (came: {cut})"


def _tag_fault(item: Any) -> str:
    given = item["input"].get("measure") if isinstance(item["input"], dict) else None
    if given is None:
        return "it names no measure"
    near = get_close_matches(str(given), MEASURES, n=1)
    return f"unknown measure {given!r}" + (f", perhaps {near[0]!r}" if near else "")


def _advice(faults: list[Any], flags: Mapping[Location, str]) -> str:
    if all(_flag(item["loc"], flags) for item in faults):
        return "Give another value; `districtbot run --help` says what each option takes."
    if any(item["type"].startswith("union_tag") for item in faults):
        return f"Known measures: {', '.join(MEASURES)}."
    return "See docs/targets.md for the fields of each target."
