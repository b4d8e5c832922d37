"""One window of the page onto the map: fills, lines and labels."""

from dataclasses import dataclass

import numpy as np
import shapely

from districtbot.maps.labels import LAST_RESORT, SMALLEST, Labels, label_size, name_size
from districtbot.maps.layout import Box
from districtbot.maps.picture import Picture
from districtbot.maps.shapes import LabelSpot, Shapes, label_spots, lighter, placed
from districtbot.maps.sheet import Sheet

DISTRICT_LINE = "#3a3a3a"
REFERENCE_LINE = "#111111"
TAG = 0.16
_REGION_LINE = "#ffffff"
_FINE = 0.2 / 72


@dataclass(frozen=True, slots=True)
class Panel:
    """Where the map lies on the page.

    Attributes:
        scale: Inches per metre.
        x: Where the map's origin lies, from the left.
        y: Where the map's origin lies, from below.
        clip: The part of the page it may use; ``None`` for all of it.
    """

    scale: float
    x: float
    y: float
    clip: Box | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What insets already show.

    Attributes:
        numbered: Districts (from 0) that have their number in an inset.
        frames: The parts of the page that insets enlarge.
    """

    numbered: frozenset[int] = frozenset()
    frames: tuple[Box, ...] = ()

    def shows(self, district: int, spot: LabelSpot) -> bool:
        """Whether the number that would stand here stands in an inset."""
        return district in self.numbered and self.covers(spot)

    def covers(self, spot: LabelSpot) -> bool:
        """Whether a spot lies in a part of the page that an inset enlarges."""
        return any(
            0 <= spot.x - box.x <= box.width and 0 <= spot.y - box.y <= box.height
            for box in self.frames
        )


def draw_panel(
    sheet: Sheet, picture: Picture, panel: Panel, elsewhere: Elsewhere | None = None
) -> frozenset[int]:
    """Draw the map in a window.

    Args:
        sheet: The page.
        picture: What is drawn.
        panel: Where.
        elsewhere: What insets show, for the main map, on which every district they leave out
            gets its number however small it is; ``None`` for an inset.

    Returns:
        The districts (from 0) that got their number.
    """
    districts = _seen(picture.districts, panel)
    sheet.fill(districts, list(picture.colours), panel.clip)
    if picture.regions is not None:
        sheet.stroke(_seen(picture.regions.shapes, panel), _REGION_LINE, 0.6, panel.clip)
    sheet.stroke(districts, DISTRICT_LINE, 0.9, panel.clip)
    if picture.reference is not None:
        dashed = _seen(picture.reference, panel)
        sheet.stroke(dashed, REFERENCE_LINE, 1.1, panel.clip, dashes=(3.0, 2.0))
    labels = Labels(sheet)
    if elsewhere is None:
        return _write_inset_numbers(labels, picture, districts, panel)
    _write_numbers(labels, picture, panel, elsewhere)
    _write_names(labels, picture, panel, elsewhere)
    return frozenset(range(len(picture.labels)))


def _write_numbers(labels: Labels, picture: Picture, panel: Panel, elsewhere: Elsewhere) -> None:
    for district, words in enumerate(picture.labels):
        for rank, there in enumerate(picture.spots[district]):
            spot = _moved(there, panel)
            size = label_size(words, spot.radius)
            forced = rank == 0 and district not in elsewhere.numbered
            if (size >= SMALLEST or forced) and not elsewhere.shows(district, spot):
                labels.number(spot.x, spot.y, words, max(size, LAST_RESORT))


def _write_inset_numbers(
    labels: Labels, picture: Picture, districts: Shapes, panel: Panel
) -> frozenset[int]:
    box = panel.clip or Box(0.0, 0.0, 0.0, 0.0)
    inner = shapely.box(
        box.x + 0.03, box.y + 0.03, box.x + box.width - 0.03, box.y + box.height - 0.03
    )
    tag = shapely.box(box.x, box.y + box.height - TAG, box.x + TAG, box.y + box.height)
    open_parts = shapely.intersection(districts, shapely.difference(inner, tag))
    shown = set()
    for district in np.flatnonzero(shapely.area(open_parts) > 0):
        words = picture.labels[district]
        spot = label_spots(open_parts[district])[0]
        size = label_size(words, spot.radius)
        home = _moved(picture.spots[district][0], panel)
        if size >= SMALLEST or shapely.contains_xy(inner, home.x, home.y):
            labels.number(spot.x, spot.y, words, max(size, LAST_RESORT))
            shown.add(int(district))
    return frozenset(shown)


def _write_names(labels: Labels, picture: Picture, panel: Panel, elsewhere: Elsewhere) -> None:
    if picture.regions is None or not picture.regions.names:
        return
    names = picture.regions.names
    spots = [_moved(spot, panel) for spot in picture.regions.spots]
    size = name_size(names, [spot.radius for spot in spots])
    for words, spot in zip(names, spots, strict=True):
        if not elsewhere.covers(spot):
            labels.name(spot.x, spot.y, spot.radius, words, size)


def _moved(spot: LabelSpot, panel: Panel) -> LabelSpot:
    return LabelSpot(
        panel.x + spot.x * panel.scale, panel.y + spot.y * panel.scale, spot.radius * panel.scale
    )


def _seen(shapes: Shapes, panel: Panel) -> Shapes:
    """The shapes on the page, in inches, as fine as the eye can see and cut to the window."""
    moved = placed(lighter(shapes, _FINE / panel.scale), panel.scale, panel.x, panel.y)
    if panel.clip is None:
        return moved
    box = panel.clip
    window = shapely.box(box.x, box.y, box.x + box.width, box.y + box.height)
    near = shapely.buffer(window, 0.05, join_style="mitre")
    touching = shapely.intersects(moved, near)
    cut = np.full(len(moved), shapely.Polygon(), dtype=object)
    cut[touching] = shapely.intersection(shapely.make_valid(moved[touching]), near)
    return cut
