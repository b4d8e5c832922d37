"""A page of one district."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.district import atlas_paths, district_place, draw_atlas, draw_district
from districtbot.plans.plan import plan_of


@pytest.fixture
def state(grid_frame: Any, make_state: Any) -> Any:
    """A 4 x 4 grid in two counties, top and bottom."""
    return make_state(grid_frame(4, 4, COUNTY=["Ash"] * 8 + ["Elm"] * 8), county="COUNTY")


def test_its_counties_and_people(state: Any, tmp_path: Path) -> None:
    """District 1 has the left column, a quarter of each county.

    1 2 2 2
    1 2 2 2
    1 2 2 2
    1 2 2 2
    """
    plan = plan_of(state.unit_ids, np.array([1, 2, 2, 2] * 4))
    table = draw_district(state, plan, "01", tmp_path / "a.png")
    counties = table[table["section"].str.startswith("Counties")]
    assert counties["name"].tolist() == ["Ash", "Elm"]
    assert counties["value"].tolist() == ["200 (25% of it)"] * 2
    assert table.set_index("name")["value"]["People"] == "400"
    draw_district(state, plan, "1", tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_an_atlas(state: Any, tmp_path: Path) -> None:
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2] * 4))
    table = draw_atlas(state, plan, tmp_path / "pages")
    assert sorted((tmp_path / "pages").iterdir()) == sorted(atlas_paths(plan, tmp_path / "pages"))
    assert set(table["district"]) == {"1", "2"}
    for name in ("a.pdf", "b.pdf"):
        draw_atlas(state, plan, tmp_path / name)
    data = (tmp_path / "a.pdf").read_bytes()
    assert data == (tmp_path / "b.pdf").read_bytes()
    assert data.count(b"/Type /Page ") == 2


def test_no_such_district(state: Any, tmp_path: Path) -> None:
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2] * 4))
    assert district_place(plan, " 2") == 1
    with pytest.raises(AskError, match="Its districts: 1, 2"):
        draw_district(state, plan, "3", tmp_path / "a.png")
