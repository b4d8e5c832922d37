"""Plans as the shapes of districts."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.formats.open import match_plan, open_plan


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """One row of four squares."""
    drawn: StateMap = state_of(grid_frame(1, 4))
    return drawn


def _districts(state: StateMap, folder: Path, ends: list[float], **columns: Any) -> Path:
    """Districts from left to right that end after so many units."""
    assert state.geometry is not None
    west, south, _, north = state.geometry.total_bounds
    starts = [0.0, *ends[:-1]]
    shapes = [
        box(west + 1000 * a, south - 9, west + 1000 * b, north + 9)
        for a, b in zip(starts, ends, strict=True)
    ]
    path = folder / "districts.gpkg"
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=state.geometry.crs)
    frame.to_crs("EPSG:4326").to_file(path)
    return path


@pytest.mark.parametrize(
    "columns",
    [
        {"DISTRICT": ["07", "12"]},
        {"CD118FP": ["07", "12"], "NAME": ["x", "y"]},
        {"id": [7, 12], "remark": ["x", "x"]},
        {"zone": [7.0, 12.0], "population": [1, 2]},
    ],
)
def test_units_go_to_the_shape_that_covers_them(
    state: StateMap, tmp_path: Path, columns: dict[str, Any]
) -> None:
    found = open_plan(_districts(state, tmp_path, [1, 4.5], **columns), state)
    assert found.plan.district.tolist() == [1, 2, 2, 2]
    assert found.plan.names == ("7", "12")
    assert found.matched.held.why == "its shapes are districts"


def test_units_that_a_border_cuts(state: StateMap, tmp_path: Path) -> None:
    path = _districts(state, tmp_path, [1.3, 4], district=[1, 2])
    with pytest.raises(AskError, match=r"cut 1 unit of this map .*00102 \(2: 70%, 1: 30%\)"):
        open_plan(path, state)
    found = open_plan(path, state, split="majority")
    assert found.plan.district.tolist() == [1, 2, 2, 2]
    assert "most of its area: 00102" in " ".join(found.notes)
    sliver = _districts(state, tmp_path, [1.03, 4], district=[1, 2])
    assert open_plan(sliver, state).plan.district.tolist() == [1, 2, 2, 2]


def test_units_that_no_shape_covers(state: StateMap, tmp_path: Path) -> None:
    path = _districts(state, tmp_path, [1, 3], district=["A", "B"])
    with pytest.raises(AskError, match=r"No district for 1 unit: 00104"):
        open_plan(path, state)
    found = match_plan(path, state, missing="leave")
    assert found.labels == ("A", "B", "B", "")


def test_districts_in_several_shapes(state: StateMap, tmp_path: Path) -> None:
    path = _districts(state, tmp_path, [1, 2, 4], district=[1, 2, 1])
    assert open_plan(path, state).plan.district.tolist() == [1, 2, 1, 1]


def test_shapes_that_are_no_districts(state: StateMap, tmp_path: Path) -> None:
    path = _districts(state, tmp_path, [1, 4], remark=["x", "x"])
    with pytest.raises(AskError, match=r"no column that is named like a plan: remark"):
        open_plan(path, state)
    far = gpd.GeoDataFrame({"district": [1]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326")
    far.to_file(tmp_path / "far.gpkg")
    with pytest.raises(AskError, match=r"lies on the map"):
        open_plan(tmp_path / "far.gpkg", state)
    points = gpd.GeoDataFrame({"district": [1]}, geometry=[Point(-97, 39)], crs="EPSG:4326")
    points.to_file(tmp_path / "points.geojson")
    with pytest.raises(AskError, match=r"Point"):
        open_plan(tmp_path / "points.geojson", state)


def test_a_map_without_shapes(state_of: Any, grid_frame: Any, tmp_path: Path) -> None:
    whole = state_of(grid_frame(1, 4))
    path = _districts(whole, tmp_path, [1, 4], district=[1, 2])
    with pytest.raises(AskError, match=r"shapes"):
        open_plan(path, state_of(grid_frame(1, 4), shapes=False))
