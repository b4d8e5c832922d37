"""The page of a chart: headline, what it shows, key of the plans, plot, source."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from districtbot.maps.layout import Size
from districtbot.maps.sheet import INK, QUIET, RULE, Sheet, plain_style, width_of, wrapped

PAGE = Size(8.0, 5.6)
"""Inches; as wide as a letter page allows, so that what is 7 points here is so in print."""
MARGIN = 0.45
CLOUD, CLOUD_EDGE = "#c9d3dd", "#7d8a97"
"""Fill and line of the ensemble."""
LEVEL = "#8a8a8a"
"""Lines at one half and at zero."""
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Plans, in the palette of Okabe and Ito (2008), which colour-blind readers tell apart."""
MARKERS = ("o", "D", "s", "^", "v", "P", "X")
Dashes = Literal["solid"] | tuple[float, tuple[float, ...]]
DASHES: tuple[Dashes, ...] = (
    "solid",
    (0, (5, 2)),
    (0, (1.5, 1.5)),
    (0, (6, 2, 1.5, 2)),
)
PAPER: dict[str, Any] = {"boxstyle": "square,pad=0.1", "facecolor": "#ffffffcc", "linewidth": 0}
"""What lies behind words within the plot; an outline of letters would make them drawings."""
TICKS, LABELS = 7.5, 8.5
_TITLES = (14.0, 13.0, 12.0)
_WORDS, _PRINT = 8.5, 7.0
_LINE = 0.155

Shape = Literal["dot", "line"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The words around a chart.

    Attributes:
        title: Headline.
        subtitle: What the chart shows, in a sentence or two.
        source: Where the numbers come from.
        note: What else a reader must know: how many plans, what is left out.
    """

    title: str
    subtitle: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a plan is drawn in every chart that it is in.

    Attributes:
        colour: Its colour.
        marker: Its dot.
        dashes: Its line.
    """

    colour: str
    marker: str
    dashes: Dashes


def look(place: int) -> Look:
    """The look of the plan at a place, from 0; after the seventh they repeat."""
    return Look(
        COLOURS[place % len(COLOURS)],
        MARKERS[place % len(MARKERS)],
        DASHES[place % len(DASHES)],
    )


@contextmanager
def chart(
    path: Path, heading: Heading, plans: Sequence[str], shape: Shape = "dot", below: float = 0.48
) -> Iterator[Axes]:
    """A page to draw a chart on, written when the block ends.

    Args:
        path: Where to write; PNG (200 dots an inch) or SVG by the suffix.
        heading: The words around it.
        plans: Names of the plans, for the key.
        shape: What stands for a plan in the key.
        below: Inches below the plot for the words along its axis.
    """
    with plain_style():
        sheet = Sheet(PAGE)
        top = _head(sheet, heading)
        top = _key(sheet, plans, shape, top)
        bottom = _foot(sheet, heading)
        axes = sheet.figure.add_axes(_box(top, bottom + below))
        _plain(axes)
        yield axes
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontsize(TICKS)
        sheet.save(path)


def _box(top: float, bottom: float) -> tuple[float, float, float, float]:
    """The plot's box in shares of the page, with room for its labels."""
    left, low = MARGIN + 0.5, bottom
    return (
        left / PAGE.width,
        low / PAGE.height,
        (PAGE.width - MARGIN - left) / PAGE.width,
        (top - 0.1 - low) / PAGE.height,
    )


def _head(sheet: Sheet, heading: Heading) -> float:
    """Draw the headline and the sentences below it; gives the height where they end."""
    width = PAGE.width - 2 * MARGIN
    fits = [size for size in _TITLES if width_of(heading.title, size, bold=True) <= width]
    size = fits[0] if fits else _TITLES[-1]
    y = PAGE.height - 0.28
    for words in wrapped(heading.title, size, width, 2, bold=True):
        y -= 0.24
        sheet.text(MARGIN, y + 0.06, words, size, bold=True)
    for words in wrapped(heading.subtitle, _WORDS, width, 4):
        y -= _LINE
        sheet.text(MARGIN, y + 0.03, words, _WORDS, colour=QUIET)
    return y - 0.05


def _key(sheet: Sheet, plans: Sequence[str], shape: Shape, top: float) -> float:
    """Draw the key of the plans; gives the height where it ends."""
    x, y = MARGIN, top - 0.17
    if not plans:
        return top
    for place, name in enumerate(plans):
        drawn = look(place)
        (words,) = wrapped(name, LABELS, PAGE.width - 2 * MARGIN - 0.4, 1) or [""]
        wide = 0.34 + width_of(words, LABELS) + 0.22
        if x + wide > PAGE.width - MARGIN + 0.22:
            x, y = MARGIN, y - 0.18
        ends = ([x, x + 0.24], [y + 0.05, y + 0.05])
        if shape == "line":
            sample = Line2D(*ends, color=drawn.colour, linestyle=drawn.dashes, linewidth=2)
        else:
            sample = Line2D([x + 0.15], [y + 0.05], **dot(place, 6.5))
        sheet.axes.add_line(sample)
        sheet.text(x + 0.32, y + 0.01, words, LABELS)
        x += wide
    return y - 0.04


def dot(place: int, size: float) -> dict[str, Any]:
    """How the dot of a plan is drawn, in matplotlib's words; size in points."""
    drawn = look(place)
    return {
        "color": drawn.colour,
        "marker": drawn.marker,
        "markersize": size,
        "linestyle": "none",
        "markeredgecolor": "white",
        "markeredgewidth": min(0.8, size / 8),
    }


def _foot(sheet: Sheet, heading: Heading) -> float:
    """Draw note and source; gives the height where they begin."""
    width = PAGE.width - 2 * MARGIN
    lines = wrapped(f"{heading.note} {heading.source}".strip(), _PRINT, width, 3)
    y = 0.24 + 0.125 * (len(lines) - 1)
    top = y + 0.16
    sheet.line([(MARGIN, top), (MARGIN + width, top)], RULE, 0.5)
    for words in lines:
        sheet.text(MARGIN, y, words, _PRINT, colour=QUIET)
        y -= 0.125
    return top


def _plain(axes: Axes) -> None:
    """Two axes only, in grey."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(QUIET)
        axes.spines[side].set_linewidth(0.7)
    axes.tick_params(colors=INK, width=0.7, length=3, color=QUIET)
    axes.set_axisbelow(True)


def name_axes(axes: Axes, across: str, up: str) -> None:
    """Write what the axes measure, in two lines where one is too long."""
    box = axes.get_position()
    style: dict[str, Any] = {"fontsize": LABELS, "color": INK}
    axes.set_xlabel(_lines(across, box.width * PAGE.width), **style)
    axes.set_ylabel(_lines(up, box.height * PAGE.height), **style)


def _lines(words: str, inches: float) -> str:
    return "\n".join(wrapped(words, LABELS, inches, 2))


def percent_ticks(axes: Axes, *sides: Literal["x", "y"]) -> None:
    """Write the shares along axes as percent, with no more digits than they need."""
    for side in sides:
        axis = axes.xaxis if side == "x" else axes.yaxis
        axis.set_major_formatter(lambda share, _: _percent(share))


def _percent(share: float) -> str:
    text = f"{round(100 * share, 6):g}%"
    return text.replace("-", "−")
