"""Maps of what moves between two plans."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from districtbot.ground.errors import AskError
from districtbot.maps.changes import STAYS, draw_changes
from districtbot.plans.plan import plan_of

OLD = np.array([1, 1, 2, 2] * 4)
NEW = np.array([7, 7, 9, 9] * 3 + [7, 9, 9, 9])
"""Unit 14 goes to the right half; the numbers are others."""


def _fill(path: Path, colour: str) -> float:
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    return float((pixels == [int(colour[n : n + 2], 16) for n in (1, 3, 5)]).all(axis=2).mean())


def test_one_unit_moves(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(4, 4))
    plan, other = plan_of(state.unit_ids, NEW), plan_of(state.unit_ids, OLD)
    table = draw_changes(state, plan, other, tmp_path / "a.png")
    assert table.to_dict("records") == [
        {"unit": state.unit_ids[13], "from": "1", "to": "2", "people": 100.0}
    ]
    assert _fill(tmp_path / "a.png", STAYS) > 0.2


def test_relabelling_changes_nothing(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(4, 4))
    other = plan_of(state.unit_ids, OLD)
    turned = plan_of(state.unit_ids, np.where(NEW == 7, "b", "a"))
    draw_changes(state, plan_of(state.unit_ids, NEW), other, tmp_path / "a.png", title="T")
    draw_changes(state, turned, other, tmp_path / "b.png", title="T")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_nothing_moves(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(4, 4))
    plan = plan_of(state.unit_ids, OLD)
    table = draw_changes(state, plan, plan, tmp_path / "a.svg")
    assert table.empty
    assert "Nobody changes districts" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_more_districts_than_before(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(4, 4))
    three = plan_of(state.unit_ids, np.array([1, 1, 2, 3] * 4))
    table = draw_changes(state, three, plan_of(state.unit_ids, OLD), tmp_path / "a.png")
    assert table["people"].sum() == 400
    assert set(table["from"]) == {"2"}


def test_plans_of_another_map(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(4, 4))
    plan = plan_of(state.unit_ids, OLD)
    with pytest.raises(AskError, match="other units"):
        draw_changes(state, plan, plan_of(("x",), np.array([1])), tmp_path / "a.png")
