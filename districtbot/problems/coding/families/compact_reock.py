"""Reock and convex hull scores by gerrytools."""

import math
from typing import Any

import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of, members
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Compute {what} of every district in {file} (districts: {plan}) with gerrytools.scoring, in "
    "{crs}.",
    "gerrytools 2: {what} for the plan {plan}, units in {file}, target CRS {crs}.",
    "How compact are the districts of {plan} by {what}? Use gerrytools.scoring.single_plan on "
    "{file} and project to {crs}.",
    "I need {what} by district for {plan}. The shapes are in {file}; work in {crs} and let "
    "gerrytools do it.",
    "For exhibit C: {what}, all districts of {plan} ({file}), computed in {crs} with gerrytools.",
    "Project {file} to {crs} and have gerrytools work out {what} for the districts in column "
    "{plan}.",
    "A neighbour asked how odd our districts look. Let's answer with {what}: plan {plan}, "
    "precincts {file}, CRS {crs}, library gerrytools.",
    "{what}: {file}, districts {plan}, {crs}, gerrytools.scoring",
    "Could you get {what} from gerrytools for the plan in column {plan} of {file}, with "
    "everything measured in {crs}?",
)
SOLUTION = """
import geopandas as gpd
from gerrytools.scoring import $function

units = gpd.read_file("$file")
scores = $function(units, assignment=units["$plan"], target_crs="$crs")
answer = $answer
"""
TABLE = "{str(district): round(score, 4) for district, score in scores.items()}"
LOW = '{"district": int(scores.idxmin()), "score": round(float(scores.min()), 4)}'


def make(setting: Setting) -> Coding:
    """A problem: Reock, or the share of the convex hull; all districts or the least compact."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, labels = units_of(made), districts_of(made)
    kind = "reock" if level == 1 else rng.choice(("reock", "convex_hull_ratio"))
    crs = "EPSG:5070"
    file = "precincts.gpkg"
    shapes = made.frame.geometry.to_crs(crs).to_numpy()
    scores = {}
    other = {}
    for label, nodes in sorted(members(labels).items()):
        district = shapely.union_all(shapes[sorted(nodes)])
        radius = shapely.minimum_bounding_radius(district)
        reock = district.area / (math.pi * radius**2)
        hull = district.area / district.convex_hull.area
        scores[label], other[label] = (reock, hull) if kind == "reock" else (hull, reock)
    low = min(scores, key=lambda d: scores[d])
    answer: Any = {str(d): round(one, 4) for d, one in scores.items()}
    says, how = "a dict from district (as text) to its score, 4 decimals", TABLE
    if level == 3:
        answer, how = {"district": low, "score": round(scores[low], 4)}, LOW
        says = 'a dict with "district" and "score" (4 decimals) of the least compact district'
    slots = {"file": file, "plan": units.plan, "crs": crs}
    solution = code(SOLUTION, function=kind, answer=how, **slots)
    instead = "convex_hull_ratio" if kind == "reock" else "reock"
    words = "Reock scores" if kind == "reock" else "convex hull ratios"
    return problem(
        told(setting, "compact_reock", LINES, answer=says, what=words, **slots),
        (map_file(setting, file),),
        solution,
        answer,
        exactly(answer, abs_=2e-4),
        Wrong("other score", {kind: instead}),
        Wrong("percent for share", {"round(score": "round(100 * score"})
        if level < 3
        else Wrong("percent for share", {"round(float(": "round(100 * float("}),
        Wrong("the most compact", {"idxmin": "idxmax", ".min()": ".max()"})
        if level == 3
        else Wrong("counties for districts", {f'units["{units.plan}"]': "units.index % 3"}),
        kind=kind,
    )


def needs(made: MadeMap) -> bool:
    """A map of our own making, with a plan."""
    return with_plan(made) and bool(made.names)


FAMILY = CodingFamily(
    name="compact_reock",
    title="Reock and convex hull scores by gerrytools",
    topic="compactness",
    version=1,
    make=make,
    needs=needs,
)
