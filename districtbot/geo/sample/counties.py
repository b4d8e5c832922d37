"""The counties of a sample state: surveyed rows inland, older ones toward the coast."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.ops import split, substring

from districtbot.geo.sample.land import OUTWARD, Land
from districtbot.geo.sample.mesh import Border, fit_together, wiggle
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.split import (
    FAR,
    GRID,
    cells,
    deal,
    overlap,
    remainder,
    rows,
    scatter,
    tidy,
)

TOWNSHIP = 9656.0  # metres: six miles, the side of a surveyed township


@dataclass(frozen=True, slots=True)
class Counties:
    """The counties of the mainland.

    Attributes:
        shapes: One polygon each; neighbours share vertices exactly.
        surveyed: Whether each was laid out with straight lines.
    """

    shapes: tuple[Polygon, ...]
    surveyed: tuple[bool, ...]


def make_counties(spec: StateSpec, land: Land) -> Counties:
    """Divide the mainland into ``spec.n_counties`` counties."""
    rng = spec.rng("counties")
    regions = _regions(spec, land)
    areas = np.array([region.area for region, _ in regions])
    shapes: list[Polygon] = []
    surveyed: list[bool] = []
    for (region, straight), n in zip(regions, deal(spec.n_counties, areas), strict=True):
        points = scatter(rng, region, 400 * int(n))
        if straight:
            snap = TOWNSHIP if spec.county_side > 2.5 * TOWNSHIP else 1609.0
            pieces = rows(rng, region, points, int(n), snap)
        else:
            pieces = cells(rng, region, points, int(n), rounds=3)
        shapes.extend(pieces)
        surveyed.extend([straight] * len(pieces))
    shapes = fit_together(shapes)
    shapes = wiggle(
        shapes, _county_roughness(rng, surveyed, land), rng, step=0.05 * spec.county_side
    )
    return Counties(tuple(shapes), tuple(surveyed))


def _regions(spec: StateSpec, land: Land) -> list[tuple[Polygon, bool]]:
    """The two banks of the river, each cut into surveyed and older land."""
    banks = [land.mainland]
    if land.river is not None and spec.n_counties >= 4:
        banks = _banks(land.mainland, land.river, spec)
    surveyed = _survey_land(spec, land)
    regions = []
    for bank in banks:
        parts = [(overlap(bank, surveyed), True), (remainder(bank, surveyed), False)]
        kept = [
            (part, straight) for part, straight in parts if part.area > 0.6 * spec.county_side**2
        ]
        if len(kept) < 2:
            straight = bool(parts[0][0].area > parts[1][0].area)
            regions.append((bank, straight))
            continue
        tidied = tidy([part for part, _ in kept])
        regions.extend((piece, straight) for piece, (_, straight) in zip(tidied, kept, strict=True))
    return regions


def _banks(mainland: Polygon, river: LineString, spec: StateSpec) -> list[Polygon]:
    """Both banks of the river; above its middle course surveyors went on in a straight line."""
    cut = river if spec.surveyed == 0 else _straightened(river)
    pieces = [part for part in split(mainland, cut).geoms if isinstance(part, Polygon)]
    large = [part for part in pieces if part.area > 0.6 * spec.county_side**2]
    if len(large) < 2:
        return [mainland]
    bits = [part for part in pieces if part not in large]
    return tidy([*large[:-1], shapely.MultiPolygon([large[-1], *bits])])


def _straightened(river: LineString) -> LineString:
    """The river's lower course, and from its bend a line along the axes to beyond its spring."""
    lower = substring(river, 0.38, 1.0, normalized=True)
    bend, spring = np.array(lower.coords[0]), np.array(river.coords[0])
    onward = 3 * (spring - bend)
    onward[int(np.abs(onward).argmin())] = 0.0
    return LineString([bend + onward, *lower.coords])


def _survey_land(spec: StateSpec, land: Land) -> shapely.Geometry:
    """The land, on the inland side, that was surveyed; its edge has a few jogs."""
    if spec.surveyed in (0.0, 1.0):
        return shapely.box(-FAR, -FAR, FAR, FAR) if spec.surveyed else Polygon()
    rng = spec.rng("survey")
    outward = np.zeros(2)
    for side, direction in zip(spec.sides, OUTWARD, strict=True):
        if side == "coast":
            outward += direction
    if not outward.any():
        outward = np.array([1.0, 0.0])
    axis = int(abs(outward[1]) > abs(outward[0]))
    sign = float(np.sign(outward[axis]))
    points = scatter(rng, land.mainland, 4000) * sign
    line = float(np.quantile(points[:, axis], spec.surveyed))
    jogs = TOWNSHIP * np.round(rng.uniform(-0.5, 0.5, 4) * spec.county_side / TOWNSHIP)
    stops = (
        np.quantile(points[:, 1 - axis], [0.25, 0.5, 0.75])
        + rng.normal(0, 0.2, 3) * spec.county_side
    )
    edges = [-FAR, *np.sort(stops), FAR]
    boxes = []
    for low, high, jog in zip(edges[:-1], edges[1:], jogs, strict=True):
        corners = (
            np.array([[-FAR, low], [line + jog, high]])
            if axis == 0
            else np.array([[low, -FAR], [high, line + jog]])
        )
        boxes.append(shapely.box(*np.sort(corners * sign, axis=0).ravel()))
    return shapely.union_all(boxes, grid_size=GRID)


def _county_roughness(
    rng: np.random.Generator, surveyed: list[bool], land: Land
) -> Callable[[Border], float]:
    """County lines follow creeks and ridges in the older part, except those once surveyed."""
    natural = land.natural_lines

    def roughness(border: Border) -> float:
        if any(surveyed[side] for side in border.sides) or border.follows(natural):
            return 0.0
        return float(rng.choice([0.0, 0.12, 0.2], p=[0.2, 0.4, 0.4]))

    return roughness
