"""People of areas that cut precincts, shared out by area."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.units import plain, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

Numbers = NDArray[np.float64]
_LINES = (
    "How many people live in each zone of {zones}? The zones cut the precincts of {file}; share "
    "out `{pop}` by area, in {crs}.",
    "Areal interpolation of `{pop}` from {file} to {zones} (column `zone`). Use {crs} for the "
    "areas.",
    "{pop}: {file} -> {zones}, area-weighted, {crs}, by zone",
    "The planning zones in {zones} pay no heed to precincts. Please estimate the population of "
    "each `zone`: a precinct's `{pop}` ({file}) is spread evenly over its area, measured in "
    "{crs}.",
    "I want `{pop}` for the squares in {zones}. Assume that the people of each precinct in "
    "{file} are spread evenly, intersect the two layers in {crs}, and add up the pieces.",
    "{zones} and {file} overlap but don't match. Give each `zone` its part of every precinct's "
    "`{pop}`, in proportion to the area of the precinct that lies in it; areas in {crs}.",
    "Our planning board wants a head count by `zone` ({zones}). All we have is `{pop}` for the "
    "precincts in {file}, so prorate it by area after projecting both to {crs}.",
    "If the people of a precinct are spread evenly over it, how many of {pop} fall into each "
    "`zone` of {zones}? Precincts are in {file}; measure in {crs}.",
    "Load {file} and {zones}, project to {crs}, cut one by the other, weight `{pop}` by the "
    "share of the precinct's area in each piece, and total by `zone`.",
    "Population by `zone`, please: source {file}, column {pop}; targets {zones}; areal weights "
    "in {crs}.",
)
_SOLUTION = """
    import geopandas as gpd
    import maup

    precincts = gpd.read_file("$file").to_crs("$crs")
    zones = gpd.read_file("$zones").to_crs("$crs").set_index("zone")
    pieces = maup.intersections(precincts, zones, area_cutoff=0)
    sources = pieces.index.get_level_values("source")
    weights = pieces.area / precincts.area.loc[sources].to_numpy()
    people = maup.prorate(pieces, precincts["$pop"], weights)
    answer = people.round(1).to_dict()
"""
_PERCENT = """
    import geopandas as gpd
    import maup

    precincts = gpd.read_file("$file").to_crs("$crs")
    zones = gpd.read_file("$zones").to_crs("$crs").set_index("zone")
    pieces = maup.intersections(precincts, zones, area_cutoff=0)
    sources = pieces.index.get_level_values("source")
    weights = pieces.area / precincts.area.loc[sources].to_numpy()
    people = maup.prorate(pieces, precincts[["$group", "$vap"]], weights)
    answer = (100 * people["$group"] / people["$vap"]).round(2).to_dict()
"""
_GROUP = (
    "What percentage of the voting age population (`{vap}`) of each zone in {zones} is counted "
    "in `{group}`? Spread the people of {file} over their precincts by area, in {crs}.",
    "Interpolate `{group}` and `{vap}` from {file} to {zones} by area ({crs}) and give {group} "
    "as a percentage of {vap} per `zone`.",
    "100 * {group} / {vap} per zone: {file} -> {zones}, area weights, {crs}",
    "The zones in {zones} don't follow precinct lines. Estimate, area-weighted in {crs}, what "
    "percent of the people of voting age ({vap}) in each are in {group}. Precincts: {file}.",
    "Precincts ({file}) and zones ({zones}) cross each other. Prorate both `{group}` and `{vap}` "
    "by area in {crs}, total them by `zone`, and tell me {group} as a percentage of {vap}.",
    "For our testimony: what percent of the voting-age residents ({vap}) of each `zone` in "
    "{zones} belong to `{group}`? We only have precinct counts, in {file}; share them out by "
    "area, {crs}.",
    "Spread `{vap}` and `{group}` of {file} evenly over each precinct, cut by {zones} in {crs}, "
    "and work out 100 times the one over the other ({group} over {vap}) in every `zone`.",
    "Zone by zone ({zones}), estimate the percentage that {group} makes up of {vap}. Source: "
    "{file}. Method: areal interpolation of both columns, areas in {crs}.",
    "I have to report {group} as a percent of {vap} for areas that don't follow precincts, "
    "namely each `zone` of {zones}. Please interpolate both counts from {file}, area-weighted in "
    "{crs}, before dividing.",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933", "ESRI:102008"))
    shapes = np.array(shapes_in(setting.made, crs), dtype=object)
    areas = np.array([area_of(one) for one in shapes])
    boxes = _boxes(setting, shapes)
    zones = shapes_file(
        rng.choice(("zones.gpkg", "planning_zones.gpkg", "squares.gpkg")),
        gpd.GeoDataFrame(
            {"zone": list(boxes)}, geometry=[shapely.box(*one) for one in boxes.values()], crs=crs
        ),
    )
    parts = {name: _clipped(shapes, box) / areas for name, box in boxes.items()}
    by_group = setting.level == 3 and bool(data.vap) and len(data.groups) > 1
    group = data.groups[data.minority()] if by_group else ""
    file = layer(setting, data.id, data.pop, data.vap, group)
    slots = {
        "file": file.name,
        "zones": zones.name,
        "crs": crs,
        "pop": data.pop,
        "group": group,
        "vap": data.vap,
    }
    solution = code(_PERCENT if by_group else _SOLUTION, **slots)
    nearest = {name: np.round(part) for name, part in parts.items()}

    def truth(parts: dict[str, Numbers], column: str) -> dict[str, float]:
        counts = data.numbers(column)
        if by_group:
            whole = data.numbers(data.vap)
            return {
                key: round(float(100 * (part * counts).sum() / max((part * whole).sum(), 1e-9)), 2)
                for key, part in parts.items()
            }
        return {key: round(float((part * counts).sum()), 1) for key, part in parts.items()}

    answer = truth(parts, group or data.pop)
    wrongs = [
        Wrong("whole precincts", {"weights = pieces.area /": "weights = 1 + 0 * pieces.area /"}),
        Wrong(
            "the larger half takes all",
            {"people = maup": "weights = weights.round()\npeople = maup"},
            truth(nearest, group or data.pop),
        ),
    ]
    if not by_group and data.vap:
        wrongs.append(
            Wrong("other column", {f'"{data.pop}"': f'"{data.vap}"'}, truth(parts, data.vap))
        )
    if by_group:
        wrongs.append(Wrong("share for percent", {"100 * people": "people"}))
        wrongs.append(Wrong("other column", {f'people["{data.vap}"]': f'people["{group}"]'}))
    return problem(
        told(
            setting,
            "areal_interpolation.group" if by_group else "areal_interpolation",
            _GROUP if by_group else _LINES,
            answer="a dict from zone to the percentage, 2 decimals"
            if by_group
            else "a dict from zone to people, 1 decimal",
            **slots,
        ),
        (file, zones),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.011 if by_group else 0.11),
        *wrongs,
        n_zones=len(boxes),
    )


def _boxes(
    setting: Setting, shapes: NDArray[np.object_]
) -> dict[str, tuple[float, float, float, float]]:
    """Squares in the middle of the map, each with some land in it."""
    rng = setting.rng
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    columns, rows = rng.randint(2, 3), rng.randint(2, 2 + (setting.level > 1))
    left, right = x0 + (x1 - x0) * 0.12, x0 + (x1 - x0) * 0.88
    low, high = y0 + (y1 - y0) * 0.12, y0 + (y1 - y0) * 0.88
    width, height = (right - left) / columns, (high - low) / rows
    found = {}
    for row in range(rows):
        for column in range(columns):
            box = (
                left + column * width,
                low + row * height,
                left + (column + 1) * width,
                low + (row + 1) * height,
            )
            if _clipped(shapes, box).sum() > 0.1 * width * height:
                found[f"{'ABC'[row]}{column + 1}"] = box
    return found


def _clipped(shapes: NDArray[np.object_], box: tuple[float, float, float, float]) -> Numbers:
    """Area of each shape inside of a rectangle."""
    return np.asarray(shapely.area(shapely.clip_by_rect(shapes, *box)))


FAMILY = CodingFamily(
    "areal_interpolation",
    "People of zones that cut precincts",
    "overlay and proration",
    1,
    make,
    needs=plain,
)
