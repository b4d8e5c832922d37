"""Units that are found, that are not, and what is done about them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.fill import filled_labels
from districtbot.plans.formats.match import match_ids
from districtbot.plans.formats.open import match_plan, open_plan


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Three rows of three, nobody in the middle of the upper row::

    00101   00102 (0)  00103
    00104   00105      00106
    00107   00108      00109
    """
    drawn: StateMap = state_of(grid_frame(3, 3, TOTPOP=[10, 0, 10, 10, 10, 10, 10, 10, 10]))
    return drawn


def _file(folder: Path, lines: dict[str, object]) -> Path:
    path = folder / "plan.csv"
    text = "".join(f"{unit},{label}\n" for unit, label in lines.items())
    path.write_text("unit,district\n" + text)
    return path


def _units(*without: str) -> dict[str, object]:
    """District 1 in the left column, 2 elsewhere."""
    every = [f"0010{number}" for number in range(1, 10)]
    return {u: 1 if int(u) % 3 == 101 % 3 else 2 for u in every if u not in without}


@pytest.mark.parametrize(
    ("mend", "repair"),
    [
        (lambda text: text, ""),
        (lambda text: f"{text}.0", "without a trailing .0"),
        (lambda text: text.lstrip("0"), "leading zeros"),
        (lambda text: text.lstrip("0") + ".0", "leading zeros"),
        (lambda text: f"AL-{text}", "prefix AL- of the file"),
        (lambda text: f"al:{int(text)}", "prefix al: of the file"),
        (lambda text: text[3:], "prefix 001 of the map"),
    ],
)
def test_accidents_are_mended(state: StateMap, mend: Any, repair: str) -> None:
    ids = [mend(text) for text in state.unit_ids]
    found = match_ids(ids, state)
    assert found.unit.tolist() == list(range(9))
    assert (repair in found.repair) if repair else not found.repair
    if "prefix" not in repair:
        assert match_ids([*ids[:-1], "nothing"], state).unit.tolist() == [*range(8), -1]


def test_ids_that_would_fit_two_units_are_not_mended(grid_frame: Any, state_of: Any) -> None:
    drawn = state_of(grid_frame(1, 2, GEOID=["0101", "101"]))
    assert match_ids(["101", "00101"], drawn).unit.tolist() == [1, -1]


def test_voting_districts_of_districtr(state: StateMap, tmp_path: Path) -> None:
    lines = _units()
    mixed = {f"vtd:{unit}" if place % 2 else unit: label
             for place, (unit, label) in enumerate(lines.items())}  # fmt: skip
    every = {f"vtd:{unit}": label for unit, label in lines.items()}
    for held in (mixed, every):
        found = open_plan(_file(tmp_path, held), state)
        assert found.plan.district.tolist() == list(lines.values())


def test_units_without_a_line_are_refused_with_a_report(state: StateMap, tmp_path: Path) -> None:
    path = _file(tmp_path, {**_units("00102", "00105"), "00199": 1})
    with pytest.raises(AskError) as caught:
        match_plan(path, state)
    said = str(caught.value)
    assert "lacks 2 units of the map: 00102, 00105" in said
    assert "1 id that the map lacks: 00199" in said
    assert "10 people live in them" in said
    assert "--missing fill" in said


def test_units_without_people_can_be_filled(state: StateMap, tmp_path: Path) -> None:
    path = _file(tmp_path, _units("00102"))
    with pytest.raises(AskError, match=r"nobody lives in it.*--missing fill-empty"):
        match_plan(path, state)
    found = open_plan(path, state, missing="fill-empty")
    assert found.plan.district.tolist() == [1, 2, 2, 1, 2, 2, 1, 2, 2]
    assert found.matched.filled == ("00102",)
    assert "1 unit without a line took the district around it: 00102." in found.notes
    path = _file(tmp_path, _units("00102", "00105"))
    with pytest.raises(AskError, match=r"--missing fill"):
        open_plan(path, state, missing="fill-empty")
    assert open_plan(path, state, missing="fill").plan.n_districts == 2


def test_units_can_be_left(state: StateMap, tmp_path: Path) -> None:
    found = match_plan(_file(tmp_path, {**_units("00102"), "00109": ""}), state, missing="leave")
    assert found.missing == ("00102", "00109")
    assert found.labels[1] == found.labels[8] == ""
    rows = found.rows()
    assert rows[0] == ("what", "id", "district", "detail")
    assert rows[1:] == [("unit without a district", unit, "", "") for unit in found.missing]
    data = found.to_dict()
    assert (data["lines"], data["units"], data["units_assigned"]) == (8, 9, 7)


def test_a_plan_of_a_larger_area(state: StateMap, tmp_path: Path) -> None:
    wide = {f"{number:05d}": 3 for number in range(500, 700)}
    found = open_plan(_file(tmp_path, {**_units(), **wide}), state)
    assert found.plan.n_districts == 2
    assert len(found.matched.unknown) == 200
    assert any("200 ids of the file are not in the map" in note for note in found.notes)


def test_a_plan_of_another_map(state: StateMap, tmp_path: Path) -> None:
    other = {f"{number:05d}": number % 2 for number in range(500, 509)}
    with pytest.raises(AskError, match=r"No id in plan.csv is a unit of the map"):
        match_plan(_file(tmp_path, other), state, missing="fill")
    other["00101"] = 1
    with pytest.raises(AskError, match=r"Only 1 units of the map"):
        match_plan(_file(tmp_path, other), state, missing="fill")


def test_filling_goes_round_by_round(grid_frame: Any, state_of: Any) -> None:
    """The ends are 1 and 2; a tie of borders goes to the lower label.

    ::

        1 . . . 2   ->   1 1 1 2 2
    """
    drawn = state_of(grid_frame(1, 5))
    assert filled_labels(["1", "", "", "", "2"], drawn) == ("1", "1", "1", "2", "2")
    assert filled_labels(["10", "", "", "", "9"], drawn) == ("10", "10", "9", "9", "9")


def test_filling_prefers_the_longer_border(grid_frame: Any, state_of: Any) -> None:
    drawn = state_of(grid_frame(3, 3))
    labels = ["1", "1", "1", "2", "", "1", "2", "2", "2"]
    assert filled_labels(labels, drawn)[4] == "1"


def test_islands_take_the_nearest(grid_frame: Any, state_of: Any) -> None:
    frame = grid_frame(1, 3)
    moved = frame.geometry.to_numpy().copy()
    from shapely.affinity import translate

    moved[2] = translate(moved[2], 5000)
    frame = frame.set_geometry(moved, crs=frame.crs)
    drawn = state_of(frame)
    assert filled_labels(["1", "2", ""], drawn) == ("1", "2", "2")
    bridged = state_of(frame, bridges=(Bridge(0, 2, 5000.0, "ferry"),))
    assert filled_labels(["1", "2", ""], bridged) == ("1", "2", "1")
    with pytest.raises(AskError, match=r"Nothing around these units"):
        filled_labels(["1", "2", ""], state_of(frame, shapes=False))


def test_no_units_are_lost_in_the_order_of_lines(state: StateMap, tmp_path: Path) -> None:
    lines = _units()
    rng = np.random.default_rng(1)
    shuffled = {unit: lines[unit] for unit in rng.permutation(list(lines))}
    found = open_plan(_file(tmp_path, shuffled), state)
    assert found.plan.district.tolist() == list(lines.values())
