"""Fill colours for districts: no two neighbours alike, also for colour-blind readers.

The palette follows Paul Tol's *light* qualitative scheme, made for filled areas under dark
labels (P. Tol, *Colour Schemes*, SRON/EPS/TN/09-002, 2021), with the hues that colour-blind
readers confuse moved apart in lightness; its second half was chosen for its distance from all
before it. How far two colours lie apart is measured in OKLab
(B. Ottosson, 2020) for full colour vision and for simulated protanopia and deuteranopia
(Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113); the smallest of the three
counts.
"""

import colorsys
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.plans.plan import Plan

PALETTE: tuple[str, ...] = (
    "#85b2de",
    "#f8ebb4",
    "#f0a070",
    "#62c2a6",
    "#f6c0d4",
    "#cfdc78",
    "#a48fca",
    "#b3e2f5",
    "#b3a16a",
    "#e3cba8",
    "#b48291",
    "#b9f0e4",
    "#aac3ff",
    "#fa9bb4",
    "#8ca0f0",
    "#a59150",
    "#ebdcc8",
    "#af96af",
    "#eb9691",
    "#8cbecd",
)
PLAIN_TO_SEE = 0.1
"""OKLab distance from which two filled areas are told apart at a glance."""

_FIRST_CHOICE = 10
"""Colours that repeat where there are more districts than colours."""

_VISION = (
    np.eye(3),
    np.array(  # protanopia
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    np.array(  # deuteranopia
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
)
_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_GOLDEN = 0.6180339887498949
_SPARE = 2
_GAIN = 1e-9


def district_pairs(state: StateMap, plan: Plan) -> NDArray[np.int32]:
    """Pairs of districts that touch, by an edge or a bridge of the dual graph.

    Returns:
        District numbers, shape (m, 2), first < second, sorted, each pair once.
    """
    ends = plan.district[state.graph.links]
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    return np.unique(ends, axis=0).reshape(-1, 2)


def district_colours(
    n_districts: int,
    pairs: Iterable[Sequence[int]] | NDArray[np.int32],
    palette: Sequence[str] = PALETTE,
) -> list[str]:
    """A fill colour for each district, different for districts that touch.

    Every district has a colour of its own where the palette is large enough. Otherwise
    the first ten repeat, first between districts that share no neighbour. On a planar map six
    are always enough; a plan so tangled that the palette runs out gets further hues.
    Neighbours that are hard to tell apart change colours with others where that helps.

    Args:
        n_districts: Number of districts, 1..n.
        pairs: Pairs of touching districts, numbers from 1.
        palette: Colours as ``#rrggbb``, the preferred ones first.

    Returns:
        ``#rrggbb`` of district 1, 2, ..., n.
    """
    neighbours: list[set[int]] = [set() for _ in range(n_districts)]
    for a, b in pairs:
        if a != b:
            neighbours[int(a) - 1].add(int(b) - 1)
            neighbours[int(b) - 1].add(int(a) - 1)
    unique = n_districts <= len(palette)
    n_offered = max(_FIRST_CHOICE, n_districts + _SPARE if unique else 0)
    colours = [colour.lower() for colour in palette[:n_offered]]
    apart = _distances(colours)
    chosen = [-1] * n_districts
    used = [0] * len(colours)
    for district in _smallest_last(neighbours):
        near = {chosen[other] for other in neighbours[district]} - {-1}
        free = [c for c in range(len(colours)) if c not in near and not (unique and used[c])]
        if not free:
            colours.append(_next_hue(colours))
            apart = _distances(colours)
            used.append(0)
            free = [len(colours) - 1]
        around = {chosen[far] for other in neighbours[district] for far in neighbours[other]}
        best = max(
            free,
            key=lambda c: (
                min((apart[c, other] for other in near), default=1.0) >= PLAIN_TO_SEE,
                c not in around,
                -used[c],
                -c,
            ),
        )
        chosen[district] = best
        used[best] += 1
    _mend(chosen, neighbours, apart, unique)
    return [colours[c] for c in chosen]


def _mend(
    chosen: list[int], neighbours: list[set[int]], apart: NDArray[np.float64], unique: bool
) -> None:
    """Recolour districts, or let two trade, as long as fewer neighbours look alike by it."""
    penalty = np.maximum(PLAIN_TO_SEE - apart, 0.0) + np.where(apart == 0, 1.0, 0.0)

    def clash(*districts: int) -> float:
        return sum(
            float(penalty[chosen[district], chosen[near]])
            for district in districts
            for near in neighbours[district]
        )

    def traded(one: int, other: int) -> bool:
        before = clash(one, other)
        chosen[one], chosen[other] = chosen[other], chosen[one]
        if clash(one, other) < before - _GAIN:
            return True
        chosen[one], chosen[other] = chosen[other], chosen[one]
        return False

    def recoloured(district: int, colour: int) -> bool:
        before, old = clash(district), chosen[district]
        chosen[district] = colour
        if clash(district) < before - _GAIN:
            return True
        chosen[district] = old
        return False

    def better(district: int) -> bool:
        if not clash(district):
            return False
        taken = set(chosen) if unique else set()
        free = [colour for colour in range(len(apart)) if colour not in taken]
        return any(recoloured(district, colour) for colour in free) or any(
            traded(district, other) for other in range(len(chosen)) if other != district
        )

    while any(better(district) for district in range(len(chosen))):
        pass


def colour_distance(a: str, b: str) -> float:
    """How different two colours look to the reader who tells them apart least; 0 is alike.

    Args:
        a: A colour as ``#rrggbb``.
        b: Another one.

    Returns:
        OKLab distance; black to white is 1.
    """
    return float(_distances([a, b])[0, 1])


def _smallest_last(neighbours: list[set[int]]) -> list[int]:
    """Districts so that each has few coloured neighbours when its turn comes."""
    left = set(range(len(neighbours)))
    order = []
    while left:
        district = min(left, key=lambda d: (len(neighbours[d] & left), d))
        left.remove(district)
        order.append(district)
    return order[::-1]


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _distances(colours: Sequence[str]) -> NDArray[np.float64]:
    """OKLab distances between colours for the eye that tells them apart least, (n, n)."""
    srgb = np.array([_rgb(colour) for colour in colours])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    least = np.full((len(colours), len(colours)), np.inf)
    for vision in _VISION:
        seen = np.clip(linear @ vision.T, 0, 1)
        lab = np.cbrt(seen @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T
        least = np.minimum(least, np.linalg.norm(lab[:, None] - lab[None], axis=2))
    return least


def _next_hue(colours: list[str]) -> str:
    """A colour not in the list, hues spread by the golden section."""
    number = len(colours)
    while True:
        lightness = (0.74, 0.62, 0.84)[number % 3]
        red, green, blue = colorsys.hls_to_rgb(number * _GOLDEN % 1, lightness, 0.55)
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
        if colour not in colours:
            return colour
        number += 1
