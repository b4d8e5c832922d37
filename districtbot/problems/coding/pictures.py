"""Checks of maps that code drew: the size of the picture, and how much of it has which colour."""

from collections.abc import Callable, Mapping

import numpy as np

from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.filecheck import png_pixels, png_size

NEAR = 0.02
"""How far a colour's share of the coloured part may be off, for lines and rounded corners."""
_FEWEST = 200
"""Pixels that the coloured part has at least."""


def colours_of(
    name: str, size: tuple[int, int], shares: Mapping[str, float]
) -> Callable[[Outcome], str]:
    """A picture has this size, and these colours in these proportions.

    Args:
        name: Of the file, a PNG.
        size: Width and height, pixels.
        shares: Colour such as ``#1b9e77`` to its share (0..1) of all pixels that have one of them.
    """

    def check(outcome: Outcome) -> str:
        if outcome.fault:
            return outcome.fault
        data = outcome.files.get(name, b"")
        found = png_size(data)
        if found is None:
            return f"{name} is not there, or no PNG picture"
        if found != size:
            return f"{name} has {found[0]} by {found[1]} pixels and not {size[0]} by {size[1]}"
        return _share_problem(_pixels(data), shares)

    return check


def far_apart(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two pictures with these proportions would not be taken for each other."""
    return any(
        abs(one.get(key, 0.0) - other.get(key, 0.0)) > 2 * NEAR for key in one.keys() | other.keys()
    )


def _pixels(data: bytes) -> dict[str, int]:
    """Colour to number of pixels."""
    image = png_pixels(data)
    if image is None or image.ndim != 3:
        return {}
    flat = np.round(image.reshape(-1, image.shape[-1])[:, :3] * 255).astype(np.uint32)
    codes, counts = np.unique(flat @ np.array([65536, 256, 1], dtype=np.uint32), return_counts=True)
    return {f"#{code:06x}": int(n) for code, n in zip(codes.tolist(), counts, strict=True)}


def _share_problem(pixels: Mapping[str, int], shares: Mapping[str, float]) -> str:
    counts = {colour: pixels.get(colour, 0) for colour in shares}
    whole = sum(counts.values())
    if whole < _FEWEST:
        return "hardly anything has one of the colours"
    for colour, share in shares.items():
        if abs(counts[colour] / whole - share) > NEAR:
            return f"{colour} fills {counts[colour] / whole:.1%} of the map and not {share:.1%}"
    return ""
