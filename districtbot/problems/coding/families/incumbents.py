"""In which districts the incumbents live, and who would have to run against whom."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.places import drawn_places, lonlat_table, moved, people_names
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_WHERE = (
    "In which district does each incumbent live? Homes are in {homes} (lon, lat), precincts with "
    "their district (`{plan}`) in {file}.",
    "{homes} lists the members' home coordinates in degrees. Match them to the precincts of {file} "
    "and tell me each one's district, column `{plan}`.",
    "district of each incumbent: point in polygon, {homes} against {file}, district in {plan}",
    "Please look up the district (`{plan}` in {file}) of every address in {homes}; the coordinates "
    "there are WGS 84 longitude and latitude.",
    "{file} has the precincts, and `{plan}` their district. Where do the people in {homes} live, "
    "that is, in which district each? Longitude is in lon, latitude in lat.",
    "Locate each home of {homes} (lon/lat in WGS 84) among the precincts of {file} and read off "
    "`{plan}`.",
    "{homes} (lon, lat) x {file} -> {plan} per incumbent",
    "Every sitting member must know which district of the new plan they live in. The plan is the "
    "column `{plan}` of {file}; the homes, as longitude and latitude, are in {homes}.",
    "I have the members' homes as points, {homes} with lon and lat in degrees, and the plan as "
    "`{plan}` in {file}. A spatial join should tell me the district of each person.",
    "Who lives where under this plan? For every name in {homes}, find the precinct of {file} that "
    "holds the point (lon, lat) and report its `{plan}`.",
)
_PAIRED = (
    "Which incumbents would be thrown together? Homes are in {homes} (lon, lat, WGS 84), the plan "
    "is column `{plan}` of {file}. I want the districts with two or more of them, with the names.",
    "Find the double-bunked members: districts (`{plan}` in {file}) that hold the homes of at "
    "least "
    "two people of {homes}. Coordinates there are longitude and latitude.",
    "paired incumbents? {homes} has lon/lat, {file} has {plan}; list districts with 2+ homes",
    "Under the plan in `{plan}` of {file}, some incumbents of {homes} land in the same district. "
    "Tell me where and who. Home coordinates are in degrees (WGS 84).",
    "The new lines must not pit sitting members against each other. Check {homes} (lon, lat) "
    "against `{plan}` in {file} and name every district with more than one incumbent and who they "
    "are.",
    "Count the homes in {homes} (lon, lat, WGS 84) by `{plan}` of {file}. Where there are two or "
    "more in one district, I want the district and the names.",
    "Has the plan in `{plan}` ({file}) put any members into the same district? The homes are in "
    "{homes} as longitude and latitude. List such districts with everyone who lives in them.",
    "{file} by {plan}: districts with at least 2 incumbents of {homes} (lon/lat), with names",
    "Somebody will lose a seat wherever two homes fall into one district. Please go through "
    "{homes} (degrees, WGS 84) and the precincts in {file}, districts in `{plan}`, and show me "
    "those districts and the incumbents in each.",
)
_JOIN = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file")
    homes = pd.read_csv("$homes")
    points = gpd.GeoDataFrame(
        homes, geometry=gpd.points_from_xy(homes["lon"], homes["lat"]), crs="EPSG:4326"
    ).to_crs(precincts.crs)
    located = points.sjoin(precincts[["$plan", "geometry"]], predicate="within")
"""
_EACH = """answer = located.set_index("incumbent")["$plan"].to_dict()
"""
_TOGETHER = """names = located.groupby("$plan")["incumbent"].agg(sorted)
answer = names[names.str.len() >= 2].to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    n_districts = len(set(data.districts.tolist()))
    names = people_names(rng, n_districts + rng.randint(2, 4))
    outside = 1 if setting.level == 3 else 0
    places = drawn_places(setting.made, rng, names, outside=outside)
    homes = rng.choice(("incumbents.csv", "members.csv", "homes.csv"))
    inside = [(place.name, int(data.districts[place.unit])) for place in places if place.unit >= 0]
    together: dict[str, list[str]] = {}
    for name, district in sorted(inside):
        together.setdefault(str(district), []).append(name)
    answer: dict[str, object] = dict(inside)
    if setting.level > 1:
        answer = {key: sorted(one) for key, one in sorted(together.items()) if len(one) > 1}
    file = layer(setting, data.id, data.plan, data.county)
    solution = code(_JOIN, file=file.name, homes=homes, plan=data.plan) + code(
        _TOGETHER if setting.level > 1 else _EACH, plan=data.plan
    )
    wrongs = [
        Wrong("axes swapped", {'homes["lon"], homes["lat"]': 'homes["lat"], homes["lon"]'}),
        Wrong("other column", {f'"{data.plan}"': f'"{data.county or data.id}"'}),
    ]
    if not _degrees(setting):
        wrongs.append(
            Wrong("other CRS", {'crs="EPSG:4326"\n).to_crs(precincts.crs)': "crs=precincts.crs\n)"})
        )
    if setting.level > 1:
        alone = {key: one for key, one in together.items() if len(one) == 1}
        wrongs.append(Wrong("off by one", {">= 2": ">= 1"}, {**together}))
        wrongs.append(Wrong("the others", {">= 2": "< 2"}, alone))
    return problem(
        told(
            setting,
            "incumbents",
            _PAIRED if setting.level > 1 else _WHERE,
            answer=(
                "a dict from district number to the sorted list of names"
                if setting.level > 1
                else "a dict from incumbent to district number"
            ),
            more=(_ABROAD if outside else (),),
            file=file.name,
            homes=homes,
            plan=data.plan,
        ),
        (file, table_file(homes, lonlat_table(places, setting.made, "incumbent"))),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        n=len(names),
    )


_ABROAD = (
    "Somebody's home lies outside of the state; leave that one out.",
    "One address is across the state line and does not count.",
    "Ignore homes that fall in no precinct.",
)


def _degrees(setting: Setting) -> bool:
    places = drawn_places(setting.made, setting.rng, ["x"])
    here, there = places[0].where, moved(places, setting.made, "EPSG:4326")[0]
    return abs(here[0] - there[0]) < 1


FAMILY = CodingFamily(
    "incumbents",
    "Which incumbents live in which district",
    "spatial joins",
    1,
    make,
    needs=with_plan,
)
