"""Targets from data and files: everything wrong is reported at once."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from districtbot.ground.errors import AskError
from districtbot.plans.targets import MEASURES, Targets


def targets_of(data: dict[str, Any], source: str = "the targets") -> Targets:
    """Check target data and report every broken field at once.

    Args:
        data: ``{"districts": 7, "target": [{...}, ...]}``.
        source: What to call the data in an error.

    Raises:
        AskError: With one clause for each wrong field.
    """
    try:
        return TypeAdapter(Targets).validate_python(data)
    except ValidationError as error:
        faults = "; ".join(_fault(item) for item in error.errors())
        raise AskError(f"Not understood in {source}: {faults}.", _advice(error)) from error


def read_target_data(path: Path) -> dict[str, Any]:
    """The unchecked content of a TOML target file, for `targets_of`.

    Raises:
        AskError: If the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AskError(
            f"The target file {path} cannot be read: {error.strerror}.", "Check its name."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskError(
            f"The target file {path} is not TOML: {error}.", "docs/targets.md has an example."
        ) from error


def _fault(item: Any) -> str:
    """One wrong field: where it is, what it must be, what came."""
    place = [part for part in item["loc"] if part not in MEASURES]
    if item["type"].startswith("union_tag"):
        return f"target {int(place[1]) + 1}: {_tag_fault(item)}"
    if place[:1] == ["target"] and len(place) > 1:
        where = ".".join([f"target {int(place[1]) + 1}", *map(str, place[2:])])
    else:
        where = ".".join(map(str, place)) or "the table"
    came = item.get("input")
    if item["type"] == "less_than" and item["ctx"].get("lt") == 1:
        return f'{where}: {came:g} would be {came:.0%}; write "{came:g}%" or {came / 100:g}'
    shown = f" (came: {came!r})" if not isinstance(came, dict | list | tuple) else ""
    message = item["msg"].removeprefix("Value error, ")
    return f"{where}: {message[:1].lower()}{message[1:]}{shown}"


def _tag_fault(item: Any) -> str:
    given = item["input"].get("measure") if isinstance(item["input"], dict) else None
    if given is None:
        return "it names no measure"
    near = get_close_matches(str(given), MEASURES, n=1)
    return f"unknown measure {given!r}" + (f", perhaps {near[0]!r}" if near else "")


def _advice(error: ValidationError) -> str:
    kinds = {item["type"] for item in error.errors()}
    if "union_tag_invalid" in kinds or "union_tag_not_found" in kinds:
        return f"Known measures: {', '.join(MEASURES)}."
    return "docs/targets.md lists the fields of each target."
