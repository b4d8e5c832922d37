"""Invalid shapes: found, mended, measured."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, problem, some_columns, told

_FIND = (
    "GerryChain refuses {file} because of invalid geometries. Which precincts (`{id}`) are they?",
    "List the `{id}` of every row of {file} whose geometry is invalid.",
    "invalid polygons in {file}, by {id}",
    "Some polygons in {file} cross themselves. Tell me which, by `{id}`.",
    "A colleague says that {file} has bow-ties in it. Please find them ({id}).",
    "Are all geometries in {file} valid? Name those that aren't, by `{id}`.",
    "I'd like the ids (`{id}`) of the rows in {file} that fail Shapely's validity test.",
    "Before this map is filed we have to know which of its units are drawn wrongly. Go through "
    "{file} and report the {id} of each invalid polygon.",
    "My overlay of {file} stops with a topology error. Find me the culprits, that is the `{id}` "
    "of every shape that is not valid.",
)
_MEND = (
    "Repair the invalid shapes of {file} with make_valid and give me each one's area afterwards, "
    "in "
    "km². The file is in {crs}, which is equal-area.",
    "Which shapes of {file} are invalid, and how large are they once they have been made valid? "
    "km², please; coordinates are metres ({crs}).",
    "{file}: make the invalid geometries valid, areas in km² by {id} (only those)",
    "Some polygons of {file} cross themselves, so their areas are nonsense. Mend them (keep every "
    "part) and tell me the right areas in km² by `{id}`. The coordinates are {crs}.",
    "How large, in km², is each broken precinct of {file} once make_valid has mended it? Leave "
    "the sound ones out; go by `{id}`. The CRS, {crs}, is equal-area and in metres.",
    "Find the invalid geometries in {file}, run make_valid on them, and list their areas in "
    "square kilometres by `{id}`, nobody else's. Lengths are metres in {crs}.",
    "The county's drawing of {file} has faults. For the record, repair every invalid shape with "
    "make_valid, dropping no part of it, and state its area in km² under its `{id}`; {crs} is "
    "fit for areas.",
    "Only the rows of {file} that are not valid matter to me. Make them so (make_valid) and "
    "give {id} and km²; the coordinates are metres of the equal-area {crs}.",
    "A reader noticed impossible areas in {file}. It is because some polygons are twisted. Put "
    "those right with make_valid and tell me, for each such {id}, the square kilometres it "
    "covers now; the file is in {crs}.",
)
_FINDING = """
    import geopandas as gpd

    units = gpd.read_file("$file")
    answer = sorted(units.loc[~units.is_valid, "$id"])
"""
_MENDING = """
    import geopandas as gpd

    units = gpd.read_file("$file")
    broken = units[~units.is_valid].set_index("$id")
    answer = (broken.make_valid().area / 1e6).round(3).to_dict()
"""
_TALLYING = """
    import geopandas as gpd

    units = gpd.read_file("$file")
    touched = units.loc[~units.is_valid, "$county"].unique()
    units["geometry"] = units.make_valid()
    areas = units.area.groupby(units["$county"]).sum() / 1e6
    answer = areas.loc[touched].round(3).to_dict()
"""
_TALLY = (
    "In which counties (`{county}`) does {file} hold invalid shapes, and what are the areas of "
    "those "
    "counties in km² after every shape was made valid? Coordinates are metres in {crs}.",
    "Make the shapes of {file} valid, then give me the area of each county (`{county}`) that had "
    "an "
    "invalid one. km²; the file is in {crs}.",
    "{file}: make_valid, then area in km² by {county}, but only counties where something was "
    "broken",
    "I have to report the size of every county in which {file} had a self-crossing precinct. "
    "Repair "
    "first, keep all parts, sum by `{county}`, km². It is in {crs} already.",
    "How big are the counties with faulty shapes? Run make_valid over {file}, add the areas up "
    "by `{county}`, and show the km² of the counties that had an invalid shape to begin with. "
    "The CRS is {crs}, in metres.",
    "First note which counties (`{county}`) in {file} contain an invalid geometry. Then mend "
    "all of it with make_valid, and for the counties noted sum the areas in km², sound "
    "precincts included; {crs} is equal-area.",
    "The county clerks whose maps were faulty must be told their true area. For every "
    "`{county}` in {file} with at least one invalid shape, total the areas of all its shapes "
    "after make_valid, in square kilometres ({crs}, metres).",
    "Please work out the size in km² of each {county} that has something invalid in {file}. All "
    "shapes of that county count, the broken ones as make_valid leaves them. The coordinates, "
    "{crs}, are in metres.",
    "I only care for counties where {file} was broken: their areas in square kilometres, summed "
    "over all shapes by `{county}` once make_valid has been applied. No reprojection is needed "
    "from {crs}.",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "ESRI:102008"))
    shapes = shapes_in(setting.made, crs)
    spoilt = sorted(rng.sample(range(len(shapes)), rng.randint(3, 7)))
    areas = [area_of(one) / 1e6 for one in shapes]
    raw = list(areas)
    for i in spoilt:
        shapes[i], flap = _crossed(shapes[i], rng.uniform(0.15, 0.4))
        raw[i] = areas[i] - flap / 1e6
        areas[i] += flap / 1e6
    frame = map_frame(setting, columns=some_columns(setting, data.id, data.county))
    frame = gpd.GeoDataFrame(
        frame.drop(columns="geometry"), geometry=np.array(shapes, dtype=object), crs=crs
    )
    file = shapes_file(rng.choice(("precincts.gpkg", "vtds.gpkg", "raw_units.gpkg")), frame)
    template = (_FINDING, _MENDING, _TALLYING)[setting.level - 1]
    solution = code(template, file=file.name, id=data.id, county=data.county)

    def summed(areas: list[float], counties: set[str]) -> dict[str, float]:
        return {
            one: round(sum(a for a, c in zip(areas, data.counties, strict=True) if c == one), 3)
            for one in sorted(counties)
        }

    touched = {data.counties[i] for i in spoilt}
    if setting.level == 1:
        answer: object = sorted(data.ids[i] for i in spoilt)
        wrongs = [
            Wrong("the valid ones", {"~units.is_valid": "units.is_valid"}),
            Wrong("other column", {f'"{data.id}"': f'"{data.county}"'}),
        ]
    elif setting.level == 2:
        answer = {data.ids[i]: round(areas[i], 3) for i in spoilt}
        wrongs = [
            Wrong(
                "not mended", {".make_valid()": ""}, {data.ids[i]: round(raw[i], 3) for i in spoilt}
            ),
            Wrong("a hull for a repair", {"make_valid()": "convex_hull"}),
            Wrong("other unit", {"/ 1e6": "/ 1e3"}),
        ]
    else:
        answer = summed(areas, touched)
        wrongs = [
            Wrong(
                "not mended", {'units["geometry"] = units.make_valid()\n': ""}, summed(raw, touched)
            ),
            Wrong(
                "forgotten filter",
                {"areas.loc[touched]": "areas"},
                summed(areas, set(data.counties)),
            ),
            Wrong("other unit", {"/ 1e6": "/ 1e3"}),
        ]
    return problem(
        told(
            setting,
            f"files_repair.{setting.level}",
            (_FIND, _MEND, _TALLY)[setting.level - 1],
            answer=(
                "the sorted list of `{id}`",
                "a dict from `{id}` to km², 3 decimals",
                "a dict from county to km², 3 decimals",
            )[setting.level - 1],
            file=file.name,
            id=data.id,
            county=data.county,
            crs=crs,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-6, abs_=0.0015),
        *wrongs,
        n=len(spoilt),
    )


def _crossed(shape: BaseGeometry, size: float) -> tuple[BaseGeometry, float]:
    """A shape that crosses itself at its northern end, and the area of the flap beyond.

    The flap is a triangle north of all else, run through the other way, so that the shoelace
    formula takes its area off while the mended shape has it on top.
    """
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    ring = shapely.geometry.polygon.orient(part).exterior
    points = [(float(x), float(y)) for x, y in np.asarray(ring.coords)[:-1, :2]]
    top = max(range(len(points)), key=lambda i: points[i][1])
    x, y = points[top]
    x0, y0, x1, y1 = shape.bounds
    width, height = (x1 - x0) * size, (y1 - y0) * size
    flap = [(x - width / 2, y + height), (x + width / 2, y + height)]
    turned = [*points[: top + 1], *flap, *points[top:]]
    return shapely.Polygon(turned, part.interiors), width * height / 2


FAMILY = CodingFamily(
    "files_repair", "Invalid shapes found and mended", "files", 1, make, needs=clean
)
