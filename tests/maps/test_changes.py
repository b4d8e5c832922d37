"""Maps of what moves between two plans."""

import re
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
        {
            "unit": state.unit_ids[13],
            "from": "1",
            "to": "2",
            "people": 100.0,
            "to_own": "9",
        }
    ]
    assert _fill(tmp_path / "a.png", STAYS) > 0.2


def test_the_page_names_both_plans_and_their_own_numbers(
    grid_frame: Any, make_state: Any, tmp_path: Path
) -> None:
    state = make_state(grid_frame(4, 4))
    plan, other = plan_of(state.unit_ids, NEW), plan_of(state.unit_ids, OLD)
    draw_changes(state, plan, other, tmp_path / "a.svg", names=("CD", "draft"))
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    words = " ".join(re.findall(r">([^<>]+)</text>", text))
    assert "What moves from CD to draft" in words
    assert "numbered like CD" in words
    assert "Other numbers in draft itself: 1 is its 7, 2 is its 9." in words
    same = plan_of(state.unit_ids, np.where(NEW == 7, 1, 2))
    draw_changes(state, same, other, tmp_path / "b.svg", names=("CD", "draft"))
    assert "Other numbers" not in (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_relabelling_changes_nothing_but_the_note_on_numbers(
    grid_frame: Any, make_state: Any, tmp_path: Path
) -> None:
    state = make_state(grid_frame(4, 4))
    other = plan_of(state.unit_ids, OLD)
    turned = plan_of(state.unit_ids, np.where(NEW == 7, "b", "a"))
    draw_changes(state, plan_of(state.unit_ids, NEW), other, tmp_path / "a.svg", title="T")
    draw_changes(state, turned, other, tmp_path / "b.svg", title="T")
    one, two = ((tmp_path / f"{n}.svg").read_text(encoding="utf-8") for n in "ab")
    assert one != two
    assert one.replace("is its 7,", "is its b,").replace("its 9.<", "its a.<") == two


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
