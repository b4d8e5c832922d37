"""Polygons checked, made valid and measured."""

import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from districtbot.geo.options import MapOptions
from districtbot.geo.shapes import Shapes, prepare_shapes
from districtbot.ground.errors import AskError

SQUARE = box(0, 1_800_000, 1000, 1_801_000)


def prepare(*geometries: Any, crs: str | None = "EPSG:5070", **options: Any) -> Shapes:
    shapes = gpd.GeoSeries(list(geometries), crs=crs)
    unit_ids = [f"{index + 1:03d}" for index in range(len(geometries))]
    return prepare_shapes(shapes, unit_ids, MapOptions(**options), lambda _: None)


def test_measures_are_metres(grid_frame: Any) -> None:
    feet = grid_frame(2, 3).geometry.to_crs("EPSG:3419")
    shapes = prepare_shapes(feet, [str(index) for index in range(6)], MapOptions(), print)
    assert shapes.area == pytest.approx(np.full(6, 1e6), rel=1e-6)
    assert shapes.perimeter == pytest.approx(np.full(6, 4e3), rel=1e-6)
    assert shapes.source_crs == "EPSG:3419"
    assert shapes.native.crs == "EPSG:3419"
    assert shapes.projected.crs == "EPSG:5070"
    assert shapes.notes == ()


def test_perimeter_counts_holes() -> None:
    hole = Polygon(SQUARE.exterior, [box(400, 1_800_400, 500, 1_800_500).exterior])
    assert prepare(hole).perimeter[0] == pytest.approx(4400)


@pytest.mark.parametrize("missing", [None, Polygon(), MultiPolygon(), GeometryCollection()])
def test_missing_geometry_names_the_rows(missing: Any) -> None:
    with pytest.raises(AskError, match=r"1 unit\(s\) have no geometry: 002 \(row 2\)"):
        prepare(SQUARE, missing, SQUARE)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (Point(0, 0), "Point"),
        (LineString([(0, 0), (1, 1)]), "LineString"),
        (GeometryCollection([Point(0, 0)]), "GeometryCollection"),
    ],
)
def test_points_and_lines_are_refused(shape: Any, kind: str) -> None:
    with pytest.raises(AskError, match=rf"hold no polygon but {kind}: 002"):
        prepare(SQUARE, shape)


def test_collections_keep_their_polygons_only() -> None:
    mixed = GeometryCollection(
        [Point(9, 9), GeometryCollection([MultiPolygon([SQUARE]), LineString([(0, 0), (1, 1)])])]
    )
    shapes = prepare(mixed)
    assert shapes.area[0] == pytest.approx(1e6)
    assert "left out of 1 unit" in shapes.notes[0]


def test_heights_are_dropped() -> None:
    high = shapely.force_3d(SQUARE, 12.0)
    assert not shapely.has_z(prepare(high).native.iloc[0])


def test_bow_tie_keeps_both_lobes() -> None:
    """The ring crosses itself in the middle: two triangles of a quarter of the square each."""
    bow_tie = Polygon([(0, 1_800_000), (1000, 1_801_000), (1000, 1_800_000), (0, 1_801_000)])
    shapes = prepare(bow_tie, box(1000, 1_800_000, 2000, 1_801_000))
    assert shapes.native.is_valid.all()
    assert shapes.area[0] == pytest.approx(5e5)
    assert shapes.notes[0].startswith("1 invalid polygon was repaired")


def test_ring_that_touches_itself_keeps_its_area() -> None:
    """A hole drawn as part of the outer ring: invalid, but its area is plain."""
    keyhole = Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 2), (1, 3), (2, 2), (1, 1), (0, 2)])
    moved = shapely.transform(keyhole, lambda points: points + np.array([0, 1_800_000]))
    assert not moved.is_valid
    shapes = prepare(moved)
    assert shapes.area[0] == pytest.approx(moved.area)
    assert "no more than 0.0001%" in shapes.notes[0]


def test_polygon_without_area_is_refused() -> None:
    flat = Polygon([(0, 0), (1, 0), (2, 0)])
    with pytest.raises(AskError, match=r"have no area: 002 \(row 2\)"):
        prepare(SQUARE, flat)


def test_coordinates_that_are_not_numbers_are_refused() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        broken = Polygon([(0, 0), (1, 0), (1, float("nan")), (0, 1)])
    with pytest.raises(AskError, match="coordinates that are not numbers: 002"):
        prepare(SQUARE, broken)


def test_missing_and_contradicted_crs() -> None:
    with pytest.raises(AskError, match="--crs"):
        prepare(SQUARE, crs=None)
    with pytest.raises(AskError, match="EPSG:4269 is in degrees"):
        prepare(SQUARE, crs="EPSG:4269")


def test_crs_option_overrides_the_file_and_says_so() -> None:
    shapes = prepare_shapes(
        gpd.GeoSeries([SQUARE], crs="EPSG:4269"), ["1"], MapOptions(crs="EPSG:5070"), print
    )
    assert shapes.source_crs == "EPSG:5070"
    assert shapes.notes == ("The file says EPSG:4269; EPSG:5070 was used instead, as asked.",)


def test_the_shapes_handed_in_stay_as_they_are() -> None:
    bow_tie = Polygon([(0, 1_800_000), (1000, 1_801_000), (1000, 1_800_000), (0, 1_801_000)])
    given = gpd.GeoSeries([bow_tie, SQUARE], crs="EPSG:5070")
    before = given.to_wkb()
    prepare_shapes(given, ["1", "2"], MapOptions(), print)
    assert (given.to_wkb() == before).all()
