"""Text on a page."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from districtbot.geo.open import open_map
from districtbot.maps.labels import SMALLEST, find_room
from districtbot.maps.layout import Box
from districtbot.maps.static import draw_plan
from districtbot.plans.plan import plan_of


def _sizes(path: Path) -> list[float]:
    """Sizes of all texts of an SVG, in points."""
    text = path.read_text(encoding="utf-8")
    assert 'width="612pt"' in text or 'width="792pt"' in text
    return [float(size) for size in re.findall(r"<text[^>]*?([\d.]+)px", text)]


def test_text_in_svg_stays_text(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    frame = grid_frame(4, 4, COUNTY=["Ash"] * 8 + ["Elm <&>"] * 8)
    state = make_state(frame, county="COUNTY")
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2] * 4))
    draw_plan(state, plan, tmp_path / "a.svg", title="A <title> & more")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in ("A &lt;title&gt; &amp; more", ">Ash<", ">Elm &lt;&amp;&gt;<", "District"):
        assert words in text
    assert text.count('id="halo') == 2
    assert "sans-serif" in text
    assert min(_sizes(tmp_path / "a.svg")) >= SMALLEST


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "column"), [("AL/AL_vtd_2020.zip", "HDIST"), ("MI/MI_vtd_2020.zip", "HDIST")]
)
def test_no_letter_is_smaller_than_six_points(
    shared_data: Path, tmp_path: Path, file: str, column: str
) -> None:
    """Every district has its number somewhere on the page."""
    state = open_map(shared_data / file)
    plan = plan_of(state.unit_ids, state.labels(column))
    draw_plan(state, plan, tmp_path / "a.svg", title=file)
    assert min(_sizes(tmp_path / "a.svg")) >= SMALLEST
    written = set(re.findall(r">(\d+)</text>", (tmp_path / "a.svg").read_text(encoding="utf-8")))
    assert set(plan.names) <= written


def test_room_is_found_and_left_alone() -> None:
    """In an L, a wide label fits the foot only; a taken foot leaves no room."""
    shape = shapely.union_all([shapely.box(0, 0, 3, 1), shapely.box(0, 0, 1, 3)])
    found = find_room(shape, 2.0, 0.5, [], (0.5, 2.5))
    assert found is not None
    assert found[0] == pytest.approx(1.0, abs=0.06)
    assert found[1] == pytest.approx(0.75, abs=0.06)
    assert shape.buffer(0.03).contains(
        shapely.box(found[0] - 1, found[1] - 0.25, found[0] + 1, found[1] + 0.25)
    )
    assert find_room(shape, 2.0, 0.5, [Box(0.8, 0.0, 0.5, 1.0)], (0.5, 2.5)) is None
    assert find_room(shape, 4.0, 0.5, [], (0.5, 2.5)) is None


@pytest.mark.parametrize("y", [0.8, 0.95, 1.1, 1.3])
def test_a_name_leaves_air_around_a_number(y: float) -> None:
    """A county's name wants the middle, where a number stands: not even its halo is touched."""
    number = Box(0.9, y, 0.2, 0.2)
    found = find_room(shapely.box(0, 0, 2, 2), 0.3, 0.1, [number], (1.0, 1.0))
    assert found is not None
    below, above = number.y - (found[1] + 0.05), found[1] - 0.05 - number.y - number.height
    left, right = number.x - (found[0] + 0.15), found[0] - 0.15 - number.x - number.width
    assert max(below, above, left, right) >= 0.02 - 1e-9
