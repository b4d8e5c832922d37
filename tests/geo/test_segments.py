"""Pieces of border that units share to the last bit."""

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from districtbot.geo.segments import segments_of, shared_segments


def test_two_squares_share_one_piece() -> None:
    """``A|B``: seven pieces, one of them twice, whichever way the rings turn."""
    left = box(0, 0, 1, 1, ccw=True)
    right = box(1, 0, 2, 1, ccw=False)
    segments = segments_of(np.array([left, right], dtype=object))
    assert len(segments.unit) == 8
    assert len(np.unique(segments.place)) == 7
    assert segments.shared.sum() == 2
    shared = shared_segments(segments)
    assert shared.pairs.tolist() == [[0, 1]]
    assert shared.start.tolist() == [[1, 0]]
    assert shared.end.tolist() == [[1, 1]]


def test_a_hole_shares_its_rim_with_the_unit_inside() -> None:
    inside = box(1, 1, 2, 2)
    ring = Polygon(box(0, 0, 3, 3).exterior, [inside.exterior])
    shared = shared_segments(segments_of(np.array([ring, inside], dtype=object)))
    assert len(shared.pairs) == 4


def test_pieces_that_three_units_share_give_three_pairs() -> None:
    """Three units stacked on each other have each of the four pieces in common."""
    stack = np.array([box(0, 0, 1, 1)] * 3, dtype=object)
    shared = shared_segments(segments_of(stack))
    pairs, times = np.unique(shared.pairs, axis=0, return_counts=True)
    assert pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert times.tolist() == [4, 4, 4]


def test_signs_of_zero_and_points_drawn_twice_do_not_matter() -> None:
    left = Polygon([(-1, 0), (-0.0, 0), (-0.0, 0), (-0.0, 1), (-1, 1)])
    right = Polygon([(0.0, 0), (1, 0), (1, 1), (0.0, 1)])
    shared = shared_segments(segments_of(np.array([left, right], dtype=object)))
    assert shared.pairs.tolist() == [[0, 1]]


def test_parts_of_a_multipart_unit_count_for_the_unit() -> None:
    two = MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])
    shared = shared_segments(segments_of(np.array([two, box(6, 0, 7, 1)], dtype=object)))
    assert shared.pairs.tolist() == [[0, 1]]


def test_no_units_no_pieces() -> None:
    segments = segments_of(np.array([shapely.Polygon()], dtype=object))
    assert len(segments.unit) == 0
    assert len(segments.place) == 0
    assert len(shared_segments(segments).pairs) == 0
