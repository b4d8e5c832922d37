"""Lines and surfaces that look like nature made them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Surface = Callable[[Points], NDArray[np.float64]]

MAX_SIDESTEP = 0.25  # share of a segment; 1.7 times it must stay below 0.43, else halving stalls


def smooth_surface(rng: np.random.Generator, scale: float, *, n_waves: int = 64) -> Surface:
    """A random smooth surface: a Gaussian process by random Fourier features.

    Args:
        rng: Random stream.
        scale: Length over which values stay alike, metres.
        n_waves: Number of plane waves summed.

    Returns:
        A function from points, shape (n, 2), metres, to heights, shape (n,), with mean 0 and
        variance 1 over all surfaces.

    Source: Rahimi and Recht, Random Features for Large-Scale Kernel Machines (NIPS 2007).
    """
    waves = rng.normal(0.0, 1.0 / scale, (2, n_waves))
    phases = rng.uniform(0.0, 2 * np.pi, n_waves)
    height = np.sqrt(2.0 / n_waves)

    def surface(points: Points) -> NDArray[np.float64]:
        values: NDArray[np.float64] = height * np.cos(points @ waves + phases).sum(axis=1)
        return values

    return surface


def fractal_line(
    rng: np.random.Generator,
    line: Points,
    *,
    roughness: float,
    step: float,
    hurst: float = 0.9,
) -> Points:
    """A wiggly line through the vertices of ``line``, by midpoint displacement.

    Args:
        rng: Random stream.
        line: Vertices, shape (n, 2), metres; all are kept.
        roughness: Standard deviation of a midpoint's sidestep as a share of its segment, for
            the first halving of each segment.
        step: Segments shorter than this many metres are not halved.
        hurst: How fast the sidesteps shrink with each halving; 1 keeps their share of the
            segment, lower values give rougher detail, up to `MAX_SIDESTEP`.

    Returns:
        Vertices, shape (m, 2), metres.

    Source: Fournier, Fussell and Carpenter, doi:10.1145/358523.358553.
    """
    share = roughness
    while True:
        legs = np.diff(line, axis=0)
        long = np.hypot(legs[:, 0], legs[:, 1]) > step
        if not long.any():
            return line
        sidestep = rng.normal(0.0, share, len(legs)).clip(-1.7 * share, 1.7 * share)
        normals = np.column_stack([-legs[:, 1], legs[:, 0]])
        middles = line[:-1] + 0.5 * legs + sidestep[:, None] * normals
        line = np.insert(line, np.flatnonzero(long) + 1, middles[long], axis=0)
        share = min(share * 0.5 ** (hurst - 1.0), MAX_SIDESTEP)


def meander(
    rng: np.random.Generator, line: Points, *, wavelength: float, swing: float, step: float
) -> Points:
    """A river's course along ``line``: bends of about one wavelength, no two alike.

    Args:
        rng: Random stream.
        line: Vertices of the valley, shape (n, 2), metres.
        wavelength: Length of a pair of bends, metres.
        swing: Sidestep of a usual bend as a share of the wavelength; above 0.3 loops may touch.
        step: Distance between vertices, metres.
    """
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    along = np.linspace(0.0, at[-1], max(int(at[-1] / step), 8))
    course = np.column_stack([np.interp(along, at, line[:, side]) for side in (0, 1)])
    course = _moving_mean(course, max(int(wavelength / step / 2), 1))
    flat = np.column_stack([along, np.zeros_like(along)])
    size = (0.75 + 0.45 * smooth_surface(rng, 1.5 * wavelength)(flat)).clip(0.15, 1.5)
    bends = sum(
        share * smooth_surface(rng, wavelength / parts)(flat)
        for share, parts in ((1.0, 4.5), (0.25, 14))
    )
    legs = np.gradient(course, axis=0)
    normals = np.column_stack([-legs[:, 1], legs[:, 0]])
    normals /= np.hypot(legs[:, 0], legs[:, 1])[:, None]
    ends = np.minimum(1.0, np.minimum(along, along[-1] - along) / wavelength)
    sidestep = swing * wavelength * ends * size * bends
    winding: Points = course + sidestep[:, None] * normals
    return winding


def _moving_mean(line: Points, reach: int) -> Points:
    padded = np.concatenate(
        [2 * line[0] - line[reach:0:-1], line, 2 * line[-1] - line[-2 : -reach - 2 : -1]]
    )
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.column_stack([np.convolve(padded[:, side], kernel, "valid") for side in (0, 1)])
