"""Land area: what is left of each county when the water is taken off."""

import geopandas as gpd
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import SQ_MILE, area_of, shapes_in
from districtbot.problems.coding.places import place_in
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "What is the land area of each county in {unit}? The precincts (county in `{county}`) are in "
    "{file}, the lakes to be taken off in {lakes}. Measure in {crs}.",
    "Subtract {lakes} from {file} and total what is left by `{county}`, in {unit}, {crs}.",
    "land area per {county} in {unit}: {file} minus {lakes}, {crs}",
    "The areas in our county table should not include water. Cut the lakes ({lakes}) out of the "
    "precincts ({file}) and add up the rest for every `{county}`: {unit}, measured in {crs}.",
    "Take the water out first: {file} without {lakes}, in {crs}. How much land, in {unit}, "
    "remains in each county (column `{county}`)?",
    "For every `{county}` I need the dry area in {unit}. The precincts are in {file}, the lakes "
    "in {lakes}; overlay them in {crs}.",
    "{file} difference {lakes} in {crs}, area by {county}, {unit}",
    "Lakes have no voters, so their area must not count. The precincts of {file} carry their "
    "county in `{county}`, and {lakes} holds the lakes. Tell me each county's area in {unit} "
    "without them, as measured in {crs}.",
    "Could you clip the lakes of {lakes} out of {file} and sum the area that is left for each "
    "`{county}`? The projection is {crs}, the unit {unit}.",
    "My pupils once asked how large our counties would be if nobody counted the lakes. Precincts: "
    "{file} (county in `{county}`); lakes: {lakes}; project to {crs} and use {unit}.",
)
_DENSITY = (
    "Then divide: I want people (`{pop}`) per {one} of land.",
    "In fact I need the density on land, `{pop}` per {one}.",
    "Give me the number of people (`{pop}`) per {one} of land instead of the area.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    lakes = gpd.read_file("$lakes").to_crs("$crs")
    land = precincts.overlay(lakes[["geometry"]], how="difference")
    areas = land.area.groupby(land["$county"]).sum() / $scale
"""
_ENDS = (
    """answer = areas.round(3).to_dict()
""",
    """people = precincts.groupby("$county")["$pop"].sum()
answer = (people / areas).round(3).to_dict()
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933", "ESRI:102008"))
    unit, one, scale, by = rng.choice(
        (("km²", "km²", 1e6, "1e6"), ("square miles", "square mile", SQ_MILE, "2_589_988.11"))
    )
    shapes = shapes_in(setting.made, crs)
    wet = rng.sample(range(len(shapes)), rng.randint(6, 12))
    lakes = [_lake(shapes[i], setting) for i in wet]
    water = dict(zip(wet, (area_of(lake) for lake in lakes), strict=True))
    lake_file = shapes_file(
        rng.choice(("lakes.gpkg", "water.gpkg", "hydro.gpkg")),
        gpd.GeoDataFrame(
            {"name": [f"Lake {i + 1}" for i in range(len(lakes))]}, geometry=lakes, crs=crs
        ),
    )
    file = layer(setting, data.id, data.county, data.pop)
    dry = added(
        data.counties, [(area_of(s) - water.get(i, 0.0)) / scale for i, s in enumerate(shapes)]
    )
    whole = added(data.counties, [area_of(s) / scale for s in shapes])
    people = added(data.counties, data.people)
    dense = setting.level > 1

    def truth(areas: dict[str, float]) -> dict[str, float]:
        return {k: round(people[k] / a if dense else a, 3) for k, a in areas.items()}

    answer = truth(dry)
    slots = {
        "file": file.name,
        "lakes": lake_file.name,
        "crs": crs,
        "county": data.county,
        "pop": data.pop,
    }
    solution = code(_SOLUTION, scale=by, **slots) + code(_ENDS[dense], **slots)
    difference = 'precincts.overlay(lakes[["geometry"]], how="difference")'
    return problem(
        told(
            setting,
            "land_area",
            _LINES,
            answer=(
                "a dict from county to people per {one}"
                if dense
                else "a dict from county to {unit}"
            )
            + ", 3 decimals",
            more=(_DENSITY if dense else (),),
            unit=unit,
            one=one,
            **slots,
        ),
        (file, lake_file),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.0015),
        Wrong("water left in", {difference: "precincts"}, truth(whole)),
        Wrong("water for land", {'how="difference"': 'how="intersection"'}),
        Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}),
        Wrong("other unit", {f"/ {by}": "/ 1e4"}),
        unit=unit,
        dense=dense,
    )


def _lake(shape: shapely.Geometry, setting: Setting) -> shapely.Geometry:
    """A round lake that no border touches."""
    point = shapely.Point(place_in(shape, setting.rng))
    room = shape.boundary.distance(point)
    return point.buffer(room * setting.rng.uniform(0.6, 0.95), quad_segs=6)


FAMILY = CodingFamily(
    "land_area", "Land area without the water", "overlay and proration", 1, make, needs=clean
)
