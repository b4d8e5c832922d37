"""Where things go on the page."""

import itertools

import pytest
import shapely
from shapely.geometry import Point, box

from districtbot.maps.layout import LETTER, Box, Layout, Size, WantedInset, compose
from districtbot.maps.page import reading_order

TABLES = (Size(1.8, 2.0), Size(3.9, 1.2))
KEY = Size(1.9, 0.6)
HEADERS = (1.0, 1.0)


def _shape(part: Box) -> shapely.Geometry:
    return box(part.x, part.y, part.x + part.width, part.y + part.height)


def _overlaps(layout: Layout, ground: shapely.Geometry) -> list[float]:
    drawn = shapely.transform(ground, lambda xy: xy * layout.scale + [layout.x, layout.y])
    parts = [_shape(part) for part in (layout.table, layout.key, *layout.insets)]
    page = box(0, 0, layout.page.width, layout.page.height)
    assert all(page.contains(part) for part in [*parts, drawn])
    return [a.intersection(b).area for a, b in itertools.combinations([drawn, *parts], 2)]


@pytest.mark.parametrize(
    ("ground", "page"),
    [
        (box(0, 0, 500_000, 300_000), LETTER[0]),
        (box(0, 0, 300_000, 500_000), LETTER[1]),
        (Point(0, 0).buffer(10), LETTER[1]),
        (shapely.union_all([box(0, 0, 3, 3), box(50, 20, 60, 24)]), LETTER[0]),
        (box(0, 0, 1000, 1), LETTER[0]),
    ],
)
def test_nothing_lies_on_anything_else(ground: shapely.Geometry, page: tuple[float, float]) -> None:
    layout = compose(ground, HEADERS, TABLES, KEY)
    assert (layout.page.width, layout.page.height) == page
    assert max(_overlaps(layout, ground)) == pytest.approx(0, abs=1e-9)


def test_insets_find_room_or_are_left_out() -> None:
    ground = box(0, 0, 300_000, 500_000)
    wanted = [WantedInset(1.0, 0.8, 20_000, 20_000), WantedInset(0.6, 0.6, 280_000, 480_000)]
    layout = compose(ground, HEADERS, TABLES, KEY, wanted)
    assert len(layout.insets) == 2
    assert layout.insets[0].width > layout.insets[1].width
    assert max(_overlaps(layout, ground)) == pytest.approx(0, abs=1e-9)
    too_many = [WantedInset(1.0, 1.0, 0, 0)] * 60
    assert compose(ground, HEADERS, TABLES, KEY, too_many).insets == ()


def test_insets_are_lettered_as_they_are_read() -> None:
    """Two rows whose boxes are not quite level; they came in another order.

    A B
    C D
    """
    a, b = Box(0.0, 4.1, 2.0, 2.0), Box(3.0, 4.0, 2.0, 2.5)
    c, d = Box(-0.1, 1.0, 2.0, 2.0), Box(2.5, 0.5, 2.0, 2.7)
    came = [b, d, a, c]
    assert [came[place] for place in reading_order(came)] == [a, b, c, d]
    assert reading_order(()) == []


def test_a_table_as_large_as_the_page_still_gives_a_page() -> None:
    layout = compose(box(0, 0, 10, 10), HEADERS, (Size(7.4, 8.6),), KEY)
    assert layout.scale > 0
