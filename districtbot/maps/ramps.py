"""Colours of classes: one hue for amounts, two for what has a middle, many for kinds.

The steps are those of ColorBrewer (C. Brewer and M. Harrower, *ColorBrewer 2.0*, YlGnBu and
RdBu, both marked colour-blind safe), read off by matplotlib.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from districtbot.maps.colours import PALETTE

NOT_KNOWN = "#f2f2f2"
"""Fill of what has no value; it is hatched too."""
MOST_KINDS = 12
_PALEST, _STRONGEST = 0.1, 0.36
"""How far from its middle the diverging ramp is read off."""


def sequential(n_classes: int) -> tuple[str, ...]:
    """Colours from little (light) to much (dark)."""
    return _steps("YlGnBu", [0.04 + 0.84 * (step + 0.5) / n_classes for step in range(n_classes)])


def diverging(bounds: Sequence[float], middle: float) -> tuple[str, ...]:
    """Colours of classes on both sides of a middle: red below it, blue above it.

    Args:
        bounds: Ends of the classes, rising.
        middle: Where the two hues meet; a class across it is almost white.
    """
    below = [low < middle and high <= middle for low, high in pairwise(bounds)]
    above = [low >= middle for low in bounds[:-1]]
    n_below, n_above = sum(below), sum(above)
    steps = np.arange(max(n_below, n_above))
    strength = _PALEST + (_STRONGEST - _PALEST) * steps / max(len(steps) - 1, 1)
    across = [0.5] * (len(below) - n_below - n_above)
    return _steps("RdBu", [*(0.5 - strength[:n_below][::-1]), *across, *(0.5 + strength[:n_above])])


def kinds(n_kinds: int) -> tuple[str, ...]:
    """A colour for each of at most `MOST_KINDS` kinds."""
    return PALETTE[:n_kinds]


def _steps(name: str, shares: Sequence[float]) -> tuple[str, ...]:
    import matplotlib as mpl
    from matplotlib.colors import to_hex

    ramp = mpl.colormaps[name]
    return tuple(to_hex(ramp(share)) for share in shares)
