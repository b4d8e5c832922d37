"""The projection a map is drawn in."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import Point, box

from districtbot.maps.projection import project


def _around(longitude: float, latitude: float, crs: str) -> gpd.GeoSeries:
    lonlat = gpd.GeoSeries(
        [box(longitude - 2, latitude - 2, longitude + 2, latitude + 2)], crs="EPSG:4326"
    )
    return lonlat.segmentize(0.1).to_crs(crs)


def test_north_is_up_and_shapes_are_true() -> None:
    """Michigan lies 10 degrees east of the meridian of EPSG:5070, where north leans."""
    flat = project(_around(-85, 44.5, "EPSG:5070"))
    to_plane = Transformer.from_crs("EPSG:4269", flat.geometry.crs, always_xy=True)
    xs, ys = to_plane.transform([-85, -85, -84], [44, 45, 44.5])
    assert xs[1] - xs[0] == pytest.approx(0, abs=700)
    assert ys[1] - ys[0] == pytest.approx(111_100, rel=0.01)
    assert "Lambert conformal conic" in flat.note
    assert flat.scale_known


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(-60, 1), (10, 86), (20, 0), (-170, -45), (-75, -30)]
)
def test_any_place_on_the_globe(longitude: float, latitude: float) -> None:
    degrees = gpd.GeoSeries([Point(longitude, latitude).buffer(2.0, quad_segs=16)], crs="EPSG:4326")
    flat = project(degrees)
    left, bottom, right, top = flat.geometry.total_bounds
    assert np.isfinite([left, bottom, right, top]).all()
    assert top - bottom == pytest.approx(4 * 111_000, rel=0.05)


@pytest.mark.parametrize("crs", [None, 'LOCAL_CS["plan",UNIT["metre",1.0]]'])
def test_a_plane_without_a_globe_stays_as_it_is(crs: str | None) -> None:
    square = gpd.GeoSeries([box(0, 0, 3, 2)], crs=crs)
    flat = project(square)
    assert flat.geometry.total_bounds.tolist() == [0, 0, 3, 2]
    assert not flat.scale_known
