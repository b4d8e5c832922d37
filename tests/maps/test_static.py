"""Pictures of plans."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon, box

from districtbot.geo.open import open_map
from districtbot.ground.errors import AskError
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.static import draw_plan
from districtbot.plans.plan import Plan, plan_of

TOP = 1_800_000.0


def _pixels(path: Path) -> NDArray[Any]:
    with Image.open(path) as image:
        assert sorted(image.size) == [1700, 2200]
        assert image.format == "PNG"
        assert round(image.info["dpi"][0]) == 200
        return np.asarray(image.convert("RGB"))


def _share(pixels: NDArray[Any], colour: str) -> float:
    """Share of the page filled with a colour."""
    rgb = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return float((pixels == rgb).all(axis=2).mean())


def _fills(state: Any, plan: Plan, path: Path) -> list[float]:
    pixels = _pixels(path)
    colours = district_colours(plan.n_districts, district_pairs(state, plan))
    return [_share(pixels, colour) for colour in colours]


def test_grid(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    """Two halves of a 4 x 6 grid in two counties fill the page alike."""
    frame = grid_frame(4, 6, COUNTY=["North County"] * 12 + ["South County"] * 12)
    state = make_state(frame, county="COUNTY")
    plan = plan_of(state.unit_ids, np.array([1, 1, 1, 2, 2, 2] * 4))
    draw_plan(state, plan, tmp_path / "map.png", title="Two halves", subtitle="A toy")
    left, right = _fills(state, plan, tmp_path / "map.png")
    assert left > 0.15
    assert left == pytest.approx(right, rel=0.02)


def test_same_bytes_again(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(3, 3))
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 1, 2, 2, 3, 3, 3]))
    for suffix in ("png", "svg"):
        first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
        draw_plan(state, plan, first, title="Again")
        draw_plan(state, plan, second, title="Again")
        assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")


def test_islands(make_state: Any, tmp_path: Path) -> None:
    """Three islands, the far ones one district; its number stands on both.

    1 . . . 2
    . . 2 . .
    """
    squares = [
        box(x, TOP + y, x + 10_000, TOP + y + 10_000) for x, y in ((0, 2e4), (2e4, 0), (4e4, 2e4))
    ]
    frame = gpd.GeoDataFrame(
        {"GEOID": list("abc"), "TOTPOP": [200, 100, 100]}, geometry=squares, crs="EPSG:5070"
    )
    state = make_state(frame)
    plan = plan_of(state.unit_ids, np.array([1, 2, 2]))
    draw_plan(state, plan, tmp_path / "map.png", title="Islands")
    one, two = _fills(state, plan, tmp_path / "map.png")
    assert one > 0.03
    assert two == pytest.approx(2 * one, rel=0.1)


def test_a_district_inside_another(make_state: Any, tmp_path: Path) -> None:
    """District 2 is the hole of district 1: it is not painted over."""
    outer = Polygon(
        box(0, TOP, 90_000, TOP + 90_000).exterior,
        [box(30_000, TOP + 30_000, 60_000, TOP + 60_000).exterior],
    )
    inner = box(30_000, TOP + 30_000, 60_000, TOP + 60_000)
    frame = gpd.GeoDataFrame(
        {"GEOID": ["a", "b"], "TOTPOP": [5, 5]}, geometry=[outer, inner], crs="EPSG:5070"
    )
    state = make_state(frame)
    plan = plan_of(state.unit_ids, np.array([1, 2]))
    draw_plan(state, plan, tmp_path / "map.png", title="A hole")
    around, hole = _fills(state, plan, tmp_path / "map.png")
    assert around == pytest.approx(8 * hole, rel=0.15)


def test_one_district_and_odd_words(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    """Dollar signs, markup, letters the font lacks and a title that never ends are only text."""
    state = make_state(grid_frame(2, 2))
    plan = plan_of(state.unit_ids, np.array(["区 <b>$x_{2}$"] * 4))
    draw_plan(
        state,
        plan,
        tmp_path / "map.png",
        title="$\\frac{1}{0}$ 区 " + "unending " * 60,
        subtitle="x" * 400,
        source="a\nb",
    )
    assert _fills(state, plan, tmp_path / "map.png")[0] > 0.2


@pytest.mark.parametrize("n_districts", [41, 144])
def test_many_districts(grid_frame: Any, make_state: Any, tmp_path: Path, n_districts: int) -> None:
    state = make_state(grid_frame(12, 12))
    plan = plan_of(state.unit_ids, np.arange(144) % n_districts + 1)
    draw_plan(state, plan, tmp_path / "map.png", title="Many", reference=plan)
    assert (_pixels(tmp_path / "map.png") < 250).mean() > 0.2


def test_gaps_overlaps_and_no_people(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    """Units that overlap by a metre are drawn all the same, and so is an empty state."""
    frame = grid_frame(3, 3, TOTPOP=0)
    state = make_state(frame.set_geometry(frame.buffer(0.5, join_style="mitre")))
    plan = plan_of(state.unit_ids, np.array([1, 1, 1, 2, 2, 2, 3, 3, 3]))
    draw_plan(state, plan, tmp_path / "map.png", title="Overlaps")
    shares = _fills(state, plan, tmp_path / "map.png")
    assert min(shares) > 0.08
    assert max(shares) < 1.1 * min(shares)


def test_graph_files_are_declined(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = replace(make_state(grid_frame(2, 2), name="pa.json"), geometry=None)
    plan = plan_of(state.unit_ids, np.array([1, 1, 2, 2]))
    with pytest.raises(AskError, match=r"pa\.json is a graph file without shapes"):
        draw_plan(state, plan, tmp_path / "map.png", title="None")
    assert not list(tmp_path.iterdir())


def test_plan_of_another_map(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    state = make_state(grid_frame(2, 2))
    with pytest.raises(AskError, match="other units"):
        draw_plan(state, plan_of(("x",), np.array([1])), tmp_path / "map.png", title="None")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "column", "page"),
    [
        ("IA/ia_county_with_enacted_2020.zip", "DISTRICT", (2200, 1700)),
        ("MI/MI_vtd_2020.zip", "CD", (1700, 2200)),
        ("HI/HI_precincts.zip", "CD", (2200, 1700)),
        ("RI/RI_precincts.zip", "CD", (1700, 2200)),
    ],
)
def test_enacted_plans(
    shared_data: Path, tmp_path: Path, file: str, column: str, page: tuple[int, int]
) -> None:
    state = open_map(shared_data / file)
    labels = pd.Series(state.labels(column)).replace("", "none").to_numpy(dtype=np.str_)
    plan = plan_of(state.unit_ids, labels)
    path = tmp_path / "map.png"
    draw_plan(state, plan, path, title=file, subtitle=column)
    with Image.open(path) as image:
        assert image.size == page
    shares = _fills(state, plan, path)
    assert min(shares) > 0.001
    assert path.stat().st_size < 1_500_000
