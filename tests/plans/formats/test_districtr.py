"""Plans of the first Districtr, which counts from 0."""

import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.open import open_plan

FROM_ZERO = "Districtr counts its districts from 0"
UNITS = ["00101", "00102", "00103", "00104"]


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """One row of four: 00101 to 00104."""
    drawn: StateMap = state_of(grid_frame(1, 4))
    return drawn


@pytest.mark.parametrize(
    ("parts", "more", "names", "shifted"),
    [
        ([0, 0, 1, 1], {}, ("1", "2"), True),
        (["0", "0", "1", "1"], {}, ("1", "2"), True),
        ([[0], [0], [1], [1]], {}, ("1", "2"), True),
        ([1, 1, 2, 2], {"problem": {"numberOfParts": 3}}, ("2", "3"), True),
        ([1, 1, 2, 2], {"problem": {"numberOfParts": 2}}, ("1", "2"), False),
        ([1, 1, 2, 2], {}, ("1", "2"), False),
        (
            [0, 0, 1, 1],
            {"parts": [{"id": 0, "displayNumber": 5}, {"id": 1, "displayNumber": 6}]},
            ("5", "6"),
            True,
        ),
        ([0, 0, 1, 1], {"parts": [{"id": 0}, {"id": "x"}]}, ("1", "2"), True),
    ],
)
def test_parts_become_the_numbers_on_the_screen(
    state: StateMap,
    tmp_path: Path,
    parts: list[Any],
    more: dict[str, Any],
    names: tuple[str, ...],
    shifted: bool,
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"assignment": dict(zip(UNITS, parts, strict=True)), **more}))
    found = open_plan(path, state)
    assert found.matched.held.format == "districtr-json"
    assert found.plan.district.tolist() == [1, 1, 2, 2]
    assert found.plan.names == names
    assert any(note.startswith(FROM_ZERO) for note in found.notes) == shifted


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([0, 0, 1, None], "No district for 1 unit: 00104"),
        ([0, 0, 1, []], "No district for 1 unit: 00104"),
        ([0, 0, 1, [0, 1]], "several areas at once: 00104"),
        ([0, 0, 1, {"a": 1}], "where a district belongs"),
        ([0, 0, 1, True], "where a district belongs"),
    ],
)
def test_parts_that_are_no_district(
    state: StateMap, tmp_path: Path, parts: list[Any], words: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"assignment": dict(zip(UNITS, parts, strict=True))}))
    with pytest.raises(AskError, match=words):
        open_plan(path, state)


def test_the_table_that_it_writes(state: StateMap, tmp_path: Path) -> None:
    path = tmp_path / "assignment.csv"
    lines = [f"{unit},{part}" for unit, part in zip(UNITS, [1, 1, 2, 2], strict=True)]
    path.write_text('"id-iowa-precincts-3-Districts",assignment\n' + "\n".join(lines))
    found = open_plan(path, state)
    assert found.plan.names == ("2", "3")
    path.write_text(
        '"id-iowa-precincts-3-Areas",assignment\n' + "\n".join([*lines[:3], "00104,1_2"])
    )
    with pytest.raises(AskError, match=r"overlap"):
        open_plan(path, state)
