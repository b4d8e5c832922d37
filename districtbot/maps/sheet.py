"""A page to draw on in inches, with matplotlib's Agg or SVG backend and no global state."""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import TransformedPath

from districtbot.maps.layout import Box, Size
from districtbot.maps.shapes import Shapes, outline

INK = "#222222"
QUIET = "#666666"
RULE = "#bbbbbb"
_DPI = 200
_POINTS_PER_INCH = 72.0
_MEASURED_AT = 100.0
_FAMILY = "DejaVu Sans"
_FONTS = f"'{_FAMILY}', 'Bitstream Vera Sans', Verdana, Geneva, sans-serif"
_HALO = "#ffffffd9"
_HALO_TEXT = re.compile(r'(<g id="halo\d+">\s*(?:<!--.*?-->\s*)?<text style=")([^"]*)', re.DOTALL)
NO_DATES = {"CreationDate": None, "Creator": None, "Producer": None}
"""Metadata of a PDF whose bytes repeat."""

Align = Literal["left", "center", "right"]


class Sheet:
    """One page. Coordinates are inches from the lower left corner; font sizes are points."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.figure = Figure(figsize=(size.width, size.height), dpi=_DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, size.width)
        self.axes.set_ylim(0, size.height)
        self._order = 1.0
        self._haloed: list[Text] = []

    def fill(self, shapes: Shapes, colours: list[str], clip: Box | None = None) -> None:
        """Fill each shape with its colour; a hairline of it closes the seams."""
        paths = [outline(shape) for shape in shapes]
        self._add(
            PathCollection(paths, facecolors=colours, edgecolors=colours, linewidths=0.3), clip
        )

    def stroke(
        self,
        shapes: Shapes,
        colour: str,
        points: float,
        clip: Box | None = None,
    ) -> None:
        """Draw the borders of the shapes, ``points`` wide."""
        lines = PathCollection(
            [outline(shape) for shape in shapes],
            facecolors="none",
            edgecolors=colour,
            linewidths=points,
            joinstyle="round",
        )
        self._add(lines, clip)

    def dash(
        self,
        shapes: Shapes,
        colour: str,
        points: float,
        dashes: tuple[float, float],
        clip: Box | None = None,
    ) -> None:
        """Draw the borders of the shapes dashed, each border once, so that its gaps stay open."""
        borders = shapely.line_merge(shapely.union_all(shapely.boundary(shapes)))
        ends = [shapely.get_coordinates(line) for line in shapely.get_parts(borders)]
        lines = LineCollection(ends, colors=colour, linewidths=points, linestyles=[(0.0, dashes)])
        self._add(lines, clip)

    def hatch(self, shapes: Shapes, colour: str, clip: Box | None = None) -> None:
        """Cover the shapes with slanted lines."""
        if len(shapes) == 0:
            return
        lines = PathCollection(
            [outline(shape) for shape in shapes],
            facecolors="none",
            edgecolors=colour,
            linewidths=0.0,
            hatch="////",
        )
        self._add(lines, clip)

    def line(
        self,
        ends: list[tuple[float, float]],
        colour: str,
        points: float,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """A line through the points, in inches."""
        style = (0.0, dashes) if dashes else "solid"
        drawn = LineCollection([ends], colors=colour, linewidths=points, linestyles=[style])
        self._add(drawn, None)

    def rectangle(
        self, box: Box, *, fill: str = "none", edge: str = "none", points: float = 0.6
    ) -> None:
        """A rectangle."""
        patch = Rectangle(
            (box.x, box.y), box.width, box.height, facecolor=fill, edgecolor=edge, linewidth=points
        )
        patch.set_zorder(self._next())
        self.axes.add_patch(patch)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        align: Align = "left",
        colour: str = INK,
        bold: bool = False,
        halo: bool = False,
        middle: bool = False,
    ) -> None:
        """A line of text from its baseline (or its middle) at (x, y)."""
        drawn = self.axes.text(
            x,
            y,
            printable(words),
            fontsize=size,
            color=colour,
            ha=align,
            va="center_baseline" if middle else "baseline",
            weight="bold" if bold else "normal",
            family=_FAMILY,
            parse_math=False,
            zorder=self._next(),
        )
        if halo:
            drawn.set_path_effects([_halo(size)])
            self._haloed.append(drawn)

    def save(self, path: Path) -> None:
        """Write a PNG, or an SVG or PDF where the name ends so; no dates, so the bytes repeat.

        Text in an SVG stays text, in DejaVu Sans or, where that is missing, a font of the same
        widths.
        """
        kind = path.suffix.lower()
        if kind == ".svg":
            path.write_text(self._svg(), encoding="utf-8")
        elif kind == ".pdf":
            self.figure.savefig(path, format="pdf", metadata=NO_DATES)
        else:
            self.figure.savefig(path, format="png", dpi=_DPI, metadata={"Software": None})

    def _svg(self) -> str:
        """The page as SVG; a halo is a second text, white and stroked, beneath the first."""
        beneath = []
        for number, drawn in enumerate(self._haloed):
            x, y = drawn.get_position()
            halo = self.axes.text(
                x,
                y,
                drawn.get_text(),
                fontproperties=drawn.get_fontproperties(),
                color="#ffffff",
                ha=drawn.get_horizontalalignment(),
                va=drawn.get_verticalalignment(),
                parse_math=False,
                zorder=drawn.get_zorder() - 0.5,
                gid=f"halo{number}",
            )
            beneath.append(halo)
            drawn.set_path_effects([])
        text = io.StringIO()
        self.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        for halo, drawn in zip(beneath, self._haloed, strict=True):
            halo.remove()
            drawn.set_path_effects([_halo(float(drawn.get_fontsize()))])
        haloed = _HALO_TEXT.sub(_stroked, text.getvalue())
        return haloed.replace(f"'{_FAMILY}'", _FONTS)

    def _add(self, drawn: PathCollection | LineCollection, clip: Box | None) -> None:
        drawn.set_zorder(self._next())
        self.axes.add_collection(drawn, autolim=False)
        if clip is not None:
            frame = outline(shapely.box(clip.x, clip.y, clip.x + clip.width, clip.y + clip.height))
            drawn.set_clip_path(TransformedPath(frame, self.axes.transData))

    def _next(self) -> float:
        self._order += 1
        return self._order


@contextmanager
def plain_style() -> Iterator[None]:
    """Matplotlib's own defaults inside, whatever the user's settings; SVG ids that repeat."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["svg.hashsalt"] = "districtbot"
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["path.simplify"] = False
        yield


def _halo(size: float) -> withStroke:
    return withStroke(linewidth=size / 4, foreground=_HALO)


def _stroked(found: re.Match[str]) -> str:
    """The style of a halo's text with a white stroke a quarter of its size wide."""
    opening, style = found.groups()
    size = re.search(r"([\d.]+)px", style)
    width = float(size[1]) / 4 if size else 1.0
    return (
        f"{opening}{style}; stroke: #ffffff; stroke-opacity: 0.85; "
        f"stroke-width: {width:g}px; stroke-linejoin: round"
    )


@lru_cache(maxsize=4096)
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Inches a line of text takes."""
    text = printable(words)
    if not text.strip():
        return 0.0
    font = font_manager.get_font(font_manager.findfont(_font(bold)))
    font.set_size(_MEASURED_AT, _POINTS_PER_INCH)
    font.set_text(text)
    width, _ = font.get_width_height()
    return float(width) / 64 / _POINTS_PER_INCH * size / _MEASURED_AT


def wrapped(
    words: str, size: float, width: float, n_lines: int, *, bold: bool = False
) -> list[str]:
    """Text broken into at most ``n_lines`` lines of ``width`` inches; the rest becomes ``…``."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > n_lines:
        lines = [*lines[: n_lines - 1], f"{lines[n_lines - 1]} …"]
    return [_cut(line, size, width, bold) for line in lines]


def _cut(line: str, size: float, width: float, bold: bool) -> str:
    if width_of(line, size, bold=bold) <= width:
        return line
    kept = bisect_right(
        range(1, len(line)),
        width,
        key=lambda n: width_of(line[:n].rstrip(" …") + "…", size, bold=bold),
    )
    return line[:kept].rstrip(" …") + "…"


def printable(words: str) -> str:
    """The text with ``□`` for every character the font cannot draw."""
    known = _characters()
    return "".join(letter if ord(letter) in known else "□" for letter in words)


def _font(bold: bool) -> font_manager.FontProperties:
    return font_manager.FontProperties(family=_FAMILY, weight="bold" if bold else "normal")


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    plain, bold = (
        font_manager.get_font(font_manager.findfont(_font(heavy))).get_charmap()
        for heavy in (False, True)
    )
    return frozenset(np.intersect1d(list(plain), list(bold)).tolist())
