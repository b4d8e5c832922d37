"""One window of the page onto the map: fills, lines and labels."""

from dataclasses import dataclass

import numpy as np
import shapely

from districtbot.maps.labels import SMALLEST, Labels, label_size
from districtbot.maps.layout import Box
from districtbot.maps.picture import Picture
from districtbot.maps.shapes import LabelSpot, Shapes, label_spots, lighter, placed
from districtbot.maps.sheet import Sheet

DISTRICT_LINE = "#3a3a3a"
REFERENCE_LINE = "#9c1f2e"
TAG = 0.16
NOTE = 0.62
"""Width of what an inset says about its scale, in inches."""
HATCH = "#8c8c8c"
_FINE = 0.2 / 72


@dataclass(frozen=True, slots=True)
class Panel:
    """Where the map lies on the page.

    Attributes:
        scale: Inches per metre.
        x: Where the map's origin lies, from the left.
        y: Where the map's origin lies, from below.
        clip: The part of the page it may use; ``None`` for all of it.
        noted: Whether a note stands in the lower right corner of that part.
    """

    scale: float
    x: float
    y: float
    clip: Box | None = None
    noted: bool = False

    @property
    def notes(self) -> list[Box]:
        """Where its note stands."""
        return [note_box(self.clip)] if self.noted and self.clip is not None else []


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
    districts = seen(picture.districts, panel)
    draw_areas(sheet, picture, panel, districts)
    if elsewhere is None:
        labels = Labels(sheet, [*_edges(panel.clip), *panel.notes])
        shown = _write_inset_numbers(labels, picture, districts, panel)
    else:
        labels = Labels(sheet, [edge for box in elsewhere.frames for edge in _edges(box)])
        _write_numbers(labels, picture, districts, panel, elsewhere)
        labels = labels.without(elsewhere.frames)
        shown = frozenset(range(len(picture.labels)))
    for names, shapes, halo in _names(picture):
        rooms = seen(shapes, panel)
        if panel.clip is not None:
            rooms = shapely.intersection(rooms, _inner(panel.clip))
        for words, room in zip(names, rooms, strict=True):
            labels.name(room, words, halo=halo)
    return shown


def _names(picture: Picture) -> list[tuple[tuple[str, ...], Shapes, bool]]:
    """What is written where there is room: names, their shapes, whether on a halo."""
    found = [] if picture.marks is None else [(picture.marks.words, picture.marks.shapes, True)]
    if picture.regions is not None and picture.regions.names:
        found.append((picture.regions.names, picture.regions.rooms, picture.fill is not None))
    return found


def draw_areas(sheet: Sheet, picture: Picture, panel: Panel, districts: Shapes) -> None:
    """Draw fills and lines.

    Args:
        sheet: The page.
        picture: What is drawn.
        panel: Where.
        districts: The districts as `seen` there.
    """
    if picture.fill is None:
        sheet.fill(districts, list(picture.colours), panel.clip)
    else:
        sheet.fill(seen(picture.fill.shapes, panel), list(picture.fill.colours), panel.clip)
        sheet.hatch(seen(picture.fill.hatched, panel), HATCH, panel.clip)
    if picture.regions is not None:
        colour, points = picture.regions.colour, 0.6 if picture.fill is None else 0.4
        sheet.stroke(seen(picture.regions.shapes, panel), colour, points, panel.clip)
    if picture.reference is not None:
        dashed = seen(picture.reference, panel)
        sheet.dash(dashed, REFERENCE_LINE, 1.1, (2.6, 1.6), panel.clip)
    alone = picture.reference is None and picture.fill is None
    sheet.stroke(districts, DISTRICT_LINE, 0.9 if alone else 1.3, panel.clip)


def _edges(box: Box | None) -> list[Box]:
    """The sides of a frame and its tag: no label may lie across them."""
    if box is None:
        return []
    x, y, width, height = box.x, box.y, box.width, box.height
    return [
        Box(x, y, width, 0.0),
        Box(x, y + height, width, 0.0),
        Box(x, y, 0.0, height),
        Box(x + width, y, 0.0, height),
        Box(x, y + height - TAG, TAG, TAG),
    ]


def note_box(box: Box) -> Box:
    """Where an inset says its scale: the lower right corner of its frame."""
    return Box(box.x + box.width - NOTE, box.y, NOTE, TAG)


def _inner(box: Box) -> shapely.Geometry:
    """What lies inside a frame, a little off its sides."""
    return shapely.box(
        box.x + 0.03, box.y + 0.03, box.x + box.width - 0.03, box.y + box.height - 0.03
    )


def _write_numbers(
    labels: Labels, picture: Picture, districts: Shapes, panel: Panel, elsewhere: Elsewhere
) -> None:
    """The number of each district; the smallest ones, which have the least choice, first."""
    tightest = sorted(range(len(districts)), key=lambda n: picture.spots[n][0].radius)
    for district in tightest:
        words = picture.labels[district]
        if not words or shapely.is_empty(districts[district]):
            continue
        for rank, there in enumerate(picture.spots[district]):
            spot = _moved(there, panel)
            size = label_size(words, spot.radius)
            forced = rank == 0 and district not in elsewhere.numbered
            if (size >= SMALLEST or forced) and not elsewhere.shows(district, spot):
                avoid = () if elsewhere.covers(spot) else elsewhere.frames
                size = max(size, SMALLEST)
                labels.number(districts[district], spot, words, size, forced=forced, avoid=avoid)


def _write_inset_numbers(
    labels: Labels, picture: Picture, districts: Shapes, panel: Panel
) -> frozenset[int]:
    box = panel.clip or Box(0.0, 0.0, 0.0, 0.0)
    inner = _inner(box)
    tag = shapely.box(box.x, box.y + box.height - TAG, box.x + TAG, box.y + box.height)
    notes = [shapely.box(n.x, n.y, n.x + n.width, n.y + n.height) for n in panel.notes]
    written = shapely.union_all([tag, *notes])
    open_parts = shapely.intersection(districts, shapely.difference(inner, written))
    there = [
        (label_spots(open_parts[district])[0], int(district))
        for district in np.flatnonzero(shapely.area(open_parts) > 0)
    ]
    shown = set()
    for spot, district in sorted(there, key=lambda pair: (pair[0].radius, pair[1])):
        words = picture.labels[district]
        size = label_size(words, spot.radius)
        home = _moved(picture.spots[district][0], panel)
        at_home = bool(shapely.contains_xy(inner, home.x, home.y))
        if words and (size >= SMALLEST or at_home):
            size = max(size, SMALLEST)
            if labels.number(open_parts[district], spot, words, size, forced=at_home):
                shown.add(district)
    return frozenset(shown)


def _moved(spot: LabelSpot, panel: Panel) -> LabelSpot:
    return LabelSpot(
        panel.x + spot.x * panel.scale, panel.y + spot.y * panel.scale, spot.radius * panel.scale
    )


def seen(shapes: Shapes, panel: Panel) -> Shapes:
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
