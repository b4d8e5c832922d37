"""The CRS of a map: asked for, checked, and the equal-area one of the place."""

import numpy as np
import pytest
import shapely
from pyproj import CRS

from districtbot.geo.crs import (
    Place,
    crs_name,
    equal_area_crs,
    metres_per_unit,
    out_of_use,
    place_of,
    projector,
    source_crs,
)
from districtbot.ground.errors import AskError

IOWA = np.array([-96.6, 40.4, -90.1, 43.5])
IOWA_UTM = np.array([200_000.0, 4_470_000.0, 740_000.0, 4_820_000.0])


def test_missing_crs_is_asked_for_with_a_guess() -> None:
    with pytest.raises(AskError, match="look like degrees, probably EPSG:4269") as error:
        source_crs(None, IOWA, None)
    assert "--crs EPSG:" in str(error.value)
    assert "-96.6 to -90.1" in str(error.value)
    with pytest.raises(AskError, match="metres or feet of a projection"):
        source_crs(None, IOWA_UTM, None)


def test_option_fills_in_and_overrides() -> None:
    assert source_crs(None, IOWA, "EPSG:4269") == CRS("EPSG:4269")
    assert source_crs(CRS("EPSG:4326"), IOWA_UTM, "EPSG:26915") == CRS("EPSG:26915")


def test_option_that_names_no_crs() -> None:
    with pytest.raises(AskError, match="--crs 'potato' is no coordinate reference system"):
        source_crs(None, IOWA, "potato")


@pytest.mark.parametrize(
    ("crs", "bounds", "words"),
    [
        ("EPSG:4269", IOWA_UTM, "EPSG:4269 is in degrees.*not degrees"),
        ("EPSG:4269", IOWA[[1, 0, 3, 2]], "latitude before longitude"),
        ("EPSG:26915", IOWA, "is a projected CRS.*look like degrees"),
        ("EPSG:4978", IOWA, "neither geographic nor projected"),
    ],
)
def test_crs_that_contradicts_the_coordinates(
    crs: str, bounds: np.ndarray[tuple[int], np.dtype[np.float64]], words: str
) -> None:
    with pytest.raises(AskError, match=words):
        source_crs(CRS(crs), bounds, None)


def test_coordinates_outside_of_the_projection() -> None:
    with pytest.raises(AskError, match="outside of EPSG:26915"):
        place_of(np.array([[1e12, 1e12, 2e12, 2e12]]), CRS("EPSG:26915"))


@pytest.mark.parametrize(
    ("west", "south", "east", "north", "expected"),
    [
        (-96.6, 40.4, -90.1, 43.5, "EPSG:5070"),
        (-124.8, 24.4, -66.9, 49.4, "EPSG:5070"),
        (-160.3, 18.9, -154.8, 22.3, "ESRI:102007"),
        (-67.3, 17.9, -65.2, 18.6, "Lambert Azimuthal Equal Area"),
        (177.0, -19.0, 180.0, -16.0, "Lambert Azimuthal Equal Area"),
    ],
)
def test_equal_area_crs_of_a_place(
    west: float, south: float, east: float, north: float, expected: str
) -> None:
    crs = equal_area_crs(place_of(np.array([[west, south, east, north]]), CRS("EPSG:4326")))
    assert crs.is_projected
    operation = crs.coordinate_operation
    assert operation is not None
    assert expected in (crs_name(crs), operation.method_name)


def test_alaska_across_the_180th_meridian() -> None:
    boxes = np.array([[-179.9, 51.2, -130.0, 71.4], [172.4, 52.0, 180.0, 53.0]])
    place = place_of(boxes, CRS("EPSG:4269"))
    assert (place.west, place.east) == pytest.approx((172.4, 230.0))
    assert crs_name(equal_area_crs(place)) == "EPSG:3338"


def test_fiji_is_seen_as_one_place() -> None:
    boxes = np.array([[177.0, -19.0, 180.0, -16.0], [-180.0, -19.0, -178.0, -16.0]])
    place = place_of(boxes, CRS("EPSG:4326"))
    assert place == Place(177.0, -19.0, 182.0, -16.0)
    project = projector(CRS("EPSG:4326"), equal_area_crs(place))
    both = project(np.array([[180.0, -17.0], [-180.0, -17.0]]))
    assert both[0] == pytest.approx(both[1], abs=1e-3)


@pytest.mark.parametrize(
    "box",
    [
        (-96.0, 41.0, -95.9, 41.1),
        (-159.0, 21.0, -158.9, 21.1),
        (-150.0, 61.0, -149.9, 61.1),
        (-66.5, 18.2, -66.4, 18.3),
        (179.9, -17.1, 180.0, -17.0),
    ],
)
def test_areas_equal_those_of_another_equal_area_crs(
    box: tuple[float, float, float, float],
) -> None:
    source = CRS("EPSG:4326")
    unit = shapely.segmentize(shapely.box(*box), 0.01)
    target = equal_area_crs(place_of(np.array([box]), source))
    area = shapely.transform(unit, projector(source, target)).area
    other = shapely.transform(unit, projector(source, CRS("EPSG:6933"))).area
    assert area == pytest.approx(other, rel=0.005)


def test_names() -> None:
    assert crs_name(CRS("EPSG:4269")) == "EPSG:4269"
    assert crs_name(CRS("ESRI:102007")) == "ESRI:102007"
    assert crs_name(CRS.from_proj4("+proj=aea +lat_1=8 +lat_2=18 +type=crs")) == "unknown"


def test_units_of_measure() -> None:
    assert metres_per_unit(CRS("EPSG:5070")) == 1.0
    assert metres_per_unit(CRS("EPSG:2232")) == pytest.approx(0.3048006)
    assert metres_per_unit(CRS("EPSG:4269")) == pytest.approx(111_000, rel=0.01)


def test_map_outside_the_area_of_its_crs_is_told() -> None:
    iowa = place_of(IOWA[None], CRS("EPSG:4269"))
    assert out_of_use(iowa, CRS("EPSG:26915")) == ""
    assert "EPSG:26919 is made for" in out_of_use(iowa, CRS("EPSG:26919"))
    assert out_of_use(iowa, CRS.from_proj4("+proj=aea +lat_1=8 +lat_2=18 +type=crs")) == ""
    aleutian = Place(172.0, 52.0, 181.0, 53.0)
    assert out_of_use(aleutian, CRS("EPSG:3338")) == ""
