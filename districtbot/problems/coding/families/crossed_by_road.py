"""A road through the map: how many kilometres of it lie where, and whom it passes."""

import geopandas as gpd
import numpy as np
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import MILE, shapes_in
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LENGTHS = (
    "How many {unit} of the road in {road} lie in each {kind} (`{by}` of {file})? Measure in "
    "{crs}.",
    "Split the line in {road} by `{by}` of {file} and give the length of each part in {unit}, "
    "{crs}.",
    "length of {road} per {by} ({file}), {unit}, {crs}",
    "A new highway ({road}) runs through several {kinds}. Using {file} and its `{by}` column, "
    "tell me how many {unit} of it each {kind} gets; work in {crs}.",
    "{road} has the line of a road, {file} the precincts with `{by}`. How long is the road in "
    "each {kind}? Project both to {crs} and give {unit}.",
    "For the road budget we divide the highway in {road} among the {kinds} it crosses: {unit} in "
    "each, by `{by}` of {file}, measured in {crs}.",
    "Overlay {road} on {file} in {crs} and add up the length of the pieces, in {unit}, by `{by}`.",
    "Each {kind} (column `{by}` of {file}) has to look after its own stretch of the road in "
    "{road}. How many {unit} does each have to look after, measured in {crs}?",
    "Can you work out what length of the line in {road} belongs to each {kind}? Take `{by}` from "
    "{file}, {crs} as projection, and {unit} as the unit.",
)
_PASSED = (
    "Which precincts (`{id}`) of {file} does the road in {road} pass through?",
    "List the {id} of all precincts in {file} that the line in {road} crosses.",
    "{id} where {file} intersects {road}",
    "The highway in {road} will disturb the precincts it runs through. Please list them by "
    "`{id}`; the precincts are in {file}.",
    "Intersect {file} with the line in {road} and name each precinct that it goes through, by "
    "`{id}`.",
    "{road} is a new road and {file} the precinct layer. I need the `{id}` of each precinct that "
    "the road enters.",
    "Voters along the road in {road} will get a letter. Which precincts are theirs? Give `{id}` "
    "from {file} for every precinct with some of the road in it.",
    "Can you tell from {file} which precincts, by `{id}`, have a stretch of the road in {road} "
    "inside of them?",
    "The route is in {road}. Select the precincts of {file} that it runs through and report "
    "their `{id}`.",
)
_CROSSING = """
    import geopandas as gpd

    precincts = gpd.read_file("$file")
    road = gpd.read_file("$road").to_crs(precincts.crs)
    crossed = precincts[precincts.intersects(road.union_all())]
    answer = sorted(crossed["$id"])
"""
_MEASURING = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    road = gpd.read_file("$road").to_crs("$crs")
    pieces = road.overlay(precincts[["$by", "geometry"]], how="intersection", keep_geom_type=True)
    lengths = pieces.length.groupby(pieces["$by"]).sum() / $metres
    answer = lengths.round(2).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620"))
    unit, metres, by_text = rng.choice((("km", 1e3, "1e3"), ("miles", MILE, "1609.344")))
    by, labels, kind, kinds = data.county, data.counties, "county", "counties"
    if setting.level == 3:
        by, labels, kind, kinds = (
            data.plan,
            [str(one) for one in data.districts],
            "district",
            "districts",
        )
    native = str(setting.made.frame.crs) if setting.level == 1 else crs
    line = _road(setting, native)
    road = shapes_file(
        rng.choice(("highway.gpkg", "road.gpkg", "bypass.gpkg")),
        gpd.GeoDataFrame({"name": ["Route 9"]}, geometry=[line], crs=native),
    )
    file = layer(setting, data.id, data.county, data.plan)
    slots = {"file": file.name, "road": road.name, "crs": crs, "by": by, "id": data.id}
    if setting.level == 1:
        crossed = [line.crosses(one) for one in setting.made.frame.geometry]
        answer: object = sorted(one for one, yes in zip(data.ids, crossed, strict=True) if yes)
        solution = code(_CROSSING, **slots)
        wrongs = [
            Wrong("those it misses", {"precincts.intersects(": "precincts.disjoint("}),
            Wrong("contained for crossed", {"precincts.intersects(": "precincts.contains("}),
            Wrong("a box for a line", {"road.union_all()": "road.union_all().envelope"}),
        ]
    else:

        def truth(labels: list[str]) -> dict[str, float]:
            parts = shapely.intersection(np.array(shapes_in(setting.made, crs)), line)
            found = added(labels, shapely.length(parts) / metres)
            return {key: round(length, 2) for key, length in found.items() if length > 0}

        answer = truth(labels)
        solution = code(_MEASURING, metres=by_text, **slots)
        other = data.plan if by == data.county else data.county
        wrongs = [
            Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}),
            Wrong("other unit", {f"/ {by_text}": "/ 0.3048"}),
            Wrong("other column", {f'"{by}"': f'"{other}"'}),
            Wrong(
                "lengths of precincts",
                {
                    "pieces.length.groupby": "precincts.length.groupby",
                    f'(pieces["{by}"])': f'(precincts["{by}"])',
                },
            ),
        ]
    return problem(
        told(
            setting,
            "crossed_by_road.ids" if setting.level == 1 else "crossed_by_road",
            _PASSED if setting.level == 1 else _LENGTHS,
            answer=(
                "the sorted list of `{id}`"
                if setting.level == 1
                else "a dict from {kind} to {unit}, 2 decimals, only {kinds} that have a part"
            ),
            kind=kind,
            kinds=kinds,
            unit=unit,
            **slots,
        ),
        (file, road),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.011),
        *wrongs,
        unit=unit,
    )


def _road(setting: Setting, crs: str) -> shapely.LineString:
    """A bent line from one end of the map towards the other."""
    rng = setting.rng
    x0, y0, x1, y1 = shapely.total_bounds(shapes_in(setting.made, crs))
    steps = rng.randint(4, 7)
    first, last = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)
    points = []
    for i in range(steps + 1):
        t = i / steps
        across = first + (last - first) * t + rng.uniform(-0.08, 0.08)
        points.append((x0 + (x1 - x0) * (0.05 + 0.9 * t), y0 + (y1 - y0) * across))
    return shapely.LineString(points)


FAMILY = CodingFamily(
    "crossed_by_road",
    "A road cut up by the areas it crosses",
    "spatial joins",
    1,
    make,
    needs=clean,
)
