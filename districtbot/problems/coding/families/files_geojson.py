"""A part of the map for the web: GeoJSON in longitude and latitude, few columns."""

from districtbot.problems.coding.checks import file_shapes
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Export the precincts of {place} (`{county}`) from {file} as {out} for our web map: longitude "
    "and latitude (EPSG:4326), columns `{id}` and `{pop}` only.",
    "Write {out}: the rows of {file} where `{county}` is {place}, in EPSG:4326, with {id} and "
    "{pop}.",
    "{file} where {county} == {place} -> {out}, GeoJSON, EPSG:4326, keep {id}, {pop}",
    "Our web developer wants {place} as GeoJSON ({out}): only the precincts there, with their "
    "`{id}` and `{pop}`, and coordinates in EPSG:4326. The data are in {file}, county in "
    "`{county}`.",
    "From {file} I need just {place} (column `{county}`), as the GeoJSON file {out} in "
    "EPSG:4326. Of its columns keep `{id}` and `{pop}`.",
    "Could you cut {place} out of {file} for a web page? `{county}` names the county of each "
    "precinct; the result is {out}, GeoJSON in longitude and latitude (EPSG:4326), with the "
    "columns {id} and {pop}.",
    "{out} is to show the precincts of {place}. Select them in {file} by `{county}`, reproject "
    "to EPSG:4326, drop every column but `{id}` and `{pop}`, and write GeoJSON.",
    "The reporters' map loads nothing but GeoJSON in EPSG:4326. Please filter {file} to the "
    "rows with {place} in `{county}`, keep {id}, {pop} and the shapes, and save them as {out}.",
    "Our neighbors in {place} want to see their own precincts online. In {file} the column "
    "`{county}` tells the county; write theirs to {out} as GeoJSON, WGS 84 (EPSG:4326), each "
    "with `{id}` and `{pop}` and no more.",
)
_NAMES = (
    "Call the columns `id` and `people` in the output.",
    "Rename them to `id` and `people`.",
    "In the export they should be named `id` and `people`.",
)
_SHARE = (
    "Add `dem_share`, the Democratic part of `{dem}` + `{rep}` (0 to 1, 4 decimals).",
    "It also needs a column `dem_share` = {dem} / ({dem} + {rep}), rounded to 4 decimals.",
    "One more column: `dem_share`, that is {dem} over the two-party total, with 4 decimals.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file")
    part = precincts[precincts["$county"] == "$place"].to_crs("EPSG:4326")
    $share
    part = part[$columns]$rename
    part.to_file("$out", driver="GeoJSON")
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = data.contests[0]
    counts = {name: data.counties.count(name) for name in sorted(set(data.counties))}
    place = rng.choice([name for name, n in counts.items() if n > 1])
    dem, rep = data.numbers(contest.dem_col), data.numbers(contest.rep_col)
    out = rng.choice(("county.geojson", "web_map.geojson", "export.geojson"))
    file = layer(setting, data.id, data.pop, data.county, contest.dem_col, contest.rep_col)
    ids, people = (data.id, data.pop) if setting.level == 1 else ("id", "people")
    truth = map_frame(setting, columns={data.id: ids, data.pop: people}, crs="EPSG:4326")
    columns = [data.id, data.pop, "geometry"]
    if setting.level == 3:
        truth["dem_share"] = (dem / (dem + rep).clip(1)).round(4)
        columns.insert(2, "dem_share")
    truth = truth[[name == place for name in data.counties]]
    share = f'votes = part["{contest.dem_col}"] + part["{contest.rep_col}"]\n'
    share += f'part["dem_share"] = (part["{contest.dem_col}"] / votes).round(4)'
    solution = code(
        _SOLUTION,
        file=file.name,
        county=data.county,
        place=place,
        share=share if setting.level == 3 else "",
        columns=repr(columns).replace("'", '"'),
        rename=f'.rename(columns={{"{data.id}": "id", "{data.pop}": "people"}})'
        if setting.level > 1
        else "",
        out=out,
    ).replace('"EPSG:4326")\n\npart', '"EPSG:4326")\npart')
    other = next(name for name in counts if name != place)
    wrongs = [
        Wrong("other place", {f'== "{place}"': f'== "{other}"'}),
        Wrong("forgotten filter", {f'[precincts["{data.county}"] == "{place}"]': ".copy()"}),
    ]
    if data.vap and data.vap in setting.made.frame and setting.level == 3:
        wrongs.append(Wrong("other column", {f'"{data.pop}"': f'"{data.vap}"'}))
    if str(setting.made.frame.crs) not in ("EPSG:4326", "EPSG:4269"):
        wrongs.append(Wrong("other CRS", {'.to_crs("EPSG:4326")': ".copy()"}))
    if setting.level == 3:
        wrongs.append(Wrong("percent for share", {"/ votes)": "/ votes * 100)"}))
    return problem(
        told(
            setting,
            "files_geojson",
            _LINES,
            more=(
                _SHARE if setting.level == 3 else (),
                _NAMES if setting.level > 1 else (),
            ),
            file=file.name,
            place=place,
            county=data.county,
            out=out,
            id=data.id,
            pop=data.pop,
            dem=contest.dem_col,
            rep=contest.rep_col,
        ),
        (file,),
        solution,
        None,
        file_shapes(out, truth, [ids], abs_=1.1e-4),
        *wrongs,
        place=place,
    )


FAMILY = CodingFamily(
    "files_geojson", "A county as GeoJSON for the web", "files", 1, make, needs=with_contest
)
