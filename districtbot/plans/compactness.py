"""Shapes of the districts of a plan, and edges cut."""

from dataclasses import dataclass

import numpy as np

from districtbot.ground.errors import some_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.shapes import NO_SHAPES, Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure of shape over the districts.

    Attributes:
        by_district: The value of each district.
        mean: Their mean, every district with the same weight.
        minimum: The smallest of them.
        lowest_district: The district it is in; the first of several.
        maximum: The largest of them.
        highest_district: The district it is in; the first of several.
    """

    by_district: tuple[float, ...]
    mean: float
    minimum: float
    lowest_district: int
    maximum: float
    highest_district: int


@dataclass(frozen=True, slots=True)
class CompactnessScore:
    """Shapes of the districts; all but the cut edges ``None`` for a map without geometry.

    Values are gerrytools', measured in the map's equal-area CRS.

    Attributes:
        cut_edges: Pairs of touching units in different districts, bridges not counted.
        edges: Pairs of touching units on the map.
        polsby_popper: 4 pi area / perimeter^2 of each dissolved district, all rings counted.
            Polsby and Popper (1991), 9 Yale L. & Pol'y Rev. 301.
        reock: Area / area of the smallest enclosing circle. Reock (1961), 5 Midwest J. Pol.
            Sci. 70.
        schwartzberg: Perimeter / perimeter of a circle of the same area: 1 or more.
            Schwartzberg (1966), 50 Minn. L. Rev. 443.
        convex_hull: Area / area of the convex hull. Niemi et al. (1990), 52 J. Pol. 1155.
        population_polygon: People / people of all units that touch the district's convex
            hull; ``None`` too where nobody lives around a district. Niemi et al. (1990).
        area_km2: Square kilometres of each district.
        perimeter_km: Kilometres around each district, all rings counted.
        cut_border_km: Kilometres of border between districts.
    """

    cut_edges: int
    edges: int
    polsby_popper: Spread | None = None
    reock: Spread | None = None
    schwartzberg: Spread | None = None
    convex_hull: Spread | None = None
    population_polygon: Spread | None = None
    area_km2: tuple[float, ...] | None = None
    perimeter_km: tuple[float, ...] | None = None
    cut_border_km: float | None = None


def score_compactness(scoring: Scoring, plan: Plan, declined: dict[str, str]) -> CompactnessScore:
    """Cut edges, and the shapes where the map has geometry.

    Args:
        scoring: The map.
        plan: The plan.
        declined: Gets what cannot be measured, and why.
    """
    state = scoring.state
    cut_edges, edges = scoring.cut_edges(plan), len(state.graph.edges)
    if state.geometry is None:
        declined["compactness"] = NO_SHAPES
        return CompactnessScore(cut_edges, edges)
    shapes = scoring.shapes.measure(plan)
    around = scoring.shapes.population_polygon(plan, state.population)
    empty = np.flatnonzero(np.isnan(around)) + 1
    if len(empty):
        named = some_of(plan.names[number - 1] for number in empty)
        declined["population polygon"] = f"Nobody lives in or around district {named}."
    ends = plan.district[state.graph.edges]
    border = state.graph.shared_perimeter[ends[:, 0] != ends[:, 1]]
    return CompactnessScore(
        cut_edges=cut_edges,
        edges=edges,
        polsby_popper=spread_of(shapes.polsby_popper),
        reock=spread_of(shapes.reock),
        schwartzberg=spread_of(shapes.schwartzberg),
        convex_hull=spread_of(shapes.convex_hull),
        population_polygon=None if len(empty) else spread_of(around),
        area_km2=tuple((shapes.area / 1e6).tolist()),
        perimeter_km=tuple((shapes.perimeter / 1e3).tolist()),
        cut_border_km=float(border.sum()) / 1e3 if np.isfinite(border).all() else None,
    )


def spread_of(values: Floats) -> Spread:
    """A measure over the districts, from its values, shape (k,), none of them NaN."""
    return Spread(
        tuple(values.tolist()),
        float(values.mean()),
        float(values.min()),
        int(values.argmin()) + 1,
        float(values.max()),
        int(values.argmax()) + 1,
    )
