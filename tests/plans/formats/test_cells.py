"""Errors of a spreadsheet are no districts, and what means "none yet" is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.open import match_plan, open_plan


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Two rows of three, two districts::

    1 1 2
    1 2 2
    """
    drawn: StateMap = state_of(grid_frame(2, 3, TOTPOP=[10, 20, 30, 40, 50, 60]))
    return drawn


DISTRICTS = ["1", "1", "2", "1", "2", "2"]


def _csv(folder: Path, ids: list[str], districts: list[str]) -> Path:
    path = folder / "plan.csv"
    rows = "".join(f"{unit},{label}\n" for unit, label in zip(ids, districts, strict=True))
    path.write_text("unit,district\n" + rows)
    return path


@pytest.mark.parametrize(
    "fault", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "Err:502"]
)
def test_an_error_is_no_district(state: StateMap, tmp_path: Path, fault: str) -> None:
    ids = list(state.unit_ids)
    path = _csv(tmp_path, ids, [*DISTRICTS[:2], fault, *DISTRICTS[3:]])
    with pytest.raises(AskError) as caught:
        open_plan(path, state)
    told = str(caught.value)
    assert f"{fault} as the district of 1 unit: {ids[2]} (line 4)" in told
    assert "Mend the formulas" in told


def test_an_error_is_no_id(state: StateMap, tmp_path: Path) -> None:
    path = _csv(tmp_path, [*state.unit_ids[:5], "#REF!"], DISTRICTS)
    with pytest.raises(AskError, match=r"#REF! as the id of 1 unit: district 2 \(line 7\)"):
        open_plan(path, state)


def test_nor_in_an_object(state: StateMap, tmp_path: Path) -> None:
    held = dict(zip(state.unit_ids, [*DISTRICTS[:5], "#N/A"], strict=True))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(held))
    with pytest.raises(AskError, match=f"#N/A as the district of 1 unit: {state.unit_ids[5]}"):
        open_plan(path, state)


@pytest.mark.parametrize("label", ["N/A", "-", "?", "TBD", "unassigned", "Not assigned", "–"])
def test_what_means_none_yet_is_none(state: StateMap, tmp_path: Path, label: str) -> None:
    path = _csv(tmp_path, list(state.unit_ids), [*DISTRICTS[:5], label])
    assert match_plan(path, state, missing="leave").missing == (state.unit_ids[5],)
    with pytest.raises(AskError, match=r"No district for 1 unit: \S+ \(60 people live in it\)"):
        open_plan(path, state)


def test_people_stand_behind_the_units_they_live_in(state: StateMap, tmp_path: Path) -> None:
    ids = [unit.lstrip("0") for unit in state.unit_ids]
    path = _csv(tmp_path, [*ids[:5], "10X"], DISTRICTS)
    with pytest.raises(AskError) as caught:
        open_plan(path, state)
    told = str(caught.value)
    lost = f"it lacks 1 unit of the map: {state.unit_ids[5]} (60 people live in it)"
    assert f"{lost}; it has 1 id that the map lacks: 10X. Ids were matched without" in told
