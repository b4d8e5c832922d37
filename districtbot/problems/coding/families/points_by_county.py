"""Points counted by the area they lie in, with those that lie in none."""

import geopandas as gpd
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file, table_file
from districtbot.problems.coding.outlines import Corner
from districtbot.problems.coding.places import drawn_places, lonlat_table, moved
from districtbot.problems.coding.units import clean, total, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "How many of the {things} in {points} are in each county? Precincts with their county "
    "(`{county}`) are in {file}.",
    "Count {points} by `{county}` of {file} (points in polygons). Counties without any count 0.",
    "{points}: number of {things} per {county}, polygons in {file}, zeros too",
    "Please find out how many {things} every county has. {points} lists them, {file} has the "
    "precincts and says in `{county}` which county each is in. Include counties with none.",
    "For each county of {file} (`{county}`) I want the number of {things} from {points}; a "
    "county without one should show a 0.",
    "We keep a list of {things} in {points}. Our precinct layer is {file}, with the county in "
    "`{county}`. Could you tell me how many there are in each county, not forgetting those "
    "that have none?",
    "Locate every point of {points} in the polygons of {file} and tally the {things} per "
    "`{county}`; counties that get no point stay in with 0.",
    "Goal: a count of {things} for all counties. Points: {points}. Polygons: {file}, county "
    "name in `{county}`. No point in a county means 0.",
    "I'm writing about access to {things}. Take {points}, see in which county (`{county}` of "
    "{file}) each one stands, and count them; a county with zero is part of the story.",
    "Spatial join of {points} with the precincts in {file}, then the number of {things} by "
    "{county}, with 0 where nothing was found.",
)
_BY_PEOPLE = (
    "Then divide: {things} per 100,000 people (`{pop}`), rounded to 3 decimals.",
    "Give it as a rate per 100,000 residents (`{pop}`), 3 decimals.",
    "What I want in the end is the rate for every 100,000 of `{pop}`, to 3 decimals.",
)
_GEO = 'gpd.read_file("$points").to_crs(precincts.crs)'
_CSV = """pd.read_csv("$points")
points = gpd.GeoDataFrame(
    places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326"
).to_crs(precincts.crs)"""
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file")
    points = READ
    located = points.sjoin(precincts[["$county", "geometry"]], predicate="within")
    counts = located["$county"].value_counts()
    names = sorted(precincts["$county"].unique())
    answer = counts.reindex(names, fill_value=0).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    things = rng.choice(("schools", "libraries", "early voting sites", "fire stations"))
    n = rng.randint(25, 60)
    outside = rng.randint(2, 4) if setting.level > 1 else 0
    names = [f"{things[:-1].capitalize()} {i + 1}" for i in range(n)]
    places = drawn_places(setting.made, rng, names, outside=outside)
    as_table = rng.random() < 0.5
    crs = rng.choice(("EPSG:5070", "EPSG:4326", "EPSG:32620"))
    stem = things.replace(" ", "_")
    if as_table:
        points = table_file(f"{stem}.csv", lonlat_table(places, setting.made, "name"))
    else:
        points = shapes_file(
            f"{stem}.gpkg",
            _frame([one.name for one in places], moved(places, setting.made, crs), crs),
        )
    zeros = dict.fromkeys(sorted(set(data.counties)), 0)
    inside = [data.counties[one.unit] for one in places if one.unit >= 0]
    counts = {**zeros, **total(inside, [1] * len(inside))}
    file = layer(setting, data.id, data.county, data.pop)
    solution = code(_SOLUTION, file=file.name, county=data.county)
    if as_table:
        solution = solution.replace(
            "points = READ", "places = " + code(_CSV, points=points.name).strip()
        )
        solution = solution.replace("as gpd\n", "as gpd\nimport pandas as pd\n", 1)
    else:
        solution = solution.replace("READ", code(_GEO, points=points.name).strip())
    answer: dict[str, float] = dict(counts)
    people = total(data.counties, data.people)
    if setting.level == 3:
        answer = {name: round(1e5 * n / people[name], 3) for name, n in counts.items()}
        solution = solution.replace(
            "answer = counts.reindex(names, fill_value=0).to_dict()\n",
            f'people = precincts.groupby("{data.county}")["{data.pop}"].sum()\n'
            "rates = 1e5 * counts.reindex(names, fill_value=0) / people\n"
            "answer = rates.round(3).to_dict()\n",
        )
    wrongs = [
        Wrong(
            "only counties with some",
            {".reindex(names, fill_value=0)": ""},
            {k: v for k, v in answer.items() if v},
        ),
        Wrong("precincts counted", {'located["': 'precincts["'}),
        Wrong("off by one", {"value_counts()": "value_counts() + 1"}),
    ]
    if setting.level == 3:
        wrongs[0] = Wrong("a share for a rate", {"1e5 * ": ""})
    if as_table:
        wrongs.append(
            Wrong("axes swapped", {'places["lon"], places["lat"]': 'places["lat"], places["lon"]'})
        )
    return problem(
        told(
            setting,
            "points_by_county",
            _LINES,
            answer="a dict from county to the rate"
            if setting.level == 3
            else "a dict from county to the number of {things}",
            more=(_BY_PEOPLE if setting.level == 3 else (),),
            file=file.name,
            points=points.name,
            things=things,
            county=data.county,
            pop=data.pop,
        ),
        (file, points),
        solution,
        answer,
        exactly(answer, abs_=0.0011),
        *wrongs,
        things=things,
    )


def _frame(names: list[str], at: list[Corner], crs: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": names}, geometry=[shapely.Point(one) for one in at], crs=crs)


FAMILY = CodingFamily(
    "points_by_county", "Points counted by county", "spatial joins", 1, make, needs=clean
)
