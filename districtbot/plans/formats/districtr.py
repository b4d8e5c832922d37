"""Plans of the first Districtr, which counts its districts from 0.

Source: ``DistrictingPlan.serialize`` and ``exportPlanAsAssignmentFile`` of
https://github.com/districtr/districtr; a unit's parts are places in a list, which the screen
shows as numbers from 1.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments, clean_labels
from districtbot.plans.formats.scalars import text_of

FROM_ZERO = "Districtr counts its districts from 0; they are numbered from 1, as on its screen."


def read_districtr(data: Mapping[str, Any], source: str) -> Assignments:
    """A plan from the JSON that Districtr saves.

    Args:
        data: The object, with ``assignment``: unit ids with a part or a list of parts.
        source: What to call the file.

    Raises:
        AskError: If the assignment is not one, or units are in several parts.
    """
    held = data["assignment"]
    if not isinstance(held, dict):
        raise AskError(
            f"The assignment in {source} is not an object of units and districts.",
            "Save the plan from Districtr again.",
        )
    several = [str(unit) for unit, part in held.items() if isinstance(part, list) and len(part) > 1]
    if several:
        raise _overlap(several, source)
    parts = [part[0] if isinstance(part, list) and part else part for part in held.values()]
    texts = ["" if part == [] else text_of(part, source) for part in parts]
    shown = _shown(data.get("parts"))
    notes: tuple[str, ...] = ()
    if shown and set(texts) - {""} <= shown.keys():
        texts = [shown.get(text, "") for text in texts]
        notes = (FROM_ZERO,) if shown.keys() != set(shown.values()) else ()
    else:
        texts, notes = from_zero(texts, _n_parts(data), source)
    labels = clean_labels(texts, "districtr-json")
    why = "it is a JSON object with an assignment"
    return Assignments(
        source, "districtr-json", why, tuple(held), labels.texts, (*notes, *labels.notes)
    )


def from_zero(
    texts: Sequence[str], n_parts: int | None, source: str
) -> tuple[list[str], tuple[str, ...]]:
    """Parts as Districtr shows them: counted from 1.

    Args:
        texts: The parts of the units as they are saved; empty for none.
        n_parts: How many there are, if the file says so. The highest part is then one less; a
            file where it is not was written by a program that counts from 1.
        source: What to call the file.

    Returns:
        The numbers, and a sentence if they were changed.

    Raises:
        AskError: If a unit has several parts, such as ``1_2``.
    """
    overlapping = [text for text in dict.fromkeys(texts) if "_" in text]
    if overlapping:
        raise _overlap(overlapping, source)
    numbers = {int(text) for text in set(texts) if text.isdecimal() and len(text) < 9}
    if not numbers or (0 not in numbers and (n_parts is None or max(numbers) >= n_parts)):
        return list(texts), ()
    shifted = [str(int(text) + 1) if text.isdecimal() else text for text in texts]
    return shifted, (FROM_ZERO,)


def districtr_data(state: StateMap, ids: Sequence[str], numbers: Sequence[int | None]) -> Any:
    """What Districtr and GerryChain's ``from_districtr_file`` read.

    Args:
        state: The map; its id column is named.
        ids: The units.
        numbers: The district of each, from 1; ``None`` for none.
    """
    n_districts = max((number for number in numbers if number), default=0)
    column = state.columns.unit_id
    return {
        "id": "districtbot",
        "idColumn": {"key": column, "name": column},
        "problem": {
            "name": "Districts",
            "pluralNoun": "Districts",
            "numberOfParts": n_districts,
            "type": "districts",
        },
        "assignment": {
            unit: number - 1 for unit, number in zip(ids, numbers, strict=True) if number
        },
        "parts": [
            {"id": number, "displayNumber": number + 1, "visible": True}
            for number in range(n_districts)
        ],
    }


def _shown(parts: object) -> dict[str, str]:
    """The number on the screen of each part, where a file says it of all its parts."""
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return {}
    pairs = [(part.get("id"), part.get("displayNumber")) for part in parts]
    if not all(type(a) is int and type(b) is int for a, b in pairs):
        return {}
    shown = {str(part): str(number) for part, number in pairs}
    return shown if len(set(shown.values())) == len(pairs) else {}


def _n_parts(data: Mapping[str, Any]) -> int | None:
    problem = data.get("problem")
    number = problem.get("numberOfParts") if isinstance(problem, dict) else None
    return number if type(number) is int else None


def _overlap(values: Sequence[str], source: str) -> AskError:
    return AskError(
        f"{source} has units in several areas at once: {some_of(values)}; they are communities "
        "that overlap, not districts.",
        "Give a plan in which each unit is in one district.",
    )
