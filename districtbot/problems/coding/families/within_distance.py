"""Precincts within so many kilometres or miles of a place."""

import random

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import MILE, shapes_in
from districtbot.problems.coding.places import drawn_places, moved
from districtbot.problems.coding.units import plain, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_CENTERS = (
    "How many people (`{pop}` in {file}) live in precincts whose centroid is within {far} "
    "{unit} of {what} at longitude {lon}, latitude {lat}? Measure in {crs}.",
    "Sum `{pop}` over the precincts of {file} with a centroid no more than {far} {unit} from "
    "({lon}, {lat}), which is {what}. Distances in {crs}.",
    "{pop} within {far} {unit} of lon {lon}, lat {lat} ({what}); {file}, centroids, {crs}",
    "{what} is at {lon} east, {lat} north (degrees, WGS 84). Count the people (`{pop}`) of "
    "the precincts in {file} whose centroid lies at most {far} {unit} away; use {crs}.",
    "Goal: people near {what}. Take the precincts of {file} whose centroid is {far} {unit} or "
    "less from longitude {lon}, latitude {lat}, and total `{pop}`. Work in {crs}.",
    "In {crs}, compute each centroid of {file}, keep those within {far} {unit} of lon {lon}, "
    "lat {lat} ({what}), and add up {pop}.",
    "Our mailing covers everybody around {what} (lon {lon}, lat {lat}). How many people is "
    "that by `{pop}` of {file}, if a precinct counts when its centroid is no farther off than "
    "{far} {unit}? Project to {crs}.",
    "What is the population within {far} {unit} of {what}? It stands at longitude {lon}, "
    "latitude {lat}. Use {file}, count the whole `{pop}` of a precinct if its centroid is "
    "within that distance, and measure in {crs}.",
    "Please draw a circle of {far} {unit} around {lon}, {lat} (longitude, latitude; {what}) "
    "in {crs} and sum `{pop}` of the precincts in {file} with their centroid in it.",
)
_TOUCHED = (
    "Which precincts of {file} come within {far} {unit} of {what} at longitude {lon}, "
    "latitude {lat}, with any part of them? Measure in {crs}.",
    "List every precinct (`{id}`) in {file} that reaches into the {far}-{one} circle around "
    "({lon}, {lat}), {what}. Distances in {crs}.",
    "{id} of precincts at most {far} {unit} from lon {lon}, lat {lat} (nearest edge counts); "
    "{file}, {crs}",
    "The evacuation zone is {far} {unit} around {what} (lon {lon}, lat {lat}). I need the "
    "`{id}` of all precincts in {file} that lie in it even in part. Use {crs} for the "
    "distance.",
    "Goal: all precincts of {file} at a distance of at most {far} {unit} from {what}, lon "
    "{lon}, lat {lat}, measured in {crs} to the nearest part of the precinct.",
    "Project {file} to {crs} and select the precincts whose distance to the point lon {lon}, "
    "lat {lat} ({what}) is {far} {unit} or less; the closest part of each precinct decides.",
    "Notices must go to every precinct that is even partly within {far} {unit} of {what}, "
    "which is at longitude {lon} and latitude {lat}. Which ones in {file} are they? Distances "
    "in {crs}.",
    "Does any bit of a precinct lie {far} {unit} or less from {what} (lon {lon}, lat {lat})? "
    "Then I want it on the list. Precincts: {file}; distances: {crs}.",
    "Please find the precincts in {file} that a circle of {far} {unit} around {lon}, {lat} "
    "(longitude, latitude; that is {what}) touches or covers, worked out in {crs}.",
)
_SOLUTION = """
    import geopandas as gpd
    from shapely.geometry import Point

    precincts = gpd.read_file("$file").to_crs("$crs")
    place = gpd.GeoSeries([Point($lon, $lat)], crs="EPSG:4326").to_crs("$crs").iloc[0]
    near = precincts[precincts$center.distance(place) <= $far * $metres]
"""
_ENDS = (
    """answer = int(near["$pop"].sum())
""",
    """answer = sorted(near["$id"])
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    unit, metres, by = rng.choice((("km", 1e3, "1000"), ("miles", MILE, "1609.344")))
    what = rng.choice(
        ("the power station", "the airport", "the state house", "the county hospital")
    )
    (place,) = drawn_places(setting.made, rng, ["it"])
    lon, lat = (round(x, 5) for x in moved([place], setting.made, "EPSG:4326")[0])
    by_edge = setting.level > 1
    far = _far(_distances(setting, lon, lat, crs, edge=by_edge) / metres, rng)

    def truth(crs: str, metres: float, edge: bool) -> object:
        near = np.flatnonzero(_distances(setting, lon, lat, crs, edge=edge) <= far * metres)
        if by_edge:
            return sorted(data.ids[i] for i in near)
        return int(data.people[near].sum())

    answer = truth(crs, metres, by_edge)
    file = layer(setting, data.id, data.pop, data.vap)
    center = "" if by_edge else ".centroid"
    solution = code(
        _SOLUTION, file=file.name, crs=crs, lon=lon, lat=lat, far=far, metres=by, center=center
    ) + code(_ENDS[by_edge], pop=data.pop, id=data.id)
    other, other_by = (MILE, "1609.344") if by == "1000" else (1e3, "1000")
    edge_for_center = {"precincts.centroid.distance": "precincts.distance"}
    center_for_edge = {"precincts.distance": "precincts.centroid.distance"}
    wrongs = [
        Wrong("other unit", {f"* {by}": f"* {other_by}"}, truth(crs, other, by_edge)),
        Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}, truth("EPSG:3857", metres, by_edge)),
        Wrong(
            "centroid and edge mixed up",
            center_for_edge if by_edge else edge_for_center,
            truth(crs, metres, not by_edge),
        ),
        Wrong("those beyond", {" <= ": " > "}),
    ]
    return problem(
        told(
            setting,
            f"within_distance.{int(by_edge)}",
            _TOUCHED if by_edge else _CENTERS,
            answer="the sorted list of `{id}`"
            if by_edge
            else "the number of people (a whole number)",
            file=file.name,
            crs=crs,
            what=what,
            lon=str(lon),
            lat=str(lat),
            far=f"{far:g}",
            unit=unit,
            one="mile" if unit == "miles" else unit,
            pop=data.pop,
            id=data.id,
        ),
        (file,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        unit=unit,
    )


def _distances(
    setting: Setting, lon: float, lat: float, crs: str, *, edge: bool
) -> NDArray[np.float64]:
    shapes = np.array(shapes_in(setting.made, crs), dtype=object)
    place = shapely.Point(
        *Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    )
    found: NDArray[np.float64] = shapely.distance(
        shapes if edge else shapely.centroid(shapes), place
    )
    return found


def _far(distances: NDArray[np.float64], rng: random.Random) -> float:
    """A round distance that no precinct is just about at, with some precincts on both sides."""
    n = len(distances)
    ranked = np.sort(distances)
    lowest, highest = ranked[max(2, n // 20)], ranked[n // 2]
    rounds = [round(x, 1) for x in np.linspace(lowest, highest, 60)]
    free = [x for x in rounds if x > 0 and (np.abs(ranked - x) / x).min() > 0.004]
    return float(rng.choice(free or rounds[20:40]))


FAMILY = CodingFamily(
    "within_distance",
    "Precincts within a distance of a place",
    "spatial joins",
    1,
    make,
    needs=plain,
)
