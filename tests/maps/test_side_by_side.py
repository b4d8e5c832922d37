"""Plans side by side."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from districtbot.ground.errors import AskError
from districtbot.maps.colours import PALETTE
from districtbot.maps.side_by_side import Captioned, Grid, common_colours, draw_side_by_side
from districtbot.plans.plan import plan_of

HALVES = ([1, 1, 2, 2] * 4, [1] * 8 + [2] * 8, [1, 2, 2, 2] * 4)


def test_a_district_has_one_colour_in_every_map(
    grid_frame: Any, make_state: Any, tmp_path: Path
) -> None:
    state = make_state(grid_frame(4, 4))
    plans = [plan_of(state.unit_ids, np.array(each)) for each in HALVES]
    shown = [Captioned(plan, f"Plan {n}", ("cut edges: 4",)) for n, plan in enumerate(plans, 1)]
    for name in ("a.png", "b.png"):
        draw_side_by_side(state, shown, tmp_path / name, title="Three plans")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image.convert("RGB"))
    fills = common_colours(state, plans)
    assert fills[0] == fills[1] == fills[2]
    one, two = (
        (pixels == [int(fill[start : start + 2], 16) for start in (1, 3, 5)]).all(axis=2).sum()
        for fill in fills[0]
    )
    assert one > 10_000
    assert two == pytest.approx(one * 28 / 20, rel=0.03)


def test_many_districts_share_the_palette_or_go_their_own_way(
    grid_frame: Any, make_state: Any
) -> None:
    """Sixteen districts, in reading order and turned about."""
    state = make_state(grid_frame(4, 4))
    order = np.random.default_rng(3).permutation(16)
    plans = [plan_of(state.unit_ids, labels + 1) for labels in (np.arange(16), order)]
    palette = {colour.lower() for colour in PALETTE}
    for fills in common_colours(state, plans):
        assert set(fills) <= palette


def test_rows_are_even() -> None:
    assert (Grid.of(5, 0.7, 3).columns, Grid.of(5, 0.7, 3).rows) == (3, 2)
    assert (Grid.of(2, 2.0, 3).columns, Grid.of(2, 2.0, 3).rows) == (2, 1)
    many = Grid.of(50, 1.0, 3)
    assert many.columns * many.rows >= 50
    assert many.cell(49, 100.0).x + many.map_width <= 11


def test_a_map_without_shapes_is_refused(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path
) -> None:
    state = state_of(grid_frame(1, 2), shapes=False)
    with pytest.raises(AskError, match="no map to draw"):
        draw_side_by_side(
            state, [Captioned(plan_for(state, "1 2"), "a")], tmp_path / "a.png", title="A"
        )


def test_plans_of_different_numbers_of_districts(
    grid_frame: Any, make_state: Any, tmp_path: Path
) -> None:
    """A district has the colour of its name, whatever its place."""
    state = make_state(grid_frame(4, 4))
    two = plan_of(state.unit_ids, np.array(["2", "2", "3", "3"] * 4))
    three = plan_of(state.unit_ids, np.array(["1", "2", "3", "3"] * 4))
    first, second = common_colours(state, [two, three])
    assert first == second[1:]
    assert len(set(second)) == 3
    draw_side_by_side(
        state, [Captioned(two, "Two"), Captioned(three, "Three")], tmp_path / "a.png", title="T"
    )
    assert (tmp_path / "a.png").stat().st_size > 5_000
