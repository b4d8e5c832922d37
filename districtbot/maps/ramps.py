"""Colours of classes: one hue for amounts, two for what has a middle, many for kinds.

The steps are those of ColorBrewer (C. Brewer and M. Harrower, *ColorBrewer 2.0*, YlGnBu and
RdBu, both marked colour-blind safe), read off by matplotlib.
"""

from collections.abc import Sequence

from districtbot.maps.colours import PALETTE

NOT_KNOWN = "#f2f2f2"
"""Fill of what has no value; it is hatched too."""
OTHER = "#d0d0d0"
"""Fill of all kinds that are too rare for a colour of their own."""
MOST_KINDS = 12


def sequential(n_classes: int) -> tuple[str, ...]:
    """Colours from little (light) to much (dark)."""
    return _steps("YlGnBu", [0.04 + 0.84 * (step + 0.5) / n_classes for step in range(n_classes)])


def diverging(bounds: Sequence[float], middle: float) -> tuple[str, ...]:
    """Colours of classes on both sides of a middle: red below it, blue above it.

    Args:
        bounds: Ends of the classes, rising.
        middle: Where the two hues meet; a class across it is almost white.
    """
    below = [high <= middle for high in bounds[1:]]
    above = [low >= middle for low in bounds[:-1]]
    most = max(sum(below), sum(above), 1)
    shares = []
    for place, (under, over) in enumerate(zip(below, above, strict=True)):
        if under:
            shares.append(0.5 - 0.37 * (sum(below) - place - 0.35) / most)
        elif over:
            shares.append(0.5 + 0.37 * (place - (len(below) - sum(above)) + 0.65) / most)
        else:
            shares.append(0.5)
    return _steps("RdBu", shares)


def kinds(n_kinds: int) -> tuple[str, ...]:
    """A colour for each of at most `MOST_KINDS` kinds."""
    return PALETTE[:n_kinds]


def _steps(name: str, shares: Sequence[float]) -> tuple[str, ...]:
    import matplotlib as mpl
    from matplotlib.colors import to_hex

    ramp = mpl.colormaps[name]
    return tuple(to_hex(ramp(share)) for share in shares)
