"""Further measures of the shapes of districts.

All are of the dissolved district in the map's equal-area CRS, whose axes are near enough east
and north. Those of the upright box and of symmetry depend on where north is; nothing else does.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.plans.compactness import Spread, spread_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.shapes import Floats

NO_SHAPES = "the map is a graph file without shapes"
N_RADIALS = 16
"""Directions in which Boyce and Clark's index looks, the first one east."""
PRECISION = 1e-4
"""How exact an inscribed circle is, as a share of the radius of the circle around."""
SPREADS = (
    "upright_box",
    "turned_box",
    "length_width",
    "boyce_clark",
    "skew",
    "x_symmetry",
    "y_symmetry",
    "clipped_hull",
)


@dataclass(frozen=True, slots=True)
class MoreShape:
    """Shapes of the districts; ``None`` for a map without geometry.

    Attributes:
        upright_box: Area / area of the box around the district with sides east and north.
        turned_box: Area / area of the smallest box around it, however turned.
        length_width: Shorter / longer side of the upright box. Harris (1964),
            Behavioral Science 9, 219.
        boyce_clark: Evenness of the reach in 16 directions, 0 to 1; see `boyce_clark`.
        skew: Radius of the largest circle inside / radius of the smallest circle around.
            Schumm (1963), Geological Society of America Bulletin 74, 1089.
        x_symmetry: Overlap with the district turned upside down about its centroid / area.
            Kaufman, King and Komisarchik (2021), doi:10.1111/ajps.12603.
        y_symmetry: The same with east and west swapped.
        clipped_hull: Area / area of that part of the convex hull that lies on the map.
        people_apart_km: Root mean square distance, in kilometres, of two people of the same
            district drawn at random, people standing at their unit's centroid; also ``None``
            where nobody lives. See `people_apart`.
        fryer_holden: Sum over districts and ordered pairs of units of people x people x squared
            distance in metres: the numerator of Fryer and Holden's index.
        edges_kept: Share of the edges of the dual graph within districts; ``None`` without edges.
        undefined: For each measure that is ``None``, why.
    """

    upright_box: Spread | None
    turned_box: Spread | None
    length_width: Spread | None
    boyce_clark: Spread | None
    skew: Spread | None
    x_symmetry: Spread | None
    y_symmetry: Spread | None
    clipped_hull: Spread | None
    people_apart_km: float | None
    fryer_holden: float | None
    edges_kept: float | None
    undefined: dict[str, str]


def score_more_shape(scoring: Scoring, plan: Plan) -> MoreShape:
    """Measure the shapes of a plan's districts.

    Args:
        scoring: The map.
        plan: A plan of it, each district with at least one unit.
    """
    state, undefined = scoring.state, dict[str, str]()
    n_edges = len(state.graph.edges)
    kept = 1 - scoring.cut_edges(plan) / n_edges if n_edges else None
    if kept is None:
        undefined["edges_kept"] = "no two units touch"
    found: dict[str, Spread | None] = dict.fromkeys(SPREADS)
    scatter, apart = None, None
    if state.geometry is None:
        undefined |= dict.fromkeys((*SPREADS, "people_apart_km", "fryer_holden"), NO_SHAPES)
    else:
        outlines = scoring.shapes.outlines(plan)
        measured = measure_outlines(outlines, scoring.shapes.land)
        found = {name: spread_of(values) for name, values in measured.items()}
        places = centroids(state.geometry.to_numpy())
        scatter, apart = people_apart(plan, places, state.population)
        if apart is None:
            undefined["people_apart_km"] = "nobody lives on the map"
    return MoreShape(
        **found,
        people_apart_km=None if apart is None else apart / 1e3,
        fryer_holden=scatter,
        edges_kept=kept,
        undefined=undefined,
    )


def measure_outlines(outlines: Any, land: Any) -> dict[str, Floats]:
    """The measures of `SPREADS`, each of shape (k,).

    Args:
        outlines: Dissolved districts, shape (k,), polygons or multipolygons.
        land: All units dissolved.
    """
    area = shapely.area(outlines)
    bounds = shapely.bounds(outlines)
    wide, high = bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]
    hulls = shapely.convex_hull(outlines)
    around = shapely.minimum_bounding_radius(outlines)
    inside = [
        shapely.length(shapely.maximum_inscribed_circle(outline, PRECISION * radius))
        for outline, radius in zip(outlines, around, strict=True)
    ]
    return {
        "upright_box": area / (wide * high),
        "turned_box": area / shapely.area(shapely.oriented_envelope(hulls)),
        "length_width": np.minimum(wide, high) / np.maximum(wide, high),
        "boyce_clark": np.array([boyce_clark(outline) for outline in outlines]),
        "skew": np.array(inside) / around,
        "x_symmetry": np.array([_mirrored(outline, axis=1) for outline in outlines]) / area,
        "y_symmetry": np.array([_mirrored(outline, axis=0) for outline in outlines]) / area,
        "clipped_hull": area / _on_land(hulls, land),
    }


def boyce_clark(outline: Any) -> float:
    """Boyce and Clark's radial index, turned so that 1 is a circle; 0 at worst.

    From the centroid, or from a point well inside where the centroid lies outside, straight
    lines go in 16 directions. With r the length of each line within the district and s their
    sum, 1 - sum of |100 r / s - 6.25| / 200, as in redistmetrics. Boyce and Clark (1964),
    Geographical Review 54, 561, doi:10.2307/212982.

    Args:
        outline: A dissolved district.
    """
    middle = shapely.centroid(outline)
    if not shapely.covers(outline, middle):
        middle = shapely.point_on_surface(outline)
    x, y = shapely.get_coordinates(middle)[0]
    left, low, right, top = shapely.bounds(outline)
    reach = math.hypot(right - left, top - low)
    angles = 2 * np.pi * np.arange(N_RADIALS) / N_RADIALS
    ends = np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], axis=1)
    starts = np.broadcast_to([x, y], ends.shape)
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    radials = shapely.length(shapely.intersection(lines, outline))
    shares = 100 * radials / radials.sum()
    return float(1 - np.abs(shares - 100 / N_RADIALS).sum() / 200)


def centroids(units: Any) -> Floats:
    """Where each unit is, metres, shape (n, 2); units are polygons, shape (n,)."""
    return np.array(shapely.get_coordinates(shapely.centroid(units)), dtype=np.float64)


def people_apart(plan: Plan, places: Floats, people: Floats) -> tuple[float, float | None]:
    """How far people are from those they share a district with.

    Fryer and Holden (2011), Journal of Law and Economics 54, 493, doi:10.1086/661511, compare
    the sum of squared distances between people of a district with the least that any plan
    could reach, which nobody can work out; this is the sum itself, and what it means in metres.

    Args:
        plan: A plan.
        places: Where each unit is, metres, shape (n, 2).
        people: People in each unit, shape (n,).

    Returns:
        The sum over districts and ordered pairs of units of people x people x squared distance,
        and the root mean square distance of two people of a district drawn at random, metres;
        ``None`` where nobody lives.
    """
    district, k = plan.district - 1, plan.n_districts
    # Measured from each district's own middle: far from the origin, squares lose digits.
    number = np.bincount(district, minlength=k)
    middle = [np.bincount(district, places[:, axis], k) / number for axis in (0, 1)]
    own = places - np.stack(middle, axis=1)[district]
    lived = np.bincount(district, people, k)
    squares = np.bincount(district, people * (own**2).sum(axis=1), k)
    sums = [np.bincount(district, people * own[:, axis], k) for axis in (0, 1)]
    scatter = float((2 * (lived * squares - sums[0] ** 2 - sums[1] ** 2)).sum())
    scatter = max(scatter, 0.0)
    pairs = float((lived**2).sum())
    return scatter, math.sqrt(scatter / pairs) if pairs > 0 else None


def _mirrored(outline: Any, axis: int) -> float:
    """Area that an outline shares with its mirror image through its centroid."""
    middle = shapely.get_coordinates(shapely.centroid(outline))[0]

    def turned(points: NDArray[np.float64]) -> NDArray[np.float64]:
        image: NDArray[np.float64] = points - middle
        image[:, axis] *= -1
        return image

    here = shapely.transform(outline, lambda points: points - middle)
    return float(shapely.area(shapely.intersection(here, shapely.transform(outline, turned))))


def _on_land(hulls: Any, land: Any) -> Floats:
    """Area of each hull on the map; most lie on it whole, which is quickly told."""
    shapely.prepare(land)
    areas: Floats = np.array(shapely.area(hulls), dtype=np.float64)
    beyond = ~shapely.covers(land, hulls)
    areas[beyond] = shapely.area(shapely.intersection(hulls[beyond], land))
    return areas
