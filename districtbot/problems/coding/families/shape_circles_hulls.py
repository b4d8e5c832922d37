"""Reock and convex hull scores of districts from the shapes."""

import math
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_HULL = (
    "What part of its convex hull does each {kind} (`{by}`) of {file} fill? Areas in {crs}.",
    "Convex hull ratio by `{by}`, {file}, {crs}.",
    "area / convex hull area per {by}: {file}, {crs}",
    "Draw a rubber band around each {kind} of {file} (`{by}`): which share of the area inside "
    "belongs to the {kind}? Work in {crs}.",
    "{file} has precincts; merge them by `{by}`. I want to know, for each {kind}, its area "
    "divided by the area of its convex hull, in {crs}.",
    "Are the {kind} shapes in {file} (`{by}`) dented or full? Compare the area of each with "
    "that of its convex hull; the projection is {crs}.",
    "For our exhibit on compactness, please calculate the convex hull ratio of every {kind}: "
    "its own area over the hull's. Source {file}, column `{by}`, areas in {crs}.",
    "Dissolve {file} on {by}, project to {crs}, and divide each {kind}'s area by that of the "
    "convex hull around it.",
    "Goal: convex hull ratio (area over hull area) by {kind}. Data: {file}, `{by}`. CRS for "
    "the areas: {crs}.",
)
_REOCK = (
    "Reock score of each {kind} (`{by}`) in {file}: its area over that of the smallest circle "
    "around it. Work in {crs}.",
    "Compute Reock by `{by}`, {file}, {crs} (minimum bounding circle).",
    "Reock per {by}: {file}, {crs}",
    "How much of the smallest circle around it does every {kind} of {file} (column `{by}`) "
    "fill? The shapes should be in {crs}.",
    "{file}, dissolved by `{by}` and projected to {crs}: area of each {kind} divided by the "
    "area of its minimum bounding circle.",
    "An expert report cites Reock scores and I want to check them. Please compute the score "
    "of every {kind} in {file} (`{by}`) from shapes in {crs}.",
    "How round is each {kind}? Reock, that is area over the smallest enclosing circle's area, "
    "for the shapes by `{by}` in {file}; {crs}.",
    "Goal: Reock per {kind}. Precincts are in {file}, the {kind} in `{by}`; merge them and "
    "measure in {crs}.",
    "Put the tightest possible circle around each {kind} of {file} (column {by}) and say what "
    "part of the circle it covers, measured in {crs}.",
)
_RANK = (
    "Rank the {kinds} of {file} (`{by}`) by Reock score in {crs}, the least compact first. "
    "The score is the area divided by that of the minimum bounding circle.",
    "Order of `{by}` in {file} by ascending Reock ({crs}).",
    "{by} sorted by Reock, lowest first; {file}, {crs}",
    "Put the {kinds} in order from the least round to the roundest, by Reock (area over "
    "smallest enclosing circle), from {file}, `{by}`, {crs}.",
    "From the least to the most compact: which order do the {kinds} in `{by}` of {file} come "
    "in by Reock score? Shapes in {crs}.",
    "Merge {file} by {by}, score every shape with Reock in {crs}, and sort the {kinds} from "
    "low to high.",
    "I need a ranking of the {kinds} for a story, worst Reock score first. {file} has them in "
    "`{by}`; please measure in {crs}.",
    "Goal: {kinds} ordered by Reock, lowest score at the head. Input: {file}, `{by}`, "
    "projected to {crs}.",
    "Sort the {kinds} by how much of their smallest bounding circle they fill, those that "
    "fill the least first. The data are in {file} (`{by}`); calculate in {crs}.",
)
_READ = """
    from math import pi

    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    shapes = precincts[["$by", "geometry"]].dissolve(by="$by")
"""
_ENDS = (
    """answer = (shapes.area / shapes.convex_hull.area).round(4).to_dict()
""",
    """scores = shapes.area / (pi * shapes.minimum_bounding_radius() ** 2)
answer = scores.round(4).to_dict()
""",
    """scores = shapes.area / (pi * shapes.minimum_bounding_radius() ** 2)
answer = scores.sort_values().index.tolist()
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    by_county = setting.level < 3 and rng.random() < 0.4
    kind, kinds, by = ("district", "districts", data.plan)
    labels = [str(one) for one in data.districts]
    if by_county:
        kind, kinds, by, labels = "county", "counties", data.county, data.counties

    def truth(crs: str) -> object:
        shapes = shapes_in(setting.made, crs)
        areas = added(labels, [area_of(one) for one in shapes])
        scores = {}
        for one, area in areas.items():
            mine = [s for s, label in zip(shapes, labels, strict=True) if label == one]
            points = np.vstack([shapely.get_coordinates(s) for s in mine])
            hull = ConvexHull(points)
            whole = float(hull.volume)
            if setting.level > 1:
                whole = math.pi * smallest_circle(points[hull.vertices]) ** 2
            scores[one] = area / whole
        if setting.level == 3:
            return [int(one) for one in sorted(scores, key=scores.__getitem__)]
        return {one: round(score, 4) for one, score in scores.items()}

    answer = truth(crs)
    file = layer(setting, data.id, data.county, data.plan)
    slots = {"file": file.name, "crs": crs, "by": by, "kind": kind, "kinds": kinds}
    solution = code(_READ, **slots) + code(_ENDS[setting.level - 1])
    if setting.level == 1:
        solution = solution.replace("from math import pi\n\n", "")
    box = {"shapes.convex_hull.area": "shapes.envelope.area"}
    if setting.level > 1:
        box = {"(pi * shapes.minimum_bounding_radius() ** 2)": "shapes.convex_hull.area"}
    wrongs = [
        Wrong("another figure around it", box),
        Wrong("degrees", {f'.to_crs("{crs}")': '.to_crs("EPSG:4326")'}, truth("EPSG:4326")),
    ]
    if setting.level == 3:
        wrongs[0] = Wrong("the other end first", {"sort_values()": "sort_values(ascending=False)"})
        wrongs.append(Wrong("one left out", {".tolist()": ".tolist()[1:]"}))
    else:
        wrongs.append(
            Wrong(
                "the other way up",
                {"answer = (": "answer = 1 / ("}
                if setting.level == 1
                else {"answer = scores": "answer = (1 / scores)"},
            )
        )
    return problem(
        told(
            setting,
            f"shape_circles_hulls.{setting.level}",
            (_HULL, _REOCK, _RANK)[setting.level - 1],
            answer=(
                "a dict from {kind} to the ratio, 4 decimals",
                "a dict from {kind} to the score, 4 decimals",
                "the list of {kinds} in that order",
            )[setting.level - 1],
            **slots,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        by=by,
    )


def smallest_circle(points: NDArray[np.float64]) -> float:
    """Radius of the smallest circle around points: grown until none is outside."""
    held = [points[0]]
    while True:
        centre, radius = _around(held)
        far = np.hypot(*(points - centre).T)
        out = int(far.argmax())
        if far[out] <= radius * (1 + 1e-10):
            return float(radius)
        held = _support([*held, points[out]])


def _around(held: list[NDArray[np.float64]]) -> tuple[NDArray[np.float64], float]:
    """The circle through one, two or three points."""
    if len(held) == 1:
        return held[0], 0.0
    if len(held) == 2:
        centre = (held[0] + held[1]) / 2
        return centre, float(np.hypot(*(held[0] - centre)))
    a, b, c = held
    matrix = 2 * np.array([b - a, c - a])
    offset = np.linalg.solve(matrix, np.array([(b - a) @ (b - a), (c - a) @ (c - a)]))
    return a + offset, float(np.hypot(*offset))


def _support(points: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Those of at most four points that hold the smallest circle around them."""
    best: tuple[float, list[NDArray[np.float64]]] | None = None
    for size in (2, 3):
        for some in combinations(points, size):
            centre, radius = _around(list(some))
            inside = all(np.hypot(*(one - centre)) <= radius * (1 + 1e-9) for one in points)
            if inside and (best is None or radius < best[0]):
                best = radius, list(some)
    if best is None:
        raise ValueError("no circle holds the points")
    return best[1]


FAMILY = CodingFamily(
    "shape_circles_hulls", "Reock and convex hull scores", "compactness", 1, make, needs=clean
)
