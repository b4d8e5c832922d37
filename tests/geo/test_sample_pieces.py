"""The parts a sample state is made of: cutting, fitting together, wiggling, sharing out, naming."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from districtbot.geo.sample.land import make_land
from districtbot.geo.sample.mesh import borders, fit_together, subdivided, wiggle
from districtbot.geo.sample.names import Names
from districtbot.geo.sample.noise import fractal_line, meander, smooth_surface
from districtbot.geo.sample.spec import Side, StateSpec
from districtbot.geo.sample.split import blocks, cells, deal, rows, scatter, tidy, tracts

SQUARE = box(0, 0, 6_000, 6_000)


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


def _covers(pieces: list[Polygon], region: Polygon) -> bool:
    together = shapely.union_all(pieces)
    overlap = sum(piece.area for piece in pieces) - together.area
    return bool(together.symmetric_difference(region).area < 1e-3 * region.area) and bool(
        abs(overlap) < 1e-3 * region.area
    )


@pytest.mark.parametrize("n", [1, 2, 5, 12])
@pytest.mark.parametrize("way", ["rows", "cells", "blocks", "tracts"])
def test_cutting_gives_exactly_n_pieces_that_cover(way: str, n: int) -> None:
    points = scatter(_rng(), SQUARE, 60 * n)
    if way == "rows":
        pieces = rows(_rng(), SQUARE, points, n, snap=100.0)
    elif way == "cells":
        pieces = cells(_rng(), SQUARE, points, n, rounds=2)
    elif way == "blocks":
        pieces = blocks(_rng(), SQUARE, points, n, angle=0.4)
    else:
        pieces = tracts(_rng(), SQUARE, points, n)
    assert len(pieces) == n
    assert all(isinstance(piece, Polygon) and piece.area > 0 for piece in pieces)
    assert _covers(pieces, SQUARE)


def test_rows_are_rectangles_on_the_survey_lines() -> None:
    pieces = rows(_rng(), SQUARE, scatter(_rng(), SQUARE, 4_000), 9, snap=500.0)
    corners = shapely.get_coordinates(pieces)
    assert np.all(corners % 500 == 0)
    assert {len(piece.exterior.coords) for piece in pieces} == {5}


def test_tidy_gives_a_stray_bit_to_its_neighbour() -> None:
    """Piece A has a bit on the far side of B, which gets it.

    AAABBBa
    AAABBBa
    """
    left, middle, bit = box(0, 0, 300, 200), box(300, 0, 600, 200), box(600, 0, 700, 200)
    tidied = tidy([MultiPolygon([left, bit]), middle])
    assert tidied[0].equals(left)
    assert tidied[1].equals(box(300, 0, 700, 200))


def test_fitting_together_closes_hairlines_and_adds_the_corners_of_neighbours() -> None:
    """One wide piece below two narrow ones, with a gap of 0.3 m between them.

    B C
    AAA
    """
    wide = box(0, 0, 400, 100)
    narrow = [box(0, 100.3, 200, 200), box(200, 100, 400, 200)]
    pieces = fit_together([wide, *narrow])
    assert shapely.coverage_is_valid(pieces)
    assert (200.0, 100.0) in pieces[0].exterior.coords
    assert _covers(pieces, box(0, 0, 400, 200))


def test_wiggled_neighbours_still_share_their_border() -> None:
    """A grid of nine; the outer border stays straight.

    A B C
    D E F
    G H I
    """
    grid = fit_together(
        [
            box(1_000 * x, 1_000 * y, 1_000 * (x + 1), 1_000 * (y + 1))
            for x in range(3)
            for y in range(3)
        ]
    )
    pieces = wiggle(grid, lambda border: 0.2 * (len(border.sides) == 2), _rng(), 50.0)
    assert shapely.coverage_is_valid(pieces)
    assert all(piece.is_valid for piece in pieces)
    assert shapely.union_all(pieces).equals(box(0, 0, 3_000, 3_000))
    assert shapely.get_num_coordinates(pieces).min() > 20
    lines = borders(pieces)
    assert len(lines) == 12 + 8
    assert {len(line.sides) for line in lines} == {1, 2}


def test_wild_wiggles_are_tamed_until_none_cross() -> None:
    slats = fit_together([box(0, 40 * y, 2_000, 40 * (y + 1)) for y in range(10)])
    pieces = wiggle(slats, lambda border: 0.25, _rng(), 30.0)
    assert shapely.coverage_is_valid(pieces)
    assert all(piece.is_valid for piece in pieces)


def test_subdividing_moves_nothing() -> None:
    pieces = subdivided(fit_together([box(0, 0, 900, 900), box(900, 0, 1_800, 900)]), 250.0)
    assert shapely.coverage_is_valid(pieces)
    assert pieces[0].equals(box(0, 0, 900, 900))
    assert len(pieces[0].exterior.coords) == 17


def test_a_doughnut_keeps_its_hole() -> None:
    town = box(400, 400, 600, 600)
    around = box(0, 0, 1_000, 1_000).difference(town)
    pieces = wiggle(fit_together([around, town]), lambda border: 0.15, _rng(), 30.0)
    assert shapely.coverage_is_valid(pieces)
    assert len(pieces[0].interiors) == 1


@pytest.mark.parametrize(
    ("n", "weights", "least", "expected"),
    [
        (10, [1.0, 1.0], 1, [5, 5]),
        (10, [9.0, 1.0], 1, [9, 1]),
        (10, [1_000.0, 0.0, 0.0], 1, [8, 1, 1]),
        (3, [0.0, 0.0, 0.0], 1, [1, 1, 1]),
        (7, [2.0, 1.0], 0, [5, 2]),
    ],
)
def test_dealing_by_largest_remainders(
    n: int, weights: list[float], least: int, expected: list[int]
) -> None:
    assert deal(n, np.array(weights), least).tolist() == expected


def test_dealing_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be shared out"):
        deal(2, np.ones(3))


def test_scattered_points_follow_the_weight() -> None:
    points = scatter(_rng(), SQUARE, 2_000, lambda at: 1.0 + 9.0 * (at[:, 0] > 3_000))
    assert 0.85 < (points[:, 0] > 3_000).mean() < 0.95


def test_a_fractal_line_keeps_its_vertices() -> None:
    line = np.array([[0.0, 0.0], [1_000.0, 0.0], [1_000.0, 1_000.0]])
    drawn = fractal_line(_rng(), line, roughness=0.2, step=40.0)
    assert {tuple(vertex) for vertex in line} <= {tuple(vertex) for vertex in drawn}
    assert np.hypot(*np.diff(drawn, axis=0).T).max() <= 40.0


def test_a_river_begins_and_ends_where_its_valley_does() -> None:
    valley = np.array([[0.0, 0.0], [50_000.0, 10_000.0]])
    course = meander(_rng(), valley, wavelength=4_000.0, swing=0.15, step=200.0)
    assert np.allclose(course[[0, -1]], valley, atol=1.0)


def test_surfaces_are_smooth_and_of_unit_size() -> None:
    at = np.random.default_rng(0).uniform(0, 1e6, (4_000, 2))
    surface = smooth_surface(_rng(), 20_000.0)
    assert 0.8 < surface(at).std() < 1.2
    assert np.abs(surface(at) - surface(at + 100.0)).max() < 0.05


def test_no_name_is_given_twice() -> None:
    names = Names(_rng())
    given = [names.town("none") for _ in range(3_000)] + [names.county() for _ in range(300)]
    assert len(set(given)) == len(given)


@pytest.mark.parametrize(
    "sides",
    [
        ("survey", "survey", "survey", "survey"),
        ("coast", "coast", "coast", "coast"),
        ("river", "ridge", "survey", "coast"),
    ],
)
def test_the_land_has_about_the_area_asked_for(sides: tuple[Side, Side, Side, Side]) -> None:
    n_islands = 2 if "coast" in sides else 0
    spec = StateSpec("Land", 3, 200, 10, 4, sides=sides, n_islands=n_islands)
    land = make_land(spec)
    assert land.mainland.is_valid
    assert land.mainland.area == pytest.approx(spec.area, rel=0.35)
    assert len(land.islands) == n_islands
    assert all(island.is_valid for island in land.islands)
    assert all(island.disjoint(land.mainland) for island in land.islands)
    assert land.coast.is_empty == ("coast" not in sides)


def test_an_estuary_never_cuts_off_much_land() -> None:
    sides: tuple[Side, Side, Side, Side] = ("survey", "coast", "river", "river")
    spec = StateSpec("S", 25_196_579, 15, 1, 1, sides=sides, n_islands=2, aspect=1.86)
    land = make_land(spec)
    assert land.river is not None
    assert land.river.crosses(land.mainland)
    assert land.mainland.area > 0.7 * spec.area
